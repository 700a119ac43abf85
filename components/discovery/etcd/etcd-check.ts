import { checkSchedule as checkCron, isBucketName, parseQuantity, type Problem } from "../../core";
import type { ClaimContext, ClaimSpec } from "../../workloads";
import { checkAdmitted, checkNamed } from "../registry-claim";
import { leastVolume } from "./etcd-flags";
import { awsCliImage, etcdImage } from "./etcd-images";
import { memberCounts, type EtcdBackupSpec, type EtcdSpec } from "./etcd-spec";

/** What is wrong with what an environment says of its etcd. Paths are relative to it. */
export function checkEtcdSpec({ members, backup }: EtcdSpec): Problem[] {
  return [
    ...(members === undefined ? [] : checkMembers(members)),
    ...(backup === undefined || backup === false ? [] : checkBackup(backup)),
  ];
}

/** What is wrong with a claim that etcd is to meet. Paths are relative to the claim. */
export function checkEtcdClaim(claim: ClaimSpec, context: ClaimContext, spec: EtcdSpec): Problem[] {
  if (claim.kind !== "registry") return [];
  const { capabilities, isProduction = false, target } = context;
  const images = [etcdImage, ...(typeof spec.backup === "object" ? [awsCliImage] : [])];
  return [
    ...(capabilities?.certManager === undefined ? [noCertManager] : []),
    ...checkSize(claim.size),
    ...checkStorage(spec.storageClass, capabilities?.storageClasses),
    ...(isProduction && spec.members === 1 ? checkNamed("etcd", "one member", claim) : []),
    ...(isProduction && spec.backup === undefined ? [noBackup] : []),
    ...(target === "existing" && typeof spec.backup === "object" ? [{ ...backupNeedsEks, path: ["class"] }] : []),
    ...checkAdmitted("etcd", images, context),
  ];
}

/** For an etcd with a backup, where the cluster is none of AWS. */
export const backupNeedsEks: Problem = {
  path: ["backup"],
  message: "a cluster that is there already has no cloud identity, by which a snapshot could be put into a bucket",
  found: "backup, on an existing cluster",
  fix: "write backup: false, and have its volumes backed up in another way",
};

const noCertManager: Problem = {
  path: ["class"],
  message: "the certificates of etcd are issued by cert-manager, and the cluster has none",
  found: "etcd",
  fix: "add certManager: true under slipway:addOns, or say under slipway:capabilities that it is there",
};

const noBackup: Problem = {
  path: ["class"],
  message: "in production it must be said where the snapshots of etcd go",
  found: "no backup",
  fix: "add backup: { bucket: … } under slipway:registries.etcd, or backup: false if its data may be lost",
};

function checkMembers(members: number): Problem[] {
  if (memberCounts.includes(members)) return [];
  const less = [...memberCounts].reverse().find((count) => count < members);
  return [
    {
      path: ["members"],
      message: "with this many members no more may be away than with one less, or etcd becomes slow",
      found: String(members),
      allowed: memberCounts.join(", "),
      fix: `write ${members > 1 && members < 5 ? members + 1 : (less ?? 3)}`,
    },
  ];
}

function checkSize(size: string | undefined): Problem[] {
  const bytes = size === undefined ? undefined : parseQuantity(size);
  // What is no quantity is told of whatever the class.
  if (bytes === undefined || bytes >= (parseQuantity(leastVolume) ?? 0)) return [];
  return [
    {
      path: ["size"],
      message: "the log of etcd alone fills half of this",
      found: size ?? "",
      allowed: `at least ${leastVolume}`,
      fix: `write ${leastVolume} or more`,
    },
  ];
}

type StorageClasses = NonNullable<ClaimContext["capabilities"]>["storageClasses"];

function checkStorage(name: string | undefined, classes: StorageClasses): Problem[] {
  if (classes === undefined) return [];
  const known = Object.keys(classes);
  if (name !== undefined && known.includes(name)) return [];
  if (name === undefined && Object.values(classes).some(({ isDefault }) => isDefault === true)) return [];
  return [
    {
      path: [],
      message:
        name === undefined
          ? "etcd keeps it in volumes of the default class of storage, and the cluster has none"
          : "etcd keeps it in volumes of a class of storage that the cluster does not have",
      found: name ?? "no default class of storage",
      ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
      fix: "write storageClass under slipway:registries.etcd, with one that there is",
    },
  ];
}

function checkBackup({ bucket, prefix, schedule, kmsKeyArn }: EtcdBackupSpec): Problem[] {
  return [
    ...(isBucketName(bucket)
      ? []
      : [
          {
            path: ["backup", "bucket"],
            message: "this is no name of a bucket",
            found: bucket,
            allowed: "3 to 63 lower-case letters, digits, '-' and '.', without s3://",
            fix: "write the name alone",
          },
        ]),
    ...(prefix === undefined || /^[A-Za-z0-9!_.'()-]+(\/[A-Za-z0-9!_.'()-]+)*$/.test(prefix)
      ? []
      : [
          {
            path: ["backup", "prefix"],
            message: "this is no text that names of objects can begin with",
            found: prefix,
            allowed: "letters, digits and !_.'()-, with a slash between folders, and none at either end",
            fix: "write a path such as backups/etcd",
          },
        ]),
    ...(schedule === undefined ? [] : checkCron(["backup", "schedule"], schedule)),
    ...(kmsKeyArn === undefined || /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/.test(kmsKeyArn)
      ? []
      : [
          {
            path: ["backup", "kmsKeyArn"],
            message: "this is no ARN of a key of KMS",
            found: kmsKeyArn,
            allowed: "arn:aws:kms:<region>:<account>:key/<id>",
            fix: "write the ARN of the key itself, not of an alias",
          },
        ]),
  ];
}
