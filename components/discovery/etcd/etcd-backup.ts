import { bucketArn } from "../../network";
import type { PolicyStatement } from "../../core";
import type { ScheduledJobSpec } from "../../workloads";
import { clientSecret } from "./etcd-certificates";
import { snapshotFlags } from "./etcd-flags";
import { awsCliImage, etcdImage } from "./etcd-images";
import { clientTarget } from "./etcd-plan";
import { defaultSchedule, etcdPorts, type EtcdBackupSpec } from "./etcd-spec";

/** Where the snapshots of an etcd go. */
export interface EtcdBackupPlace {
  readonly objectName: string;
  readonly namespaceName: string;
  /** Region of the bucket: that of the cluster. */
  readonly region: string;
}

const file = "/snapshots/etcd.db";
const certificates = "/etc/etcd/client";
/** Any user but root: neither image needs one of its own. */
const user = 65532;

/**
 * The job that takes a snapshot of one member and carries it to a bucket. etcd's image has no shell and knows no bucket, so these are two
 * containers: the one that may not talk to AWS has the certificate, and the other one only the file.
 */
export function backupJob(backup: EtcdBackupSpec, place: EtcdBackupPlace): ScheduledJobSpec {
  const { objectName } = place;
  const endpoint = `https://${objectName}:${etcdPorts.client}`;
  return {
    schedule: backup.schedule ?? defaultSchedule,
    image: awsCliImage,
    command: ["aws"],
    args: ["s3", "cp", file, `s3://${backup.bucket}/${prefixOf(backup, place)}/$(POD_NAME).db`, "--only-show-errors"],
    // It writes into its home.
    env: { POD_NAME: { fromField: "metadata.name" }, HOME: "/tmp" },
    initContainers: {
      snapshot: {
        image: etcdImage,
        command: ["/usr/local/bin/etcdctl"],
        args: snapshotFlags({ endpoint, certificates }, file),
        mounts: { snapshots: "/snapshots", client: certificates },
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
      },
    },
    volumes: {
      snapshots: { mountPath: "/snapshots" },
      tmp: { mountPath: "/tmp" },
      client: { secret: { name: clientSecret(objectName) }, mode: "0440" },
    },
    links: [{ linkTo: clientTarget(objectName) }],
    grants: backupStatements(backup, place),
    security: { runAsUser: user, runAsGroup: user, fsGroup: user },
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    backoffLimit: 2,
    deadlineSeconds: 1800,
    component: "backup",
  };
}

/** It may write below its prefix, and neither read nor delete. */
function backupStatements(backup: EtcdBackupSpec, place: EtcdBackupPlace): PolicyStatement[] {
  const { bucket, kmsKeyArn } = backup;
  const objects = `${bucketArn(bucket, place.region)}/${prefixOf(backup, place)}/*`;
  return [
    { effect: "Allow", actions: ["s3:PutObject", "s3:AbortMultipartUpload"], resources: [objects] },
    ...(kmsKeyArn === undefined
      ? []
      : [
          {
            effect: "Allow",
            actions: ["kms:GenerateDataKey", "kms:Decrypt"],
            resources: [kmsKeyArn],
          } as const,
        ]),
  ];
}

function prefixOf({ prefix }: EtcdBackupSpec, { objectName, namespaceName }: EtcdBackupPlace): string {
  return `${prefix ?? namespaceName}/${objectName}`;
}
