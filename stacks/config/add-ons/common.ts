import { z } from "zod";
import type { Value } from "../../../components/addons";

/** What every add-on that is a chart can be told. */
export const helmOptions = {
  anyKubernetes: z
    .boolean()
    .describe("Whether it is installed on a Kubernetes that its makers do not name. Default: false")
    .optional(),
  values: z
    .record(z.string(), z.custom<Value>())
    .describe("Values of the chart, merged over those that the options make. Default: none")
    .optional(),
} as const;
