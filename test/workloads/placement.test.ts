/** Where pods are to run, as fields of their objects. That the scheduler puts them there is not shown. */
import type { PlatformCapabilities } from "../../components/cluster";
import { formatPath, type Problem } from "../../components/core";
import {
  affinityArgs,
  checkPlacement,
  nodeFailureTolerations,
  nodeSelector,
  tolerations,
  topologySpread,
  type PlacedFields,
} from "../../components/workloads/pod/placement";

function told(spec: PlacedFields, capabilities?: PlatformCapabilities): string[] {
  return checkPlacement(spec, capabilities, "orders").map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

const constraint = {
  maxSkew: 1,
  nodeTaintsPolicy: "Honor",
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
  matchLabelKeys: ["pod-template-hash"],
};
const zones = { ...constraint, topologyKey: "topology.kubernetes.io/zone" };
const nodes = { ...constraint, topologyKey: "kubernetes.io/hostname" };

describe("spread", () => {
  const required = { whenUnsatisfiable: "DoNotSchedule" };

  it.each<[string, Parameters<typeof topologySpread>[1], object[]]>([
    ["preferred", "preferred", [zones, nodes]],
    [
      "required",
      "required",
      [
        { ...zones, ...required },
        { ...nodes, ...required },
      ],
    ],
    ["by default both preferred", {}, [zones, nodes]],
    ["nothing", { zones: false, nodes: false }, []],
    ["zones alone", { nodes: false }, [zones]],
    ["nodes required", { nodes: "required" }, [zones, { ...nodes, ...required }]],
    ["at least three zones", { zones: "required", minZones: 3 }, [{ ...zones, ...required, minDomains: 3 }, nodes]],
  ])("%s", (_, spread, constraints) => {
    expect(topologySpread("orders", spread, "pod-template-hash")).toEqual(constraints);
  });

  it("counts the pods of each revision of a StatefulSet by themselves too", () => {
    expect(topologySpread("orders", "preferred", "controller-revision-hash").map((one) => one.matchLabelKeys)).toEqual([
      ["controller-revision-hash"],
      ["controller-revision-hash"],
    ]);
  });
});

it("pods wait for a lost node", () => {
  expect(nodeFailureTolerations(60)).toEqual(
    ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
      key,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: 60,
    })),
  );
});

describe("nodes", () => {
  const gpuTaint = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
  const purposeTaint = (value: string) => ({ key: "nodes.slipway/purpose", operator: "Equal", value });

  it("any node will do if nothing is said", () => {
    expect(nodeSelector()).toBeUndefined();
    expect(nodeSelector({ tolerations: [{ key: "team" }] })).toBeUndefined();
    expect(tolerations()).toEqual([]);
  });

  it("are selected by purpose, architecture and labels", () => {
    expect(nodeSelector({ purpose: "memory", architecture: "arm64", labels: { disk: "fast" } })).toEqual({
      "nodes.slipway/purpose": "memory",
      "kubernetes.io/arch": "arm64",
      disk: "fast",
    });
  });

  it.each([
    ["general", [purposeTaint("general")]],
    ["gpu", [purposeTaint("gpu"), gpuTaint]],
    ["system", [purposeTaint("system"), { key: "CriticalAddonsOnly", operator: "Exists", effect: "NoSchedule" }]],
    ["batch-of-theirs", [purposeTaint("batch-of-theirs")]],
    ["toString", [purposeTaint("toString")]],
  ])("of the purpose %s have their taints tolerated", (purpose, expected) => {
    expect(tolerations({ purpose })).toEqual(expected);
  });

  it("with GPUs are tolerated by who asks for GPUs, once", () => {
    expect(tolerations({}, 1)).toEqual([gpuTaint]);
    expect(tolerations({ purpose: "gpu" }, 1)).toEqual([purposeTaint("gpu"), gpuTaint]);
  });

  it("are tolerated with the taints that are named, besides those of the purpose", () => {
    expect(
      tolerations({
        purpose: "spot",
        tolerations: [{}, { key: "team", value: "ml", effect: "NoExecute" }, { key: "team", effect: "NoSchedule" }],
      }),
    ).toEqual([
      purposeTaint("spot"),
      { operator: "Exists" },
      { key: "team", operator: "Equal", value: "ml", effect: "NoExecute" },
      { key: "team", operator: "Exists", effect: "NoSchedule" },
    ]);
  });
});

describe("affinity", () => {
  const term = (workload: string, topologyKey: string) => ({
    labelSelector: { matchLabels: { "app.kubernetes.io/name": workload } },
    topologyKey,
  });

  it("is nothing if nothing is said", () => {
    expect(affinityArgs()).toBeUndefined();
    expect(affinityArgs({ near: [], apart: [] })).toBeUndefined();
  });

  it("is a wish within a node by default, or a condition", () => {
    expect(
      affinityArgs({
        near: [{ workload: "cache" }, { workload: "db", within: "zone", strictness: "required" }],
        apart: [{ workload: "batch", strictness: "required" }],
      }),
    ).toEqual({
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [term("db", "topology.kubernetes.io/zone")],
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: term("cache", "kubernetes.io/hostname") },
        ],
      },
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [term("batch", "kubernetes.io/hostname")],
      },
    });
  });
});

