import type * as pulumi from "@pulumi/pulumi";
import type { RouteTransform } from "../gateway";
import { refuseComponent, SlipwayComponent, type Problem } from "../core";
import type { ObservedWorkload } from "../observability/service/observed-workload";
import { refusePlace } from "./place";
import { checkReferences } from "./references";
import type { LinkTarget, ResolvedLink } from "./exposure/links";
import { planPorts, type PlannedPort } from "./exposure/ports";
import { checkServices } from "./exposure/services";
import type { MicroserviceSpec } from "./microservice-spec";
import { checkRouted, countedRoute, createRouted, routedPorts, routedService } from "./routed-workload";
import { checkReplicated, createReplicated } from "./replicated-workload";
import { addressOf, createServices, openPorts } from "./served-workload";
import { checkWorkload, type WorkloadContext } from "./workload-check";
import { contextOf, createVerticalRecommendation, createWorkloadParts } from "./workload-parts";
import type { ReplicatedTransform, ServedTransform, WorkloadPlace, WorkloadTransform } from "./workload-spec";

/** A microservice in a cluster and a namespace. */
export interface MicroserviceArgs extends MicroserviceSpec, WorkloadPlace {
  /** Changes to what it gives to its children. */
  readonly transform?: MicroserviceTransform | undefined;
}

/** One transform for each child. */
export interface MicroserviceTransform
  extends WorkloadTransform, ServedTransform, ReplicatedTransform, RouteTransform {}

const traits = { revisionLabel: "pod-template-hash", keepsRunning: true } as const;

/**
 * A stateless service: Deployment, Service, ServiceAccount, NetworkPolicy, PodDisruptionBudget and, unless the number of
 * replicas is fixed, a HorizontalPodAutoscaler or KEDA's ScaledObject.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class Microservice extends SlipwayComponent implements LinkTarget {
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
  /** Where it answers within the namespace: `name:port` of its first port; undefined without ports. */
  readonly address: string | undefined;

  constructor(name: string, args: MicroserviceArgs, opts?: pulumi.ComponentResourceOptions) {
    refusePlace("Microservice", name, args);
    const objectName = args.objectName ?? name;
    const { transform } = args;
    refuseComponent("Microservice", name, [
      ...checkMicroservice(objectName, args, contextOf(args)),
      ...checkReferences(args),
      ...checkRouted("Deployment", objectName, args, contextOf(args)),
    ]);
    super("Microservice", name, opts, { provider: args.cluster.provider });

    const child = this.childFactory();
    const parts = createWorkloadParts(child, {
      ...{ objectName, kind: "Deployment", spec: args, traits, transform },
      open: openPorts(args),
      routed: routedPorts(objectName, args),
      route: countedRoute(objectName, args, args.capabilities),
    });
    const services: pulumi.Resource[] = [];
    const deployment = createReplicated(child, objectName, args, parts, transform, () => {
      services.push(...createServices(child, objectName, args, parts, transform, routedService(objectName, args)));
    });
    createRouted(child, this, objectName, args, parts, [deployment, ...services], transform);
    const target = { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name };
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
}

/** What is wrong with a microservice, whatever its links and claims lead to. Paths are relative to it. */
export function checkMicroservice(
  objectName: string,
  spec: MicroserviceSpec<unknown>,
  context: WorkloadContext = {},
): Problem[] {
  return [
    ...checkWorkload("a service", objectName, spec, context, true),
    ...checkReplicated(spec, context),
    ...checkServices(objectName, spec, planPorts(spec.ports), context),
  ];
}
