import type * as aws from "@pulumi/aws";
import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";
import type { InterruptionQueueTransform } from "./interruption-queue";
import type { NodeClassSpec } from "./node-class-spec";
import type { NodePoolSpec } from "./node-pool-spec";

/**
 * Karpenter, which starts a node for pods that wait, and takes away nodes that are not needed. The nodes cost what EC2 asks for them, up to
 * the limits of the pools.
 */
export interface KarpenterSpec extends HelmOptions {
  /** Kinds of nodes that it starts, by name. Default: one, `general`, with the defaults of a pool. */
  readonly nodePools?: Readonly<Record<string, NodePoolSpec>> | undefined;
  /** What machines of nodes are made with, by name; pools refer to them. Default: one, `general`, with the defaults of a class. */
  readonly nodeClasses?: Readonly<Record<string, NodeClassSpec>> | undefined;
  /**
   * What each pod of the controller asks for. Default: 250 thousandths of a core, and 1024 MiB; from some 100 nodes on it needs more.
   */
  readonly controller?: ControllerSize | undefined;
  /**
   * Whether pods reach AWS only through endpoints of the VPC. Prices are then those that the controller was built with, as there is no
   * endpoint for them; IAM, EC2, SQS, SSM and EKS need one. Default: false.
   */
  readonly isolated?: boolean | undefined;
  readonly transform?: KarpenterTransform | undefined;
}

/** What a pod of the controller asks for. */
export interface ControllerSize {
  /** Thousandths of a core. */
  readonly cpuMillis?: number | undefined;
  /** MiB, which are the limit too: above it the controller is ended. */
  readonly memoryMib?: number | undefined;
}

/** One transform for each child. */
export interface KarpenterTransform {
  readonly release?: Transform<k8s.helm.v3.ReleaseArgs>;
  readonly instanceProfile?: Transform<aws.iam.InstanceProfileArgs>;
  readonly interruptionQueue?: InterruptionQueueTransform;
  /** A function is called for each, with its logical name. */
  readonly nodeClass?: Transform<k8s.apiextensions.CustomResourceArgs>;
  /** A function is called for each, with its logical name. */
  readonly nodePool?: Transform<k8s.apiextensions.CustomResourceArgs>;
}

/** What there is where nothing is said: a name for both. */
const defaultName = "general";

/** The pools that there are, by name. */
export function nodePoolsOf({ nodePools }: KarpenterSpec): Readonly<Record<string, NodePoolSpec>> {
  return nodePools ?? { [defaultName]: {} };
}

/** The classes that there are, by name. */
export function nodeClassesOf({ nodeClasses }: KarpenterSpec): Readonly<Record<string, NodeClassSpec>> {
  return nodeClasses ?? { [defaultName]: {} };
}

/** Name of the class of a pool: the one that it names, the one of its own name, `general`, or the only one; undefined if none of them is. */
export function classOf(pool: string, { nodeClass }: NodePoolSpec, classes: readonly string[]): string | undefined {
  if (nodeClass !== undefined) return classes.includes(nodeClass) ? nodeClass : undefined;
  const likely = [pool, defaultName].find((name) => classes.includes(name));
  return likely ?? (classes.length === 1 ? classes[0] : undefined);
}
