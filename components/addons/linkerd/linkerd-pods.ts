import type { Surroundings } from "../frame/add-on";
import type { Pods } from "../frame/pods";
import type { Values } from "../frame/values";
import type { LinkerdSpec } from "./linkerd-spec";

/** A container of the control plane. */
interface Part {
  /** Path of the value with its resources. */
  readonly at: string;
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

/** Pods of the control plane, and their containers; each pod has a proxy besides. Figures are those of its makers for several replicas. */
const parts: Readonly<Record<string, readonly Part[]>> = {
  destination: [
    { at: "destinationResources", cpuMillis: 100, memoryMib: 250 },
    { at: "spValidatorResources", cpuMillis: 10, memoryMib: 64 },
    { at: "policyController.resources", cpuMillis: 50, memoryMib: 128 },
  ],
  identity: [{ at: "identityResources", cpuMillis: 50, memoryMib: 128 }],
  "proxy-injector": [{ at: "proxyInjectorResources", cpuMillis: 50, memoryMib: 128 }],
};

/** Paths of the values with the resources of the proxies of the control plane, which are not those of workloads. */
const proxies = ["destinationProxyResources", "identityProxyResources", "proxyInjectorProxyResources"];
const proxy = { cpuMillis: 20, memoryMib: 128 } as const;

/** What the control plane consists of. */
export function linkerdPods(_: LinkerdSpec, { highlyAvailable }: Surroundings): Pods[] {
  return Object.entries(parts).map(([component, containers]) => ({
    name: `linkerd-${component}`,
    // Each is on a node of its own: more than two would need more nodes than there may be.
    replicas: highlyAvailable ? 2 : 1,
    cpuMillis: proxy.cpuMillis + sum(containers.map(({ cpuMillis }) => cpuMillis)),
    memoryMib: proxy.memoryMib + sum(containers.map(({ memoryMib }) => memoryMib)),
    labels: { "linkerd.io/control-plane-component": component },
  }));
}

/** Resources of its containers by the paths of their values, in the form that the chart has. */
export function containerResources(): readonly { readonly at: string; readonly resources: Values }[] {
  return [...Object.values(parts).flat(), ...proxies.map((at) => ({ at, ...proxy }))].map(
    ({ at, cpuMillis, memoryMib }) => ({
      at,
      resources: chartResources(cpuMillis, memoryMib, memoryMib),
    }),
  );
}

/** In the form that the chart has. */
export function chartResources(cpuMillis: number, memoryMib: number, memoryLimitMib: number): Values {
  return { cpu: { request: `${cpuMillis}m` }, memory: { request: `${memoryMib}Mi`, limit: `${memoryLimitMib}Mi` } };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
