import type { ObservedWorkload } from "./observed-workload";
import type { MetricConvention } from "./slo-spec";

/** A workload as far as it matters to who counts requests to it: only what its declaration says. */
export interface CalledWorkload extends Pick<ObservedWorkload, "name" | "namespace" | "kind" | "endpoints"> {
  /** By which names a container of it shows its requests. Default: it shows none. */
  readonly convention?: MetricConvention | undefined;
  /** Whether its pods are in the mesh. Default: no. */
  readonly isInMesh?: boolean | undefined;
  /** Whether the mesh looks at requests to it, as `needsRequests` says of its policy. Default: no. */
  readonly looksAtRequests?: boolean | undefined;
  /** Rules of routes that lead to it, by `routedRules`. Default: none. */
  readonly routed?: readonly RoutedRule[] | undefined;
  /** Whether it sends traces. Default: no. */
  readonly hasTraces?: boolean | undefined;
}

/** A rule of a route that leads to a workload. */
export interface RoutedRule {
  /** Name of the route: that of the workload that has it. */
  readonly route: string;
  readonly protocol: "http" | "grpc";
  /** Number of the rule in the object that the gateway reads, from 0. */
  readonly index: number;
  /** Number of the workload's Service that it leads to. */
  readonly port: number;
}
