import { checkDnsLabel, checkSchedule, checkSecretName, withoutCredentials, type Problem } from "../../core";
import { checkRegion } from "../../network";
import type { Surroundings } from "../frame/add-on";
import { checkBucketPlace } from "../frame/check-bucket";
import { schedulesOf, snapshotsOf, veleroName, type BackupScheduleSpec, type VeleroSpec } from "./velero-spec";

/** What is wrong with the options of Velero. */
export function checkVelero(spec: VeleroSpec, around: Surroundings): Problem[] {
  const { region, credentials } = spec;
  return [
    ...checkBucket(spec),
    ...(around.target === "existing" ? checkExisting(spec) : []),
    ...(region === undefined ? [] : checkRegion(region, ["region"])),
    ...(credentials === undefined ? [] : checkSecretName(credentials, ["credentials"])),
    ...checkEndpoint(spec, around),
    ...checkSnapshots(spec, around),
    ...checkSchedules(spec, around),
  ];
}

function checkBucket({ bucket, prefix, kmsKeyArn, deletedDays, readOnly = false }: VeleroSpec): Problem[] {
  return [
    ...checkBucketPlace({ bucket, prefix, kmsKeyArn }),
    ...(readOnly && bucket === undefined
      ? [
          {
            path: ["readOnly"],
            message: "a bucket that is made here has no backups that could be read",
            found: "no bucket",
            fix: "add bucket: …, the name of the one with the backups",
          },
        ]
      : []),
    ...(deletedDays === undefined ? [] : checkDeletedDays(deletedDays, bucket)),
  ];
}

function checkDeletedDays(deletedDays: number, bucket: string | undefined): Problem[] {
  if (bucket === undefined) return checkDays(deletedDays, ["deletedDays"], 7);
  return [
    {
      path: ["deletedDays"],
      message: "it is about a bucket that is made here, and would change nothing in one that is there",
      found: `deletedDays, bucket: ${bucket}`,
      fix: "remove deletedDays, or bucket",
    },
  ];
}

function checkDays(days: number, path: Problem["path"], usual: number): Problem[] {
  if (Number.isInteger(days) && days >= 1) return [];
  return [
    {
      path,
      message: "this is no number of days",
      found: String(days),
      allowed: "a whole number from 1",
      fix: `write ${usual}, or remove it`,
    },
  ];
}

/** Of a cluster that is not made here neither account nor region is known. */
function checkExisting({ bucket, region, credentials }: VeleroSpec): Problem[] {
  const needed = [
    {
      is: bucket,
      key: "bucket",
      message: "a cluster that is there already has no account to make a bucket in",
      fix: "add bucket: …, the name of one that is there",
    },
    {
      is: region,
      key: "region",
      message: "a cluster that is there already has no region that the bucket could be in",
      fix: "add region: …, such as eu-central-1; a store that is not of AWS takes any",
    },
    {
      is: credentials,
      key: "credentials",
      message: "a cluster that is there already gives no cloud identity, and without one there is no bucket",
      fix: `add credentials: …, the name of a Secret in the namespace ${veleroName}`,
    },
  ];
  return needed
    .filter(({ is }) => is === undefined)
    .map(({ key, message, fix }) => ({ path: [key], message, found: `no ${key}`, fix }));
}

