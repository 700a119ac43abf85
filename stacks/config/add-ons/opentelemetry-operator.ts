import { z } from "zod";
import { helmOptions } from "./common";

export const openTelemetryOperator = z
  .strictObject(helmOptions)
  .describe("OpenTelemetry operator: makes collectors of traces out of custom resources");
