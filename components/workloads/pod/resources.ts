import type { types } from "@pulumi/kubernetes";
import { parseQuantity, type Problem } from "../../core";
import type { WorkloadFields } from "../workload-spec";

/** Amounts of CPU (cores: `250m`, `1`), memory and disk (bytes: `128Mi`, `1Gi`), as Kubernetes quantities. */
export interface Amounts {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
  /** Disk of the node for logs, empty volumes and what is written into the image. A pod that takes more than its limit is evicted. */
  readonly ephemeralStorage?: string | undefined;
}

export const resourceQualities = ["burstable", "guaranteed"] as const;

/**
 * Kubernetes' quality of service. `guaranteed`: limits are the requests, for CPU too; then the pod is among the last that leave a node
 * without memory, if all of its containers are. What is said in one of the two holds for both.
 */
export type ResourceQuality = (typeof resourceQualities)[number];

/** What a container asks for, and what it may take at most. */
export interface ResourcesSpec {
  /** What the scheduler sets aside. Default: 100m CPU, 128Mi memory. */
  readonly requests?: Amounts | undefined;
  /** Above the memory limit the container is killed, above the CPU limit it is slowed down. Default: 256Mi, no CPU limit. */
  readonly limits?: Amounts | undefined;
  /** With `guaranteed` the defaults are 100m CPU and 256Mi memory, both requested and at most. Default: `burstable`. */
  readonly quality?: ResourceQuality | undefined;
  /** Whole GPUs of NVIDIA (`nvidia.com/gpu`), which no other container shares. Costs what their nodes cost. Default: none. */
  readonly gpu?: number | undefined;
  /** More resources of nodes, by their full names, such as `vpc.amazonaws.com/pod-eni`, or `hugepages-2Mi`. Requested and at most. Default: none. */
  readonly extended?: Readonly<Record<string, string>> | undefined;
}

/** What a container gets that says nothing. */
export interface ResourceDefaults {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

const serviceDefaults: ResourceDefaults = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } };

/** The default of a container that ends before the main one starts. */
export const initDefaults: ResourceDefaults = { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } };

/** The default of a container beside the main one. */
export const sidecarDefaults: ResourceDefaults = {
  requests: { cpu: "10m", memory: "32Mi" },
  limits: { memory: "128Mi" },
};

/** The resources with their defaults; a field that was given is never raised or lowered. */
export function planResources(
  spec: ResourcesSpec = {},
  defaults = serviceDefaults,
): { requests: Amounts; limits: Amounts } {
  if (spec.quality === "guaranteed") {
    const both = {
      cpu: defaults.requests.cpu,
      memory: defaults.limits.memory,
      ...written(spec.requests),
      ...written(spec.limits),
    };
    return { requests: both, limits: both };
  }
  const limits: Amounts = { ...defaults.limits, ...written(spec.limits) };
  const requests: Amounts = { ...defaults.requests, ...written(spec.requests) };
  return {
    limits: spec.limits?.memory === undefined ? { ...limits, memory: larger(limits.memory, requests.memory) } : limits,
    requests: {
      ...requests,
      cpu: spec.requests?.cpu ?? smaller(requests.cpu, limits.cpu),
      memory: spec.requests?.memory ?? smaller(requests.memory, limits.memory),
    },
  };
}

/** What is wrong with a container's resources. */
export function checkResources(spec: ResourcesSpec = {}, defaults = serviceDefaults): Problem[] {
  const unreadable = [
    ...(["requests", "limits"] as const).flatMap((kind) =>
      fields.flatMap((field) => checkAmount(kind, field, spec[kind]?.[field])),
    ),
    ...checkGpu(spec),
    ...Object.entries(spec.extended ?? {}).flatMap(([name, text]) => checkExtended(name, text)),
  ];
  if (unreadable.length > 0) return unreadable;
  return spec.quality === "guaranteed" ? checkGuaranteed(spec) : checkOrder(planResources(spec, defaults));
}

/** What the check of a whole pod looks at. */
export type ResourcedFields = Pick<WorkloadFields<unknown>, "resources" | "initContainers" | "sidecars">;

/** What is wrong with the resources of a pod's containers to each other: one that is not guaranteed takes it from all. */
export function checkQuality(spec: ResourcedFields): Problem[] {
  if (spec.resources?.quality !== "guaranteed") return [];
  return (["initContainers", "sidecars"] as const).flatMap((field) =>
    Object.entries(spec[field] ?? {})
      .filter(([, { resources }]) => resources?.quality !== "guaranteed")
      .map(([name]) => ({
        path: [field, name, "resources", "quality"],
        message: "a pod is only guaranteed if all of its containers are, and the main one is to be",
        found: "burstable",
        allowed: "guaranteed",
        fix: "write quality: guaranteed here too, or remove it from the main container",
      })),
  );
}

/** GPUs that the containers of a pod ask for, all of them together. */
export function gpusOf({ resources, initContainers = {}, sidecars = {} }: ResourcedFields): number {
  const asked = [
    resources,
    ...[initContainers, sidecars].flatMap((all) => Object.values(all).map((one) => one.resources)),
  ];
  return asked.reduce((sum, one) => sum + (one?.gpu ?? 0), 0);
}

/** The Kubernetes form. */
export function containerResources(
  spec: ResourcesSpec = {},
  defaults = serviceDefaults,
): types.input.core.v1.ResourceRequirements {
  const { requests, limits } = planResources(spec, defaults);
  const devices = { ...(spec.gpu === undefined ? {} : { [gpuResource]: String(spec.gpu) }), ...spec.extended };
  return { requests: { ...named(requests), ...devices }, limits: { ...named(limits), ...devices } };
}

