import type * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent, type Problem } from "../core";
import type { ObservedWorkload } from "../observability/service/observed-workload";
import type { WorkerSpec } from "./microservice-spec";
import { checkObservation } from "./observation/check-observation";
import { refusePlace } from "./place";
import { checkReferences } from "./references";
import { checkReplicated, createReplicated } from "./replicated-workload";
import { checkWorkload, type WorkloadContext } from "./workload-check";
import { contextOf, createVerticalRecommendation, createWorkloadParts } from "./workload-parts";
import type { ReplicatedTransform, WorkloadPlace, WorkloadTransform } from "./workload-spec";

/** A worker in a cluster and a namespace. */
export interface WorkerArgs extends WorkerSpec, WorkloadPlace {
  /** Changes to what it gives to its children. */
  readonly transform?: WorkerTransform | undefined;
}

/** One transform for each child. */
export interface WorkerTransform extends WorkloadTransform, ReplicatedTransform {}

const traits = { revisionLabel: "pod-template-hash", keepsRunning: true } as const;

/**
 * What works without being called, such as a consumer of a queue: Deployment, ServiceAccount, NetworkPolicy, PodDisruptionBudget and, unless
 * the number of replicas is fixed, an autoscaler. No probe is made up for it.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class Worker extends SlipwayComponent {
  /** Name of its Kubernetes objects. */
  readonly objectName: string;
  readonly namespace: pulumi.Input<string>;
  /** What rules and dashboards see of it; undefined where there are none. */
  readonly observed: ObservedWorkload | undefined;

  constructor(name: string, args: WorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    refusePlace("Worker", name, args);
    const objectName = args.objectName ?? name;
    const { transform } = args;
    refuseComponent("Worker", name, [
      ...checkWorker(objectName, args, contextOf(args)),
      ...checkReferences(args),
      ...checkObservation({ objectName, kind: "Deployment", spec: args }, contextOf(args)),
    ]);
    super("Worker", name, opts, { provider: args.cluster.provider });

    const child = this.childFactory();
    const parts = createWorkloadParts(child, { objectName, kind: "Deployment", spec: args, traits, transform });
    const deployment = createReplicated(child, objectName, args, parts, transform);
    const target = { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name };
    createVerticalRecommendation(child, args, parts, target, transform?.verticalAutoscaler);

    this.objectName = objectName;
    this.namespace = parts.namespace;
    this.observed = parts.observed;
    this.registerOutputs({ objectName, links: parts.linkNames });
  }
}

/** What is wrong with a worker, whatever its links and claims lead to. Paths are relative to it. */
export function checkWorker(objectName: string, spec: WorkerSpec<unknown>, context: WorkloadContext = {}): Problem[] {
  return [...checkWorkload("a worker", objectName, spec, context, true), ...checkReplicated(spec, context)];
}
