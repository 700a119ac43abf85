import type { PlannedPort } from "../exposure/ports";
import { metricsEndpoint } from "./observation";
import type { MetricsSpec } from "./observation";

interface Observed {
  readonly metrics?: MetricsSpec | undefined;
}

/** Ports of pods that metrics are at, of every container. */
export function metricsPortsOf(
  spec: Observed & { readonly sidecars?: Readonly<Record<string, Observed>> | undefined },
  ports: readonly PlannedPort[],
): number[] {
  const containers = [[undefined, spec] as const, ...Object.entries(spec.sidecars ?? {})];
  return containers.flatMap(([name, { metrics }]) => {
    const endpoint = metricsEndpoint(
      metrics,
      ports.filter(({ container }) => container === name),
    );
    return endpoint === undefined ? [] : [endpoint.port];
  });
}
