import type { PolicyStatement } from "../../cluster";
import { catalogue, type Problem } from "../../core";
import { partitionOf } from "../../network";
import type { AddOnContext } from "../frame/add-on";
import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";

export const expanders = ["least-waste", "least-nodes", "most-pods", "priority", "random"] as const;

/** When a node that is there for less than it could hold is taken away. */
export interface ScaleDown {
  /** Share of a node's requests below which it is one too many, from 0 to 1. Default: 0.5. */
  readonly utilization?: number | undefined;
  /** Minutes for which it must be so. Default: 10. */
  readonly afterMinutes?: number | undefined;
}

/**
 * Cluster Autoscaler, which changes the number of nodes of the cluster's node groups between their fewest and most: the alternative to
 * Karpenter for clusters whose nodes are all in node groups. The group whose `size.desired` is stated is set back to it at each `up`.
 */
export interface ClusterAutoscalerSpec extends HelmOptions {
  /**
   * Which of several groups grows: the one with the least left over, with the fewest nodes, the most pods, by `priorities`, or any.
   * Default: `least-waste`.
   */
  readonly expander?: (typeof expanders)[number] | undefined;
  /**
   * For the expander `priority`: regular expressions of names of auto scaling groups, by priority; the highest number comes first. Default:
   * none.
   */
  readonly priorities?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly scaleDown?: ScaleDown | undefined;
}

const name = "cluster-autoscaler";
const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name } as const;

export const clusterAutoscaler = helmAddOn<ClusterAutoscalerSpec>({
  id: "clusterAutoscaler",
  name,
  summary: "Changes the number of nodes of the cluster's node groups as pods need them",
  chart: "clusterAutoscaler",
  namespace: { name: "kube-system", podSecurity: undefined },
  after: ["prometheusOperatorCrds"],
  not: {
    autoMode: "EKS Auto Mode starts nodes by itself",
    existing: "it changes node groups of EKS, of which none is known there",
  },
  images: [{ image: "registry.k8s.io/autoscaling/cluster-autoscaler", at: "image.repository" }],
  pods: (_, { highlyAvailable }) => [
    { name, replicas: highlyAvailable ? 2 : 1, cpuMillis: 100, memoryMib: 512, labels },
  ],
  traffic: () => [{ pods: labels, metrics: [8085], to: "apis" }],
  owned: {
    ...decidedByPods("replicaCount", "podDisruptionBudget"),
    "autoDiscovery.clusterName": "it is the cluster's",
    awsRegion: "it is the cluster's",
    cloudProvider: "it is aws",
    "extraArgs.expander": "write expander: …",
    expanderPriorities: "write priorities: …",
    "image.tag": "it is that of the catalogue of versions",
    "rbac.serviceAccount.name": "the account is that of its cloud identity",
  },
  identity: {
    serviceAccount: name,
    annotationsAt: "rbac.serviceAccount.annotations",
    indispensableFor: "changing the number of nodes",
    statements: autoscalerStatements,
  },
  check: ({ expander = "least-waste", priorities, scaleDown = {} }) => [
    ...checkPriorities(expander, priorities),
    ...checkScaleDown(scaleDown),
  ],
  values: ({ options, eks, hasMonitors }, all) => {
    const { expander = "least-waste", priorities, scaleDown = {} } = options;
    const pods = podsOf(all, name);
    return {
      // Otherwise it is called after the cloud, too.
      nameOverride: name,
      cloudProvider: "aws",
      awsRegion: eks?.region,
      autoDiscovery: { clusterName: eks?.clusterName },
      image: { tag: catalogue.clusterAutoscaler.version },
      replicaCount: pods.replicas,
      resources: resourcesOf(pods),
      topologySpreadConstraints: isDoubled(pods) ? spreadOf(pods) : undefined,
      tolerations: systemTolerations,
      podDisruptionBudget: { maxUnavailable: 1 },
      rbac: { serviceAccount: { name } },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65534,
        runAsGroup: 65534,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containerSecurityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      serviceMonitor: { enabled: hasMonitors, namespace: "kube-system" },
      ...(priorities === undefined ? {} : { expanderPriorities: priorities }),
      extraArgs: {
        expander,
        "balance-similar-node-groups": true,
        // Pods of the system without a disruption budget, and volumes that end with their pod, would keep a node for ever.
        "skip-nodes-with-system-pods": false,
        "skip-nodes-with-local-storage": false,
        "scale-down-utilization-threshold": scaleDown.utilization ?? 0.5,
        "scale-down-unneeded-time": `${scaleDown.afterMinutes ?? 10}m`,
      },
    };
  },
});

