/**
 * The sums: that the figures of `preview/prices.ts` are multiplied and added as they should be. It does not prove that AWS
 * charges them, nor that the resources cost nothing else.
 */
import { estimateCost, type Cost } from "../../preview/cost";
import { previewEnvironment } from "../../preview/preview";
import { pricesAsOf } from "../../preview/prices";
import type { RecordedResource } from "../../testing";
import { fakedAwsTypes } from "../../testing/aws-fakes";

const provider = "aws:aws";

function resource(type: string, inputs: RecordedResource["inputs"] = {}, id = "the-id"): RecordedResource {
  return {
    path: `${type.slice(type.lastIndexOf(":") + 1)}:it`,
    type,
    name: "it",
    parent: null,
    provider,
    inputs,
    outputs: { id },
    dependsOn: [],
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
    deletedWith: null,
    remote: false,
  };
}

function inRegion(region: string | undefined, ...resources: RecordedResource[]): Cost {
  const aws = resource("pulumi:providers:aws", region === undefined ? {} : { region });
  const cost = estimateCost([{ ...aws, path: provider, provider: null }, ...resources]);
  if (cost === undefined) throw new Error("there is no cost");
  return cost;
}

/** US dollars by what they are for. */
function byKind({ items }: Cost): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { what, usdPerMonth } of items) sums[what] = Number(((sums[what] ?? 0) + usdPerMonth).toFixed(2));
  return sums;
}

const costs = new Map<string, Cost | undefined>();

beforeAll(async () => {
  for (const environment of ["local", "dev", "staging", "prod"]) {
    costs.set(environment, (await previewEnvironment(environment)).summary.cost);
  }
}, 60_000);

function costOf(environment: string): Cost {
  const cost = costs.get(environment);
  if (cost === undefined) throw new Error(`${environment} has no cost`);
  return cost;
}

/** Hours of a month, and list prices in eu-central-1 in US dollars, written again so that a slip in the table is seen. */
const hours = 730;
const price = {
  controlPlane: 0.1,
  t3Medium: 0.048,
  t3Large: 0.096,
  m6iLarge: 0.115,
  m6iXlarge: 0.23,
  nat: 0.052,
  address: 0.005,
  gib: 0.0952,
  key: 1,
};

describe("by hand", () => {
  const environments = {
    // One NAT gateway; 2 system nodes; 2 spot nodes at 40 %; 4 disks of 30 GiB.
    dev: {
      "control plane": price.controlPlane * hours, // 73.00
      nodes: 2 * price.t3Medium * hours + 2 * price.t3Large * 0.4 * hours, // 70.08 + 56.06
      disks: 4 * 30 * price.gib, // 11.42
      "NAT gateways": price.nat * hours, // 37.96
      "public addresses": price.address * hours, // 3.65
      "KMS keys": price.key,
    },
    // A NAT gateway in each of 3 zones; 2 system and 2 general nodes; 4 disks of 50 GiB; 2 Prometheus with 10 GiB.
    staging: {
      "control plane": price.controlPlane * hours,
      nodes: 4 * price.m6iLarge * hours, // 335.80
      disks: 4 * 50 * price.gib, // 19.04
      "volumes of metrics": 2 * 10 * price.gib, // 1.90
      "NAT gateways": 3 * price.nat * hours, // 113.88
      "public addresses": 3 * price.address * hours, // 10.95
      "KMS keys": price.key,
    },
    // 3 system and 3 general nodes, the latter larger; 6 disks of 50 GiB; 2 Prometheus with 100 GiB, 2 Alertmanagers with 1 GiB, 3 Elasticsearch
    // with 100 GiB.
    prod: {
      "control plane": price.controlPlane * hours,
      nodes: 3 * price.m6iLarge * hours + 3 * price.m6iXlarge * hours, // 251.85 + 503.70
      disks: 6 * 50 * price.gib, // 28.56
      "volumes of metrics": 2 * 101 * price.gib, // 19.23
      "volumes of logs": 3 * 100 * price.gib, // 28.56
      "NAT gateways": 3 * price.nat * hours,
      "public addresses": 3 * price.address * hours,
      "KMS keys": price.key,
    },
  };

  test.each(Object.entries(environments))("%s, within 5 % and to the kind", (environment, kinds) => {
    const cost = costOf(environment);
    const sum = Object.values(kinds).reduce((total, usd) => total + usd, 0);
    expect(Math.abs(cost.usdPerMonth / sum - 1)).toBeLessThan(0.05);
    expect(Object.keys(byKind(cost)).sort()).toEqual(Object.keys(kinds).sort());
    for (const [kind, usd] of Object.entries(kinds)) expect(byKind(cost)[kind]).toBeCloseTo(usd, 1);
  });

  test.each([
    ["dev", 253.17],
    ["staging", 555.57],
    ["prod", 1030.73],
  ])("%s: %d USD a month", (environment, usdPerMonth) => {
    expect(costOf(environment).usdPerMonth).toBe(usdPerMonth);
  });
});

