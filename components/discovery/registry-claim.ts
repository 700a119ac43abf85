import type * as pulumi from "@pulumi/pulumi";
import { dependingOn, type Problem } from "../core";
import type {
  ClaimContext,
  ClaimHandle,
  ClaimSpec,
  ProvisionArgs,
  RegistryClaim,
  ScheduledJob,
  StatefulService,
} from "../workloads";
import { checkAdmittedPod } from "../workloads";

/** What meets a claim of a registry is told. */
export interface RegistryArgs extends ProvisionArgs {
  readonly claim: RegistryClaim;
}

/** The same arguments, whose claim is known to be one of a registry. */
export function registryArgs(name: string, args: ProvisionArgs): RegistryArgs {
  const { claim } = args;
  if (claim.kind !== "registry") throw new Error(`the class of the claim ${name} was not checked`);
  return { ...args, claim };
}

/**
 * What users know of a registry in their namespace, which they wait for.
 * @param workloads those that it is
 */
export function handleInNamespace(
  values: ClaimHandle["values"],
  target: ClaimHandle["target"],
  registry: pulumi.Resource,
  workloads: readonly (StatefulService | ScheduledJob)[],
): ClaimHandle {
  const observed = workloads.flatMap((workload) => workload.observed ?? []);
  return { kind: "registry", values, target, egress: [], grants: [], dependsOn: [registry], observed };
}

/** Where the workloads of a registry run, and who watches them. They send no traces. */
export function registryPlace({ cluster, namespace, partOf, capabilities, observer }: RegistryArgs) {
  return { cluster, namespace, partOf, capabilities, observer, traces: false } as const;
}

/** Options of a component that is a child: what its parent waits for, it waits for, and for more. */
export function childOptions(
  parent: pulumi.Resource,
  opts: pulumi.ComponentResourceOptions | undefined,
  after: readonly pulumi.Resource[] = [],
): pulumi.ComponentResourceOptions {
  const before = opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn };
  return dependingOn({ parent, ...before }, after);
}

/** Pods of a class have nothing that a claim could say otherwise. */
export function checkAdmitted(className: string, images: readonly string[], context: ClaimContext): Problem[] {
  return images.flatMap((image) =>
    checkAdmittedPod({ image }, context).map(({ message, found, allowed }) => ({
      path: [],
      message: `of the pods of ${className}: ${message}`,
      ...(found === undefined ? {} : { found }),
      ...(allowed === undefined ? {} : { allowed }),
      fix: "name another class, or have the policies leave out the namespace",
    })),
  );
}

/** A size, or protection, of what keeps no data would be lost without a word. */
export function checkKeepsNothing(className: string, claim: ClaimSpec): Problem[] {
  if (claim.kind !== "registry") return [];
  const { size, protected: isProtected } = claim;
  return Object.entries({ size, protected: isProtected }).flatMap(([field, value]) =>
    value === undefined
      ? []
      : [
          {
            path: [field],
            message: `a registry of the class ${className} keeps no data that this could be of`,
            found: String(value),
            fix: "remove it, or name the class etcd",
          },
        ],
  );
}

/** In production what has no copy is only had by its name. */
export function checkNamed(className: string, what: string, claim: ClaimSpec): Problem[] {
  if (claim.class !== undefined) return [];
  return [
    {
      path: ["class"],
      message: `in production a registry of ${what}, which is away when its node is, is only had by its name`,
      found: "no class",
      fix: `write class: ${className} if it may be away, or give it more under slipway:registries.${className}`,
    },
  ];
}
