import type { AlertRule } from "../rules/rule";

/** What is promised of a service. At least one of availability and latency. */
export interface SloSpec {
  /** Percent of requests that are answered without an error of the service, at least 1 and below 100: `99.9`. Default: nothing is promised. */
  readonly availability?: number | undefined;
  /** Percent of requests that are answered within a time. Default: nothing is promised. */
  readonly latency?:
    | {
        /** Percent of requests, at least 1 and below 100: `99`. */
        readonly percentile: number;
        /** Time with its unit: `300ms`, `1.5s`. It must be a boundary of a bucket of whoever measures. */
        readonly below: string;
      }
    | undefined;
  /** Time over which it is promised: whole days, `7d` to `90d`. Default: `30d`. */
  readonly window?: string | undefined;
  /** Who counts requests. Default: the first that there is of `mesh`, `gateway`, `application`, `traces`. */
  readonly source?: SliSource | undefined;
}

export const sliSources = ["mesh", "gateway", "application", "traces"] as const;
export type SliSource = (typeof sliSources)[number];

export const metricConventions = ["openTelemetry", "springBoot", "goGrpc", "prometheus"] as const;
/**
 * Names by which an application shows its requests: OpenTelemetry's `http_server_request_duration_seconds`, Micrometer's of Spring Boot
 * `http_server_requests_seconds`, go-grpc-middleware's `grpc_server_handling_seconds`, or `http_request_duration_seconds` with the label `code`, of
 * many clients of Prometheus.
 */
export type MetricConvention = (typeof metricConventions)[number];

/** Changes to the alerts that every workload has. */
export interface AlertsSpec {
  /** Names of alerts that are left out, such as `ServiceSlow`. Default: none. */
  readonly without?: readonly string[] | undefined;
  /** Share of requests in percent beyond which failures are told of, where nothing is promised. Default: 5. */
  readonly errorPercent?: number | undefined;
  /** Time that 99 of 100 requests are done within, where nothing is promised: `2s`. Default: `1s`. */
  readonly latency?: string | undefined;
  /** Labels that its alerts have besides, by which they are routed: `{ team: checkout }`. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Alerts of its own. Each needs a runbook. Default: none. */
  readonly rules?: readonly AlertRule[] | undefined;
}
