/**
 * Where requests to a workload are counted, as PromQL. All expressions are sums over all its pods, without labels, and yield no series where
 * nothing was counted.
 */
export interface RequestMetrics {
  /** Who counts, to be read after "counted by": such as `the mesh istio`. */
  readonly by: string;
  /** Requests per second over a range such as `5m`. */
  readonly rate: (range: string) => string;
  /** Those that failed by the fault of the service: 5xx, or gRPC's statuses of the same kind. */
  readonly errors: (range: string) => string;
  /** Times of answers; undefined where nobody measures them. */
  readonly latency?: LatencyMetrics | undefined;
}

export interface LatencyMetrics {
  /** Requests per second that took at most so many seconds, which must be one of the boundaries. */
  readonly within: (seconds: number, range: string) => string;
  /** All requests per second whose time was measured. */
  readonly all: (range: string) => string;
  /** Seconds that a share of requests (0 to 1) is done within. */
  readonly quantile: (share: number, range: string) => string;
  /** Upper bounds of the buckets, in seconds, ascending; undefined where the application chooses them. */
  readonly boundaries?: readonly number[] | undefined;
}