test("is the same each time, the sum of its items, and of each resource that costs", async () => {
  const cost = costOf("dev");
  expect((await previewEnvironment("dev")).summary.cost).toEqual(cost);
  const cents = cost.items.reduce((sum, { usdPerMonth }) => sum + Math.round(usdPerMonth * 100), 0);
  expect(Math.round(cost.usdPerMonth * 100)).toBe(cents);
  expect(cost.items.map(({ path }) => path)).toEqual([
    "EksCluster:cluster/Cluster:cluster/Cluster:cluster-eksCluster",
    "EksCluster:cluster/Key:cluster-encryption",
    "EksCluster:cluster/NodeGroup:cluster-spot/ManagedNodeGroup:cluster-spot/NodeGroup:cluster-spot",
    "EksCluster:cluster/NodeGroup:cluster-spot/ManagedNodeGroup:cluster-spot/NodeGroup:cluster-spot",
    "EksCluster:cluster/NodeGroup:cluster-system/ManagedNodeGroup:cluster-system/NodeGroup:cluster-system",
    "EksCluster:cluster/NodeGroup:cluster-system/ManagedNodeGroup:cluster-system/NodeGroup:cluster-system",
    "Vpc:network/Eip:network-nat-eu-central-1a",
    "Vpc:network/NatGateway:network-nat-eu-central-1a",
  ]);
});

test("says what it takes for granted, and what it leaves out", () => {
  const { assumptions, notCounted, items } = costOf("dev");
  expect(items.find(({ unit }) => unit === "t3.large on spot")).toMatchObject({
    quantity: 2,
    usdPerMonth: 56.06,
    assumption: "spot at 40 % of the on-demand price, as there is no list price",
  });
  expect(assumptions).toEqual([
    "list prices on demand, as known on 2026-11-21, without tax, free tier, discounts and savings plans",
    "a month of 730 hours, in all of which everything is there",
    "node groups at the size that they start with: autoscalers change it",
    "the first instance type of each node group: EKS takes another one of the list where it is short",
    "KMS keys in their first year: the first two rotations add 1 USD a month each",
    "types of family T stay within their CPU credits: what is above costs extra, as they are unlimited",
  ]);
  expect(notCounted).toEqual([
    {
      what: "logs that CloudWatch keeps",
      unit: "GB a month",
      usd: 0.0324,
      paths: [
        "EksCluster:cluster/LogGroup:cluster-logs",
        "Vpc:network/FlowLogDestination:network-flow-logs/LogGroup:network-flow-logs",
      ],
    },
    {
      what: "logs that CloudWatch takes in",
      unit: "GB",
      usd: 0.63,
      paths: [
        "EksCluster:cluster/LogGroup:cluster-logs",
        "Vpc:network/FlowLogDestination:network-flow-logs/LogGroup:network-flow-logs",
      ],
    },
    { what: "traffic between zones", unit: "GB each way", usd: 0.01, paths: ["Vpc:network/Vpc:network"] },
    {
      what: "traffic through NAT gateways",
      unit: "GB",
      usd: 0.052,
      paths: ["Vpc:network/NatGateway:network-nat-eu-central-1a"],
    },
    { what: "traffic to the internet", unit: "GB", usd: 0.09, paths: ["Vpc:network/Vpc:network"] },
  ]);
});

test("there is none without AWS", () => {
  expect(costs.has("local")).toBe(true);
  expect(costs.get("local")).toBeUndefined();
  expect(estimateCost([])).toBeUndefined();
});

