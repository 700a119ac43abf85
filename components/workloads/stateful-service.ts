import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent, type Problem, type Transform } from "../core";
import { checkBounds } from "./bounds";
import type { LinkTarget } from "./exposure/links";
import { planPorts, type PlannedPort } from "./exposure/ports";
import { checkServices, serviceArgs } from "./exposure/services";
import { checkVolumeClaims, volumeClaimTemplates } from "./pod/volumes";
import { checkReferences } from "./references";
import { createDisruptionBudget } from "./replicated-workload";
import { checkDisruptionBudget } from "./scaling/disruption-budget";
import { checkReplicas } from "./scaling/replicas";
import { checkStatefulRollout, keepsOldPods, statefulRolloutSeconds, statefulStrategy } from "./scaling/rollout";
import { createServices, openPorts } from "./served-workload";
import type { StatefulServiceSpec } from "./stateful-service-spec";
import { checkWorkload, type WorkloadContext } from "./workload-check";
import { contextOf, createVerticalRecommendation, createWorkloadParts, type WorkloadParts } from "./workload-parts";
import type { ServedTransform, WorkloadPlace, WorkloadTransform } from "./workload-spec";

/** A stateful service in a cluster and a namespace. */
export interface StatefulServiceArgs extends StatefulServiceSpec, WorkloadPlace {
  /** Changes to what it gives to its children. */
  readonly transform?: StatefulServiceTransform | undefined;
}

/** One transform for each child. */
export interface StatefulServiceTransform extends WorkloadTransform, ServedTransform {
  readonly statefulSet?: Transform<k8s.apps.v1.StatefulSetArgs> | undefined;
  /** The Service that gives each pod its name. */
  readonly headlessService?: Transform<k8s.core.v1.ServiceArgs> | undefined;
  /** For each volume claim of each pod: what makes it grow. */
  readonly volumeClaim?: Transform<k8s.core.v1.PersistentVolumeClaimPatchArgs> | undefined;
  readonly disruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs> | undefined;
}

const traits = { revisionLabel: "controller-revision-hash", keepsRunning: true } as const;

/** For what is never as the provider waits for it to become. */
const notAwaited = { "pulumi.com/skipAwait": "true" };

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
  /** Its ports, with their defaults, in the order they were written. */
  readonly ports: readonly PlannedPort[];
  /** Where it answers within the namespace: `name:port` of its first port; undefined without ports. */
  readonly address: string | undefined;

  readonly #args: StatefulServiceArgs;

  constructor(name: string, args: StatefulServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const objectName = args.objectName ?? name;
    const { transform } = args;
    refuseComponent("StatefulService", name, [
      ...checkStatefulService(objectName, args, contextOf(args)),
      ...checkReferences(args),
    ]);
    super("StatefulService", name, opts, { provider: args.cluster.provider });
    this.#args = args;
    this.objectName = objectName;
    this.headlessName = headlessName(objectName);

    const child = this.childFactory();
    const parts = createWorkloadParts(child, { objectName, spec: args, traits, open: openPorts(args), transform });
    const headless = this.createHeadlessService(parts);
    const statefulSet = this.createStatefulSet(parts, headless);
    createServices(child, objectName, args, parts, transform);
    createDisruptionBudget(child, args.disruptionBudget, parts, transform?.disruptionBudget);
    this.createVolumeSizes(parts, statefulSet);
    const target = { apiVersion: "apps/v1", kind: "StatefulSet", name: statefulSet.metadata.name };
    createVerticalRecommendation(child, args, parts, target, transform?.verticalAutoscaler);

    this.namespace = parts.namespace;
    this.ports = parts.ports;
    const [first] = this.ports;
    this.address = first === undefined ? undefined : `${objectName}:${first.port}`;
    this.registerOutputs({ objectName, address: this.address, links: parts.linkNames });
  }

  private createHeadlessService(parts: WorkloadParts): k8s.core.v1.Service {
    // Members of a cluster must find each other before they are ready.
    const spec = { headless: true, publishNotReadyAddresses: true };
    const args = serviceArgs(spec, parts.ports, parts.selector, parts.metadata(this.headlessName));
    return new k8s.core.v1.Service(...this.child("headless", args, this.#args.transform?.headlessService));
  }

  private createStatefulSet(parts: WorkloadParts, headless: k8s.core.v1.Service): k8s.apps.v1.StatefulSet {
    const { replicas = 1, rollout, retention, volumeClaims, podManagement = "ordered" } = this.#args;
    const timeout = `${statefulRolloutSeconds(rollout, replicas) + 30}s`;
    const metadata = parts.metadata();
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
        { metadata: keepsOldPods(rollout) ? { ...metadata, annotations: notAwaited } : metadata, spec },
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
            { metadata: { name, namespace: parts.namespace, annotations: notAwaited }, spec: { resources: { requests: { storage: size } } } },
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
  const replicas = spec.replicas ?? 1;
  return [
    ...checkWorkload("a service", objectName, spec, context, true),
    ...checkServices(objectName, spec, planPorts(spec.ports), context.capabilities, context.ipFamily),
    ...checkReservedSuffix(spec),
    ...checkVolumeClaims(spec.volumeClaims, context.capabilities),
    ...checkReplicas(replicas, spec.resources),
    ...checkDisruptionBudget(spec.disruptionBudget, replicas),
    ...checkStatefulRollout(spec.rollout, replicas),
    ...checkBounds([[["replicas"], replicas, 0, 100]]),
  ];
}

function headlessName(objectName: string): string {
  return `${objectName}-headless`;
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
