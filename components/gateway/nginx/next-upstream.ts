import type { RetryCondition, RetrySpec } from "../policy-spec";

const defaults: readonly RetryCondition[] = ["connectFailure", "reset", "gatewayError"];

const conditions: Readonly<Record<RetryCondition, readonly string[]>> = {
  connectFailure: ["error", "timeout"],
  reset: ["error", "timeout"],
  gatewayError: ["http_502", "http_503", "http_504"],
  "5xx": ["http_500", "http_502", "http_503", "http_504"],
  // It has none for 409, and so is refused.
  retriable4xx: [],
};

/** What `proxy_next_upstream` is given, and how many tries there are in all. */
export interface NextUpstream {
  readonly conditions: readonly string[];
  readonly tries: number;
}

/** When a request is given to the next pod. Requests that may have been carried out already (POST, LOCK, PATCH) never are. */
export function nextUpstream({ attempts, on = defaults }: RetrySpec): NextUpstream {
  return { conditions: [...new Set(on.flatMap((condition) => conditions[condition]))], tries: attempts + 1 };
}

/** When requests are tried again, with the default. */
export function retryConditionsOf({ on = defaults }: RetrySpec): readonly RetryCondition[] {
  return on;
}
