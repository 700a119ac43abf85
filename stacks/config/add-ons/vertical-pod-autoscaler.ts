import { z } from "zod";
import { helmOptions } from "./common";

export const verticalPodAutoscaler = z
  .strictObject({
    ...helmOptions,
    marginPercent: z
      .number()
      .describe("How much more than was used is recommended, in percent, from 0 to 500. Default: 15")
      .optional(),
    minCpuMillis: z
      .number()
      .describe("The least CPU that is recommended for a pod, in thousandths of a core, from 1 to 1000. Default: 10")
      .optional(),
    minMemoryMib: z
      .number()
      .describe("The least memory that is recommended for a pod, in MiB, from 1 to 4096. Default: 32")
      .optional(),
  })
  .describe("The recommender of the VerticalPodAutoscaler: says what pods should ask for");
