import { parseDuration, type ManifestValue, type RenderedObject } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { EjectionSpec } from "../policy-spec";
import { wholeSeconds } from "./plugins";

const prefix = "konghq.com";
const defaults = { failures: 5, time: "30s" } as const;
/** What counts as a failure. */
const failing = [500, 502, 503, 504];
const answering = [200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 409, 422, 429];

/** What Kong reads of the Service of a workload. All Services of a rule must have the same: `checkKongRoute` refuses other routes. */
export function kongServiceAnnotations(route: PlannedRoute): Record<string, string> {
  const { policy, name } = route;
  const { retries, circuitBreaker } = policy;
  const protocol = protocolOf(route);
  const timeout = route.protocol === "grpc" ? timeoutOf(route, 0) : undefined;
  return {
    ...(protocol === "http" ? {} : { [`${prefix}/protocol`]: protocol }),
    ...(retries === undefined ? {} : { [`${prefix}/retries`]: String(retries.attempts) }),
    ...(circuitBreaker?.ejection === undefined ? {} : { [`${prefix}/upstream-policy`]: name }),
    // A GRPCRoute has no timeouts.
    ...(timeout === undefined
      ? {}
      : Object.fromEntries(
          ["connect", "read", "write"].map((which) => [
            `${prefix}/${which}-timeout`,
            String(Math.round((parseDuration(timeout) ?? 0) * 1000)),
          ]),
        )),
  };
}

/** How long a try may wait; undefined is Kong's minute. */
export function timeoutOf({ policy: { retries }, rules }: PlannedRoute, index: number): string | undefined {
  return retries?.perTryTimeout ?? rules[index]?.timeouts.backend;
}

/** When pods are put aside, and for how long; the Service names it. */
export function upstreamPolicy({ name, policy: { circuitBreaker } }: PlannedRoute): RenderedObject[] {
  const ejection = circuitBreaker?.ejection;
  if (ejection === undefined) return [];
  return [
    {
      suffix: "",
      apiVersion: "configuration.konghq.com/v1beta1",
      kind: "KongUpstreamPolicy",
      name,
      fields: { spec: { healthchecks: healthChecks(ejection) } },
    },
  ];
}

function protocolOf({ rules }: PlannedRoute): "http" | "https" | "grpc" {
  const [first] = rules.flatMap(({ backends }) => backends);
  const protocol = first?.port.protocol;
  return protocol === "grpc" || protocol === "https" ? protocol : "http";
}

/** Answers put a pod aside; a connection that opens, tried after the pause, takes it back, as nothing else would. */
function healthChecks({ consecutiveFailures, baseEjectionTime }: EjectionSpec): ManifestValue {
  const failures = consecutiveFailures ?? defaults.failures;
  return {
    passive: {
      type: "http",
      // One that is fine starts the count anew.
      healthy: { httpStatuses: answering, successes: 1 },
      unhealthy: { httpStatuses: failing, httpFailures: failures, tcpFailures: failures, timeouts: failures },
    },
    active: {
      type: "tcp",
      healthy: { interval: 0, successes: 1 },
      unhealthy: { interval: wholeSeconds(baseEjectionTime ?? defaults.time) },
    },
  };
}
