import type { AlertsSpec, SloSpec } from "../../observability/service/slo-spec";

/** What of a workload of any kind is seen. All of it is by itself, where the environment sees to it (`slipway:observability`). */
export interface ObservedFields {
  /** Changes to the alerts that it has by itself; `false`: it has none. Default: those of its kind. */
  readonly alerts?: AlertsSpec | false | undefined;
  /**
   * Whether the main container is told by `OTEL_…` variables where its traces go, and is let out there. Its own variables of these names win. Default: yes; of
   * jobs no, as another variable makes a job run again.
   */
  readonly traces?: boolean | undefined;
}

/** The same of what keeps running. */
export interface RunningObservedFields extends ObservedFields {
  /** Whether it has a dashboard of its own. Default: yes. */
  readonly dashboard?: boolean | undefined;
}

/** What is promised of a workload. */
export interface ObjectiveFields {
  /**
   * Objectives, of which alerts tell when they are about to be missed. Needs a Prometheus of `slipway:observability`, and somebody who counts requests: the
   * mesh, the gateway, the application by `metrics.convention`, or traces. Default: nothing is promised.
   */
  readonly slo?: SloSpec | undefined;
}