function checkEndpoint(
  { endpoint, bucket, credentials }: VeleroSpec,
  { isProduction, target }: Surroundings,
): Problem[] {
  if (endpoint === undefined) return [];
  const path = ["endpoint"];
  if (!/^https?:\/\/[^/?#@]+\/?$/.test(endpoint) || !URL.canParse(endpoint)) {
    return [
      {
        path,
        message: "this is no URL of a store that speaks S3",
        found: endpoint === "" ? '""' : withoutCredentials(endpoint),
        allowed: "https://<host> or https://<host>:<port>, without user, password and path",
        fix: "write a URL such as https://s3.example.com:9000, or remove it",
      },
    ];
  }
  const missing = Object.entries({ bucket, credentials }).filter(([, value]) => value === undefined);
  return [
    ...(isProduction && endpoint.startsWith("http:")
      ? [
          {
            path,
            message: "backups hold every Secret of the cluster, and would be sent in plain",
            found: endpoint,
            allowed: "https:// in production",
            fix: "write https://…",
          },
        ]
      : []),
    ...(target === "existing"
      ? []
      : missing.map(([key]) => ({
          path,
          message: `a store that is not of AWS needs ${key}: neither its buckets nor its users are made here`,
          found: `no ${key}`,
          fix: `add ${key}: …, or remove endpoint`,
        }))),
  ];
}

function checkSnapshots({ snapshots }: VeleroSpec, { autoMode }: Surroundings): Problem[] {
  if (snapshots !== "ebs" || !autoMode) return [];
  return [
    {
      path: ["snapshots"],
      message: "Velero itself cannot make snapshots of volumes of EKS Auto Mode, which have a driver of their own",
      found: "ebs",
      allowed: "csi, none",
      fix: "write csi, or remove it",
    },
  ];
}

function checkSchedules(spec: VeleroSpec, around: Surroundings): Problem[] {
  const { readOnly = false } = spec;
  const schedules = Object.entries(schedulesOf(spec));
  if (readOnly && schedules.length > 0) {
    return [
      {
        path: ["schedules"],
        message: "where backups are only read, none can be made",
        found: `readOnly, schedules: ${schedules.map(([name]) => name).join(", ")}`,
        fix: "remove schedules, or readOnly",
      },
    ];
  }
  if (!readOnly && schedules.length === 0) {
    return [
      {
        path: ["schedules"],
        message: "no backup would ever be made",
        found: "{}",
        fix: "remove it for one a day, or write readOnly: true",
      },
    ];
  }
  return schedules.flatMap(([name, schedule]) => [
    ...checkDnsLabel("a schedule", name, ["schedules", name]),
    ...checkBackup(schedule, spec, around, ["schedules", name]),
  ]);
}

function checkBackup(
  {
    schedule,
    keepDays,
    includedNamespaces = [],
    excludedNamespaces = [],
    volumes,
    moveData = false,
  }: BackupScheduleSpec,
  spec: VeleroSpec,
  { target }: Surroundings,
  path: readonly string[],
): Problem[] {
  const snapshots = snapshotsOf(spec, target);
  return [
    ...checkSchedule([...path, "schedule"], schedule),
    ...(keepDays === undefined ? [] : checkDays(keepDays, [...path, "keepDays"], 30)),
    ...includedNamespaces.flatMap((name, index) =>
      checkDnsLabel("a namespace", name, [...path, "includedNamespaces", index]),
    ),
    ...excludedNamespaces.flatMap((name, index) =>
      checkDnsLabel("a namespace", name, [...path, "excludedNamespaces", index]),
    ),
    ...(volumes === true && snapshots === "none"
      ? [
          {
            path: [...path, "volumes"],
            message: "volumes are not kept at all here",
            found: "volumes: true, snapshots: none",
            fix: "write snapshots: csi where the cluster has a snapshot controller, or remove volumes",
          },
        ]
      : []),
    ...(moveData ? checkMoves(spec, snapshots, volumes, [...path, "moveData"]) : []),
  ];
}

function checkMoves(
  { nodeAgent = false }: VeleroSpec,
  snapshots: string,
  volumes: boolean | undefined,
  path: readonly string[],
): Problem[] {
  return [
    ...(nodeAgent
      ? []
      : [
          {
            path,
            message: "what volumes hold is copied by the node agent, and there is none",
            found: "moveData: true, nodeAgent: false",
            fix: "write nodeAgent: true, or remove moveData",
          },
        ]),
    ...(snapshots === "csi" && volumes !== false
      ? []
      : [
          {
            path,
            message: "only what snapshots of the volumes' driver hold can be copied",
            found: volumes === false ? "volumes: false" : `snapshots: ${snapshots}`,
            allowed: "snapshots: csi, and volumes",
            fix: "write snapshots: csi, and remove volumes: false; or remove moveData",
          },
        ]),
  ];
}
