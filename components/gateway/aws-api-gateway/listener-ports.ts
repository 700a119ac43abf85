import { createHash } from "node:crypto";
import type { Problem } from "../../core";

/** Listeners of a Network Load Balancer. Source: its quotas, read in 2026-11; it cannot be raised by everybody. */
export const mostListeners = 50;

const lowest = 1024;
const highest = 65_535;

/** A port for the listener of a target, by its name: the same on every run, whatever other targets there are. */
export function listenerPort(target: string): number {
  const hash = createHash("sha256").update(target).digest().readUInt32BE(0);
  return lowest + (hash % (highest - lowest + 1));
}

/** What is wrong with all targets of a load balancer together: two with one port, or too many. */
export function checkListenerPorts(targets: readonly string[]): Problem[] {
  const owners = new Map<number, string>();
  const problems = targets.flatMap((target): Problem[] => {
    const port = listenerPort(target);
    const owner = owners.get(port);
    owners.set(port, owner ?? target);
    if (owner === undefined || owner === target) return [];
    return [
      {
        path: ["route"],
        message: "by chance two routes have the same port of the load balancer, which comes of their names",
        found: `${owner} and ${target}: ${port}`,
        fix: "rename one of the workloads",
      },
    ];
  });
  if (owners.size <= mostListeners) return problems;
  return [
    ...problems,
    {
      path: ["route"],
      message: "the load balancer behind the API has no listeners left: each port that routes lead to needs one",
      found: `${owners.size}`,
      allowed: `1 to ${mostListeners}`,
      fix: "choose a gateway in the cluster, such as provider: envoy, or split the environment",
    },
  ];
}
