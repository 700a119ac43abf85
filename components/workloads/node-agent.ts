import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent, type Problem, type Transform } from "../core";
import type { ObservedWorkload } from "../observability/service/observed-workload";
import type { LinkTarget, ResolvedLink } from "./exposure/links";
import { planPorts, takesNodePorts, type PlannedPort } from "./exposure/ports";
import { checkServices } from "./exposure/services";
import type { ServedFields } from "./microservice-spec";
import type { NodeAgentSpec } from "./node-agent-spec";
import { checkObservation } from "./observation/check-observation";
import { refusePlace } from "./place";
import { checkReferences } from "./references";
import { agentStrategy, checkAgentRollout, keepsOldPods } from "./scaling/rollout";
import { addressOf, createServices, openPorts } from "./served-workload";
import { checkWorkload, type WorkloadContext } from "./workload-check";
import {
  contextOf,
  createVerticalRecommendation,
  createWorkloadParts,
  takesBack,
  type WorkloadParts,
} from "./workload-parts";
import type { ServedTransform, WorkloadPlace, WorkloadTransform } from "./workload-spec";

/** An agent on each node of a cluster. */
export interface NodeAgentArgs extends NodeAgentSpec, WorkloadPlace {
  /** Changes to what it gives to its children. */
  readonly transform?: NodeAgentTransform | undefined;
}

/** One transform for each child. */
export interface NodeAgentTransform extends WorkloadTransform, ServedTransform {
  readonly daemonSet?: Transform<k8s.apps.v1.DaemonSetArgs> | undefined;
}

/** What its Service is unless it says otherwise. */
const ownNodeAlone = { internalTrafficPolicy: "Local" } as const;

/**
 * What runs once on each node: DaemonSet, ServiceAccount, NetworkPolicy and, if it has ports, a Service that leads to the pod of the caller's
 * own node.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class NodeAgent extends SlipwayComponent implements LinkTarget {
  /** Name of its Kubernetes objects, and so its name in DNS. */
  readonly objectName: string;
  readonly namespace: pulumi.Input<string>;
  /** What rules and dashboards see of it; undefined where there are none. */
  readonly observed: ObservedWorkload | undefined;
  /** The same, where it is known before anything is made. */
  readonly namespaceName: string | undefined;
  /** Its ports, with their defaults, in the order they were written. */
  readonly ports: readonly PlannedPort[];
  /** Whether its pods have the network of their node, where no network policy knows them. */
  readonly isOnNodeNetwork: boolean;
  /** Whether the mesh looks at requests to it. */
  readonly looksAtRequests: boolean;
  /** Whether it takes calls of the mesh alone. */
  readonly takesMeshAlone: boolean;
  /** Ports of others that the mesh sends a share of its requests to. */
  readonly splitsTo: readonly ResolvedLink[];
  /** Where the agent of the caller's own node answers: `name:port` of its first port; undefined without ports. */
  readonly address: string | undefined;

  constructor(name: string, args: NodeAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    refusePlace("NodeAgent", name, args);
    const objectName = args.objectName ?? name;
    const { transform } = args;
    refuseComponent("NodeAgent", name, [
      ...checkNodeAgent(objectName, args, contextOf(args)),
      ...checkReferences(args),
      ...checkObservation({ objectName, kind: "DaemonSet", spec: args }, contextOf(args)),
    ]);
    super("NodeAgent", name, opts, { provider: args.cluster.provider });

    const child = this.childFactory();
    const traits = { keepsRunning: true, toleratesAll: args.everyNode ?? true };
    const parts = createWorkloadParts(child, {
      objectName,
      kind: "DaemonSet",
      spec: args,
      traits,
      open: openPorts(args),
      transform,
    });
    const daemonSet = this.createDaemonSet(args, parts);
    createServices(child, objectName, args, parts, transform, ownNodeAlone);
    const target = { apiVersion: "apps/v1", kind: "DaemonSet", name: daemonSet.metadata.name };
    createVerticalRecommendation(child, args, parts, target, transform?.verticalAutoscaler);

    this.objectName = objectName;
    this.namespace = parts.namespace;
    this.observed = parts.observed;
    this.namespaceName = parts.namespaceName;
    this.ports = parts.ports;
    this.isOnNodeNetwork = args.podExceptions?.hostNetwork !== undefined;
    this.looksAtRequests = parts.meshTarget.looksAtRequests ?? false;
    this.takesMeshAlone = parts.meshTarget.takesMeshAlone ?? false;
    this.splitsTo = parts.meshTarget.splitsTo ?? [];
    this.address = addressOf(objectName, this.ports);
    this.registerOutputs({ objectName, address: this.address, links: parts.linkNames });
  }

  private createDaemonSet({ rollout, transform }: NodeAgentArgs, parts: WorkloadParts): k8s.apps.v1.DaemonSet {
    const spec: k8s.types.input.apps.v1.DaemonSetSpec = {
      selector: { matchLabels: parts.selector },
      ...agentStrategy(rollout),
      template: parts.template,
    };
    const annotations = {
      ...takesBack,
      // The provider would wait until somebody has replaced every pod by hand.
      ...(keepsOldPods(rollout) ? { "pulumi.com/skipAwait": "true" } : {}),
    };
    return new k8s.apps.v1.DaemonSet(
      ...this.child("", { metadata: { ...parts.metadata(), annotations }, spec }, transform?.daemonSet, {
        dependsOn: [...parts.dependsOn],
      }),
    );
  }
}

/** What is wrong with an agent, whatever its links and claims lead to. Paths are relative to it. */
export function checkNodeAgent(
  objectName: string,
  spec: NodeAgentSpec<unknown>,
  context: WorkloadContext = {},
): Problem[] {
  // An agent in the node's network listens there on more than its ports say.
  const isOnNodeNetwork = spec.podExceptions?.hostNetwork !== undefined;
  const hasHostPorts = isOnNodeNetwork || takesNodePorts(spec.ports, isOnNodeNetwork);
  return [
    ...checkWorkload("an agent", objectName, spec, context, true),
    ...checkServices(objectName, withOwnNode(spec), planPorts(spec.ports), context),
    ...checkAgentRollout(spec.rollout, hasHostPorts),
    ...checkNoSpread(spec),
    ...checkNoFailureSeconds(spec),
  ];
}

/** The Service as it is made, so that what contradicts its default is told. */
function withOwnNode({ service, additionalServices }: NodeAgentSpec<unknown>): ServedFields {
  return { service: service === undefined ? undefined : { ...ownNodeAlone, ...service }, additionalServices };
}

function checkNoSpread({ spread }: NodeAgentSpec<unknown>): Problem[] {
  if (spread === undefined) return [];
  return [
    {
      path: ["spread"],
      message: "an agent runs once on each of its nodes, so there is nothing to spread",
      found: typeof spread === "string" ? spread : JSON.stringify(spread),
      fix: "remove it; nodes says which nodes it runs on",
    },
  ];
}

function checkNoFailureSeconds({ everyNode = true, nodeFailureSeconds }: NodeAgentSpec<unknown>): Problem[] {
  if (!everyNode || nodeFailureSeconds === undefined) return [];
  return [
    {
      path: ["nodeFailureSeconds"],
      message: "an agent of every node stays bound to a node that stopped answering",
      found: String(nodeFailureSeconds),
      fix: "remove it, or write everyNode: false",
    },
  ];
}
