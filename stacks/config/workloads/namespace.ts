import { z } from "zod";
import { podSecurityLevels } from "../../../components/workloads";
import { dnsLabel, text, textList, texts } from "../texts";
import { count } from "./numbers";

const amounts = (description: string) =>
  z
    .strictObject({
      cpu: text("Cores, such as 500m or 20. Default: no bound").optional(),
      memory: text("Bytes, such as 64Gi. Default: no bound").optional(),
      ephemeralStorage: text("Bytes of the node's disk. Default: no bound").optional(),
    })
    .describe(description)
    .optional();

const number = (description: string) => count(`${description}. Default: no bound`).optional();

const quota = z
  .strictObject({
    requests: amounts("Sum of what the containers request"),
    limits: amounts("Sum of the containers' limits; with cpu it needs limits.defaultLimits.cpu"),
    pods: number("Pods that have not ended"),
    storage: text("Sum of the sizes of volume claims, such as 500Gi. Default: no bound").optional(),
    persistentVolumeClaims: number("Volume claims"),
    loadBalancers: number("Services of the type LoadBalancer"),
    nodePorts: number("Ports of nodes that Services take"),
    gpu: number("GPUs of NVIDIA"),
    further: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .describe("Whatever else Kubernetes counts, by its name there, such as count/jobs.batch. Default: no bound")
      .optional(),
  })
  .describe("What everything in it may take together. Default: as much as there is");

const limits = z
  .strictObject({
    defaultLimits: amounts("Limits of a container that states none. Default: max, where that is said"),
    defaultRequests: amounts("Requests of a container that states none. Default: its limits"),
    min: amounts("Least that a container may request"),
    max: amounts("Highest limit that a container may have"),
    maxVolumeClaim: text("Largest volume claim, such as 100Gi. Default: no bound").optional(),
  })
  .describe(
    "What one container or volume claim may take, and what a container gets that says nothing. Default: no bounds",
  );

/** A rule of RBAC. */
export const roleRules = z.array(
  z.strictObject({
    apiGroups: textList('API groups of the resources, such as apps. Default: [""], that of pods').optional(),
    resources: textList("In plural, such as deployments or pods/log"),
    verbs: textList("Such as get, list, watch"),
    resourceNames: textList("Names of the objects. Default: all").optional(),
  }),
);

const access = z
  .strictObject({
    view: textList("Groups that may look at everything but secrets. Default: none").optional(),
    edit: textList("Groups that may change workloads, and read secrets. Default: none").optional(),
    admin: textList("Groups that may also give others access. Default: none").optional(),
    custom: z
      .array(
        z.strictObject({
          name: text("Name of the role, a DNS label"),
          rules: roleRules.describe("What it may do"),
          groups: textList("Groups that have it"),
        }),
      )
      .describe("Roles of your own. Default: none")
      .optional(),
  })
  .describe("Who may do what in it, by groups. Default: those whom the whole cluster lets in");

/** The namespace of an application, in full. */
const namespaceSpec = z.strictObject({
  name: dnsLabel.describe("Its name. Default: the application's name").optional(),
  podSecurity: z
    .enum(podSecurityLevels)
    .describe("Pod Security level that is enforced. Default: restricted")
    .optional(),
  quota: quota.optional(),
  limits: limits.optional(),
  access: access.optional(),
  labels: texts("More labels of it. Default: none").optional(),
  annotations: texts("Annotations of it. Default: none").optional(),
  loadBalancerReadinessGates: z
    .boolean()
    .describe("Whether pods become ready only when load balancers send them traffic. Default: false")
    .optional(),
  protected: z
    .boolean()
    .describe(
      "Whether Pulumi refuses to delete it, and with it everything in it. Default: true in production where the application has stateful services or claims, else false",
    )
    .optional(),
});

export const namespace = z
  .union([dnsLabel, namespaceSpec])
  .describe(
    "Namespace that is made for it, or only its name. Default: the application's name, Pod Security restricted",
  );
