import type { CircuitBreakerSpec, RetrySpec } from "../gateway/policy-spec";

/** Another workload that gets a share of the requests. */
export interface MeshSplitSpec<Target> {
  /** Whom the share goes to. */
  readonly to: Target;
  /** Name of its port. Default: its only port for HTTP or gRPC. */
  readonly port?: string | undefined;
  /** Percent of the requests, 1 to 99. What is left stays with the workload itself. */
  readonly weight: number;
}

/** Faults that are put into requests on purpose, for tests. */
export interface MeshFaultsSpec {
  /** Requests that wait first. Default: none. */
  readonly delay?:
    | {
        /** How long, such as `2s`. */
        readonly duration: string;
        /** Percent of the requests, above 0 and at most 100. */
        readonly percent: number;
      }
    | undefined;
  /** Requests that are answered by the mesh, and never come to the workload. Default: none. */
  readonly abort?:
    | {
        /** Status of the answer, 200 to 599. */
        readonly status: number;
        /** Percent of the requests, above 0 and at most 100. */
        readonly percent: number;
      }
    | undefined;
}

export const meshLocalities = ["preferZone", "anyZone"] as const;
/** `preferZone`: callers are served by pods of their own zone while there are healthy ones. `anyZone`: all pods alike. */
export type MeshLocality = (typeof meshLocalities)[number];

/**
 * What the mesh does with the calls to a workload; who may call follows from links, `ingress` and routes. What the environment's mesh cannot do is an
 * error. `Target` is a `LinkTarget`, or within an `Application` the name of another workload.
 */
export interface MeshPolicySpec<Target> {
  /**
   * Whether it is in the mesh at all. Without, its calls are neither encrypted nor authorised by the mesh, and it cannot call workloads that
   * take calls of the mesh alone. Default: yes, but for pods in the network of their node.
   */
  readonly participate?: boolean | undefined;
  /**
   * `permissive` takes calls without encryption too, from whom the network policies let in: an exception to be named. Default: that of the
   * mesh, which is `strict`.
   */
  readonly mtls?: "strict" | "permissive" | undefined;
  /** Other tries of calls that failed. Default: those of the mesh. */
  readonly retries?: RetrySpec | undefined;
  /** For a whole request, all tries together, such as `10s`. Default: none. */
  readonly timeout?: string | undefined;
  /** Default: that of the mesh. */
  readonly circuitBreaker?: CircuitBreakerSpec | undefined;
  /** Shares of the requests that go to others. Default: none. */
  readonly split?: readonly MeshSplitSpec<Target>[] | undefined;
  /** Default: none. */
  readonly faults?: MeshFaultsSpec | undefined;
  /** Which pods serve a caller. Default: that of the mesh. */
  readonly locality?: MeshLocality | undefined;
}

/** Whether a policy speaks of requests and connections, and not only of who may call: something must look at them then. */
export function needsRequests(policy: MeshPolicySpec<unknown> | undefined): boolean {
  if (policy === undefined || policy.participate === false) return false;
  const { retries, timeout, circuitBreaker, split = [], faults } = policy;
  return split.length > 0 || [retries, timeout, circuitBreaker, faults].some((one) => one !== undefined);
}
