import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { refuseComponent, type ChildFactory, type Transform } from "../../../core";
import type { ObservedWorkload } from "../../../observability/service/observed-workload";
import type { LinkTarget } from "../../exposure/links";
import { contentObjectName } from "../../pod/content";
import type { ObservedFields } from "../../observation/observed-fields";
import type { ProbesSpec, ProbeSpec } from "../../pod/probes";
import type { SecretReference } from "../../pod/environment";
import type { StatefulServiceArgs, StatefulServiceTransform } from "../../stateful-service";
import type { WorkloadPlace } from "../../workload-spec";
import { checkClaimFields } from "../claim-fields";
import type { ClaimHandle, ClaimSpec, ProvisionArgs } from "../claim-spec";

/** A transform is typed by the kind. */
export type ClaimPlace = Omit<ProvisionArgs, "transform">;

/** What meets a claim in the cluster is told. */
export interface InClusterArgs<Claim extends ClaimSpec, ServiceTransform> extends ClaimPlace {
  readonly claim: Claim;
  readonly transform?: InClusterTransform<ServiceTransform> | undefined;
}

/** One transform for each child. */
export interface InClusterTransform<ServiceTransform> {
  /** For what its service gives to its own children. */
  readonly service?: ServiceTransform | undefined;
  readonly password?: Transform<random.RandomPasswordArgs> | undefined;
}

/** Size of a volume of which the claim says nothing. */
export const defaultSize = "1Gi";

/** Suffix of the Secret with what must not be read by everybody. */
export const credentials = "credentials";

/** Where the service runs; it has the claim's name, and knows nothing of traces. */
export function placeOf(place: ClaimPlace): WorkloadPlace & Pick<ObservedFields, "traces"> {
  const { cluster, namespace, objectName, partOf, capabilities, callers, observer } = place;
  return { cluster, namespace, objectName, partOf, capabilities, callers, observer, traces: false };
}

/**
 * What stores with a volume have in common: it goes with the claim, unless that is protected, and nobody waits for them to be taken out of
 * their Service, as they are one pod.
 * @param user number of the user and the group that they run as
 */
export function storeFields(
  args: ClaimPlace & { readonly transform?: { readonly service?: StatefulServiceTransform | undefined } | undefined },
  isProtected: boolean | undefined,
  user: number,
) {
  return {
    ...placeOf(args),
    security: { runAsUser: user, runAsGroup: user, fsGroup: user },
    retention: { whenDeleted: "Delete" },
    protected: isProtected ?? args.protected,
    shutdown: { delaySeconds: 0, gracePeriodSeconds: 60 },
    transform: args.transform?.service,
  } as const satisfies Partial<StatefulServiceArgs>;
}

/** What users know of a store in their namespace, which they wait for. */
export function handleOf(
  kind: ClaimHandle["kind"],
  values: ClaimHandle["values"],
  target: (LinkTarget & { readonly observed?: ObservedWorkload | undefined }) | undefined,
  store: pulumi.Resource,
): ClaimHandle {
  const observed = target?.observed === undefined ? [] : [target.observed];
  return { kind, values, target, egress: [], grants: [], dependsOn: [store], observed };
}

/** Refuses a claim that is wrong, before anything of it is registered. */
export function refuseClaim(type: string, name: string, { objectName, claim }: ClaimPlace): void {
  refuseComponent(type, name, checkClaimFields(objectName, claim));
}

/** A random password. It has letters and digits alone, so that it is the same in an address. */
export function createPassword(
  child: ChildFactory,
  transform: Transform<random.RandomPasswordArgs> | undefined,
  length = 32,
): pulumi.Output<string> {
  return new random.RandomPassword(...child("password", { length, special: false }, transform)).result;
}

/** Options of a component that is a child: what its parent waits for, it waits for. */
export function childOptions(
  parent: pulumi.Resource,
  opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.ComponentResourceOptions {
  return { parent, ...(opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }) };
}

/** A key of the Secret, as those who use the claim refer to it. */
export function credential(objectName: string, key: string): SecretReference {
  return { fromSecret: { name: contentObjectName(objectName, credentials), key } };
}

/** The same, as the service itself refers to it. */
export function ownCredential(key: string): SecretReference {
  return { fromSecret: { name: credentials, key } };
}

/**
 * Probes of a store, which may take five minutes to start.
 * @param answers whether it can be worked with; left out: whether its port opens
 */
export function storeProbes(answers: ProbeSpec = { tcp: {} }): ProbesSpec {
  return {
    startup: { ...answers, periodSeconds: 5, failureThreshold: 60 },
    readiness: answers,
    liveness: { tcp: {} },
  };
}
