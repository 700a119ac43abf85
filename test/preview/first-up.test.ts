/**
 * The critical path of a first `up`, and the order that makes it short. It does not prove how fast AWS is: the figures are
 * published medians and stated assumptions.
 */
import fc from "fast-check";
import { durationOf } from "../../preview/durations";
import { estimateFirstUp, prerequisites, scheduleFirstUp } from "../../preview/first-up";
import { previewEnvironment, type Preview } from "../../preview/preview";
import type { RecordedResource } from "../../testing";

/** Seconds that network, cluster, nodes and core add-ons may take. */
const limit = 12 * 60;

const onAws = ["dev", "staging", "prod"];

const previews = new Map<string, Preview>();

beforeAll(async () => {
  for (const environment of onAws) previews.set(environment, await previewEnvironment(environment));
}, 60_000);

function previewOf(environment: string): Preview {
  const preview = previews.get(environment);
  if (preview === undefined) throw new Error(`${environment} was not previewed`);
  return preview;
}

function resourcesOf(environment: string): readonly RecordedResource[] {
  return previewOf(environment).expanded;
}

/** Network, cluster, nodes and core add-ons: without the services of the platform, and applications. */
function platformOf(environment: string): readonly RecordedResource[] {
  return resourcesOf(environment).filter(({ path }) => !/^(Observability|PlatformAddOns|Shop):/.test(path));
}

/** The paths of all that a resource waits for, in the end. */
function waitsFor(resources: readonly RecordedResource[], path: string): ReadonlySet<string> {
  const direct = prerequisites(resources);
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const before of direct.get(name) ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      visit(before);
    }
  };
  visit(path);
  return found;
}

/** The only path that ends so. */
function pathOf(resources: readonly RecordedResource[], end: string): string {
  const [path, ...others] = resources.map((resource) => resource.path).filter((name) => name.endsWith(end));
  if (path === undefined || others.length > 0) throw new Error(`${end} is not the end of one path`);
  return path;
}

const controlPlane = "/Cluster:cluster-eksCluster";
const addOnsBeforeNodes = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"].map((name) => `/Addon:cluster-${name}`);
const addOnsAfterNodes = [
  "coredns",
  "aws-ebs-csi-driver",
  "snapshot-controller",
  "metrics-server",
  "eks-node-monitoring-agent",
].map((name) => `/Addon:core-add-ons-${name}`);

function ofType(resources: readonly RecordedResource[], type: string): string[] {
  return resources.filter((resource) => resource.type === type).map(({ path }) => path);
}

describe.each(onAws)("a first up of %s", (environment) => {
  test("takes less than 12 minutes for network, cluster, nodes and core add-ons", () => {
    const { seconds } = estimateFirstUp(platformOf(environment));
    expect(seconds).toBeGreaterThan(458 + 124);
    expect(seconds).toBeLessThan(limit);
  });

  test("takes less than 20 minutes with the services of the platform, and some of it for them", () => {
    const { seconds } = estimateFirstUp(resourcesOf(environment));
    expect(seconds).toBeGreaterThan(estimateFirstUp(platformOf(environment)).seconds + 60);
    expect(seconds).toBeLessThan(20 * 60);
  });

  test("is told in the summary, whole", () => {
    const { expanded, summary } = previewOf(environment);
    expect(summary.firstUp).toEqual(estimateFirstUp(expanded));
    const last = summary.firstUp?.criticalPath.at(-1);
    expect((last?.startsAt ?? 0) + (last?.seconds ?? 0)).toBe(summary.firstUp?.seconds);
  });

  test("begins the control plane without a NAT gateway, a route or an endpoint", () => {
    const resources = platformOf(environment);
    const kinds = [...waitsFor(resources, pathOf(resources, controlPlane))].map(
      (path) => resources.find((resource) => resource.path === path)?.type,
    );
    expect([...new Set(kinds)].sort()).toEqual([
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:ec2/subnet:Subnet",
      "aws:ec2/vpc:Vpc",
      "aws:iam/role:Role",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "aws:kms/key:Key",
      "pulumi:providers:aws",
    ]);
  });

  test("begins it within half a minute", () => {
    const resources = platformOf(environment);
    expect(scheduleFirstUp(resources).get(pathOf(resources, controlPlane))?.startsAt).toBeLessThan(30);
  });

  test("makes what nodes need before them, and the ways out, beside the control plane", () => {
    const resources = platformOf(environment);
    const natGateways = ofType(resources, "aws:ec2/natGateway:NatGateway");
    const groups = ofType(resources, "aws:eks/nodeGroup:NodeGroup");
    expect(groups).toHaveLength(2);
    for (const group of groups) {
      const before = waitsFor(resources, group);
      for (const addOn of addOnsBeforeNodes) expect(before).toContain(pathOf(resources, addOn));
      for (const natGateway of natGateways) expect(before).toContain(natGateway);
      for (const addOn of addOnsAfterNodes) expect(before).not.toContain(pathOf(resources, addOn));
    }
    const { criticalPath } = estimateFirstUp(resources);
    expect(criticalPath.map(({ path }) => path)).not.toEqual(expect.arrayContaining(natGateways));
  });

  test("makes add-ons that need nodes after them", () => {
    const resources = platformOf(environment);
    const groups = ofType(resources, "aws:eks/nodeGroup:NodeGroup");
    for (const addOn of addOnsAfterNodes) {
      const before = waitsFor(resources, pathOf(resources, addOn));
      for (const group of groups) expect(before).toContain(group);
    }
  });

  test("has nothing wait for the flow log", () => {
    const resources = resourcesOf(environment);
    const [flowLog = ""] = ofType(resources, "aws:ec2/flowLog:FlowLog");
    expect(flowLog).not.toBe("");
    expect([...prerequisites(resources)].filter(([, before]) => before.includes(flowLog))).toEqual([]);
  });

  test("has applications wait for DNS", () => {
    const resources = resourcesOf(environment);
    const before = waitsFor(resources, pathOf(resources, "/Deployment:shop-frontend"));
    expect(before).toContain(pathOf(resources, "/Addon:core-add-ons-coredns"));
  });
});