const fields = ["cpu", "memory", "ephemeralStorage"] as const;
type Field = (typeof fields)[number];

const gpuResource = "nvidia.com/gpu";

/** The amounts that are given; one that is undefined is not. */
function written(amounts: Amounts = {}): Partial<Record<Field, string>> {
  return Object.fromEntries(
    Object.entries(amounts as Record<string, string | undefined>).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

/** The same by Kubernetes' names. */
function named(amounts: Amounts): Record<string, string> {
  const { ephemeralStorage, ...others } = written(amounts);
  return { ...others, ...(ephemeralStorage === undefined ? {} : { "ephemeral-storage": ephemeralStorage }) };
}

function checkAmount(kind: "requests" | "limits", field: Field, text: string | undefined): Problem[] {
  if (text === undefined) return [];
  const value = parseQuantity(text);
  const isUsual = field === "cpu" ? !text.endsWith("i") : Number.isInteger(value);
  const isTiny = field !== "cpu" && value !== undefined && Number.isInteger(value) && value > 0 && value < 2 ** 20;
  if (isTiny) {
    return [
      {
        path: ["resources", kind, field],
        message: "these are so few bytes that a unit was probably meant",
        found: text,
        allowed: "1Mi or more",
        fix: /^\d+$/.test(text) ? `did you mean ${text}Mi?` : "write bytes with Mi or Gi",
      },
    ];
  }
  if (value !== undefined && value > 0 && isUsual) return [];
  const example = field === "cpu" ? "250m or 1" : "128Mi or 1Gi";
  const what = field === "ephemeralStorage" ? "disk" : field;
  return [
    {
      path: ["resources", kind, field],
      message: value === undefined || value <= 0 ? "this is no quantity" : `this is no amount of ${what}`,
      found: text,
      allowed: `a positive Kubernetes quantity, such as ${example}`,
      fix:
        field === "cpu" ? "write cores, or thousandths of a core with m" : "write bytes with Ki, Mi or Gi, without 'B'",
    },
  ];
}

function checkOrder({ requests, limits }: { requests: Amounts; limits: Amounts }): Problem[] {
  return fields.flatMap((field) => {
    const request = requests[field];
    const limit = limits[field];
    if (request === undefined || limit === undefined || amount(request) <= amount(limit)) return [];
    return [
      {
        path: ["resources", "requests", field],
        message: `more ${field === "ephemeralStorage" ? "disk" : field} is requested than the limit allows`,
        found: `request ${request}, limit ${limit}`,
        fix: `lower the request to ${limit} or less, or raise the limit`,
      },
    ];
  });
}

function checkGuaranteed({ requests = {}, limits = {} }: ResourcesSpec): Problem[] {
  return fields.flatMap((field) => {
    const request = requests[field];
    const limit = limits[field];
    if (request === undefined || limit === undefined || amount(request) === amount(limit)) return [];
    return [
      {
        path: ["resources", "limits", field],
        message: "the limits of a guaranteed container are its requests",
        found: `request ${request}, limit ${limit}`,
        allowed: request,
        fix: `remove it, or write quality: burstable`,
      },
    ];
  });
}

function checkGpu({ gpu, extended = {} }: ResourcesSpec): Problem[] {
  if (gpu === undefined) return [];
  if (!Number.isInteger(gpu) || gpu < 1) {
    return [
      {
        path: ["resources", "gpu"],
        message: "a container gets whole GPUs",
        found: String(gpu),
        allowed: "a whole number from 1",
        fix: "write 1 or more, or remove it",
      },
    ];
  }
  if (extended[gpuResource] === undefined) return [];
  return [
    {
      path: ["resources", "extended", gpuResource],
      message: "GPUs are asked for twice",
      found: `gpu: ${gpu}, and ${extended[gpuResource]} here`,
      fix: "keep gpu, and remove this",
    },
  ];
}

/** A name with a domain that is not Kubernetes' own; it must fit into the name of a quota, `requests.` and itself. */
const extendedName = /^(?=[^/]{1,244}\/)[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function checkExtended(name: string, text: string): Problem[] {
  const path = ["resources", "extended", name];
  const value = parseQuantity(text);
  const isHugePages = /^hugepages-\d+[KMG]i$/.test(name);
  if (!isHugePages && (!extendedName.test(name) || name.includes("kubernetes.io/") || name.startsWith("requests."))) {
    const own = fields.find(
      (field) => field === name || (field === "ephemeralStorage" && name === "ephemeral-storage"),
    );
    return [
      {
        path,
        message: "this is no name of a resource that nodes have besides Kubernetes' own",
        found: name,
        allowed: "a name with a domain before it, such as vpc.amazonaws.com/pod-eni, or hugepages-2Mi",
        fix: own === undefined ? "write it as kubectl describe node shows it" : `use requests.${own} and limits.${own}`,
      },
    ];
  }
  if (value !== undefined && Number.isInteger(value) && value > 0) return [];
  return [
    {
      path,
      message: isHugePages ? "this is no amount of memory" : "such a resource is counted in whole numbers",
      found: text,
      allowed: isHugePages ? "a positive Kubernetes quantity, such as 128Mi" : "a whole number from 1",
      fix: isHugePages ? "write bytes with Mi or Gi, without 'B'" : "write a whole number",
    },
  ];
}

function amount(text: string): number {
  return parseQuantity(text) ?? Number.NaN;
}

function smaller(wanted: string | undefined, bound: string | undefined): string | undefined {
  return wanted !== undefined && bound !== undefined && amount(bound) < amount(wanted) ? bound : wanted;
}

function larger(wanted: string | undefined, bound: string | undefined): string | undefined {
  return wanted !== undefined && bound !== undefined && amount(bound) > amount(wanted) ? bound : wanted;
}
