/**
 * What the release of Cluster Autoscaler is given, and what it may do. That the chart takes it is what `npm run charts` shows; that EKS tags the
 * auto scaling groups of its node groups for it is what AWS documents, and not shown here.
 */
import { checkPlatformAddOns, type AddOnSurroundings, type PlatformAddOnsSpec } from "../../components/addons";
import { formatPath } from "../../components/core";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { addOnsOnEks } from "./recorded-add-ons";

const labels = { "app.kubernetes.io/name": "cluster-autoscaler", "app.kubernetes.io/instance": "cluster-autoscaler" };
const release = "Release:add-ons-cluster-autoscaler";

describe("in production", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({ clusterAutoscaler: true, prometheusOperatorCrds: true, isProduction: true });
  });

  test("there are two, apart, restricted, and of the cluster's own version", () => {
    expect(recorded.inputs(release)).toMatchObject({
      chart: "cluster-autoscaler",
      version: "9.59.0",
      repositoryOpts: { repo: "https://kubernetes.github.io/autoscaler" },
      name: "cluster-autoscaler",
      namespace: "kube-system",
    });
    expect(recorded.inputs(release).values).toEqual({
      nameOverride: "cluster-autoscaler",
      cloudProvider: "aws",
      awsRegion: "eu-central-1",
      autoDiscovery: { clusterName: "shop-dev" },
      image: { tag: "v1.36.1" },
      replicaCount: 2,
      resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "512Mi" } },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      podDisruptionBudget: { maxUnavailable: 1 },
      rbac: { serviceAccount: { name: "cluster-autoscaler" } },
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
      serviceMonitor: { enabled: true, namespace: "kube-system" },
      extraArgs: {
        expander: "least-waste",
        "balance-similar-node-groups": true,
        "skip-nodes-with-system-pods": false,
        "skip-nodes-with-local-storage": false,
        "scale-down-utilization-threshold": 0.5,
        "scale-down-unneeded-time": "10m",
      },
    });
  });

  test("it looks at all groups, and changes those of the cluster alone", () => {
    const policy = recorded.json("RolePolicy:cluster-identity-kube-system.cluster-autoscaler-role-policy", "policy");
    expect(policy).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLaunchConfigurations",
            "autoscaling:DescribeScalingActivities",
            "ec2:DescribeImages",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeLaunchTemplateVersions",
            "ec2:GetInstanceTypesFromInstanceRequirements",
          ],
          Resource: ["*"],
        },
        {
          Effect: "Allow",
          Action: ["eks:DescribeNodegroup"],
          Resource: ["arn:aws:eks:eu-central-1:111122223333:nodegroup/shop-dev/*/*"],
        },
        {
          Effect: "Allow",
          Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
          Resource: ["arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:*:autoScalingGroupName/*"],
          Condition: {
            StringEquals: {
              "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled": "true",
              "aws:ResourceTag/k8s.io/cluster-autoscaler/shop-dev": "owned",
            },
          },
        },
      ],
    });
  });

  test("its pods alone are closed, and have their identity before they start", () => {
    expect(recorded.inputs("NetworkPolicy:add-ons-cluster-autoscaler")).toMatchObject({
      metadata: { name: "cluster-autoscaler", namespace: "kube-system" },
      spec: { podSelector: { matchLabels: labels } },
    });
    expect(recorded.prerequisites(release)).toContain(
      "PodIdentityAssociation:cluster-identity-kube-system.cluster-autoscaler",
    );
    // It starts nodes in groups that are the cluster's own, and go with it.
    expect(recorded.get(release).deletedWith).toBe(recorded.get("Cluster:cluster").path);
  });
});

