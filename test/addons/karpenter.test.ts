/**
 * What is made for Karpenter: its releases, its queue and rules, its identity, and in which order. That the charts take the values is what
 * `npm run charts` shows; that AWS allows what Karpenter does with them is not shown anywhere without AWS.
 */
import { checkStatements, type PolicyStatement } from "../../components/core";
import { awsRules } from "../../policy";
import { shortType } from "../../testing";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { addOnsOnEks } from "./recorded-add-ons";

const labels = { "app.kubernetes.io/name": "karpenter", "app.kubernetes.io/instance": "karpenter" };
const queueArn = "<arn of Queue:add-ons-karpenter-interruptions>";
const events = ["spot-interruption", "rebalance", "state-change", "capacity-reservation", "health"];

interface Statement {
  readonly Effect: PolicyStatement["effect"];
  readonly Action: PolicyStatement["actions"];
  readonly Resource: string[];
  readonly Condition?: object;
}

const policyOf = (recorded: RecordedCluster) =>
  (
    recorded.json("RolePolicy:cluster-identity-kube-system.karpenter-role-policy", "policy") as {
      Statement: Statement[];
    }
  ).Statement;
const allowing = (recorded: RecordedCluster, action: string) =>
  policyOf(recorded).filter(({ Action }) => Action.some((one) => one === action));