/**
 * Looks at all groups, and changes those of this cluster, which EKS tags for it. Source: the autoscaler's documentation for AWS, and the EKS
 * User Guide, "Managed node groups".
 */
function autoscalerStatements({ eks }: AddOnContext<ClusterAutoscalerSpec>): readonly PolicyStatement[] | undefined {
  if (eks === undefined) return undefined;
  const { region, clusterName, nodeRoleArn } = eks;
  const partition = partitionOf(region);
  // The role of the nodes is in the account of the cluster.
  const inAccount = (service: string, resource: string) =>
    nodeRoleArn.apply((arn) => `arn:${partition}:${service}:${region}:${arn.split(":")[4] ?? "*"}:${resource}`);
  return [
    {
      effect: "Allow",
      actions: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
      ],
      resources: ["*"],
    },
    {
      effect: "Allow",
      actions: ["eks:DescribeNodegroup"],
      resources: [inAccount("eks", `nodegroup/${clusterName}/*/*`)],
    },
    {
      effect: "Allow",
      actions: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      resources: [inAccount("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*")],
      conditions: {
        StringEquals: {
          "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled": "true",
          [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: "owned",
        },
      },
    },
  ];
}

function checkPriorities(
  expander: NonNullable<ClusterAutoscalerSpec["expander"]>,
  priorities: ClusterAutoscalerSpec["priorities"],
): Problem[] {
  if (expander !== "priority") {
    if (priorities === undefined) return [];
    return [
      {
        path: ["priorities"],
        message: "priorities mean something to the expander priority alone",
        found: `expander: ${expander}`,
        fix: "write expander: priority, or remove them",
      },
    ];
  }
  const entries = Object.entries(priorities ?? {});
  if (entries.length === 0) {
    return [
      {
        path: ["priorities"],
        message: "the expander priority needs priorities",
        found: "none",
        fix: "add priorities, such as { 10: [.*], 50: [.*-spot-.*] }",
      },
    ];
  }
  return entries.flatMap(([priority, groups]) => [
    ...(/^[1-9][0-9]{0,5}$/.test(priority)
      ? []
      : [
          {
            path: ["priorities", priority],
            message: "this is no priority",
            found: priority,
            allowed: "a whole number from 1",
            fix: "write it like 10",
          },
        ]),
    ...(groups.length === 0
      ? [
          {
            path: ["priorities", priority],
            message: "no group has this priority",
            found: "an empty list",
            fix: "name one, or remove it",
          },
        ]
      : []),
    ...[...groups.entries()]
      .filter(([, group]) => !isExpression(group))
      .map(([index, group]) => ({
        path: ["priorities", priority, index],
        message: "this is no regular expression",
        found: group,
        fix: "write it like .*-spot-.*",
      })),
  ]);
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text);
    return text !== "";
  } catch {
    return false;
  }
}

function checkScaleDown({ utilization, afterMinutes }: ScaleDown): Problem[] {
  return [
    ...(utilization === undefined || (utilization >= 0 && utilization <= 1)
      ? []
      : [
          {
            path: ["scaleDown", "utilization"],
            message: "this is no share of a node",
            found: String(utilization),
            allowed: "0 to 1",
            fix: "write it like 0.5",
          },
        ]),
    ...(afterMinutes === undefined || (Number.isInteger(afterMinutes) && afterMinutes >= 1)
      ? []
      : [
          {
            path: ["scaleDown", "afterMinutes"],
            message: "this is no number of minutes",
            found: String(afterMinutes),
            allowed: "a whole number from 1",
            fix: "write 1 or more",
          },
        ]),
  ];
}
