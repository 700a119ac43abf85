import { z } from "zod";
import { helmOptions } from "./common";

export const keda = z.strictObject(helmOptions).describe("KEDA: scales workloads by queues, times and queries");
