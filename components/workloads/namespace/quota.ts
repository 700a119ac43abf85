import type { types } from "@pulumi/kubernetes";
import { didYouMean, parseQuantity, under, type Problem } from "../../core";
import { checkBounds } from "../bounds";

/** Amounts of a container, or of all of them. */
export interface NamespaceAmounts {
  /** Cores, such as `500m` or `20`. Default: no bound. */
  readonly cpu?: string | undefined;
  /** Bytes, such as `64Gi`. Default: no bound. */
  readonly memory?: string | undefined;
  /** Bytes of the node's disk: logs, images' writable layers and empty volumes. Default: no bound. */
  readonly ephemeralStorage?: string | undefined;
}

/**
 * What everything in the namespace may take together. A roll-out needs room for its surge too. Kubernetes refuses what goes
 * beyond it: a Deployment then waits with fewer pods, and says so in its events.
 */
export interface QuotaSpec {
  /** Sum of what the containers request. Default: no bound. */
  readonly requests?: NamespaceAmounts | undefined;
  /** Sum of the containers' limits. With `cpu`, pods without a CPU limit are refused, so it needs `limits.defaultLimits.cpu`. Default: no bound. */
  readonly limits?: NamespaceAmounts | undefined;
  /** Pods that have not ended. Default: no bound. */
  readonly pods?: number | undefined;
  /** Sum of the sizes of volume claims, such as `500Gi`. Default: no bound. */
  readonly storage?: string | undefined;
  /** Volume claims. Default: no bound. */
  readonly persistentVolumeClaims?: number | undefined;
  /** Services of the type LoadBalancer. On AWS each costs money by the hour. Default: no bound. */
  readonly loadBalancers?: number | undefined;
  /** Ports of nodes that Services take: each port of a NodePort, and of a LoadBalancer unless it takes none. Default: no bound. */
  readonly nodePorts?: number | undefined;
  /** GPUs of NVIDIA, `nvidia.com/gpu`. Default: no bound. */
  readonly gpu?: number | undefined;
  /** Whatever else Kubernetes counts, by its name there, such as `count/jobs.batch: 20`. Default: no bound. */
  readonly further?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * Bounds of one container, and what one gets that says nothing. Workloads of this project say their requests and a memory limit
 * by themselves; init containers request as little as 10m and 16Mi.
 */
export interface LimitsSpec {
  /**
   * Limits of a container that states none; if it requests more, its pod is refused. Default: `max`, where that is said.
   */
  readonly defaultLimits?: NamespaceAmounts | undefined;
  /** Requests of a container that states none. Default: its limits. */
  readonly defaultRequests?: NamespaceAmounts | undefined;
  /** Least that a container may request. Default: no bound. */
  readonly min?: NamespaceAmounts | undefined;
  /** Highest limit that a container may have. Default: no bound. */
  readonly max?: NamespaceAmounts | undefined;
  /** Largest volume claim, such as `100Gi`. Default: no bound. */
  readonly maxVolumeClaim?: string | undefined;
}

// Names of resources: https://kubernetes.io/docs/concepts/policy/resource-quotas/, and `StandardQuotaResources` of Kubernetes 1.36.

const resourceNames = { cpu: "cpu", memory: "memory", ephemeralStorage: "ephemeral-storage" } as const;
type Resource = keyof typeof resourceNames;
const resources = Object.keys(resourceNames) as Resource[];

const counted = {
  pods: "pods",
  persistentVolumeClaims: "persistentvolumeclaims",
  loadBalancers: "services.loadbalancers",
  nodePorts: "services.nodeports",
  gpu: "requests.nvidia.com/gpu",
} as const satisfies Partial<Record<keyof QuotaSpec, string>>;
const counts = Object.keys(counted) as (keyof typeof counted)[];

/** The `hard` of a ResourceQuota, by Kubernetes' names; undefined if there is nothing to hold to. */
export function quotaHard(quota: QuotaSpec = {}): Record<string, string> | undefined {
  const hard = {
    ...prefixed("requests.", amounts(quota.requests)),
    ...prefixed("limits.", amounts(quota.limits)),
    ...Object.fromEntries(
      counts.flatMap((field) => (quota[field] === undefined ? [] : [[counted[field], String(quota[field])]])),
    ),
    ...(quota.storage === undefined ? {} : { "requests.storage": quota.storage }),
    ...Object.fromEntries(Object.entries(quota.further ?? {}).map(([name, value]) => [name, String(value)])),
  };
  return Object.keys(hard).length === 0 ? undefined : hard;
}

/** The items of a LimitRange; undefined if it would bound nothing. */
export function limitRangeItems(limits: LimitsSpec = {}): types.input.core.v1.LimitRangeItem[] | undefined {
  const { maxVolumeClaim } = limits;
  const container = {
    ...unlessEmpty("default", amounts(limits.defaultLimits)),
    ...unlessEmpty("defaultRequest", amounts(limits.defaultRequests)),
    ...unlessEmpty("min", amounts(limits.min)),
    ...unlessEmpty("max", amounts(limits.max)),
  };
  const items = [
    ...(Object.keys(container).length === 0 ? [] : [{ type: "Container", ...container }]),
    ...(maxVolumeClaim === undefined ? [] : [{ type: "PersistentVolumeClaim", max: { storage: maxVolumeClaim } }]),
  ];
  return items.length === 0 ? undefined : items;
}

/** What is wrong with quota and limits, each and with each other. */
export function checkQuotaAndLimits(quota?: QuotaSpec, limits?: LimitsSpec): Problem[] {
  const unreadable = [...under(["quota"], checkQuota(quota)), ...under(["limits"], checkLimits(limits))];
  if (unreadable.length > 0) return unreadable;
  return [
    ...resources.flatMap((resource) => checkOrder(resource, limits)),
    ...resources.flatMap((resource) => checkRequests(resource, quota)),
    ...resources.flatMap((resource) => checkFits(resource, quota, limits)),
    ...checkCpuLimits(quota, limits),
  ];
}

function checkQuota(quota: QuotaSpec = {}): Problem[] {
  return [
    ...checkAmounts(["requests"], quota.requests, 0),
    ...checkAmounts(["limits"], quota.limits, 0),
    ...checkBounds(counts.map((field) => [[field], quota[field], 0])),
    ...checkAmount(["storage"], "memory", quota.storage, 0),
    ...Object.entries(quota.further ?? {}).flatMap(([name, value]) => checkFurther(name, value)),
  ];
}

function checkLimits(limits: LimitsSpec = {}): Problem[] {
  return [
    ...bounds.flatMap((bound) => checkAmounts([bound], limits[bound])),
    ...checkAmount(["maxVolumeClaim"], "memory", limits.maxVolumeClaim),
  ];
}

/** A quota may be 0, to allow none; a bound of containers is more. */
function checkAmounts(path: Problem["path"], given: NamespaceAmounts = {}, least?: 0): Problem[] {
  return resources.flatMap((resource) => checkAmount([...path, resource], resource, given[resource], least));
}

function checkAmount(path: Problem["path"], resource: Resource, text: string | undefined, least?: 0): Problem[] {
  if (text === undefined) return [];
  const value = parseQuantity(text);
  const isCpu = resource === "cpu";
  const isUsual = isCpu ? !text.endsWith("i") : Number.isInteger(value);
  if (value !== undefined && (value > 0 || value === least) && isUsual) return [];
  return [
    {
      path,
      message: isCpu ? "this is no amount of CPU" : "this is no amount of bytes",
      found: text,
      allowed: `a ${least === 0 ? "" : "positive "}Kubernetes quantity, such as ${isCpu ? "500m or 20" : "512Mi or 64Gi"}`,
      fix: isCpu ? "write cores, or thousandths of a core with m" : "write bytes with Ki, Mi or Gi, without 'B'",
    },
  ];
}

/** Kubernetes' short names, which mean the same as another one. */
const shortNames: Readonly<Record<string, string>> = {
  cpu: "requests.cpu",
  memory: "requests.memory",
  "ephemeral-storage": "requests.ephemeral-storage",
};

/** Names of Kubernetes that a field says. */
const saidByFields: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    resources.flatMap((resource) =>
      ["requests", "limits"].map((kind) => [`${kind}.${resourceNames[resource]}`, `${kind}.${resource}`]),
    ),
  ),
  ...Object.fromEntries(counts.map((field) => [counted[field], field])),
  "requests.storage": "storage",
};

