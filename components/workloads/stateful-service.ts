import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RouteTransform } from "../gateway";
import { refuseComponent, SlipwayComponent, type Problem, type Transform } from "../core";
import type { ObservedWorkload } from "../observability/service/observed-workload";
import type { LinkTarget, ResolvedLink } from "./exposure/links";
import { planPorts, type PlannedPort } from "./exposure/ports";
import { checkServices, serviceArgs } from "./exposure/services";
import { checkVolumeClaims, volumeClaimTemplates } from "./pod/volume-claims";
import { headlessName } from "./object-name";
import { refusePlace } from "./place";
import { checkReferences } from "./references";
import { createDisruptionBudget } from "./replicated-workload";
import { checkRouted, countedRoute, createRouted, routedPorts, routedService } from "./routed-workload";
import { checkDisruptionBudget } from "./scaling/disruption-budget";
import { checkReplicas } from "./scaling/replicas";
import { checkStatefulRollout, statefulRolloutSeconds, statefulStrategy } from "./scaling/rollout";
import { addressOf, createServices, openPorts } from "./served-workload";
import type { StatefulServiceSpec } from "./stateful-service-spec";
import { checkWorkload, type WorkloadContext } from "./workload-check";
import {
  contextOf,
  createVerticalRecommendation,
  createWorkloadParts,
  takesBack,
  type WorkloadParts,
} from "./workload-parts";
import type { ServedTransform, WorkloadPlace, WorkloadTransform } from "./workload-spec";

/** A stateful service in a cluster and a namespace. */
export interface StatefulServiceArgs extends StatefulServiceSpec, WorkloadPlace {
  /** Changes to what it gives to its children. */
  readonly transform?: StatefulServiceTransform | undefined;
}

/** One transform for each child. */
export interface StatefulServiceTransform extends WorkloadTransform, ServedTransform, RouteTransform {
  readonly statefulSet?: Transform<k8s.apps.v1.StatefulSetArgs> | undefined;
  /** The Service that gives each pod its name. */
  readonly headlessService?: Transform<k8s.core.v1.ServiceArgs> | undefined;
  /** For each volume claim of each pod: what makes it grow. */
  readonly volumeClaim?: Transform<k8s.core.v1.PersistentVolumeClaimPatchArgs> | undefined;
  readonly disruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs> | undefined;
}

const traits = { revisionLabel: "controller-revision-hash", keepsRunning: true } as const;

/**
 * Of claims: an update of one whose volume comes with its first pod would be waited for in vain; and the size is the field of whoever made the
 * claim, which is Kubernetes' own controller.
 */
