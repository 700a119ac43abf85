// The add-ons that nodes need, as EKS is given them. Whether EKS has the versions and takes the values is not looked up.
import fc from "fast-check";
import { addOnVersion, EksAddOn, type EksClusterArgs } from "../../../components/cluster";
import { planCni } from "../../../components/cluster/eks/cni";
import { RecordedCluster, type ClusterProgram } from "./recorded-cluster";

const fixed = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE", preserve: false };

async function configurationOf(cluster: Partial<EksClusterArgs>, network: ClusterProgram["network"] = {}) {
  const recorded = await RecordedCluster.of({ cluster, network });
  return recorded.get("Addon:cluster-vpc-cni").inputs.configurationValues;
}

describe("of an IPv4 cluster", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await RecordedCluster.of();
  });

  test("are network, proxy and Pod Identity agent, with pinned versions and conflicts resolved", () => {
    const common = { clusterName: "shop-dev", ...fixed };
    expect(recorded.named("Addon")).toEqual([
      "cluster-eks-pod-identity-agent",
      "cluster-kube-proxy",
      "cluster-vpc-cni",
    ]);
    expect(recorded.inputs("Addon:cluster-vpc-cni")).toEqual({
      ...common,
      addonName: "vpc-cni",
      addonVersion: "v1.23.2-eksbuild.1",
      configurationValues: '{"enableNetworkPolicy":"true"}',
      podIdentityAssociations: [{ roleArn: "<arn of Role:cluster-vpc-cni-role>", serviceAccount: "aws-node" }],
    });
    expect(recorded.inputs("Addon:cluster-kube-proxy")).toEqual({
      ...common,
      addonName: "kube-proxy",
      addonVersion: "v1.36.0-eksbuild.45",
    });
    expect(recorded.inputs("Addon:cluster-eks-pod-identity-agent")).toEqual({
      ...common,
      addonName: "eks-pod-identity-agent",
      addonVersion: "v1.4.0-eksbuild.3",
    });
  });

  test("follow the control plane, and the network add-on its role's policies", () => {
    for (const name of recorded.named("Addon")) {
      expect(recorded.prerequisites(`Addon:${name}`)).toContain("Cluster:cluster");
    }
    expect(recorded.prerequisites("Addon:cluster-vpc-cni")).toContain(
      "RolePolicyAttachment:cluster-vpc-cni-role-AmazonEKS_CNI_Policy",
    );
    // The role itself waits for nothing, so it is made while the control plane is.
    expect(recorded.prerequisites("Role:cluster-vpc-cni-role")).toEqual(new Set(["aws:aws"]));
  });

  test("the network add-on's role is for its service account", () => {
    expect(recorded.json("Role:cluster-vpc-cni-role", "assumeRolePolicy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:RequestTag/kubernetes-namespace": "kube-system",
              "aws:RequestTag/kubernetes-service-account": "aws-node",
            },
          },
        },
      ],
    });
    expect(recorded.inputs("Role:cluster-vpc-cni-role").name).toBe("shop-dev-vpc-cni");
  });
});

test("versions follow the minor version of Kubernetes, and can be overridden one by one", async () => {
  const cluster = { version: "1.35", addOnVersions: { "kube-proxy": "v1.35.0-eksbuild.2" } };
  const recorded = await RecordedCluster.of({ cluster });
  expect(recorded.inputs("Addon:cluster-vpc-cni").addonVersion).toBe(addOnVersion("vpc-cni", "1.35")?.version);
  expect(recorded.inputs("Addon:cluster-kube-proxy").addonVersion).toBe("v1.35.0-eksbuild.2");
});

test("a version without pins leaves the choice to EKS", async () => {
  const recorded = await RecordedCluster.of({ cluster: { version: "1.33", supportType: "EXTENDED" } });
  expect(recorded.inputs("Addon:cluster-vpc-cni")).not.toHaveProperty("addonVersion");
});

