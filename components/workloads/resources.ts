import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../core";
import { parseQuantity } from "./quantities";

/** Amounts of CPU (cores: `250m`, `1`) and memory (bytes: `128Mi`, `1Gi`), as Kubernetes quantities. */
export interface Amounts {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

/** What a container asks for, and what it may take at most. */
export interface ResourcesSpec {
  /** What the scheduler sets aside. Default: 100m CPU, 128Mi memory. */
  readonly requests?: Amounts | undefined;
  /** Above the memory limit the container is killed, above the CPU limit it is slowed down. Default: 256Mi, no CPU limit. */
  readonly limits?: Amounts | undefined;
}

/** What a container gets that says nothing. */
interface ResourceDefaults {
  readonly requests: Required<Amounts>;
  readonly limits: Amounts;
}

const serviceDefaults: ResourceDefaults = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } };

/** The default of a container that ends before the main one starts. */
export const initDefaults: ResourceDefaults = { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } };

/** The resources with their defaults; a field that was given is never raised or lowered. */
export function planResources(
  spec: ResourcesSpec = {},
  defaults = serviceDefaults,
): { requests: Amounts; limits: Amounts } {
  const limits: Amounts = { ...defaults.limits, ...written(spec.limits) };
  const requests: Amounts = { ...defaults.requests, ...written(spec.requests) };
  return {
    limits: spec.limits?.memory === undefined ? { ...limits, memory: larger(limits.memory, requests.memory) } : limits,
    requests: {
      cpu: spec.requests?.cpu ?? smaller(requests.cpu, limits.cpu),
      memory: spec.requests?.memory ?? smaller(requests.memory, limits.memory),
    },
  };
}

/** What is wrong with a container's resources. */
export function checkResources(spec: ResourcesSpec = {}, defaults = serviceDefaults): Problem[] {
  const unreadable = (["requests", "limits"] as const).flatMap((kind) =>
    (["cpu", "memory"] as const).flatMap((field) => checkAmount(kind, field, spec[kind]?.[field])),
  );
  if (unreadable.length > 0) return unreadable;
  const planned = planResources(spec, defaults);
  return (["cpu", "memory"] as const).flatMap((field) => {
    const request = planned.requests[field];
    const limit = planned.limits[field];
    if (request === undefined || limit === undefined || amount(request) <= amount(limit)) return [];
    return [
      {
        path: ["resources", "requests", field],
        message: `more ${field} is requested than the limit allows`,
        found: `request ${request}, limit ${limit}`,
        fix: `lower the request to ${limit} or less, or raise the limit`,
      },
    ];
  });
}

/** The Kubernetes form. */
export function containerResources(
  spec: ResourcesSpec | undefined,
  defaults = serviceDefaults,
): types.input.core.v1.ResourceRequirements {
  const { requests, limits } = planResources(spec, defaults);
  return { requests: written(requests), limits: written(limits) };
}

/** The amounts that are given; one that is undefined is not. */
function written(amounts: Amounts = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(amounts as Record<string, string | undefined>).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

function checkAmount(kind: "requests" | "limits", field: "cpu" | "memory", text: string | undefined): Problem[] {
  if (text === undefined) return [];
  const value = parseQuantity(text);
  const isUsual = field === "cpu" ? !text.endsWith("i") : Number.isInteger(value);
  if (value !== undefined && value > 0 && isUsual) return [];
  const example = field === "cpu" ? "250m or 1" : "128Mi or 1Gi";
  return [
    {
      path: ["resources", kind, field],
      message: value === undefined || value <= 0 ? "this is no quantity" : `this is no amount of ${field}`,
      found: text,
      allowed: `a positive Kubernetes quantity, such as ${example}`,
      fix:
        field === "cpu" ? "write cores, or thousandths of a core with m" : "write bytes with Ki, Mi or Gi, without 'B'",
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
