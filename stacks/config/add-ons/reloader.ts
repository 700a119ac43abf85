import { z } from "zod";
import { helmOptions } from "./common";

export const reloader = z
  .strictObject(helmOptions)
  .describe("Reloader: restarts pods whose ConfigMap or Secret has changed");