const claimAnnotations = { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" };

/**
 * Pods with names, numbers and volumes of their own: StatefulSet, Service, headless Service `<name>-headless`, ServiceAccount, NetworkPolicy and
 * PodDisruptionBudget. A pod is found as `<name>-0.<name>-headless`. What its volumes hold stays when it goes, unless `retention` says otherwise.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class StatefulService extends SlipwayComponent implements LinkTarget {
  /** Name of its Kubernetes objects, and so its name in DNS. */
  readonly objectName: string;
  /** Name of the Service that its pods' own names are below. */
  readonly headlessName: string;
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

  readonly #args: StatefulServiceArgs;

  constructor(name: string, args: StatefulServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    refusePlace("StatefulService", name, args);
    const objectName = args.objectName ?? name;
    const { transform } = args;
    refuseComponent("StatefulService", name, [
      ...checkStatefulService(objectName, args, contextOf(args)),
      ...checkReferences(args),
      ...checkRouted("StatefulSet", objectName, args, contextOf(args)),
    ]);
    super("StatefulService", name, opts, { provider: args.cluster.provider });
    this.#args = args;
    this.objectName = objectName;
    this.headlessName = headlessName(objectName);

    const child = this.childFactory();
    const parts = createWorkloadParts(child, {
      ...{ objectName, kind: "StatefulSet", spec: args, traits, transform },
      open: openPorts(args),
      routed: routedPorts(objectName, args),
      route: countedRoute(objectName, args, args.capabilities),
    });
    const headless = this.createHeadlessService(parts);
    const statefulSet = this.createStatefulSet(parts, headless);
    const services = createServices(child, objectName, args, parts, transform, routedService(objectName, args));
    createRouted(child, this, objectName, args, parts, [statefulSet, ...services], transform);
    createDisruptionBudget(child, args.disruptionBudget, parts, transform?.disruptionBudget);
    this.createVolumeSizes(parts, statefulSet);
    const target = { apiVersion: "apps/v1", kind: "StatefulSet", name: statefulSet.metadata.name };
    createVerticalRecommendation(child, args, parts, target, transform?.verticalAutoscaler);

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

  private createHeadlessService(parts: WorkloadParts): k8s.core.v1.Service {
    // Members of a cluster must find each other before they are ready.
    const spec = { headless: true, publishNotReadyAddresses: true };
    const args = serviceArgs(spec, parts.servicePorts, parts.selector, parts.metadata(this.headlessName));
    return new k8s.core.v1.Service(...this.child("headless", args, this.#args.transform?.headlessService));
  }

  private createStatefulSet(parts: WorkloadParts, headless: k8s.core.v1.Service): k8s.apps.v1.StatefulSet {
    const { replicas = 1, rollout, retention, volumeClaims, podManagement = "ordered" } = this.#args;
    const timeout = `${statefulRolloutSeconds(rollout, replicas) + 30}s`;
    const hasPartition = (rollout?.partition ?? 0) > 0;
    const spec: k8s.types.input.apps.v1.StatefulSetSpec = {
      replicas,
      serviceName: headless.metadata.name,
      selector: { matchLabels: parts.selector },
      podManagementPolicy: podManagement === "ordered" ? "OrderedReady" : "Parallel",
      ...statefulStrategy(rollout),
      persistentVolumeClaimRetentionPolicy: {
        whenDeleted: retention?.whenDeleted ?? "Retain",
        whenScaled: retention?.whenScaled ?? "Retain",
      },
      template: parts.template,
      volumeClaimTemplates: volumeClaimTemplates(volumeClaims),
    };
    return new k8s.apps.v1.StatefulSet(
      ...this.child(
        "",
        {
          metadata: {
            ...parts.metadata(),
            annotations: { ...takesBack, ...(hasPartition ? allPodsReady(replicas) : {}) },
          },
          spec,
        },
        this.#args.transform?.statefulSet,
        {
          dependsOn: [...parts.dependsOn],
          customTimeouts: { create: timeout, update: timeout },
          protect: this.#args.protected ?? false,
          // Kubernetes takes a template once; the claims themselves are made to grow.
          ignoreChanges: ["spec.volumeClaimTemplates[*].spec.resources"],
        },
      ),
    );
  }

  /** A StatefulSet's template cannot change, so a volume that is to grow is told so itself. What was there before stays: this owns the size alone. */
  private createVolumeSizes(parts: WorkloadParts, statefulSet: k8s.apps.v1.StatefulSet): void {
    const { replicas = 1, volumeClaims, transform } = this.#args;
    for (const [claim, { size }] of Object.entries(volumeClaims)) {
      for (let index = 0; index < replicas; index++) {
        const name = `${claim}-${this.objectName}-${index}`;
        new k8s.core.v1.PersistentVolumeClaimPatch(
          ...this.child(
            `${claim}-${index}`,
            {
              metadata: { name, namespace: parts.namespace, annotations: claimAnnotations },
              spec: { resources: { requests: { storage: size } } },
            },
            transform?.volumeClaim,
            { dependsOn: [statefulSet], retainOnDelete: true },
          ),
        );
      }
    }
  }
}

/** What is wrong with a stateful service, whatever its links and claims lead to. Paths are relative to it. */
export function checkStatefulService(
  objectName: string,
  spec: StatefulServiceSpec<unknown>,
  context: WorkloadContext = {},
): Problem[] {
  return [
    ...checkWorkload("a service", objectName, spec, context, true),
    ...checkServices(objectName, spec, planPorts(spec.ports), context),
    ...checkReservedSuffix(spec),
    ...checkVolumeClaims(spec.volumeClaims, context.capabilities),
    ...checkNumber(spec),
  ];
}

/** Each volume of each pod is an object of the program, as it may have to grow. */
const mostPods = 100;

/** What is wrong with the number of pods, and if nothing is with what depends on it. */
function checkNumber({ replicas = 1, disruptionBudget, rollout }: StatefulServiceSpec<unknown>): Problem[] {
  const malformed = checkReplicas(replicas);
  if (malformed.length > 0) return malformed;
  return [
    ...(replicas <= mostPods
      ? []
      : [
          {
            path: ["replicas"],
            message:
              "these are more pods than a stateful service may have, as each volume of each is an object of the program",
            found: String(replicas),
            allowed: `at most ${mostPods}`,
            fix: `write ${mostPods} or less, or several services`,
          },
        ]),
    ...checkDisruptionBudget(disruptionBudget, replicas),
    ...checkStatefulRollout(rollout, replicas),
  ];
}

/** What to wait for with a partition, where pods are not all to be of one version, as the provider would want. Claims are there when pods are. */
function allPodsReady(replicas: number): Record<string, string> {
  const conditions = ["replicas", "readyReplicas"].map((count) => `jsonpath={.status.${count}}=${replicas}`);
  return { "pulumi.com/waitFor": JSON.stringify(conditions) };
}

function checkReservedSuffix(spec: StatefulServiceSpec<unknown>): Problem[] {
  if (spec.additionalServices?.headless === undefined) return [];
  return [
    {
      path: ["additionalServices", "headless"],
      message: "each stateful service has a Service of this suffix, which gives its pods their names",
      found: "headless",
      fix: "use another suffix, or remove it",
    },
  ];
}
