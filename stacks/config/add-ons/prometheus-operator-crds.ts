import { z } from "zod";
import { helmOptions } from "./common";

export const prometheusOperatorCrds = z
  .strictObject(helmOptions)
  .describe("Custom resources of the Prometheus operator: with them, add-ons that have metrics come with monitors");
