import type { types } from "@pulumi/kubernetes";
import { nodeGroupPresets, type NodeGroupPurpose } from "../../cluster/eks/node-group-presets";
import { purposeLabel } from "../../cluster/eks/node-group-spec";
import type { PlatformCapabilities } from "../../cluster";
import { checkDnsLabel, didYouMean, labelName, labelValue, selectorLabels, type Problem } from "../../core";
import { checkBounds } from "../bounds";
import type { Affinity, AffinityTerm, NodeSelection, Spread, SpreadSpec, TolerationSpec } from "./placement-spec";
import type { PodFields } from "./pod-spec";

type Toleration = types.input.core.v1.Toleration;

/** Seconds that pods stay bound to a node that stopped answering, before they are made anew elsewhere. Kubernetes' own default is 300. */
export const defaultNodeFailureSeconds = 60;

const topologyKeys = { zone: "topology.kubernetes.io/zone", node: "kubernetes.io/hostname" } as const;

/**
 * Spread over zones and nodes; each revision of a workload is counted by itself, so a roll-out does not skew it.
 * @param revisionLabel by which the controller tells the pods of its revisions apart; undefined: there is one revision
 */
export function topologySpread(
  objectName: string,
  spread: Spread | SpreadSpec,
  revisionLabel: "pod-template-hash" | "controller-revision-hash" | undefined,
): types.input.core.v1.TopologySpreadConstraint[] {
  const { zones, nodes, minZones } = planSpread(spread);
  const places = [
    { topologyKey: topologyKeys.zone, strictness: zones, least: minZones },
    { topologyKey: topologyKeys.node, strictness: nodes, least: undefined },
  ];
  return places
    .filter(({ strictness }) => strictness !== false)
    .map(({ topologyKey, strictness, least }) => ({
      maxSkew: 1,
      topologyKey,
      ...(least === undefined ? {} : { minDomains: least }),
      // A tainted node takes no pod of ours, so it must not count as an empty one.
      nodeTaintsPolicy: "Honor",
      whenUnsatisfiable: strictness === "required" ? "DoNotSchedule" : "ScheduleAnyway",
      labelSelector: { matchLabels: selectorLabels(objectName) },
      ...(revisionLabel === undefined ? {} : { matchLabelKeys: [revisionLabel] }),
    }));
}

/** How long a pod waits for a lost node to come back. */
export function nodeFailureTolerations(seconds: number): Toleration[] {
  return ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: seconds,
  }));
}

/**
 * Taints that the pods are put up with: what they say themselves, those of the purpose, and that of nodes with GPUs.
 * @param gpu number of GPUs that the containers of a pod ask for
 */
export function tolerations(nodes: NodeSelection = {}, gpu = 0): Toleration[] {
  const { purpose, tolerations: own = [] } = nodes;
  const specs = [
    ...(purpose === undefined ? [] : [{ key: purposeLabel, value: purpose }, ...presetTaints(purpose)]),
    ...(gpu > 0 ? presetTaints("gpu") : []),
    ...own,
  ];
  // Asking for GPUs on nodes for GPUs names one taint twice.
  return [...new Map(specs.map((spec) => [JSON.stringify(toleration(spec)), toleration(spec)])).values()];
}

/** Labels that a node must have; undefined if any will do. */
export function nodeSelector({ purpose, architecture, labels = {} }: NodeSelection = {}):
  Record<string, string> | undefined {
  const selector = {
    ...(purpose === undefined ? {} : { [purposeLabel]: purpose }),
    ...(architecture === undefined ? {} : { "kubernetes.io/arch": architecture }),
    ...labels,
  };
  return Object.keys(selector).length === 0 ? undefined : selector;
}

/** Nearness to pods of other workloads and distance from them; undefined if nothing is said of any. */
export function affinityArgs({ near = [], apart = [] }: Affinity = {}): types.input.core.v1.Affinity | undefined {
  if (near.length === 0 && apart.length === 0) return undefined;
  return {
    ...(near.length === 0 ? {} : { podAffinity: podTerms(near) }),
    ...(apart.length === 0 ? {} : { podAntiAffinity: podTerms(apart) }),
  };
}

/** What the checks look at, of any kind of workload. */
export type PlacedFields = Pick<PodFields<unknown>, "spread" | "nodes" | "affinity" | "priorityClass" | "runtimeClass">;

