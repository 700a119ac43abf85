import type * as pulumi from "@pulumi/pulumi";
import type { ObservabilityCapability } from "../../cluster";
import { createRendered, labels, type ChildFactory, type RenderedTransform } from "../../core";
import type { ObservedWorkload } from "../../observability/service/observed-workload";
import { observationObjects } from "./observation-objects";

/** Changes to the objects by which the workloads of an application are watched together. Default of each: none. */
export interface ObservationTransform {
  /** For each object with their rules, a custom resource. */
  readonly rules?: RenderedTransform | undefined;
  /** For each config map with their dashboards. */
  readonly dashboards?: RenderedTransform | undefined;
}

export interface SharedObservationArgs {
  /** Name of the application. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly workloads: readonly ObservedWorkload[];
  readonly capability: ObservabilityCapability | undefined;
  readonly transform: ObservationTransform | undefined;
}

/** Makes rules and dashboards of all workloads of an application; nothing where the environment has neither. */
export function createSharedObservation(child: ChildFactory, args: SharedObservationArgs): void {
  const { name, namespace, workloads, capability, transform } = args;
  if (capability === undefined) return;
  const { rules, dashboards } = observationObjects(name, workloads, capability, true);
  const metadata = { namespace, labels: labels({ name, partOf: name }) };
  createRendered(child, rules, metadata, [], transform?.rules);
  createRendered(child, dashboards, metadata, [], transform?.dashboards);
}