/** What it counts besides without a group before the name. */
const ofCore = ["configmaps", "replicationcontrollers", "resourcequotas", "secrets", "services"];

function checkFurther(name: string, value: string | number): Problem[] {
  const path = ["further", name];
  const field = saidByFields[shortNames[name] ?? name];
  if (field !== undefined) {
    return [{ path, message: `quota.${field} says this`, found: name, fix: `write it as ${field} of the quota` }];
  }
  if (!/^[-a-z0-9.]+\/[-\w.]+$|^(requests\.)?hugepages-\w+$/.test(name) && !ofCore.includes(name)) {
    const near = didYouMean(name, [...ofCore, ...Object.keys(saidByFields)]);
    return [
      {
        path,
        message: "Kubernetes counts nothing of this name",
        found: name,
        allowed: `${ofCore.join(", ")}, or count/<resources>.<API group> such as count/jobs.batch`,
        fix: near === undefined ? `write count/${name}.<API group> to count objects` : `did you mean ${near}?`,
      },
    ];
  }
  const amount = parseQuantity(String(value));
  if (amount !== undefined && amount >= 0) return [];
  return [
    {
      path,
      message: "this is no quantity",
      found: String(value),
      allowed: "a number from 0, or a Kubernetes quantity such as 100Gi",
      fix: "write a number, or bytes with Ki, Mi or Gi",
    },
  ];
}

