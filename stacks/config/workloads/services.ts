import { z } from "zod";
import { someTexts, text, texts } from "../texts";
import { loadBalancer } from "./load-balancer";
import { portNumber } from "./numbers";
import { ports } from "./ports";

// Services in front of pods.

const trafficPolicy = (description: string) => z.enum(["Cluster", "Local"]).describe(description).optional();

const serviceFields = {
  annotations: texts("Annotations of the Service. Default: none").optional(),
  sticky: z
    .union([z.boolean(), z.int().min(1).max(86_400)])
    .describe("Whether a caller stays with one pod, or for how many seconds. Default: false; with true 10800")
    .optional(),
  externalTrafficPolicy: trafficPolicy(
    "Local: calls from outside stay on the node, and keep the caller's address. Default: Cluster, but Local where a node port has source ranges",
  ),
  internalTrafficPolicy: trafficPolicy("Local: calls of pods stay on the node. Default: Cluster"),
  trafficDistribution: z
    .enum(["PreferSameZone", "PreferSameNode"])
    .describe("Which pods are preferred. Default: none")
    .optional(),
  ipFamilyPolicy: z
    .enum(["SingleStack", "PreferDualStack", "RequireDualStack"])
    .describe("Whether it has addresses of both families. Default: the cluster's own alone")
    .optional(),
  ipFamilies: z
    .array(z.enum(["IPv4", "IPv6"]))
    .min(1)
    .max(2)
    .describe("Families of its addresses. Default: the cluster's own")
    .optional(),
  publishNotReadyAddresses: z
    .boolean()
    .describe("Whether DNS names pods that are not ready. Default: false")
    .optional(),
  sourceRanges: someTexts("CIDRs that may call it from outside. Default: all").optional(),
  nodePorts: z
    .record(z.string(), portNumber)
    .describe("Numbers of the node ports by the names of ports, 30000 to 32767. Default: Kubernetes chooses")
    .optional(),
  loadBalancer: loadBalancer.optional(),
};

const headless = z
  .boolean()
  .describe("Whether it has no address of its own, but stands for those of the pods. Default: false")
  .optional();

const additionalServices = z
  .record(
    z.string(),
    z.strictObject({
      type: z
        .enum(["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"])
        .describe(
          "Who can reach it. A LoadBalancer costs what the cloud charges for one; ExternalName leads to no pod",
        ),
      ports: someTexts("Names of the ports that it has. Default: all").optional(),
      externalName: text("DNS name that it stands for, with the type ExternalName").optional(),
      headless,
      ...serviceFields,
    }),
  )
  .describe("More Services in front of the same pods, by suffix. Default: none")
  .meta({ id: "AdditionalServices" });

const ownService = z
  .strictObject({
    type: z
      .enum(["ClusterIP", "NodePort", "LoadBalancer"])
      .describe("Who can reach it. A LoadBalancer costs what the cloud charges for one. Default: ClusterIP")
      .optional(),
    headless,
    ...serviceFields,
  })
  .describe("Its own Service, by its name and with all of its ports. Default: ClusterIP")
  .meta({ id: "Service" });

/** What others reach a workload by. */
export const servedFields = {
  ports: ports.optional(),
  service: ownService.optional(),
  additionalServices: additionalServices.optional(),
};
