import { z } from "zod";
import { meshPolicy } from "../mesh-schema";
import { text, textList, texts } from "../texts";
import { containerFields, initContainers, runningContainerFields, sidecars } from "./container";
import { config, secrets } from "./content";
import { link } from "./environment";
import { seconds } from "./numbers";
import { observedFields, runningObservedFields } from "./observation";
import { placementFields } from "./placement";
import { policyFields } from "./ports";
import { securityFields } from "./security";
import { volumes } from "./volumes";

const shutdown = z
  .strictObject({
    delaySeconds: seconds(
      "Seconds that a pod goes on serving after it was taken out of the Service. Default 5, without ports 0",
    ).optional(),
    gracePeriodSeconds: seconds("Seconds until it is killed. Default: the delay and 30", 1).optional(),
    readinessGates: textList("Conditions that others set before it counts as ready. Default: none").optional(),
  })
  .describe("How a pod ends without losing requests")
  .meta({ id: "Shutdown" });

const { image, env, ...otherContainerFields } = containerFields;

/** What every kind of workload says: of its main container, and of its pods. */
export const workloadFields = {
  image,
  env,
  links: z.array(link).describe("Links whose address is not in env. Default: none").optional(),
  ...otherContainerFields,
  initContainers: initContainers.optional(),
  sidecars: sidecars.optional(),
  volumes: volumes.optional(),
  config: config.optional(),
  secrets: secrets.optional(),
  ...securityFields,
  ...policyFields,
  ...placementFields,
  mesh: meshPolicy.optional(),
  ...observedFields,
  shutdown: shutdown.optional(),
  owner: text("Who answers for it, for the label slipway/owner. Default: none").optional(),
  tier: text("How much depends on it, for the label slipway/tier. Default: none").optional(),
  component: text("Its part in the whole, for the label app.kubernetes.io/component. Default: none").optional(),
  podLabels: texts("More labels of its pods. Default: none").optional(),
  podAnnotations: texts("Annotations of its pods. Default: none").optional(),
  verticalRecommendation: z
    .boolean()
    .describe("Whether the VerticalPodAutoscaler is to recommend requests. Default: false")
    .optional(),
  after: textList("Names of jobs that must have completed before it is made or changed. Default: none").optional(),
};

/** What those say besides that keep running. */
export const runningWorkloadFields = { ...workloadFields, ...runningContainerFields, ...runningObservedFields };
