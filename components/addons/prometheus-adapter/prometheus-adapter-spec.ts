import type { HelmOptions } from "../frame/helm-add-on";

/**
 * The adapter that serves metrics of Prometheus as `custom.metrics.k8s.io`, for autoscalers of Kubernetes that go by metrics of pods or objects. KEDA asks
 * Prometheus by itself, scales to nothing too, and serves `external.metrics.k8s.io`, which this one therefore never does: most need no adapter.
 */
export interface PrometheusAdapterSpec extends HelmOptions {
  /** Metrics by the names under which autoscalers ask for them (`customMetrics` of a workload). At least one. */
  readonly metrics: Readonly<Record<string, CustomMetricRule>>;
}

/** How a metric is made of what Prometheus has. */
export interface CustomMetricRule {
  /** Name of the series that are summed up, such as `http_requests_total`. They need the label `namespace`, and that of what they are of. */
  readonly series: string;
  /** Labels that they must have besides, with their values. Default: any. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** What it is a metric of. Default: pods, by the label `pod`. */
  readonly of?:
    | {
        /** Label of the series with the name of the object, such as `service`. */
        readonly label: string;
        /** Kind of the object as a resource, with its group where it has one: `service`, `deployment.apps`. */
        readonly resource: string;
      }
    | undefined;
  /** `value`: as it is; `rate`: by how much it grows in a second. Default: `rate` of what ends in `_total`, else `value`. */
  readonly as?: "value" | "rate" | undefined;
  /** Time that a rate is of, whole seconds or minutes, at least four scrapes. Default: `2m`. */
  readonly window?: string | undefined;
}