test("prefix delegation and custom networking, with all keys in order", async () => {
  const cni = { networkPolicy: false, prefixDelegation: true, customNetworking: true };
  const recorded = await RecordedCluster.of({ cluster: { cni } });
  const group = String(recorded.get("Cluster:cluster").outputs.clusterSecurityGroupId);
  expect(recorded.get("Addon:cluster-vpc-cni").inputs.configurationValues).toBe(
    '{"enableNetworkPolicy":"false",' +
      '"eniConfig":{"create":true,"region":"eu-central-1","subnets":{' +
      `"eu-central-1a":{"id":"subnet-0000001a","securityGroups":["${group}"]},` +
      `"eu-central-1b":{"id":"subnet-0000001b","securityGroups":["${group}"]}}},` +
      '"env":{"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG":"true","ENABLE_PREFIX_DELEGATION":"true",' +
      '"ENI_CONFIG_LABEL_DEF":"topology.kubernetes.io/zone","WARM_PREFIX_TARGET":"1"}}',
  );
});

test("each choice alone", async () => {
  expect(await configurationOf({ cni: { prefixDelegation: true } })).toBe(
    '{"enableNetworkPolicy":"true","env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_PREFIX_TARGET":"1"}}',
  );
  expect(await configurationOf({ ipFamily: "ipv6" }, { ipv6: true })).toBe(
    '{"enableNetworkPolicy":"true","env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_PREFIX_TARGET":"1"}}',
  );
});

test("with IPv6 the network add-on has a policy of its own, as AWS manages none", async () => {
  const recorded = await RecordedCluster.of({ cluster: { ipFamily: "ipv6" }, network: { ipv6: true } });
  expect(recorded.json("RolePolicy:cluster-vpc-cni-role-policy", "policy")).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: [
          "ec2:AssignIpv6Addresses",
          "ec2:DescribeInstances",
          "ec2:DescribeTags",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeInstanceTypes",
        ],
        Resource: ["*"],
      },
      { Effect: "Allow", Action: ["ec2:CreateTags"], Resource: ["arn:aws:ec2:*:*:network-interface/*"] },
    ],
  });
  expect(recorded.named("RolePolicyAttachment").filter((name) => name.includes("vpc-cni"))).toEqual([]);
  expect(recorded.prerequisites("ManagedNodeGroup:cluster-general")).toContain(
    "RolePolicy:cluster-vpc-cni-role-policy",
  );
});

test("the CNI's defaults: network policy always, prefixes only with IPv6", () => {
  expect(planCni()).toEqual({ networkPolicy: true, prefixDelegation: false, customNetworking: false });
  expect(planCni({}, "ipv6")).toEqual({ networkPolicy: true, prefixDelegation: true, customNetworking: false });
  expect(planCni({ prefixDelegation: true })).toMatchObject({ prefixDelegation: true });
});

test("the order in which a configuration is written changes nothing", async () => {
  const shuffled = (value: unknown, isReversed: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, isReversed));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner, isReversed)] as const);
    return Object.fromEntries(isReversed ? entries.reverse() : entries);
  };
  // A key of this name the SDK itself drops on the way.
  const isCarried = (one: unknown) => !JSON.stringify(one).includes("__proto__");
  const texts = fc.sample(fc.dictionary(fc.string(), fc.jsonValue()).filter(isCarried), 20);
  const recorded = await RecordedCluster.of({
    then: ({ clusterName, kubernetesVersion }) => {
      for (const [index, configuration] of texts.entries()) {
        for (const isReversed of [false, true]) {
          new EksAddOn(`extra-${index}-${String(isReversed)}`, {
            clusterName,
            kubernetesVersion,
            addOn: "coredns",
            configuration: shuffled(configuration, isReversed) as Record<string, unknown>,
          });
        }
      }
    },
  });
  for (const [index, configuration] of texts.entries()) {
    const [one, other] = ["false", "true"].map(
      (isReversed) => recorded.get(`Addon:extra-${index}-${isReversed}`).inputs.configurationValues,
    );
    expect(other).toBe(one);
    expect(JSON.parse(String(one))).toEqual(JSON.parse(JSON.stringify(configuration)));
  }
});