describe("in production", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({ karpenter: true, prometheusOperatorCrds: true, isProduction: true });
  });

  test("the CRDs are a release of their own, and stay when it goes", () => {
    expect(recorded.inputs("Release:add-ons-karpenter-crds")).toMatchObject({
      chart: "oci://public.ecr.aws/karpenter/karpenter-crd",
      version: "1.14.1",
      name: "karpenter-crds",
      namespace: "kube-system",
      values: { additionalAnnotations: { "helm.sh/resource-policy": "keep" } },
    });
  });

  test("there are two controllers, apart, beside the cluster's own pods", () => {
    expect(recorded.inputs("Release:add-ons-karpenter")).toMatchObject({
      chart: "oci://public.ecr.aws/karpenter/karpenter",
      version: "1.14.1",
      name: "karpenter",
      namespace: "kube-system",
      skipCrds: true,
    });
    expect(recorded.inputs("Release:add-ons-karpenter").values).toEqual({
      replicas: 2,
      controller: { resources: { requests: { cpu: "250m", memory: "1024Mi" }, limits: { memory: "1024Mi" } } },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      serviceAccount: { name: "karpenter" },
      serviceMonitor: { enabled: true },
      settings: { clusterName: "shop-dev", interruptionQueue: "shop-dev-karpenter", isolatedVPC: false },
    });
    expect(recorded.named("Namespace")).toEqual([]);
  });

  test("its pods alone are closed, but to Prometheus", () => {
    expect(recorded.inputs("NetworkPolicy:add-ons-karpenter")).toMatchObject({
      metadata: { name: "karpenter", namespace: "kube-system" },
      spec: { podSelector: { matchLabels: labels } },
    });
  });

  test("the queue is encrypted, and forgets after five minutes", () => {
    expect(recorded.inputs("Queue:add-ons-karpenter-interruptions")).toEqual({
      name: "shop-dev-karpenter",
      messageRetentionSeconds: 300,
      sqsManagedSseEnabled: true,
    });
  });

  test("the queue takes messages of its rules alone, and nothing in plain", () => {
    expect(recorded.json("QueuePolicy:add-ons-karpenter-interruptions", "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: {
            ArnEquals: {
              "aws:SourceArn": events.map((event) => `<arn of EventRule:add-ons-karpenter-interruptions-${event}>`),
            },
          },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: queueArn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  test("each rule hands on what AWS says of machines, once the queue lets it", () => {
    const patterns = recorded
      .ofType("EventRule")
      .map(({ name, inputs }) => [
        name.replace("add-ons-karpenter-interruptions-", ""),
        inputs.name,
        JSON.parse(String(inputs.eventPattern)) as unknown,
      ]);
    const ofEc2 = (detailType: string) => ({ source: ["aws.ec2"], "detail-type": [detailType] });
    expect(patterns.sort()).toEqual([
      [
        "capacity-reservation",
        "shop-dev-karpenter-capacity-reservation",
        ofEc2("EC2 Capacity Reservation Instance Interruption Warning"),
      ],
      ["health", "shop-dev-karpenter-health", { source: ["aws.health"], "detail-type": ["AWS Health Event"] }],
      ["rebalance", "shop-dev-karpenter-rebalance", ofEc2("EC2 Instance Rebalance Recommendation")],
      ["spot-interruption", "shop-dev-karpenter-spot-interruption", ofEc2("EC2 Spot Instance Interruption Warning")],
      ["state-change", "shop-dev-karpenter-state-change", ofEc2("EC2 Instance State-change Notification")],
    ]);
    for (const event of events) {
      const name = `EventTarget:add-ons-karpenter-interruptions-${event}`;
      expect(recorded.inputs(name)).toEqual({
        rule: `shop-dev-karpenter-${event}`,
        targetId: "karpenter",
        arn: queueArn,
      });
      expect(recorded.prerequisites(name)).toContain("QueuePolicy:add-ons-karpenter-interruptions");
    }
  });

  test("its resources of AWS keep the rules, and are made with the cluster's provider", () => {
    const ours = recorded.all.filter(({ path }) => /Interruption|NodeProfile/.test(path));
    const provider = recorded.get("AccessEntry:" + (recorded.named("AccessEntry")[0] ?? "")).provider;
    const ofAws = ours.filter(({ type }) => type.startsWith("aws:"));
    expect(ofAws).toHaveLength(13);
    expect(new Set(ofAws.map((resource) => resource.provider))).toEqual(new Set([provider]));
    const names = ["encrypted-queues", "queues-over-tls", "named-principals", "no-wildcard-policies"];
    const rules = awsRules.filter(({ name }) => names.includes(name));
    expect(rules).toHaveLength(names.length);
    expect(rules.flatMap((rule) => rule.check(recorded.all)).filter(({ path }) => path.includes("arpenter"))).toEqual(
      [],
    );
  });

  test("machines take the role of the cluster's nodes", () => {
    expect(recorded.inputs("InstanceProfile:add-ons-karpenter-node")).toEqual({
      name: "shop-dev-karpenter-node",
      role: "shop-dev-node",
    });
  });

  test("it may start what carries its tags, and take that away, and pass the nodes' role alone", () => {
    const statements = policyOf(recorded);
    const owned = { "aws:ResourceTag/kubernetes.io/cluster/shop-dev": "owned" };
    expect(allowing(recorded, "ec2:TerminateInstances")).toEqual([
      {
        Effect: "Allow",
        Action: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
        Resource: ["arn:aws:ec2:eu-central-1:*:instance/*", "arn:aws:ec2:eu-central-1:*:launch-template/*"],
        Condition: { StringEquals: owned, StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" } },
      },
    ]);
    expect(allowing(recorded, "iam:PassRole")).toEqual([
      {
        Effect: "Allow",
        Action: ["iam:PassRole"],
        Resource: ["<arn of Role:cluster-node>"],
        Condition: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
      },
    ]);
    expect(allowing(recorded, "eks:DescribeCluster")[0]?.Resource).toEqual([
      "arn:aws:eks:eu-central-1:111122223333:cluster/shop-dev",
    ]);
    expect(allowing(recorded, "sqs:ReceiveMessage")[0]?.Resource).toEqual([queueArn]);
    expect(allowing(recorded, "iam:GetInstanceProfile")[0]?.Resource).toEqual([
      "<arn of InstanceProfile:add-ons-karpenter-node>",
    ]);
    const unconditional = statements.filter(
      ({ Resource, Condition }) => Resource.includes("*") && Condition === undefined,
    );
    expect(unconditional.map(({ Action }) => Action)).toEqual([["pricing:GetProducts", "iam:ListInstanceProfiles"]]);
    const unscoped = statements.filter(
      ({ Action, Condition }) => Condition === undefined && Action.some((action) => action.startsWith("ec2:")),
    );
    expect(unscoped).toEqual([
      {
        Effect: "Allow",
        Action: ["ec2:RunInstances", "ec2:CreateFleet"],
        Resource: [
          "arn:aws:ec2:eu-central-1::image/*",
          "arn:aws:ec2:eu-central-1::snapshot/*",
          ...["security-group", "subnet", "capacity-reservation", "placement-group"].map(
            (kind) => `arn:aws:ec2:eu-central-1:*:${kind}/*`,
          ),
        ],
      },
    ]);
    expect(
      checkStatements(
        statements.map(({ Effect, Action, Resource }) => ({ effect: Effect, actions: Action, resources: Resource })),
      ),
    ).toEqual([]);
  });

  test("its policy has room left: IAM takes 10,240 characters of a role's own policies", () => {
    const policy = recorded.get("RolePolicy:cluster-identity-kube-system.karpenter-role-policy").inputs.policy;
    expect(String(policy).length).toBeLessThan(7000);
  });

  test("without spot it may make no role for it, and without a key of one's own it may use none", () => {
    expect(allowing(recorded, "iam:CreateServiceLinkedRole")).toEqual([]);
    expect(allowing(recorded, "kms:CreateGrant")).toEqual([]);
  });

  test("everything is there before the controller: CRDs, identity, queue, profile, nodes of the system", () => {
    const before = recorded.prerequisites("Release:add-ons-karpenter");
    for (const name of [
      "Release:add-ons-karpenter-crds",
      "Release:add-ons-prometheus-operator-crds",
      "PodIdentityAssociation:cluster-identity-kube-system.karpenter",
      "RolePolicy:cluster-identity-kube-system.karpenter-role-policy",
      "QueuePolicy:add-ons-karpenter-interruptions",
      "EventTarget:add-ons-karpenter-interruptions-health",
      "InstanceProfile:add-ons-karpenter-node",
      "NetworkPolicy:add-ons-karpenter",
      "ManagedNodeGroup:cluster-system",
    ]) {
      expect(before).toContain(name);
    }
  });

  test("what goes: pools with their nodes, classes, the controller; only its policy just goes with the cluster", () => {
    const pool = recorded.prerequisites("NodePool:add-ons-karpenter-pool-general");
    expect(pool).toContain("EC2NodeClass:add-ons-karpenter-class-general");
    const nodeClass = recorded.prerequisites("EC2NodeClass:add-ons-karpenter-class-general");
    expect(nodeClass).toContain("Release:add-ons-karpenter");
    expect(nodeClass).not.toContain("NodePool:add-ons-karpenter-pool-general");
    expect(recorded.inputs("NodePool:add-ons-karpenter-pool-general").metadata).toEqual({
      name: "general",
      annotations: { "pulumi.com/deletionPropagationPolicy": "foreground" },
    });
    const ours = recorded.all.filter(({ path }) => path.includes("add-ons-karpenter"));
    const withCluster = ours.filter(({ deletedWith }) => deletedWith !== null);
    expect(withCluster.map(({ type, name }) => [shortType(type), name])).toEqual([
      ["NetworkPolicy", "add-ons-karpenter"],
    ]);
  });
});

describe("in development", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks(
      {
        karpenter: {
          isolated: true,
          controller: { cpuMillis: 100, memoryMib: 512 },
          nodeClasses: { general: { kmsKey: "arn:aws:kms:eu-central-1:111122223333:key/1a2b" } },
          values: { logLevel: "debug" },
          transform: {
            release: { timeout: 600 },
            interruptionQueue: { queue: { messageRetentionSeconds: 600 } },
            instanceProfile: { path: "/nodes/" },
          },
        },
        highlyAvailable: false,
        mirrors: { charts: "oci://registry.example.com/charts", images: "registry.example.com/mirror" },
      },
      { cni: { customNetworking: true } },
    );
  });

  test("there is one controller, of the size and from the mirror that were asked for", () => {
    expect(recorded.inputs("Release:add-ons-karpenter-crds").chart).toBe(
      "oci://registry.example.com/charts/karpenter-crd",
    );
    expect(recorded.inputs("Release:add-ons-karpenter")).toMatchObject({
      chart: "oci://registry.example.com/charts/karpenter",
      timeout: 600,
    });
    expect(recorded.inputs("Release:add-ons-karpenter").values).toEqual({
      replicas: 1,
      controller: {
        image: { repository: "registry.example.com/mirror/karpenter/controller" },
        resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "512Mi" } },
      },
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      serviceAccount: { name: "karpenter" },
      serviceMonitor: { enabled: false },
      logLevel: "debug",
      settings: {
        clusterName: "shop-dev",
        interruptionQueue: "shop-dev-karpenter",
        isolatedVPC: true,
        reservedENIs: "1",
      },
    });
  });

  test("with spot it may make the account's role for it, once", () => {
    expect(allowing(recorded, "iam:CreateServiceLinkedRole")).toEqual([
      {
        Effect: "Allow",
        Action: ["iam:CreateServiceLinkedRole"],
        Resource: ["arn:aws:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"],
        Condition: { StringEquals: { "iam:AWSServiceName": "spot.amazonaws.com" } },
      },
    ]);
  });

  test("it may use the key of the disks, through EC2 alone", () => {
    const viaEc2 = { "kms:ViaService": "ec2.eu-central-1.amazonaws.com" };
    const Resource = ["arn:aws:kms:eu-central-1:111122223333:key/1a2b"];
    expect(allowing(recorded, "kms:Decrypt")).toEqual([
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
        Resource,
        Condition: { StringEquals: viaEc2 },
      },
    ]);
    expect(allowing(recorded, "kms:CreateGrant")).toEqual([
      {
        Effect: "Allow",
        Action: ["kms:CreateGrant"],
        Resource,
        Condition: { StringEquals: viaEc2, Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  });

  test("transforms reach what is made in AWS", () => {
    expect(recorded.inputs("Queue:add-ons-karpenter-interruptions").messageRetentionSeconds).toBe(600);
    expect(recorded.inputs("InstanceProfile:add-ons-karpenter-node").path).toBe("/nodes/");
  });
});
