import type { RequestMetrics } from "./request-metrics";
import type { AlertsSpec, SloSpec } from "./slo-spec";

/** Where a container of a workload shows metrics. */
export interface ScrapedEndpoint {
  /** Name of the container's port. */
  readonly portName: string;
  /** Number of the port in the pod, by which ports of one name are told apart that two containers have. Default: the name alone tells it. */
  readonly port?: number | undefined;
  readonly path: string;
  readonly scheme: "http" | "https";
}

/** A workload as monitors, rules and dashboards see it: only what its declaration says. */
export interface ObservedWorkload {
  /** Name of its Kubernetes objects. */
  readonly name: string;
  readonly namespace: string;
  /** Name of the application that it is part of. Default: none. */
  readonly application?: string | undefined;
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";
  /** Where its containers show metrics. */
  readonly endpoints: readonly ScrapedEndpoint[];
  /** Labels that its pods are found by. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Fewest and most pods; the same where the number is fixed, and undefined where it is not the program's to say. */
  readonly replicas?: { readonly min: number; readonly max: number } | undefined;
  /** Who changes the number. Default: nobody. */
  readonly autoscaler?: "hpa" | "keda" | undefined;
  /** Names of the workloads that it calls, in the same namespace. */
  readonly links: readonly string[];
  /** Sizes of its volumes are told of. Default: it has none. */
  readonly hasVolumes?: boolean | undefined;
  /** Where requests to it are counted: of several the first that there is, by `requestMetrics`. Undefined: nowhere. */
  readonly requests?: RequestMetrics | undefined;
  /** Whether it has a dashboard of its own, by `workloadDashboardUid`. Default: yes. */
  readonly hasDashboard?: boolean | undefined;
  readonly slo?: SloSpec | undefined;
  readonly alerts?: AlertsSpec | false | undefined;
}