/**
 * What is wrong with where a workload is to run. Paths are relative to the workload.
 * @param objectName the workload's own; left out: that it is not apart from itself is not checked
 */
export function checkPlacement(
  spec: PlacedFields,
  capabilities: PlatformCapabilities = {},
  objectName?: string,
): Problem[] {
  return [
    ...checkSpread(spec.spread, capabilities.zones),
    ...checkNodes(spec.nodes, capabilities.nodePurposes),
    ...checkAffinity(spec.affinity, objectName),
    ...checkClass("priorityClass", spec.priorityClass, capabilities.priorityClasses, systemPriorityClasses),
    ...checkClass("runtimeClass", spec.runtimeClass, capabilities.runtimeClasses),
  ];
}

/** Priority classes that every cluster has. */
const systemPriorityClasses = ["system-cluster-critical", "system-node-critical"];

/** Wishes weigh alike, and as much as they can beside what the scheduler prefers by itself. */
const weight = 100;

function planSpread(
  spread: Spread | SpreadSpec,
): Required<Pick<SpreadSpec, "zones" | "nodes">> & Pick<SpreadSpec, "minZones"> {
  if (typeof spread === "string") return { zones: spread, nodes: spread };
  return { zones: spread.zones ?? "preferred", nodes: spread.nodes ?? "preferred", minZones: spread.minZones };
}

function presetTaints(purpose: string): TolerationSpec[] {
  if (!Object.hasOwn(nodeGroupPresets, purpose)) return [];
  return nodeGroupPresets[purpose as NodeGroupPurpose].taints.map(({ key, effect }) => ({ key, effect }));
}

function toleration({ key, value, effect }: TolerationSpec): Toleration {
  return {
    ...(key === undefined ? {} : { key }),
    ...(value === undefined ? { operator: "Exists" } : { operator: "Equal", value }),
    ...(effect === undefined ? {} : { effect }),
  };
}

function podTerms(terms: readonly AffinityTerm[]): types.input.core.v1.PodAffinity {
  const term = ({ workload, within = "node" }: AffinityTerm): types.input.core.v1.PodAffinityTerm => ({
    labelSelector: { matchLabels: selectorLabels(workload) },
    topologyKey: topologyKeys[within],
  });
  const required = terms.filter(({ strictness }) => strictness === "required");
  const preferred = terms.filter(({ strictness }) => strictness !== "required");
  return {
    ...(required.length === 0 ? {} : { requiredDuringSchedulingIgnoredDuringExecution: required.map(term) }),
    ...(preferred.length === 0
      ? {}
      : {
          preferredDuringSchedulingIgnoredDuringExecution: preferred.map((one) => ({
            weight,
            podAffinityTerm: term(one),
          })),
        }),
  };
}

function checkSpread(spread: Spread | SpreadSpec | undefined, zones: readonly string[] | undefined): Problem[] {
  if (spread === undefined || typeof spread === "string" || spread.minZones === undefined) return [];
  const path = ["spread", "minZones"];
  const found = String(spread.minZones);
  const bounds = checkBounds([[path, spread.minZones, 1]]);
  if (bounds.length > 0) return bounds;
  if (spread.zones !== "required") {
    return [
      {
        path,
        message: "a number of zones is a condition, but the spread over zones is none",
        found: `minZones ${found}, zones ${String(spread.zones ?? "preferred")}`,
        fix: "write zones: required, or remove minZones",
      },
    ];
  }
  if (zones === undefined || spread.minZones <= zones.length) return [];
  return [
    {
      path,
      message: "pods are to be spread over more zones than there are, so that some would stay pending",
      found,
      allowed: `at most ${zones.length}, as there are nodes in ${zones.join(", ")}`,
      fix: `write ${zones.length} or less, or add a zone to slipway:capabilities.zones that has nodes`,
    },
  ];
}

function checkNodes(nodes: NodeSelection = {}, purposes: readonly string[] | undefined): Problem[] {
  const { purpose, architecture, labels = {}, tolerations: own = [] } = nodes;
  return [
    ...checkPurpose(purpose, purposes),
    ...Object.entries(labels).flatMap(([name, value]) => [
      ...checkText(["nodes", "labels", name], labelName, name, "the name of a label"),
      ...checkText(["nodes", "labels", name], labelValue, value, "the value of a label"),
      ...checkTwice(name, value, { [purposeLabel]: purpose, "kubernetes.io/arch": architecture }),
    ]),
    ...own.flatMap((taint, index) => checkToleration(["nodes", "tolerations", index], taint)),
  ];
}

