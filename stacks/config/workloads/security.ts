import { z } from "zod";
import { roleRules } from "./namespace";
import type { podExceptions } from "../../../components/workloads";
import { text, textList, texts } from "../texts";

// Who a pod's processes are, and what they may do.

const id = (least: number, description: string) => z.int().min(least).describe(description).optional();

const reason = (allows: string, level: string) => text(`Why it ${allows}. Needs podSecurity ${level}`).optional();

const grant = z.strictObject({
  effect: z.enum(["Allow", "Deny"]).describe("Whether it allows or refuses"),
  actions: z
    .array(z.templateLiteral([z.string(), ":", z.string()], { error: "an action of AWS, such as s3:GetObject" }))
    .min(1)
    .describe("Actions of AWS, such as s3:GetObject"),
  resources: z
    .array(z.string())
    .min(1)
    .describe("ARNs; * only where an action knows no resources, such as ec2:DescribeInstances"),
  conditions: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
    .describe("Operator to condition key to values. Default: none")
    .exactOptional(),
});

export const securityFields = {
  security: z
    .strictObject({
      runAsUser: id(
        0,
        "Number of the user; 0 with the exception runAsRoot. Default: the image's own, who must not be root",
      ),
      runAsGroup: id(0, "Number of the group; 0 with the exception runAsRoot. Default: the image's own"),
      fsGroup: id(1, "Number of the group that owns the volumes. Default: none"),
      fsGroupChangePolicy: z
        .enum(["Always", "OnRootMismatch"])
        .describe("When the owner of a volume is changed. Default: OnRootMismatch with a volume claim, else Always")
        .optional(),
      supplementalGroups: z.array(z.int().min(1)).describe("More numbers of groups. Default: none").optional(),
      seccompProfile: text(
        "Path of a seccomp profile below the kubelet's folder. Default: the runtime's own profile",
      ).optional(),
      userNamespace: z
        .boolean()
        .describe("Whether users in the pod are others than those of the node. Default: false")
        .optional(),
    })
    .describe("Who the processes are. The rest is fixed by the restricted Pod Security standard, but for exceptions")
    .meta({ id: "Security" })
    .optional(),
  podExceptions: z
    .strictObject({
      privilegedPort: reason("listens on a port below 1024 without root", "restricted"),
      hostPath: reason("uses folders of the node", "privileged"),
      hostPorts: reason("uses ports of the node", "privileged"),
      hostNetwork: reason("uses the network of the node", "privileged"),
      hostPID: reason("sees the processes of the node", "privileged"),
      hostIPC: reason("shares memory with the node", "privileged"),
    } satisfies Record<(typeof podExceptions)[number], unknown>)
    .describe("What the pod may do beyond the defaults, each with the reason why. Default: nothing")
    .meta({ id: "PodExceptions" })
    .optional(),
  grants: z
    .array(grant)
    .min(1)
    .describe("Permissions in the cloud, and no others, for its service account. Default: none")
    .meta({ id: "Grants" })
    .optional(),
  apiPermissions: z
    .strictObject({
      namespace: roleRules.describe("In its own namespace. Default: nothing").optional(),
      cluster: roleRules.describe("In the whole cluster. Default: nothing").optional(),
    })
    .describe(
      "What its service account may do in the Kubernetes API; its containers get a token then. Default: nothing",
    )
    .meta({ id: "ApiPermissions" })
    .optional(),
  serviceAccountToken: z
    .boolean()
    .describe("Whether its containers get a token for the Kubernetes API. Default: false, but true with apiPermissions")
    .optional(),
  serviceAccountAnnotations: texts("Annotations of its service account. Default: none").optional(),
  pullSecrets: textList("Names of Secrets with the credentials of registries. Default: none").optional(),
};