/** From the least to the most: Kubernetes refuses a LimitRange that is not in this order. */
const bounds = ["min", "defaultRequests", "defaultLimits", "max"] as const;

function checkOrder(resource: Resource, limits: LimitsSpec = {}): Problem[] {
  const stated = bounds.flatMap((bound) => {
    const text = limits[bound]?.[resource];
    return text === undefined ? [] : [{ bound, text }];
  });
  return stated.slice(1).flatMap(({ bound, text }, index) => {
    const before = stated[index];
    if (before === undefined || size(before.text) <= size(text)) return [];
    return [
      {
        path: ["limits", before.bound, resource],
        message: `${before.bound} is above ${bound}`,
        found: `${before.bound} ${before.text}, ${bound} ${text}`,
        allowed: "min, defaultRequests, defaultLimits and max in this order, from the least to the most",
        fix: `lower ${before.bound} to ${text} or less, or raise ${bound}`,
      },
    ];
  });
}

/** No container requests more than its limit, so requests never come to more than limits. */
function checkRequests(resource: Resource, quota: QuotaSpec = {}): Problem[] {
  const requests = quota.requests?.[resource];
  const limit = quota.limits?.[resource];
  if (requests === undefined || limit === undefined || size(requests) <= size(limit)) return [];
  return [
    {
      path: ["quota", "requests", resource],
      message: "the requests could never come to this, as the limits together may not",
      found: `requests ${requests}, limits ${limit}`,
      fix: `lower it to ${limit} or less, or raise limits.${resource} of the quota`,
    },
  ];
}

/** What the smallest container takes, or one that says nothing, must fit into the quota. */
function checkFits(resource: Resource, quota: QuotaSpec = {}, limits: LimitsSpec = {}): Problem[] {
  const of = (bound: (typeof bounds)[number]): Bound | undefined => {
    const text = limits[bound]?.[resource];
    return text === undefined ? undefined : { bound, text };
  };
  const limit = of("defaultLimits") ?? of("max");
  return [
    ...beyond(resource, "requests", quota, of("defaultRequests") ?? limit),
    ...beyond(resource, "requests", quota, of("min")),
    ...beyond(resource, "limits", quota, limit),
    ...beyond(resource, "limits", quota, of("min")),
  ];
}

interface Bound {
  readonly bound: (typeof bounds)[number];
  readonly text: string;
}

function beyond(resource: Resource, kind: "requests" | "limits", quota: QuotaSpec, one: Bound | undefined): Problem[] {
  const whole = quota[kind]?.[resource];
  // A quota of 0 is there to allow none.
  if (one === undefined || whole === undefined || size(whole) === 0 || size(one.text) <= size(whole)) return [];
  const who = one.bound === "min" ? "the smallest container" : `a container that states no ${kind}`;
  return [
    {
      path: ["limits", one.bound, resource],
      message: `${who} would not fit into the quota`,
      found: `${one.bound} ${one.text}, quota.${kind}.${resource} ${whole}`,
      fix:
        one.bound === "max"
          ? `add limits.default${kind === "requests" ? "Requests" : "Limits"}.${resource}, as max stands in for it, or raise the quota`
          : `lower ${one.bound}.${resource}, or raise the quota`,
    },
  ];
}

/** With such a quota the API server refuses pods whose containers have no CPU limit, and none of ours has one by default. */
function checkCpuLimits(quota: QuotaSpec = {}, limits: LimitsSpec = {}): Problem[] {
  const cpu = quota.limits?.cpu;
  if (cpu === undefined || limits.defaultLimits?.cpu !== undefined || limits.max?.cpu !== undefined) return [];
  return [
    {
      path: ["quota", "limits", "cpu"],
      message: "with this quota, pods without a CPU limit are refused, and workloads have none unless they say so",
      found: cpu,
      fix: "add limits.defaultLimits.cpu, or bound quota.requests.cpu instead",
    },
  ];
}

function amounts(given: NamespaceAmounts = {}): Record<string, string> {
  return Object.fromEntries(
    resources.flatMap((resource) => {
      const text = given[resource];
      return text === undefined ? [] : [[resourceNames[resource], text]];
    }),
  );
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

function unlessEmpty(key: string, values: Record<string, string>): Record<string, Record<string, string>> {
  return Object.keys(values).length === 0 ? {} : { [key]: values };
}

function size(text: string): number {
  return parseQuantity(text) ?? Number.NaN;
}
