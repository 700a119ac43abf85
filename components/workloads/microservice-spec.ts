import type { LinkTarget } from "./exposure/links";
import type { Ports } from "./exposure/ports";
import type { AdditionalServiceSpec, ServiceSpec } from "./exposure/service-spec";
import type { ObjectiveFields } from "./observation/observed-fields";
import type { RoutedFields } from "./routed-workload";
import type { ReplicasSpec } from "./scaling/autoscaling-spec";
import type { DisruptionBudgetSpec } from "./scaling/disruption-budget";
import type { RolloutSpec } from "./scaling/rollout-spec";
import type { RunningWorkloadFields } from "./workload-spec";

/** What others reach a workload by. */
export interface ServedFields {
  /** Ports that others reach it on, by name. Default: none; then it has no Service and no probes. */
  readonly ports?: Ports | undefined;
  /** Its own Service. Default: `ClusterIP`. */
  readonly service?: ServiceSpec | undefined;
  /** More Services, by suffix: `external` of `frontend` is `frontend-external`. */
  readonly additionalServices?: Readonly<Record<string, AdditionalServiceSpec>> | undefined;
}

/** How many pods there are of what has no number of its own. */
export interface ReplicatedFields {
  /** Default: from 2 to 6, at 70 % of the requested CPU. */
  readonly replicas?: ReplicasSpec | undefined;
  /** Default: one pod at a time. */
  readonly disruptionBudget?: DisruptionBudgetSpec | undefined;
  /** How a new version replaces the old one. Default: rolling, never below the number of replicas. */
  readonly rollout?: RolloutSpec | undefined;
}

/**
 * What a microservice is, without the cluster and the namespace that it runs in.
 * `Target` is what its links lead to: a `LinkTarget`, or within an `Application` the name of another workload.
 */
export interface MicroserviceSpec<Target = LinkTarget>
  extends RunningWorkloadFields<Target>, ServedFields, RoutedFields<Target>, ReplicatedFields, ObjectiveFields {}

/** A worker: like a microservice, but nobody calls it. Its probes ask a command, or a port by its number. */
export interface WorkerSpec<Target = LinkTarget>
  extends RunningWorkloadFields<Target>, ReplicatedFields, ObjectiveFields {}
