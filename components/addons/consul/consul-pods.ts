import type { Surroundings } from "../frame/add-on";
import type { Pods } from "../frame/pods";
import { consulName, syncOf, type ConsulSpec } from "./consul-spec";

export const parts = {
  server: "consul-server",
  injector: "consul-connect-injector",
  certificates: "consul-webhook-cert-manager",
  cni: "consul-cni",
  sync: "consul-sync-catalog",
} as const;

/** What it consists of. Its makers' figures, with more memory for the servers, which keep all state in it. */
export function consulPods(options: ConsulSpec, { highlyAvailable }: Surroundings): Pods[] {
  const mesh: Pods[] = [
    {
      name: parts.injector,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 50,
      memoryMib: 256,
      labels: labelsOf("connect-injector"),
    },
    {
      name: parts.certificates,
      // The chart has no other number; without it certificates are renewed later.
      replicas: 1,
      cpuMillis: 20,
      memoryMib: 64,
      labels: labelsOf("webhook-cert-manager"),
    },
    { name: parts.cni, replicas: "perNode", cpuMillis: 20, memoryMib: 100, labels: labelsOf("cni") },
  ];
  return [
    {
      name: parts.server,
      // A quorum of three outlives one.
      replicas: highlyAvailable ? 3 : 1,
      cpuMillis: 100,
      memoryMib: 384,
      labels: labelsOf("server"),
    },
    ...(options.mesh === false ? [] : mesh),
    ...(syncOf(options) === undefined
      ? []
      : [{ name: parts.sync, replicas: 1, cpuMillis: 50, memoryMib: 128, labels: labelsOf("sync-catalog") }]),
  ];
}

function labelsOf(component: string): Pods["labels"] {
  return { app: consulName, component };
}
