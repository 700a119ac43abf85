import type { Problem } from "../core";
import { checkChoice, checkDuration, checkFilled, checkWhole } from "./check-values";
import { retryConditions, type CircuitBreakerSpec, type RetrySpec } from "./policy-spec";

const most = 1_000_000_000;

/** What is wrong with retries, whether a gateway or a mesh carries them out. Paths are relative to them. */
export function checkRetries(retries: RetrySpec | undefined): Problem[] {
  if (retries === undefined) return [];
  const { attempts, on, perTryTimeout, backoff, budget } = retries;
  return [
    ...checkWhole(["attempts"], attempts, 1, 10),
    ...checkFilled(["on"], on, "connectFailure, reset and gatewayError"),
    ...(on ?? []).flatMap((condition, index) => checkChoice(["on", index], condition, retryConditions)),
    ...checkDuration(["perTryTimeout"], perTryTimeout),
    ...checkDuration(["backoff", "base"], backoff?.base),
    ...checkDuration(["backoff", "max"], backoff?.max),
    ...checkWhole(["budget", "percent"], budget?.percent, 1, 100),
    ...checkWhole(["budget", "minConcurrent"], budget?.minConcurrent, 1, most),
  ];
}

/** What is wrong with a circuit breaker, whether a gateway or a mesh carries it out. Paths are relative to it. */
export function checkCircuitBreaker(breaker: CircuitBreakerSpec | undefined): Problem[] {
  if (breaker === undefined) return [];
  const { maxConnections, maxPendingRequests, maxRequests, ejection } = breaker;
  const isEmpty = Object.values(breaker).every((value) => value === undefined);
  return [
    ...(isEmpty
      ? [
          {
            path: [],
            message: "the circuit breaker has no bound, and so never opens",
            found: "{}",
            fix: "add maxConnections, maxPendingRequests, maxRequests or ejection: {}",
          },
        ]
      : []),
    ...checkWhole(["maxConnections"], maxConnections, 1, most),
    ...checkWhole(["maxPendingRequests"], maxPendingRequests, 1, most),
    ...checkWhole(["maxRequests"], maxRequests, 1, most),
    ...checkWhole(["ejection", "consecutiveFailures"], ejection?.consecutiveFailures, 1, 1000),
    ...checkDuration(["ejection", "interval"], ejection?.interval),
    ...checkDuration(["ejection", "baseEjectionTime"], ejection?.baseEjectionTime),
    ...checkWhole(["ejection", "maxEjectedPercent"], ejection?.maxEjectedPercent, 1, 100),
  ];
}
