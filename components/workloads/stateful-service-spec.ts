import type { LinkTarget } from "./exposure/links";
import type { ServedFields } from "./microservice-spec";
import type { ObjectiveFields } from "./observation/observed-fields";
import type { VolumeClaims } from "./pod/volume-spec";
import type { DisruptionBudgetSpec } from "./scaling/disruption-budget";
import type { RoutedFields } from "./routed-workload";
import type { StatefulRolloutSpec } from "./scaling/rollout-spec";
import type { RunningWorkloadFields } from "./workload-spec";

/** What becomes of the volumes of pods that go. */
export interface ClaimRetentionSpec {
  /**
   * When the StatefulSet is deleted. That is also so where it is replaced, as another `podManagement`, another set of claims or another class or
   * access mode of one does, which deletes it first: with `Delete` the volumes go too, with all that they hold. Default: `Retain`.
   */
  readonly whenDeleted?: "Retain" | "Delete" | undefined;
  /** When there are fewer replicas. Default: `Retain`. */
  readonly whenScaled?: "Retain" | "Delete" | undefined;
}

/** What a stateful service is: pods with names, numbers and volumes of their own. */
export interface StatefulServiceSpec<Target = LinkTarget>
  extends RunningWorkloadFields<Target>, ServedFields, RoutedFields<Target>, ObjectiveFields {
  /**
   * A volume for each pod, by name. At least one: what keeps nothing is a Microservice. Another set of them, or another class or access mode,
   * replaces the StatefulSet; their order and their sizes do not.
   */
  readonly volumeClaims: VolumeClaims;
  /** Number of pods, at most 100. Default 1. */
  readonly replicas?: number | undefined;
  /** Default: one pod at a time. */
  readonly disruptionBudget?: DisruptionBudgetSpec | undefined;
  /** How a new version replaces the old one. Default: pod by pod, the last one first. */
  readonly rollout?: StatefulRolloutSpec | undefined;
  /**
   * Whether pods start and end one after the other, or all at once. Changing it replaces the StatefulSet, as does another set of claims or
   * another class; with `retention.whenDeleted: Delete` the volumes go too. Default: `ordered`.
   */
  readonly podManagement?: "ordered" | "parallel" | undefined;
  /** What becomes of the volumes of pods that go. Default: they are kept. */
  readonly retention?: ClaimRetentionSpec | undefined;
  /** Whether Pulumi refuses to delete or replace it, so that nobody loses data by a slip. Default: false. */
  readonly protected?: boolean | undefined;
}