function checkPurpose(purpose: string | undefined, purposes: readonly string[] | undefined): Problem[] {
  if (purpose === undefined) return [];
  const path = ["nodes", "purpose"];
  if (purposes === undefined) return checkText(path, labelValue, purpose, "the value of a label");
  if (purposes.includes(purpose)) return [];
  const meant = didYouMean(purpose, purposes);
  return [
    {
      path,
      message: "no node has this purpose",
      found: purpose,
      allowed: purposes.length === 0 ? "none, as slipway:capabilities.nodePurposes is empty" : purposes.join(", "),
      fix:
        meant === undefined
          ? "add nodes of this purpose and name it in slipway:capabilities.nodePurposes, or use another one"
          : `did you mean ${meant}?`,
    },
  ];
}

/** A label of nodes that has a field of its own, which would be overwritten. */
function checkTwice(name: string, value: string, fields: Readonly<Record<string, string | undefined>>): Problem[] {
  const other = fields[name];
  if (other === undefined || other === value) return [];
  const field = name === purposeLabel ? "purpose" : "architecture";
  return [
    {
      path: ["nodes", "labels", name],
      message: "the label is said twice, and differently",
      found: `${value}, and ${other} by ${field}`,
      fix: "remove one of them",
    },
  ];
}

function checkToleration(path: (string | number)[], { key, value }: TolerationSpec): Problem[] {
  if (key === undefined && value !== undefined) {
    return [
      {
        path: [...path, "value"],
        message: "a value without a key names no taint",
        found: value,
        fix: "add the key, or remove the value to put up with every taint",
      },
    ];
  }
  return [
    ...(key === undefined ? [] : checkText([...path, "key"], labelName, key, "the key of a taint")),
    ...(value === undefined ? [] : checkText([...path, "value"], labelValue, value, "the value of a taint")),
  ];
}

function checkText(path: Problem["path"], pattern: RegExp, text: string, what: string): Problem[] {
  if (pattern.test(text)) return [];
  return [
    {
      path,
      message: `this is not ${what}`,
      found: JSON.stringify(text),
      allowed: "at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends",
      fix: "write it as the node has it: kubectl describe node shows both",
    },
  ];
}

function checkAffinity({ near = [], apart = [] }: Affinity = {}, objectName: string | undefined): Problem[] {
  const entries = [
    ...near.map((term, index) => ({ term, path: ["affinity", "near", index] })),
    ...apart.map((term, index) => ({ term, path: ["affinity", "apart", index] })),
  ];
  return [
    ...entries.flatMap(({ term, path }) => checkDnsLabel("a workload", term.workload, [...path, "workload"])),
    ...apart.flatMap(({ workload, within = "node", strictness = "preferred" }, index) => {
      if (workload === objectName) {
        return [
          {
            path: ["affinity", "apart", index],
            message: "a workload is kept apart from itself by its spread",
            found: workload,
            fix: `remove this, and write spread: { ${within}s: ${strictness} }`,
          },
        ];
      }
      // In one zone and yet on several nodes is possible; the other way round it is not.
      const against = near.find(
        (other) => other.workload === workload && (within === "zone" || (other.within ?? "node") === "node"),
      );
      if (against === undefined) return [];
      return [
        {
          path: ["affinity", "apart", index],
          message: "pods cannot be near to a workload and apart from it",
          found: `${workload}: near within a ${against.within ?? "node"}, apart within a ${within}`,
          fix: "remove one of them",
        },
      ];
    }),
  ];
}

function checkClass(
  field: "priorityClass" | "runtimeClass",
  name: string | undefined,
  known: readonly string[] | undefined,
  always: readonly string[] = [],
): Problem[] {
  if (name === undefined || known === undefined) return [];
  const names = [...known, ...always];
  if (names.includes(name)) return [];
  const meant = didYouMean(name, names);
  const key = field === "priorityClass" ? "priorityClasses" : "runtimeClasses";
  return [
    {
      path: [field],
      message: `the cluster has no ${field === "priorityClass" ? "priority" : "runtime"} class of this name`,
      found: name,
      allowed: names.length === 0 ? `none, as slipway:capabilities.${key} is empty` : names.join(", "),
      fix:
        meant === undefined
          ? `create it and name it in slipway:capabilities.${key}, or use another one`
          : `did you mean ${meant}?`,
    },
  ];
}
