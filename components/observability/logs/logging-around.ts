import type { Mirrors } from "../../addons";
import type { ObservabilitySurroundings } from "../observability-surroundings";

/** What is known of the place of logs before anything is made. */
export interface LoggingAround extends Pick<
  ObservabilitySurroundings,
  | "target"
  | "isProduction"
  | "highlyAvailable"
  | "ipFamily"
  | "clusterName"
  | "region"
  | "zones"
  | "nodes"
  | "isProtected"
  | "applications"
  | "prometheusNamespace"
> {
  /** Default: images come from their makers. */
  readonly mirrors?: Mirrors | undefined;
  /** Whether Grafana reads logs. Default: no. */
  readonly hasGrafana?: boolean | undefined;
  /** Whether Jaeger keeps traces in the same Elasticsearch. Default: no. */
  readonly hasJaeger?: boolean | undefined;
}
