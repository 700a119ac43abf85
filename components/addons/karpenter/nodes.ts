import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { EksHandle } from "../../cluster";
import type { AddOnContext } from "../frame/add-on";
import { secondsOf } from "./durations";
import { classOf, nodeClassesOf, nodePoolsOf, type KarpenterSpec } from "./karpenter-spec";
import { nodeClassSpec } from "./node-class";
import { nodePoolSpec } from "./node-pool";
import { planNodePool } from "./node-pool-spec";

/** Seconds that a node's machine may take to go, once its pods are gone. */
const shutdownSeconds = 900;

/**
 * The classes, and the pools that refer to them. A pool is deleted with its nodes (in the foreground), while the controller is there to take
 * them away; its class after it, the controller after that.
 */
export function createNodes(
  { child, options, isProduction }: AddOnContext<KarpenterSpec>,
  eks: EksHandle,
  instanceProfile: pulumi.Output<string>,
  release: pulumi.Resource,
): pulumi.Resource[] {
  const foreground = { "pulumi.com/deletionPropagationPolicy": "foreground" };
  const specs = Object.entries(nodeClassesOf(options));
  const classes = new Map(
    specs.map(([name, spec]) => [
      name,
      new k8s.apiextensions.CustomResource(
        ...child<k8s.apiextensions.CustomResourceArgs>(
          `class-${name}`,
          {
            apiVersion: "karpenter.k8s.aws/v1",
            kind: "EC2NodeClass",
            metadata: { name },
            spec: nodeClassSpec(name, spec, eks, instanceProfile),
          },
          options.transform?.nodeClass,
          { dependsOn: [release], customTimeouts: { delete: `${shutdownSeconds}s` } },
        ),
      ),
    ]),
  );
  const pools = Object.entries(nodePoolsOf(options)).map(([name, spec]) => {
    const pool = planNodePool(name, spec, { isProduction });
    const nodeClass = classOf(name, spec, [...classes.keys()]) ?? "";
    const ofClass = classes.get(nodeClass);
    const drainSeconds = secondsOf(pool.terminationGracePeriod) ?? 0;
    return new k8s.apiextensions.CustomResource(
      ...child<k8s.apiextensions.CustomResourceArgs>(
        `pool-${name}`,
        {
          apiVersion: "karpenter.sh/v1",
          kind: "NodePool",
          metadata: { name, annotations: foreground },
          spec: nodePoolSpec(pool, nodeClass),
        },
        options.transform?.nodePool,
        {
          dependsOn: [release, ...(ofClass === undefined ? [] : [ofClass])],
          customTimeouts: { delete: `${drainSeconds + shutdownSeconds}s` },
        },
      ),
    );
  });
  return [...classes.values(), ...pools];
}