describe("a control plane", () => {
  const cluster = (version: string, supportType?: string, more: object = {}) =>
    inRegion(
      "eu-central-1",
      resource("aws:eks/cluster:Cluster", {
        version,
        ...(supportType === undefined ? {} : { upgradePolicy: { supportType } }),
        ...more,
      }),
    );

  test.each([
    ["1.36", "STANDARD", 73],
    ["1.36", "EXTENDED", 73],
    ["1.33", "EXTENDED", 438],
    ["1.33", "STANDARD", 73],
    ["9.99", "EXTENDED", 73],
  ])("%s, %s: %d USD", (version, supportType, usd) => {
    expect(cluster(version, supportType).usdPerMonth).toBe(usd);
  });

  test("goes by the day of the prices, and says what comes later", () => {
    expect(pricesAsOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(cluster("1.34", "EXTENDED").items).toEqual([
      {
        what: "control plane",
        quantity: 1,
        unit: "cluster in standard support",
        usdPerMonth: 73,
        path: "Cluster:it",
        assumption: "until 2026-12-02, the end of standard support; then 438 USD a month",
      },
    ]);
    expect(cluster("1.34", "STANDARD").items[0]).not.toHaveProperty("assumption");
  });

  test("in Auto Mode starts nodes that nobody knows the number of", () => {
    const cost = cluster("1.36", "STANDARD", { computeConfig: { enabled: true } });
    expect(cost.usdPerMonth).toBe(73);
    expect(cost.notCounted).toEqual([
      {
        what: "nodes that EKS Auto Mode starts, at the on-demand price and 12 % on top",
        paths: ["Cluster:it"],
      },
    ]);
  });
});

describe("nodes", () => {
  const nodeGroup = (inputs: RecordedResource["inputs"]) =>
    resource("aws:eks/nodeGroup:NodeGroup", {
      instanceTypes: ["m5.large"],
      scalingConfig: { desiredSize: 3 },
      ...inputs,
    });
  const template = (blockDeviceMappings: unknown) =>
    resource("aws:ec2/launchTemplate:LaunchTemplate", { blockDeviceMappings }, "lt-1");
  const launchTemplate = { id: "lt-1" };

  test("count at the size that they start with, or else at the smallest", () => {
    expect(byKind(inRegion("us-east-1", nodeGroup({})))).toEqual({ nodes: 210.24, disks: 4.8 });
    expect(byKind(inRegion("us-east-1", nodeGroup({ scalingConfig: { minSize: 1 } })))).toMatchObject({ nodes: 70.08 });
    expect(byKind(inRegion("us-east-1", nodeGroup({ scalingConfig: { desiredSize: 0 } })))).toEqual({ nodes: 0 });
  });

  test("have the disks of their launch template, the system's own of Bottlerocket too", () => {
    const disks = [
      { deviceName: "/dev/xvda", ebs: { volumeType: "gp3" } },
      { deviceName: "/dev/xvdb", ebs: { volumeType: "gp3", volumeSize: 50 } },
    ];
    const cost = inRegion("us-east-1", template(disks), nodeGroup({ launchTemplate }));
    expect(cost.items[1]).toMatchObject({ what: "disks", quantity: 156, usdPerMonth: 12.48 });
  });

  test("have disks without a price if these are no gp3", () => {
    const cost = inRegion(
      "us-east-1",
      template([{ ebs: { volumeType: "io2", volumeSize: 50 } }]),
      nodeGroup({ launchTemplate }),
    );
    expect(byKind(cost)).toEqual({ nodes: 210.24 });
    expect(cost.notCounted).toEqual([
      { what: "disks of type io2, which no price is known of", paths: ["NodeGroup:it"] },
    ]);
  });

  test("of a type without a price are told", () => {
    const cost = inRegion("us-east-1", nodeGroup({ instanceTypes: ["hpc7a.96xlarge"] }));
    expect(byKind(cost)).toEqual({ disks: 4.8 });
    expect(cost.notCounted).toEqual([
      { what: "nodes hpc7a.96xlarge, which no price is known of", paths: ["NodeGroup:it"] },
    ]);
  });

  test("of a type that the region's table has not are marked", () => {
    const cost = inRegion("eu-central-1", nodeGroup({ instanceTypes: ["m7i.large"], capacityType: "SPOT" }));
    expect(cost.items[0]).toMatchObject({
      unit: "m7i.large on spot",
      usdPerMonth: 105.82, // 3 × 0.1208 × 0.4 × 730
      assumption:
        "spot at 40 % of the on-demand price, as there is no list price; " +
        "no price of m7i.large in eu-central-1 is known: that of us-east-1 and what the region adds",
    });
  });
});

describe("the network", () => {
  test("costs by zone for interface endpoints, and nothing for gateway endpoints", () => {
    const endpoint = (inputs: object) =>
      inRegion("us-east-1", resource("aws:ec2/vpcEndpoint:VpcEndpoint", { ...inputs }));
    const subnetIds = ["subnet-1", "subnet-2", "subnet-3"];
    expect(byKind(endpoint({ vpcEndpointType: "Interface", subnetIds }))).toEqual({ "interface endpoints": 21.9 });
    expect(endpoint({ vpcEndpointType: "Gateway" })).toMatchObject({ usdPerMonth: 0, items: [], notCounted: [] });
  });

  test.each([
    ["LoadBalancer", {}, { "load balancers": 16.43, "public addresses": 7.3 }],
    [
      "LoadBalancer",
      { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" },
      { "load balancers": 16.43 },
    ],
    ["LoadBalancer", { "service.beta.kubernetes.io/aws-load-balancer-internal": "true" }, { "load balancers": 16.43 }],
    ["ClusterIP", {}, {}],
  ])("costs for a Service of type %s with %j", (type, annotations, kinds) => {
    const subnet = (availabilityZone: string, tags: object) =>
      resource("aws:ec2/subnet:Subnet", { availabilityZone, tags: { ...tags } });
    const sums = byKind(
      inRegion(
        "us-east-1",
        resource("aws:eks/cluster:Cluster", { version: "1.36" }),
        subnet("us-east-1a", { "kubernetes.io/role/elb": "1" }),
        subnet("us-east-1b", { "kubernetes.io/role/elb": "1" }),
        subnet("us-east-1c", { "kubernetes.io/role/internal-elb": "1" }),
        resource("kubernetes:core/v1:Service", { metadata: { annotations }, spec: { type } }),
      ),
    );
    expect(sums).toEqual({ "control plane": 73, ...kinds });
  });
});

test("volumes that pods claim are told by their price", () => {
  const { notCounted } = inRegion(
    "us-east-1",
    resource("aws:eks/cluster:Cluster", { version: "1.36" }),
    resource("kubernetes:core/v1:PersistentVolumeClaim"),
    resource("kubernetes:apps/v1:StatefulSet", { spec: { volumeClaimTemplates: [{}] } }),
  );
  expect(notCounted).toEqual([
    {
      what: "volumes that pods claim",
      unit: "GB a month",
      usd: 0.08,
      paths: ["PersistentVolumeClaim:it", "StatefulSet:it"],
    },
  ]);
});

test("objects of a cluster that is there already cost nothing here", () => {
  const claim = resource("kubernetes:core/v1:PersistentVolumeClaim");
  const service = resource("kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } });
  expect(inRegion("us-east-1", resource("aws:iam/role:Role"), claim, service)).toMatchObject({
    items: [],
    notCounted: [],
  });
});

test("backups with snapshots of volumes cost what these hold, those of objects alone do not", () => {
  const cluster = resource("aws:eks/cluster:Cluster", { version: "1.36" });
  const velero = (snapshotVolumes: boolean) =>
    resource("kubernetes:helm.sh/v3:Release", { values: { schedules: { daily: { template: { snapshotVolumes } } } } });
  expect(inRegion("us-east-1", cluster, velero(true)).notCounted).toEqual([
    { what: "snapshots of volumes that backups keep", paths: ["Release:it"] },
  ]);
  expect(inRegion("us-east-1", cluster, velero(false)).notCounted).toEqual([]);
  expect(inRegion("us-east-1", resource("aws:iam/role:Role"), velero(true)).notCounted).toEqual([]);
});

test("every type of AWS that the fakes know has a price or is known to be free", () => {
  const { notCounted } = inRegion("us-east-1", ...fakedAwsTypes().map((type) => resource(type)));
  expect(notCounted.filter(({ what }) => what.startsWith("aws:"))).toEqual([]);
});

test("a type of AWS that nothing is known of is told, not taken for free", () => {
  expect(inRegion("us-east-1", resource("aws:rds/instance:Instance")).notCounted).toEqual([
    { what: "aws:rds/instance:Instance, which no price is known of", paths: ["Instance:it"] },
  ]);
});

test("goes by the region of the provider, and says so where it names none", () => {
  const nat = resource("aws:ec2/natGateway:NatGateway");
  expect(inRegion("sa-east-1", nat).usdPerMonth).toBe(67.89);
  expect(inRegion("sa-east-1", { ...nat, provider: null }).usdPerMonth).toBe(67.89);
  const without = inRegion(undefined, nat);
  expect(without.usdPerMonth).toBe(32.85);
  expect(without.assumptions).toContain("prices of us-east-1, as the provider names no region");
});
