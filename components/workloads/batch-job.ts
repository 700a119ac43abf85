import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent, type Problem, type Transform } from "../core";
import type { ObservedWorkload } from "../observability/service/observed-workload";
import type { BatchJobSpec } from "./batch-job-spec";
import { checkObservation } from "./observation/check-observation";
import { refusePlace } from "./place";
import { checkReferences } from "./references";
import { checkJob, jobRestartPolicy, jobSeconds, jobSpec } from "./scaling/job";
import { checkWorkload, type WorkloadContext } from "./workload-check";
import { contextOf, createVerticalRecommendation, createWorkloadParts, type WorkloadParts } from "./workload-parts";
import type { WorkloadPlace, WorkloadTransform } from "./workload-spec";

/** A job in a cluster and a namespace. */
export interface BatchJobArgs extends BatchJobSpec, WorkloadPlace {
  /** Changes to what it gives to its children. */
  readonly transform?: BatchJobTransform | undefined;
}

/** One transform for each child. */
export interface BatchJobTransform extends WorkloadTransform {
  readonly job?: Transform<k8s.batch.v1.JobArgs> | undefined;
}

/**
 * What runs to its end once: Job, ServiceAccount and NetworkPolicy. `pulumi up` waits until it has completed, and fails with it: at once where
 * `backoffLimit` or the deadline is reached, else after the deadline, or an hour. What cannot be changed
 * in a Job is replaced: another image runs it again.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class BatchJob extends SlipwayComponent {
  /** Name of its Kubernetes objects. */
  readonly objectName: string;
  readonly namespace: pulumi.Input<string>;
  /** What rules and dashboards see of it; undefined where there are none. */
  readonly observed: ObservedWorkload | undefined;

  constructor(name: string, args: BatchJobArgs, opts?: pulumi.ComponentResourceOptions) {
    refusePlace("BatchJob", name, args);
    const objectName = args.objectName ?? name;
    const { transform } = args;
    refuseComponent("BatchJob", name, [
      ...checkBatchJob(objectName, args, contextOf(args)),
      ...checkReferences(args),
      ...checkObservation({ objectName, kind: "Job", spec: args }, contextOf(args)),
    ]);
    super("BatchJob", name, opts, { provider: args.cluster.provider });

    const traits = { keepsRunning: false, restartPolicy: jobRestartPolicy(args) };
    const child = this.childFactory();
    const parts = createWorkloadParts(child, { objectName, kind: "Job", spec: args, traits, transform });
    this.objectName = objectName;
    const job = this.createJob(args, parts);
    const target = { apiVersion: "batch/v1", kind: "Job", name: job.metadata.name };
    createVerticalRecommendation(child, args, parts, target, transform?.verticalAutoscaler);

    this.namespace = parts.namespace;
    this.observed = parts.observed;
    this.registerOutputs({ objectName, links: parts.linkNames });
  }

  private createJob(args: BatchJobArgs, parts: WorkloadParts): k8s.batch.v1.Job {
    const timeout = `${jobSeconds(args) + 30}s`;
    const annotations = {
      // One that failed runs again with the next `up`.
      "pulumi.com/replaceUnready": "true",
      // One that waits for somebody would never be done.
      ...(args.suspend === true ? { "pulumi.com/skipAwait": "true" } : {}),
    };
    return new k8s.batch.v1.Job(
      ...this.child(
        "",
        { metadata: { ...parts.metadata(), annotations }, spec: jobSpec(args, parts.template, this.objectName) },
        args.transform?.job,
        {
          dependsOn: [...parts.dependsOn],
          customTimeouts: { create: timeout, update: timeout },
          // Kubernetes refuses to change these, and the provider does not know it.
          replaceOnChanges: ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "successPolicy"].map(
            (field) => `spec.${field}`,
          ),
        },
      ),
    );
  }
}

/** What is wrong with a job, whatever its links and claims lead to. Paths are relative to it. */
export function checkBatchJob(
  objectName: string,
  spec: BatchJobSpec<unknown>,
  context: WorkloadContext = {},
): Problem[] {
  return [...checkWorkload("a job", objectName, spec, context, false), ...checkJob(spec, objectName)];
}
