export const traceStores = ["jaeger", "tempo", "xray"] as const;
export type TraceStore = (typeof traceStores)[number];

/** Traces: workloads send them by OTLP to an agent on their node, a gateway of collectors chooses which are kept, a store keeps them. */
export interface TracingSpec {
  /**
   * `jaeger`: Jaeger v2 on the Elasticsearch of `logs`, which it needs; `tempo`: Tempo on a bucket of S3, or on a volume outside of EKS; `xray`: AWS X-Ray, at about
   * 5 USD per million traces, on EKS alone.
   */
  readonly store: TraceStore;
  /** Time that traces are kept, whole hours or days; X-Ray keeps them 30 days by itself. Default: `7d`. */
  readonly retention?: string | undefined;
  /** Which traces are kept. All that failed or were slow are, whatever is said here. */
  readonly sampling?: SamplingSpec | undefined;
  /** Whether metrics of requests are made out of spans, before sampling: for workloads that have no others. Default: yes. */
  readonly spanMetrics?: boolean | undefined;
}

export interface SamplingSpec {
  /** Percent of all other traces, 0 to 100. Default: 10 in production, else 100. */
  readonly percent?: number | undefined;
  /** Traces that took at least so long are kept. Default: `2s`. */
  readonly slowerThan?: string | undefined;
  /** Time that the spans of a trace are waited for, `1s` to `2m`. Default: `10s`. */
  readonly wait?: string | undefined;
}