describe("another order would be too slow", () => {
  const isNodeGroup = (path: string) => path.includes("/ManagedNodeGroup:");

  test("CoreDNS right after the control plane, as eks.Cluster makes it by itself", () => {
    const mutated = platformOf("dev").map((resource) =>
      resource.path.includes("/EksAddOn:core-add-ons-coredns")
        ? {
            ...resource,
            dependsOn: [
              ...resource.dependsOn.filter((path) => !isNodeGroup(path)),
              "EksCluster:cluster/Cluster:cluster",
            ],
          }
        : resource,
    );
    const { seconds, criticalPath } = estimateFirstUp(mutated);
    expect(seconds).toBeGreaterThan(458 + 915);
    expect(seconds).toBeGreaterThan(limit);
    expect(criticalPath.at(-1)).toMatchObject({ seconds: 915 });
  });

  test("the control plane after the NAT gateway", () => {
    const resources = platformOf("dev");
    const [natGateway = ""] = ofType(resources, "aws:ec2/natGateway:NatGateway");
    const mutated = resources.map((resource) =>
      resource.path.startsWith("EksCluster:cluster/Cluster:cluster")
        ? { ...resource, dependsOn: [...resource.dependsOn, natGateway] }
        : resource,
    );
    const delay = estimateFirstUp(mutated).seconds - estimateFirstUp(resources).seconds;
    expect(delay).toBeGreaterThan(90);
    expect(estimateFirstUp(mutated).seconds).toBeGreaterThan(limit);
  });
});

describe("the critical path", () => {
  function resource(name: string, more: Partial<RecordedResource> = {}): RecordedResource {
    return {
      path: name,
      type: "aws:ec2/subnet:Subnet",
      name,
      parent: null,
      provider: null,
      inputs: {},
      outputs: {},
      dependsOn: [],
      propertyDependencies: {},
      protect: false,
      ignoreChanges: [],
      deletedWith: null,
      remote: false,
      ...more,
    };
  }

  test("is the longest way, each step after the one before", () => {
    const role = { type: "aws:iam/role:Role" };
    const resources = [
      resource("a"),
      resource("b", { ...role, dependsOn: ["a"] }),
      resource("c", { dependsOn: ["a"] }),
      resource("d", { dependsOn: ["b", "c"] }),
    ];
    expect(estimateFirstUp(resources)).toEqual({
      seconds: 9,
      criticalPath: [
        { path: "a", seconds: 2, startsAt: 0 },
        { path: "b", seconds: 5, startsAt: 2 },
        { path: "d", seconds: 2, startsAt: 7 },
      ],
    });
  });

  test("goes through a provider, and through what a component waits for", () => {
    const component = { type: "slipway:index:Shop" };
    const resources = [
      resource("a"),
      resource("provider", { type: "pulumi:providers:kubernetes", dependsOn: ["a"] }),
      resource("b", { provider: "provider" }),
      resource("component", { ...component, dependsOn: ["b"] }),
      resource("component/inner", { ...component, parent: "component" }),
      resource("component/inner/c", { parent: "component/inner" }),
    ];
    expect(estimateFirstUp(resources).criticalPath.map(({ path }) => path)).toEqual(["a", "b", "component/inner/c"]);
  });

  test("waits for what a remote component makes, where something depends on the component", () => {
    const resources = [
      resource("remote", { type: "eks:index:Cluster", remote: true }),
      resource("remote/made", { type: "aws:eks/cluster:Cluster", parent: "remote" }),
      resource("after", { dependsOn: ["remote"] }),
    ];
    expect(estimateFirstUp(resources)).toEqual({
      seconds: 460,
      criticalPath: [
        { path: "remote/made", seconds: 458, startsAt: 0 },
        { path: "after", seconds: 2, startsAt: 458 },
      ],
    });
  });

  test("of nothing takes no time", () => {
    expect(estimateFirstUp([])).toEqual({ seconds: 0, criticalPath: [] });
  });

  test("of a circle is none", () => {
    const circle = [resource("a", { dependsOn: ["b"] }), resource("b", { dependsOn: ["a"] })];
    expect(() => estimateFirstUp(circle)).toThrow("a waits for itself");
  });

  test("is as long as its steps, and no shorter than any other way", () => {
    const graph = fc
      .array(fc.array(fc.nat({ max: 30 }), { maxLength: 3 }), { minLength: 1, maxLength: 30 })
      .map((edges) =>
        edges.map((targets, index) =>
          resource(`r${index}`, {
            type: index % 2 === 0 ? "aws:ec2/subnet:Subnet" : "aws:iam/role:Role",
            dependsOn: targets.filter((target) => target < index).map((target) => `r${target}`),
          }),
        ),
      );
    fc.assert(
      fc.property(graph, (resources) => {
        const { seconds, criticalPath } = estimateFirstUp(resources);
        const steps = scheduleFirstUp(resources);
        expect(criticalPath.reduce((sum, step) => sum + step.seconds, 0)).toBe(seconds);
        for (const { path, dependsOn } of resources) {
          const step = steps.get(path);
          expect((step?.startsAt ?? 0) + (step?.seconds ?? 0)).toBeLessThanOrEqual(seconds);
          for (const before of dependsOn.map((name) => steps.get(name))) {
            expect(step?.startsAt).toBeGreaterThanOrEqual((before?.startsAt ?? 0) + (before?.seconds ?? 0));
          }
        }
      }),
    );
  });
});

