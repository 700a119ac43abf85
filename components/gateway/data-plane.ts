import { parseQuantity, type Problem } from "../core";
import type { GatewaySurroundings } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";
import { checkCallers } from "./load-balancer-callers";
import { readsProxyProtocol } from "./network-load-balancer";

/** How many pods requests pass through, and what each asks for, as add-ons take it. */
export interface DataPlaneOptions {
  readonly replicas?: { readonly min: number; readonly max: number } | undefined;
  readonly cpuMillis?: number | undefined;
  readonly memoryMib?: number | undefined;
}

const mib = 2 ** 20;

/** What a gateway says of its pods; what it does not say is left to the add-on. */
export function dataPlaneOptions({ replicas, resources }: GatewaySpec): DataPlaneOptions {
  const cpu = parseQuantity(resources?.cpu ?? "");
  const memory = parseQuantity(resources?.memory ?? "");
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(cpu === undefined ? {} : { cpuMillis: Math.ceil(cpu * 1000) }),
    ...(memory === undefined ? {} : { memoryMib: Math.ceil(memory / mib) }),
  };
}

/**
 * What is wrong with what the pods of a gateway ask for, with where they write, and with whom they would believe. Paths are relative to its
 * specification.
 */
export function checkDataPlane(spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  const { resources, accessLogs } = spec;
  return [
    ...(readsProxyProtocol(around) ? checkCallers(spec, around) : []),
    ...checkAmount(["resources", "cpu"], resources?.cpu, "250m"),
    ...checkAmount(["resources", "memory"], resources?.memory, "256Mi"),
    ...(typeof accessLogs === "object"
      ? [
          {
            path: ["accessLogs", "bucket"],
            message: "the pods of this gateway log to their output, not to a bucket",
            found: accessLogs.bucket,
            allowed: "true or false",
            fix: "write accessLogs: true",
          },
        ]
      : []),
  ];
}

function checkAmount(path: Problem["path"], amount: string | undefined, example: string): Problem[] {
  const value = parseQuantity(amount ?? example);
  if (value !== undefined && value > 0) return [];
  return [
    {
      path,
      message: "this is no amount",
      found: amount ?? "",
      allowed: "a number with a unit of Kubernetes",
      fix: `write it like ${example}`,
    },
  ];
}