describe("what is refused", () => {
  const platform: PlatformCapabilities = {
    zones: ["eu-central-1a", "eu-central-1b"],
    nodePurposes: ["general", "gpu"],
    priorityClasses: ["shop-critical"],
    runtimeClasses: ["gvisor"],
  };

  it.each<[Problem, PlacedFields]>([
    [
      {
        path: ["spread", "minZones"],
        message: "pods are to be spread over more zones than there are, so that some would stay pending",
        found: "3",
        allowed: "at most 2, as there are nodes in eu-central-1a, eu-central-1b",
        fix: "write 2 or less, or add a zone to slipway:capabilities.zones that has nodes",
      },
      { spread: { zones: "required", minZones: 3 } },
    ],
    [
      {
        path: ["spread", "minZones"],
        message: "a number of zones is a condition, but the spread over zones is none",
        found: "minZones 2, zones preferred",
        fix: "write zones: required, or remove minZones",
      },
      { spread: { minZones: 2 } },
    ],
    [
      {
        path: ["nodes", "purpose"],
        message: "no node has this purpose",
        found: "gpus",
        allowed: "general, gpu",
        fix: "did you mean gpu?",
      },
      { nodes: { purpose: "gpus" } },
    ],
    [
      {
        path: ["priorityClass"],
        message: "the cluster has no priority class of this name",
        found: "shop-critcal",
        allowed: "shop-critical, system-cluster-critical, system-node-critical",
        fix: "did you mean shop-critical?",
      },
      { priorityClass: "shop-critcal" },
    ],
    [
      {
        path: ["runtimeClass"],
        message: "the cluster has no runtime class of this name",
        found: "kata",
        allowed: "gvisor",
        fix: "create it and name it in slipway:capabilities.runtimeClasses, or use another one",
      },
      { runtimeClass: "kata" },
    ],
    [
      {
        path: ["affinity", "apart", 0],
        message: "a workload is kept apart from itself by its spread",
        found: "orders",
        fix: "remove this, and write spread: { nodes: required }",
      },
      { affinity: { apart: [{ workload: "orders", strictness: "required" }] } },
    ],
    [
      {
        path: ["affinity", "apart", 0],
        message: "pods cannot be near to a workload and apart from it",
        found: "db: near within a node, apart within a zone",
        fix: "remove one of them",
      },
      { affinity: { near: [{ workload: "db" }], apart: [{ workload: "db", within: "zone" }] } },
    ],
    [
      {
        path: ["affinity", "apart", 1],
        message: "pods cannot be near to a workload and apart from it",
        found: "db: near within a zone, apart within a zone",
        fix: "remove one of them",
      },
      {
        affinity: {
          near: [{ workload: "db", within: "zone" }],
          apart: [{ workload: "batch" }, { workload: "db", within: "zone" }],
        },
      },
    ],
  ])("$path: $message", (problem, spec) => {
    expect(checkPlacement(spec, platform, "orders")).toEqual([problem]);
  });

  it.each<[string, PlacedFields]>([
    ["spread.minZones: the number is none that Kubernetes takes here", { spread: { zones: "required", minZones: 0 } }],
    [
      "nodes.labels.nodes.slipway/purpose: the label is said twice, and differently",
      { nodes: { purpose: "gpu", labels: { "nodes.slipway/purpose": "general" } } },
    ],
    ["nodes.labels.a b: this is not the name of a label", { nodes: { labels: { "a b": "c" } } }],
    ["nodes.labels.disk: this is not the value of a label", { nodes: { labels: { disk: "very fast" } } }],
    [
      "nodes.tolerations[1].value: a value without a key names no taint",
      { nodes: { tolerations: [{}, { value: "ml" }] } },
    ],
    ["nodes.tolerations[0].key: this is not the key of a taint", { nodes: { tolerations: [{ key: "-" }] } }],
    [
      "affinity.near[0].workload: the name of a workload must be a DNS label",
      { affinity: { near: [{ workload: "Orders DB" }] } },
    ],
  ])("%s", (problem, spec) => {
    expect(told(spec, platform)).toEqual([problem]);
  });

  it("is not what the cluster says nothing of, what it has, or what can be", () => {
    expect(
      told({
        spread: { zones: "required", minZones: 9 },
        nodes: { purpose: "anything" },
        priorityClass: "any",
        runtimeClass: "any",
      }),
    ).toEqual([]);
    expect(
      told(
        {
          spread: { zones: "required", minZones: 2 },
          nodes: { purpose: "gpu", labels: { "nodes.slipway/purpose": "gpu" } },
          priorityClass: "system-node-critical",
          runtimeClass: "gvisor",
          affinity: { near: [{ workload: "db", within: "zone" }], apart: [{ workload: "db", within: "node" }] },
        },
        platform,
      ),
    ).toEqual([]);
  });
});
