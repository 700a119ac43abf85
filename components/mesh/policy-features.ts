import type { Problem } from "../core";
import type { MeshFeature } from "./mesh-engine";
import type { MeshPolicySpec } from "./policy-spec";

/** A feature that a policy asks for, and where. */
export interface AskedFeature {
  readonly feature: MeshFeature;
  /** Relative to the policy. */
  readonly path: Problem["path"];
}

/** What a policy asks of a mesh. */
export function askedFeatures(policy: MeshPolicySpec<unknown>): AskedFeature[] {
  const { participate, mtls, retries, timeout, circuitBreaker, split = [], faults, locality } = policy;
  const asked: readonly (readonly [unknown, MeshFeature, Problem["path"]])[] = [
    [participate === false ? true : undefined, "exclusion", ["participate"]],
    [mtls === "strict" ? true : undefined, "strictMtls", ["mtls"]],
    [mtls === "permissive" ? true : undefined, "permissiveMtls", ["mtls"]],
    [retries, "retries", ["retries"]],
    [retries?.on, "retryConditions", ["retries", "on"]],
    [retries?.perTryTimeout, "perTryTimeout", ["retries", "perTryTimeout"]],
    [retries?.backoff, "retryBackoff", ["retries", "backoff"]],
    [retries?.budget, "retryBudget", ["retries", "budget"]],
    [timeout, "timeout", ["timeout"]],
    [circuitBreaker?.maxConnections, "maxConnections", ["circuitBreaker", "maxConnections"]],
    [circuitBreaker?.maxPendingRequests, "maxPendingRequests", ["circuitBreaker", "maxPendingRequests"]],
    [circuitBreaker?.maxRequests, "maxRequests", ["circuitBreaker", "maxRequests"]],
    [circuitBreaker?.ejection, "ejection", ["circuitBreaker", "ejection"]],
    [split.length === 0 ? undefined : split, "split", ["split"]],
    [faults?.delay, "delay", ["faults", "delay"]],
    [faults?.abort, "abort", ["faults", "abort"]],
    [locality, "locality", ["locality"]],
  ];
  return asked.flatMap(([value, feature, path]) => (value === undefined ? [] : [{ feature, path }]));
}
