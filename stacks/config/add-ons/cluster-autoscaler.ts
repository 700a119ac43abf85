import { z } from "zod";
import { expanders } from "../../../components/addons/cluster-autoscaler/cluster-autoscaler";
import { helmOptions } from "./common";

export const clusterAutoscaler = z
  .strictObject({
    ...helmOptions,
    expander: z
      .enum(expanders)
      .describe(
        "Which of several groups grows: with the least left over, the fewest nodes, the most pods, by priorities, or any. Default: least-waste",
      )
      .optional(),
    priorities: z
      .record(z.string(), z.array(z.string()))
      .describe(
        "For the expander priority: regular expressions of names of auto scaling groups, by priority, the highest number first. Default: none",
      )
      .optional(),
    scaleDown: z
      .strictObject({
        utilization: z
          .number()
          .describe("Share of a node's requests below which it is one too many, from 0 to 1. Default: 0.5")
          .optional(),
        afterMinutes: z.number().describe("Minutes for which it must be so. Default: 10").optional(),
      })
      .describe("When a node that is there for less than it could hold is taken away. Default: as its fields say")
      .optional(),
  })
  .describe("Cluster Autoscaler: changes the number of nodes of the cluster's node groups as pods need them");