describe("durations", () => {
  test("a chart that only brings definitions of custom resources has no pods to wait for", () => {
    const release = (chart: string) => durationOf({ type: "kubernetes:helm.sh/v3:Release", inputs: { chart } }, true);
    expect(release("prometheus-operator-crds").seconds).toBe(5);
    expect(release("oci://registry.example.com/charts/karpenter-crd").seconds).toBe(5);
    expect(release("karpenter").seconds).toBe(60);
  });

  const addOn = (addonName: string) => ({ type: "aws:eks/addon:Addon", inputs: { addonName } });

  test.each([
    ["aws:eks/cluster:Cluster", 458],
    ["aws:ec2/natGateway:NatGateway", 106],
    ["aws:eks/nodeGroup:NodeGroup", 124],
    ["aws:ec2/subnet:Subnet", 2],
    ["kubernetes:core/v1:Namespace", 1],
    ["kubernetes:apps/v1:Deployment", 20],
    ["kubernetes:helm.sh/v3:Release", 60],
    ["pulumi:providers:aws", 0],
    ["slipway:index:Vpc", 0],
    ["eks:index:Cluster", 0],
  ])("%s: %d s", (type, seconds) => {
    expect(durationOf({ type, inputs: {} }, true).seconds).toBe(seconds);
  });

  test.each([
    ["vpc-cni", false, 11],
    ["eks-node-monitoring-agent", true, 11],
    ["coredns", true, 30],
    ["coredns", false, 915],
    ["an-add-on-of-tomorrow", false, 915],
  ])("the add-on %s, with nodes: %s: %d s", (name, hasNodes, seconds) => {
    expect(durationOf(addOn(name), hasNodes).seconds).toBe(seconds);
  });

  test("an object that is not awaited takes a call", () => {
    const metadata = { annotations: { "pulumi.com/skipAwait": "true" } };
    expect(durationOf({ type: "kubernetes:apps/v1:Deployment", inputs: { metadata } }, true).seconds).toBe(1);
  });

  test("an endpoint in subnets takes longer than one in route tables", () => {
    const endpoint = (vpcEndpointType: string) =>
      durationOf({ type: "aws:ec2/vpcEndpoint:VpcEndpoint", inputs: { vpcEndpointType } }, false).seconds;
    expect([endpoint("Interface"), endpoint("Gateway")]).toEqual([90, 6]);
  });

  test("each has a source, or says that it is an assumption", () => {
    for (const resource of resourcesOf("dev")) {
      const { seconds, source } = durationOf(resource, true);
      if (seconds > 0) expect(source).toMatch(/^(median of .*https:|assumption: )/);
    }
  });
});

test("in Auto Mode the control plane is enough for add-ons", () => {
  const resource = (path: string, type: string, inputs: object, dependsOn: string[]): RecordedResource => ({
    path,
    type,
    name: path,
    parent: null,
    provider: null,
    inputs: { ...inputs },
    outputs: {},
    dependsOn,
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
    deletedWith: null,
    remote: false,
  });
  const addOn = resource("add-on", "aws:eks/addon:Addon", { addonName: "metrics-server" }, ["cluster"]);
  const cluster = (inputs: object) => resource("cluster", "aws:eks/cluster:Cluster", inputs, []);
  expect(estimateFirstUp([cluster({ computeConfig: { enabled: true } }), addOn]).seconds).toBe(458 + 30);
  expect(estimateFirstUp([cluster({}), addOn]).seconds).toBe(458 + 915);
});
