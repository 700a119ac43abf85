import { z } from "zod";
import { helmOptions } from "./common";

const rule = (text: string, isDefault = true) =>
  z
    .boolean()
    .describe(`${text}. Default: ${String(isDefault)}`)
    .optional();

export const descheduler = z
  .strictObject({
    ...helmOptions,
    intervalMinutes: z
      .number()
      .describe("Minutes from one look at the cluster to the next, from 1 to 1440. Default: 10")
      .optional(),
    rules: z
      .strictObject({
        duplicates: rule("Several pods of one workload on a node while others have none"),
        topologySpread: rule("Zones or nodes with more of a workload's pods than its spread allows or prefers"),
        nodeAffinity: rule("A node that does not meet what the pod requires of nodes any more"),
        nodeTaints: rule("A node with a taint that the pod does not tolerate"),
        podAntiAffinity: rule("A pod beside one that it must not be with"),
        restarts: rule("More than 100 restarts of its containers"),
        lowNodeUtilization: rule(
          "A node that holds much while others hold little; not beside what takes empty nodes away",
          false,
        ),
      })
      .describe("Which reasons there are to evict a pod. Default: as they say")
      .optional(),
    maxEvictions: z.number().describe("Most pods that it evicts at one look, from 1 to 1000. Default: 10").optional(),
    minReplicas: z
      .number()
      .describe("Fewest pods that a workload must be to have one evicted, from 1 to 100. Default: 2")
      .optional(),
    evictLocalStorage: z
      .boolean()
      .describe(
        "Whether it evicts pods with a folder on their node too: hostPath, and emptyDir, which they lose at each move. Default: false",
      )
      .optional(),
    exclude: z
      .array(z.string())
      .describe("Namespaces whose pods it leaves alone, besides kube-system. Default: none")
      .optional(),
  })
  .describe("The descheduler: evicts pods that would get a better node today");
