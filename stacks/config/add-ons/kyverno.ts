import { z } from "zod";
import { helmOptions } from "./common";

export const kyverno = z
  .strictObject({
    ...helmOptions,
    admitWhenDown: z
      .boolean()
      .describe(
        "Whether objects are let in unchecked while Kyverno does not answer, whatever their policies say, those of admissionPolicies too. Default: only in development, where there is one of each of its parts",
      )
      .optional(),
    exclude: z
      .array(z.string())
      .describe("Namespaces of whose objects it is never asked, besides kube-system and its own. Default: none")
      .optional(),
    exceptionsNamespace: z
      .string()
      .describe(
        "Namespace in which PolicyExceptions count. Whoever may write there can get round every policy. Default: they count nowhere",
      )
      .optional(),
  })
  .describe("Kyverno: checks, changes and makes objects by policies");
