import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../../core";
import { headlessName } from "../../object-name";
import { checkAdmittedPod } from "../../pod/admitted-pod";
import {
  claimKinds,
  type ClaimClass,
  type ClaimContext,
  type ClaimHandle,
  type ClaimSpec,
  type ProvisionArgs,
} from "../claim-spec";
import { InClusterBucket } from "./in-cluster-bucket";
import { images } from "./in-cluster-images";
import { InClusterPostgres } from "./in-cluster-postgres";
import { InClusterQueue } from "./in-cluster-queue";
import { InClusterRedis } from "./in-cluster-redis";
import { InClusterSecret } from "./in-cluster-secret";
import { InClusterTopic } from "./in-cluster-topic";

/**
 * Meets every claim with a pod of its own beside those who use it, for development: nothing has a copy or a backup, and what a store
 * holds goes with its claim.
 */
export const inClusterClass: ClaimClass = {
  name: "inCluster",
  kinds: claimKinds.filter((kind) => kind !== "registry"),
  isDevelopment: true,
  check: checkInCluster,
  serviceNames,
  provision: (name, args, opts) => create(name, args, opts).handle,
};

function create(
  name: string,
  { claim, ...args }: ProvisionArgs,
  opts: pulumi.ComponentResourceOptions,
): { readonly handle: ClaimHandle } {
  switch (claim.kind) {
    case "postgres":
      return new InClusterPostgres(name, { ...args, claim }, opts);
    case "redis":
      return new InClusterRedis(name, { ...args, claim }, opts);
    case "queue":
      return new InClusterQueue(name, { ...args, claim }, opts);
    case "topic":
      return new InClusterTopic(name, { ...args, claim }, opts);
    case "bucket":
      return new InClusterBucket(name, { ...args, claim }, opts);
    case "secret":
      return new InClusterSecret(name, { ...args, claim }, opts);
    case "registry":
      throw new Error(`the class of the claim ${name} was not checked`);
  }
}

function serviceNames(objectName: string, { kind }: ClaimSpec): string[] {
  switch (kind) {
    case "secret":
    case "registry":
      return [];
    case "redis":
      return [objectName];
    case "postgres":
    case "queue":
    case "topic":
    case "bucket":
      return [objectName, headlessName(objectName)];
  }
}

function checkInCluster(claim: ClaimSpec, context: ClaimContext): Problem[] {
  const { capabilities, ipFamily } = context;
  return [
    ...(claim.kind === "redis" || claim.kind === "secret" || claim.kind === "registry"
      ? []
      : checkStorage(capabilities?.storageClasses)),
    ...(claim.kind === "bucket" && ipFamily === "ipv6" ? [ipv6Problem] : []),
    ...(claim.kind === "secret" || claim.kind === "registry" ? [] : checkAdmitted(images[claim.kind], context)),
  ];
}

/** Its pod has nothing that a claim could say otherwise. */
function checkAdmitted(image: string, context: ClaimContext): Problem[] {
  return checkAdmittedPod({ image }, context).map(({ message, found, allowed }) => ({
    path: [],
    message: `of the pod of inCluster: ${message}`,
    ...(found === undefined ? {} : { found }),
    ...(allowed === undefined ? {} : { allowed }),
    fix: "name another class, or have the policies leave out the namespace",
  }));
}

function checkStorage(classes: NonNullable<ClaimContext["capabilities"]>["storageClasses"]): Problem[] {
  if (classes === undefined || Object.values(classes).some(({ isDefault }) => isDefault === true)) return [];
  const names = Object.keys(classes);
  return [
    {
      path: [],
      message: "inCluster keeps it in a volume of the default class of storage, and the cluster has none",
      found: names.length === 0 ? "no class of storage" : names.join(", "),
      fix: "make a class of storage the default, and say so in slipway:capabilities.storageClasses with isDefault: true",
    },
  ];
}

const ipv6Problem: Problem = {
  path: ["class"],
  message: "the store of inCluster listens on IPv4 alone, and pods of this cluster are reached by IPv6",
  found: "inCluster",
  fix: "name another class, or use a cluster with IPv4",
};
