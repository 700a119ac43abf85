import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent, type Problem, type Transform } from "../core";
import type { ObservedWorkload } from "../observability/service/observed-workload";
import type { ScheduledJobSpec } from "./batch-job-spec";
import { checkObservation } from "./observation/check-observation";
import { refusePlace } from "./place";
import { checkReferences } from "./references";
import { checkScheduledJob as checkSchedule, cronJobSpec, jobRestartPolicy } from "./scaling/job";
import { checkWorkload, type WorkloadContext } from "./workload-check";
import { contextOf, createVerticalRecommendation, createWorkloadParts, type WorkloadParts } from "./workload-parts";
import type { WorkloadPlace, WorkloadTransform } from "./workload-spec";

/** A scheduled job in a cluster and a namespace. */
export interface ScheduledJobArgs extends ScheduledJobSpec, WorkloadPlace {
  /** Changes to what it gives to its children. */
  readonly transform?: ScheduledJobTransform | undefined;
}

/** One transform for each child. */
export interface ScheduledJobTransform extends WorkloadTransform {
  readonly cronJob?: Transform<k8s.batch.v1.CronJobArgs> | undefined;
}

/**
 * What runs to its end by the clock: CronJob, ServiceAccount and NetworkPolicy.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class ScheduledJob extends SlipwayComponent {
  /** Name of its Kubernetes objects. */
  readonly objectName: string;
  readonly namespace: pulumi.Input<string>;
  /** What rules and dashboards see of it; undefined where there are none. */
  readonly observed: ObservedWorkload | undefined;

  constructor(name: string, args: ScheduledJobArgs, opts?: pulumi.ComponentResourceOptions) {
    refusePlace("ScheduledJob", name, args);
    const objectName = args.objectName ?? name;
    const { transform } = args;
    refuseComponent("ScheduledJob", name, [
      ...checkScheduledJob(objectName, args, contextOf(args)),
      ...checkReferences(args),
      ...checkObservation({ objectName, kind: "CronJob", spec: args }, contextOf(args)),
    ]);
    super("ScheduledJob", name, opts, { provider: args.cluster.provider });

    const traits = { keepsRunning: false, restartPolicy: jobRestartPolicy(args) };
    const child = this.childFactory();
    const parts = createWorkloadParts(child, { objectName, kind: "CronJob", spec: args, traits, transform });
    this.objectName = objectName;
    const cronJob = this.createCronJob(args, parts);
    const target = { apiVersion: "batch/v1", kind: "CronJob", name: cronJob.metadata.name };
    createVerticalRecommendation(child, args, parts, target, transform?.verticalAutoscaler);

    this.namespace = parts.namespace;
    this.observed = parts.observed;
    this.registerOutputs({ objectName, links: parts.linkNames });
  }

  private createCronJob(args: ScheduledJobArgs, parts: WorkloadParts): k8s.batch.v1.CronJob {
    const spec = cronJobSpec(args, parts.template, this.objectName, parts.metadata().labels);
    return new k8s.batch.v1.CronJob(
      ...this.child("", { metadata: parts.metadata(), spec }, args.transform?.cronJob, {
        dependsOn: [...parts.dependsOn],
      }),
    );
  }
}

/** What is wrong with a scheduled job, whatever its links and claims lead to. Paths are relative to it. */
export function checkScheduledJob(
  objectName: string,
  spec: ScheduledJobSpec<unknown>,
  context: WorkloadContext = {},
): Problem[] {
  return [...checkWorkload("a job", objectName, spec, context, false), ...checkSchedule(spec, objectName)];
}
