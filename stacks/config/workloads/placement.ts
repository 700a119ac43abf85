import { z } from "zod";
import { spreads } from "../../../components/workloads";
import { text, texts } from "../texts";
import { count, seconds } from "./numbers";

// Which nodes pods run on.

const spreadOver = (what: string) =>
  z
    .union([z.enum(spreads), z.literal(false)])
    .describe(`How strictly pods are spread over ${what}; false: not at all. Default: preferred`)
    .optional();

const affinityTerms = (description: string) =>
  z
    .array(
      z.strictObject({
        workload: text("Name of the workload"),
        within: z.enum(["node", "zone"]).describe("Near or apart within what. Default: node").optional(),
        strictness: z
          .enum(spreads)
          .describe("A wish, or a condition that keeps a pod pending. Default: preferred")
          .optional(),
      }),
    )
    .describe(description)
    .optional();

export const placementFields = {
  spread: z
    .union([
      z.enum(spreads),
      z.strictObject({
        zones: spreadOver("zones"),
        nodes: spreadOver("nodes"),
        minZones: count(
          "Zones that must have a pod before any gets a second one, with zones: required. Default: those that have nodes",
          1,
        ).optional(),
      }),
    ])
    .describe("Spread over zones and nodes. Default: preferred")
    .meta({ id: "Spread" })
    .optional(),
  nodes: z
    .strictObject({
      purpose: text("Purpose of the nodes, such as gpu; its taints are put up with. Default: any").optional(),
      architecture: z.enum(["amd64", "arm64"]).describe("Processor architecture. Default: any").optional(),
      labels: texts("More labels that the node must have. Default: none").optional(),
      tolerations: z
        .array(
          z.strictObject({
            key: text("Key of the taint. Default: every key").optional(),
            value: text("Its value. Default: every value").optional(),
            effect: z
              .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
              .describe("Its effect. Default: every effect")
              .optional(),
          }),
        )
        .describe("More taints that are put up with. Default: none")
        .optional(),
    })
    .describe("Nodes that it runs on. Default: any that is not tainted")
    .meta({ id: "Nodes" })
    .optional(),
  affinity: z
    .strictObject({
      near: affinityTerms("Workloads to be near to. Default: none"),
      apart: affinityTerms("Workloads to be apart from. Default: none"),
    })
    .describe("Other workloads to be near to, or apart from. Default: none")
    .meta({ id: "Affinity" })
    .optional(),
  nodeFailureSeconds: seconds("Seconds until pods leave a node that stopped answering. Default 60").optional(),
  priorityClass: text("Name of a PriorityClass. Default: the cluster's default").optional(),
  runtimeClass: text("Name of a RuntimeClass, such as gvisor. Default: the node's own").optional(),
};
