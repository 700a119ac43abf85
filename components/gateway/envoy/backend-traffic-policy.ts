import type { GatewayCapability } from "../../cluster";
import { parseQuantity, type ManifestValue, type RenderedObject } from "../../core";
import { routeKind } from "../gateway-api/routes";
import type { PlannedRoute } from "../planned-route";
import type { CircuitBreakerSpec, EjectionSpec, RetryCondition, RetrySpec } from "../policy-spec";
import { rateLimitOf } from "./rate-limits";
import { perTryTimeoutOf } from "./try-timeouts";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** Version of Envoy Gateway's custom resources. */
export const envoyApiVersion = "gateway.envoyproxy.io/v1alpha1";

const defaultConditions: readonly RetryCondition[] = ["connectFailure", "reset", "gatewayError"];
/** What Envoy calls them. Answers of gRPC say in a trailer or header of their own what HTTP says by its status. */
const triggers = {
  http: {
    connectFailure: ["connect-failure", "refused-stream"],
    reset: ["reset"],
    gatewayError: ["gateway-error"],
    "5xx": ["5xx"],
    retriable4xx: ["retriable-4xx"],
  },
  grpc: {
    connectFailure: ["connect-failure", "refused-stream"],
    reset: ["reset"],
    gatewayError: ["gateway-error", "unavailable"],
    "5xx": ["5xx", "unavailable", "internal"],
    retriable4xx: [],
  },
} as const satisfies Record<PlannedRoute["protocol"], Record<RetryCondition, readonly string[]>>;

const ejectionDefaults = {
  consecutiveFailures: 5,
  interval: "10s",
  baseEjectionTime: "30s",
  maxEjectedPercent: 50,
} as const;

/** How long nothing may happen on a web socket: longer than on any other request. */
const webSocketIdleTimeout = "1h";

/** What is held to requests on their way to the workload; nothing where the route asks for nothing of it. */
export function backendTrafficPolicy(route: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const { retries, circuitBreaker, maxRequestSize } = route.policy;
  const fields: Fields = {
    rateLimit: rateLimitOf(route, gateway),
    retry: retries === undefined ? undefined : retryOf(retries, route),
    circuitBreaker: circuitBreakerOf(circuitBreaker, retries?.budget),
    healthCheck: circuitBreaker?.ejection === undefined ? undefined : { passive: ejectionOf(circuitBreaker.ejection) },
    timeout: timeoutOf(route),
    requestBuffer: maxRequestSize === undefined ? undefined : { limit: sizeOf(maxRequestSize) },
    ...(route.webSockets ? { httpUpgrade: [{ type: "websocket" }] } : {}),
  };
  if (Object.values(fields).every((field) => field === undefined)) return [];
  return [
    {
      suffix: "",
      apiVersion: envoyApiVersion,
      kind: "BackendTrafficPolicy",
      name: route.name,
      fields: { spec: { targetRefs: [targetOf(route)], ...fields } },
    },
  ];
}

/** The route, as policies name it. */
export function targetOf(route: PlannedRoute): Fields {
  return { group: "gateway.networking.k8s.io", kind: routeKind(route), name: route.name };
}

function retryOf({ attempts, on = defaultConditions, backoff }: RetrySpec, route: PlannedRoute): Fields {
  const timeout = perTryTimeoutOf(route);
  const backOff = backoff === undefined ? undefined : { baseInterval: backoff.base, maxInterval: backoff.max };
  return {
    numRetries: attempts,
    retryOn: { triggers: [...new Set(on.flatMap((condition) => triggers[route.protocol][condition]))] },
    ...(timeout === undefined && backOff === undefined ? {} : { perRetry: { timeout, backOff } }),
  };
}

function circuitBreakerOf(breaker: CircuitBreakerSpec = {}, budget: RetrySpec["budget"]): Fields | undefined {
  const { maxConnections, maxPendingRequests, maxRequests } = breaker;
  const bounds = [maxConnections, maxPendingRequests, maxRequests, budget];
  if (bounds.every((bound) => bound === undefined)) return undefined;
  return {
    maxConnections,
    maxPendingRequests,
    maxParallelRequests: maxRequests,
    ...(budget === undefined
      ? {}
      : { retryBudget: { percent: { numerator: budget.percent }, minRetryConcurrency: budget.minConcurrent } }),
  };
}

/** Written out, as Envoy Gateway has other defaults. */
function ejectionOf(ejection: EjectionSpec): Fields {
  const defaults = ejectionDefaults;
  return {
    consecutive5XxErrors: ejection.consecutiveFailures ?? defaults.consecutiveFailures,
    interval: ejection.interval ?? defaults.interval,
    baseEjectionTime: ejection.baseEjectionTime ?? defaults.baseEjectionTime,
    maxEjectionPercent: ejection.maxEjectedPercent ?? defaults.maxEjectedPercent,
  };
}

/** Of HTTP, routes have their timeouts themselves. */
function timeoutOf({ protocol, rules, webSockets, policy }: PlannedRoute): Fields | undefined {
  const [rule] = rules;
  const { request, backend } = protocol === "grpc" && rule !== undefined ? rule.timeouts : {};
  // Without retries there is one try, so that its time is that of the whole.
  const requestTimeout = policy.retries === undefined ? (backend ?? request) : request;
  if (requestTimeout === undefined && !webSockets) return undefined;
  return { http: { requestTimeout, ...(webSockets ? { streamIdleTimeout: webSocketIdleTimeout } : {}) } };
}

/** The custom resource takes no fractions, and not all units. */
function sizeOf(size: string): string {
  return /^[1-9][0-9]*([EPTGMK]i|[EPTGMk])?$/.test(size) ? size : String(parseQuantity(size));
}
