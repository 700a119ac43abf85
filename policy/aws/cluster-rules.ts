import type { Rule } from "../rule";
import { awsRule, ruleByStage } from "./aws-rule";
import { isEveryone } from "../../components/network";
import { hidden, list, look, texts } from "./visible";
import { zonesOf } from "./zones";

const clusterType = "aws:eks/cluster:Cluster";
const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
const logGroupType = "aws:cloudwatch/logGroup:LogGroup";

/** The log types of an EKS control plane: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** Who may reach a public API endpoint is said, and is not everyone. */
const openPublicEndpoint = ruleByStage({
  name: "open-public-endpoint",
  types: [clusterType],
  check: ({ inputs }) => {
    const isPublic = look(inputs, "vpcConfig", "endpointPublicAccess");
    if (isPublic === hidden || isPublic === false) return [];
    const { values, isComplete } = list(inputs, "vpcConfig", "publicAccessCidrs");
    const open = values.filter((cidr) => typeof cidr === "string" && isEveryone(cidr));
    if (open.length === 0 && (values.length > 0 || !isComplete)) return [];
    const who = open.length === 0 ? "no publicAccessCidrs limit it" : `publicAccessCidrs has ${open.join(", ")}`;
    return [
      {
        message: `everyone may reach the public API endpoint: ${who}`,
        fix: "set endpointPublicAccess to false, or name your own addresses in publicAccessCidrs",
      },
    ];
  },
});

/** Nodes reach the API within the VPC, so that it works when the public endpoint is closed. */
const privateEndpoint = awsRule({
  name: "private-endpoint",
  level: "mandatory",
  types: [clusterType],
  check: ({ inputs }) => {
    const isPrivate = look(inputs, "vpcConfig", "endpointPrivateAccess");
    if (isPrivate === true || isPrivate === hidden) return [];
    return [{ message: "it has no private API endpoint", fix: "set endpointPrivateAccess to true" }];
  },
});

/** Secrets of Kubernetes are encrypted by a key of the account's own. */
const encryptedSecrets = awsRule({
  name: "encrypted-secrets",
  level: "mandatory",
  types: [clusterType],
  check: ({ inputs }) => {
    const resources = list(inputs, "encryptionConfig", "resources");
    const key = look(inputs, "encryptionConfig", "provider", "keyArn");
    if ((resources.values.includes("secrets") || !resources.isComplete) && key !== undefined) return [];
    return [
      {
        message: "Kubernetes secrets are not encrypted by a KMS key of yours",
        fix: 'set encryptionConfig with resources ["secrets"] and the ARN of a KMS key',
      },
    ];
  },
});

/** The control plane writes all of its five logs. */
const controlPlaneLogs = ruleByStage({
  name: "control-plane-logs",
  types: [clusterType],
  check: ({ inputs }) => {
    const { values, isComplete } = list(inputs, "enabledClusterLogTypes");
    const missing = logTypes.filter((type) => !values.includes(type));
    if (missing.length === 0 || !isComplete) return [];
    return [{ message: `it does not log ${missing.join(", ")}`, fix: "add them to enabledClusterLogTypes" }];
  },
});

/** The stack makes the log group of the control plane: one that EKS makes keeps its logs for ever and outlives it. */
const ownedLogGroup = awsRule({
  name: "owned-log-group",
  level: "advisory",
  types: [clusterType],
  check: ({ inputs, outputs }, around) => {
    const name = look(inputs, "name") ?? look(outputs, "name");
    if (typeof name !== "string" || texts(inputs, "enabledClusterLogTypes").length === 0) return [];
    const wanted = `/aws/eks/${name}/cluster`;
    const names = around.ofType(logGroupType).map((group) => look(group.inputs, "name"));
    if (names.some((groupName) => groupName === wanted || typeof groupName !== "string")) return [];
    return [
      {
        message: `the stack does not own the log group ${wanted}, so EKS makes one that keeps logs for ever`,
        fix: "add a log group of this name with a retention, and make the cluster depend on it",
      },
    ];
  },
});

/** Who may do what is said by access entries alone: the ConfigMap `aws-auth` can lock everyone out. */
const accessEntriesOnly = awsRule({
  name: "access-entries-only",
  level: "mandatory",
  types: [clusterType],
  check: ({ inputs }) => {
    const mode = look(inputs, "accessConfig", "authenticationMode");
    if (mode === "API" || mode === hidden) return [];
    return [
      {
        message: `its authentication mode is ${typeof mode === "string" ? mode : "not set"}`,
        fix: "set accessConfig.authenticationMode to API",
      },
    ];
  },
});

const noAwsAuth = awsRule({
  name: "no-aws-auth",
  level: "mandatory",
  types: ["kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:ConfigMapPatch"],
  check: ({ inputs }) => {
    if (look(inputs, "metadata", "name") !== "aws-auth" || look(inputs, "metadata", "namespace") !== "kube-system") {
      return [];
    }
    return [{ message: "aws-auth gives access that access entries do not show", fix: "add an access entry instead" }];
  },
});

/** A group such as `system:masters` is above every rule of Kubernetes, and cannot be taken away. */
const noSystemGroups = awsRule({
  name: "no-system-groups",
  level: "mandatory",
  types: ["aws:eks/accessEntry:AccessEntry"],
  check: ({ inputs }) =>
    texts(inputs, "kubernetesGroups")
      .filter((group) => group.startsWith("system:"))
      .map((group) => ({
        message: `it gives the group ${group}`,
        fix: "associate an access policy such as AmazonEKSClusterAdminPolicy",
      })),
});

/** Nodes and control plane are in two zones at least, so that the loss of one is not the loss of all. */
const severalZones = awsRule({
  name: "several-zones-in-production",
  level: "mandatory",
  stage: "production",
  types: [clusterType],
  check: (cluster, around) => {
    const ofCluster = zonesOf(around.targets(cluster, ["vpcConfig", "subnetIds"], "aws:ec2/subnet:Subnet"));
    const groups = around
      .ofType(nodeGroupType)
      .filter((group) => around.targets(group, ["clusterName"], clusterType).resources.includes(cluster));
    const ofNodes = groups.map((group) => zonesOf(around.targets(group, ["subnetIds"], "aws:ec2/subnet:Subnet")));
    const nodeZones = new Set(ofNodes.flatMap((zones) => [...(zones ?? [])]));
    const fix = "add subnets of a second zone";
    return [
      ...(ofCluster?.size === 1 ? [{ message: `its subnets are all in ${[...ofCluster].join()}`, fix }] : []),
      ...(nodeZones.size === 1 && ofNodes.every((zones) => zones !== undefined)
        ? [{ message: `its nodes are all in ${[...nodeZones].join()}`, fix }]
        : []),
    ];
  },
});

/** A managed add-on has a fixed version: without one, it is what AWS takes for the default on that day. */
const fixedAddOns = awsRule({
  name: "fixed-add-ons",
  level: "advisory",
  types: ["aws:eks/addon:Addon"],
  check: ({ inputs }) =>
    look(inputs, "addonVersion") === undefined
      ? [{ message: "its version may be another one tomorrow", fix: "set addonVersion" }]
      : [],
});

export const clusterRules: readonly Rule[] = [
  ...openPublicEndpoint,
  privateEndpoint,
  encryptedSecrets,
  ...controlPlaneLogs,
  ownedLogGroup,
  accessEntriesOnly,
  noAwsAuth,
  noSystemGroups,
  severalZones,
  fixedAddOns,
];