test("in development there is one, with the options and from the mirror that were asked for", async () => {
  const recorded = await addOnsOnEks({
    clusterAutoscaler: {
      expander: "priority",
      priorities: { 10: [".*"], 50: [".*-spot-.*"] },
      scaleDown: { utilization: 0.7, afterMinutes: 3 },
      values: { extraArgs: { v: 2 } },
      transform: { release: { timeout: 120 } },
    },
    highlyAvailable: false,
    mirrors: { images: { "registry.k8s.io": "registry.example.com/k8s" } },
  });
  expect(recorded.inputs(release).timeout).toBe(120);
  const values = recorded.inputs(release).values;
  expect(values).toMatchObject({
    replicaCount: 1,
    image: { repository: "registry.example.com/k8s/autoscaling/cluster-autoscaler", tag: "v1.36.1" },
    serviceMonitor: { enabled: false },
    expanderPriorities: { 10: [".*"], 50: [".*-spot-.*"] },
    extraArgs: {
      expander: "priority",
      "scale-down-utilization-threshold": 0.7,
      "scale-down-unneeded-time": "3m",
      v: 2,
    },
  });
  expect(values).not.toHaveProperty("topologySpreadConstraints");
});

const around: AddOnSurroundings = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

const decidedElsewhere = "this value of the chart is decided elsewhere, and two that differ could not both hold";
const preset = "fix: remove it, or write clusterAutoscaler: false where a preset has it";

test.each<[string, PlatformAddOnsSpec, Partial<AddOnSurroundings>, string[]]>([
  [
    "priorities are missing",
    { clusterAutoscaler: { expander: "priority" } },
    {},
    [
      ".priorities: the expander priority needs priorities | found: none | fix: add priorities, such as { 10: [.*], 50: [.*-spot-.*] }",
    ],
  ],
  [
    "priorities are of no use",
    { clusterAutoscaler: { priorities: { 10: ["x"] } } },
    {},
    [
      ".priorities: priorities mean something to the expander priority alone | found: expander: least-waste | fix: write expander: priority, or remove them",
    ],
  ],
  [
    "priorities are none",
    { clusterAutoscaler: { expander: "priority", priorities: { a: ["x"], 10: [], 20: ["("] } } },
    {},
    [
      ".priorities.10: no group has this priority | found: an empty list | fix: name one, or remove it",
      ".priorities.20[0]: this is no regular expression | found: ( | fix: write it like .*-spot-.*",
      ".priorities.a: this is no priority | found: a | allowed: a whole number from 1 | fix: write it like 10",
    ],
  ],
  [
    "nodes would never or always go",
    { clusterAutoscaler: { scaleDown: { utilization: 50, afterMinutes: 0 } } },
    {},
    [
      ".scaleDown.utilization: this is no share of a node | found: 50 | allowed: 0 to 1 | fix: write it like 0.5",
      ".scaleDown.afterMinutes: this is no number of minutes | found: 0 | allowed: a whole number from 1 | fix: write 1 or more",
    ],
  ],
  [
    "EKS has it built in",
    { clusterAutoscaler: true },
    { autoMode: true },
    [
      `: a cluster in Auto Mode cannot have it: EKS Auto Mode starts nodes by itself | found: clusterAutoscaler | ${preset}`,
    ],
  ],
  [
    "node groups are not known",
    { clusterAutoscaler: true },
    { target: "existing" },
    [
      `: a cluster with target: existing cannot have it: it changes node groups of EKS, of which none is known there | found: clusterAutoscaler | ${preset}`,
    ],
  ],
  [
    "values are decided elsewhere",
    { clusterAutoscaler: { values: { extraArgs: { expander: "random" }, image: { tag: "x" } } } },
    {},
    [
      `.values.extraArgs.expander: ${decidedElsewhere} | found: "random" | fix: remove it here; write expander: …`,
      `.values.image.tag: ${decidedElsewhere} | found: "x" | fix: remove it here; it is that of the catalogue of versions`,
    ],
  ],
])("it is refused where %s", (_, spec, changes, messages) => {
  const problems = checkPlatformAddOns(spec, { ...around, ...changes });
  expect(
    problems.map(({ path, message, found, allowed, fix }) =>
      [
        `${formatPath(path)}: ${message}`,
        ...(found === undefined ? [] : [`found: ${found}`]),
        ...(allowed === undefined ? [] : [`allowed: ${allowed}`]),
        `fix: ${fix}`,
      ].join(" | "),
    ),
  ).toEqual(messages.map((message) => `clusterAutoscaler${message}`));
});
