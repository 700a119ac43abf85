import { z } from "zod";
import { workloadSections } from "../../../components/workloads";
import { claims } from "./claims";
import { batchJobFields, scheduledJobFields } from "./jobs";
import { namespace } from "./namespace";
import { objectiveFields } from "./observation";
import { runningWorkloadFields, workloadFields } from "./pod";
import { routedFields } from "./routes";
import { agentRollout, rollout, statefulRollout } from "./rollouts";
import { disruptionBudget, replicas } from "./scaling";
import { servedFields } from "./services";
import { volumeClaims } from "./volumes";

export { image } from "./container";
export { slo } from "./observation";
export { resources } from "./resources";
export { disruptionBudget, replicas } from "./scaling";
export { rollout } from "./rollouts";

// The shape of workloads, by the rooms of the components that they are given to. What fields mean to each other is checked there.

const replicatedFields = {
  replicas: replicas.optional(),
  disruptionBudget: disruptionBudget.optional(),
  rollout: rollout.optional(),
};

/** First of all what most of them say: in this order keys are offered. */
const { image: ownImage, ...otherFields } = runningWorkloadFields;
const servedWorkloadFields = { image: ownImage, ...servedFields, ...otherFields };

const service = z.strictObject({
  ...servedWorkloadFields,
  ...routedFields,
  ...objectiveFields,
  ...replicatedFields,
});

const worker = z.strictObject({ ...runningWorkloadFields, ...objectiveFields, ...replicatedFields });

const statefulService = z.strictObject({
  ...servedWorkloadFields,
  ...routedFields,
  ...objectiveFields,
  volumeClaims,
  replicas: z.int().min(0).max(100).describe("Number of pods. Default 1").optional(),
  disruptionBudget: disruptionBudget.optional(),
  rollout: statefulRollout.optional(),
  podManagement: z
    .enum(["ordered", "parallel"])
    .describe(
      "Whether pods start and end one after the other. Changing it replaces the StatefulSet, as does another set of claims or another class; with retention.whenDeleted: Delete the volumes go too. Default: ordered",
    )
    .optional(),
  retention: z
    .strictObject({
      whenDeleted: z
        .enum(["Retain", "Delete"])
        .describe(
          "When the StatefulSet is deleted, or replaced: another podManagement, set of claims or class replaces it, and with Delete the volumes go too. Default: Retain",
        )
        .optional(),
      whenScaled: z.enum(["Retain", "Delete"]).describe("When there are fewer replicas. Default: Retain").optional(),
    })
    .describe("What becomes of the volumes of pods that go. Default: they are kept")
    .optional(),
  protected: z
    .boolean()
    .describe("Whether Pulumi refuses to delete or replace it. Default: true in production, else false")
    .optional(),
});

const nodeAgent = z.strictObject({
  ...servedWorkloadFields,
  rollout: agentRollout.optional(),
  everyNode: z.boolean().describe("Whether it runs on tainted nodes too. Default: true").optional(),
});

const batchJob = z.strictObject({ ...workloadFields, ...batchJobFields });

const scheduledJob = z.strictObject({ ...workloadFields, ...scheduledJobFields });

const byName = <Kind extends z.ZodType>(kind: Kind, description: string) =>
  z.record(z.string(), kind).describe(description).optional();

export const application = z
  .strictObject({
    namespace: namespace.optional(),
    services: byName(service, "What others call, by name, which is its name in DNS"),
    workers: byName(worker, "What nobody calls, by name"),
    statefulServices: byName(statefulService, "What keeps volumes of its own, by name, which is its name in DNS"),
    nodeAgents: byName(nodeAgent, "What runs once on each node, by name"),
    jobs: byName(batchJob, "What runs once, by name; workloads wait for it by after"),
    scheduledJobs: byName(scheduledJob, "What runs at given times, by name"),
    claims: claims.optional(),
  })
  .refine((application) => workloadSections.some((section) => Object.keys(application[section] ?? {}).length > 0), {
    error: "the application has no workload",
    params: {
      found: () => "none of any kind",
      allowed: `at least one of ${workloadSections.join(", ")}`,
      fix: "add a service or another workload, or remove the application",
    },
  });
