import type { PlannedRule } from "./planned-route";
import type { RoutePort } from "./route-spec";

/** A Service that requests of a route go to. */
export interface ReachedService {
  readonly service: string;
  /** At least one, each once. */
  readonly ports: readonly RoutePort[];
}

/** Everything that requests of a route's rules go to, mirrors and canaries too: each Service once. */
export function reachedServices(rules: readonly PlannedRule[]): ReachedService[] {
  const all = rules.flatMap(({ backends, mirror }) => [...backends, ...(mirror === undefined ? [] : [mirror.backend])]);
  const services = [...new Set(all.map(({ service }) => service))];
  return services.map((service) => {
    const ports = all.filter((one) => one.service === service).map(({ port }) => port);
    return { service, ports: [...new Map(ports.map((port) => [port.name, port])).values()] };
  });
}
