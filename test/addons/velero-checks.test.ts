// What is wrong with options of Velero, message by message. That Velero takes all others is not shown here.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { VeleroSpec } from "../../components/addons/velero/velero-spec";
import { formatPath } from "../../components/core";

const onEks: AddOnSurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};
const existing = { target: "existing", kubernetesVersion: undefined } as const;
const daily = (more: object = {}) => ({ schedules: { daily: { schedule: "0 2 * * *", ...more } } });

function told(velero: VeleroSpec, changes: Partial<AddOnSurroundings> = {}): string[] {
  return checkPlatformAddOns({ velero }, { ...onEks, ...changes }).map(
    ({ path, message, found, allowed, fix }) =>
      `${formatPath(path.slice(1))}: ${message} | ${found ?? ""} | ${allowed ?? ""} | ${fix}`,
  );
}

test.each<[string, VeleroSpec, Partial<AddOnSurroundings>]>([
  ["of which nothing is said", {}, { isProduction: true }],
  ["in a cluster that is there already", { bucket: "bbb", region: "eu-central-1", credentials: "aws" }, existing],
  ["with everything", { nodeAgent: true, prefix: "a/b-c", ...daily({ moveData: true, keepDays: 1 }) }, {}],
  ["without schedules", { bucket: "bbb", readOnly: true, schedules: {}, snapshots: "none" }, { autoMode: true }],
])("it is passed over %s", (_, velero, around) => {
  expect(told(velero, around)).toEqual([]);
});

test.each<[string, VeleroSpec, Partial<AddOnSurroundings>, string[]]>([
  [
    "without a bucket, region and credentials in a cluster that is there already",
    {},
    existing,
    [
      "bucket: a cluster that is there already has no account to make a bucket in | no bucket |  | add bucket: …, the name of one that is there",
      "region: a cluster that is there already has no region that the bucket could be in | no region |  | add region: …, such as eu-central-1; a store that is not of AWS takes any",
      "credentials: a cluster that is there already gives no cloud identity, and without one there is no bucket | no credentials |  | add credentials: …, the name of a Secret in the namespace velero",
    ],
  ],
  [
    "with schedules of which there is none",
    { schedules: {} },
    {},
    ["schedules: no backup would ever be made | {} |  | remove it for one a day, or write readOnly: true"],
  ],
  [
    "with a secret in place of its name, and a password in a URL",
    { bucket: "bbb", credentials: "AKIAIOSFODNN7EXAMPLE", endpoint: "https://jane:hunter2@s3.example.com" },
    {},
    [
      "credentials: the name of a Secret must be a DNS label | a text of 20 characters | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | write the name of a Secret of the cluster, never the secret itself",
      "endpoint: this is no URL of a store that speaks S3 | https://(user and password)@s3.example.com | https://<host> or https://<host>:<port>, without user, password and path | write a URL such as https://s3.example.com:9000, or remove it",
    ],
  ],
  [
    "with a bucket that is none",
    { bucket: "s3://backups" },
    {},
    [
      "bucket: this is no name of a bucket | s3://backups | 3 to 63 lower-case letters, digits, '.' and '-', with a letter or digit at both ends | write the name alone, without s3:// or a path",
    ],
  ],
  [
    "with a folder that is none",
    { prefix: "/shop/" },
    {},
    [
      "prefix: this is no folder of a bucket | /shop/ | names of letters, digits and _.-, with / between, and none at either end | write a name such as shop-dev, or remove it",
    ],
  ],
  [
    "with the alias of a key",
    { kmsKeyArn: "alias/backups" },
    {},
    [
      "kmsKeyArn: this is no ARN of a KMS key | alias/backups | arn:aws:kms:<region>:<account>:key/<id>; an alias is none | write the ARN of the key itself",
    ],
  ],
  [
    "with days of deleted backups in a bucket of others",
    { bucket: "backups", deletedDays: 3 },
    {},
    [
      "deletedDays: it is about a bucket that is made here, and would change nothing in one that is there | deletedDays, bucket: backups |  | remove deletedDays, or bucket",
    ],
  ],
  [
    "with no days",
    { deletedDays: 0 },
    {},
    ["deletedDays: this is no number of days | 0 | a whole number from 1 | write 7, or remove it"],
  ],
  [
    "reading from a bucket that is new",
    { readOnly: true },
    {},
    [
      "readOnly: a bucket that is made here has no backups that could be read | no bucket |  | add bucket: …, the name of the one with the backups",
    ],
  ],
  [
    "with schedules where it only reads",
    { readOnly: true, bucket: "backups", ...daily() },
    {},
    [
      "schedules: where backups are only read, none can be made | readOnly, schedules: daily |  | remove schedules, or readOnly",
    ],
  ],
  [
    "with a schedule that is none",
    { schedules: { daily: { schedule: "2 o'clock" } } },
    {},
    [
      "schedules.daily.schedule: a schedule has five fields, but this has 2 | 2 o'clock | minute, hour, day of the month, month, day of the week | write all five, such as 30 2 * * 1-5 for half past two from Monday to Friday",
    ],
  ],
  [
    "with backups that would be deleted at once, by no name, of no namespaces",
    {
      schedules: { Daily: { schedule: "@daily", keepDays: -1, includedNamespaces: ["A"], excludedNamespaces: ["B"] } },
    },
    {},
    [
      "schedules.Daily: the name of a schedule must be a DNS label | Daily | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | name it daily",
      "schedules.Daily.keepDays: this is no number of days | -1 | a whole number from 1 | write 30, or remove it",
      "schedules.Daily.includedNamespaces[0]: the name of a namespace must be a DNS label | A | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | name it a",
      "schedules.Daily.excludedNamespaces[0]: the name of a namespace must be a DNS label | B | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | name it b",
    ],
  ],
  [
    "with volumes where they are not kept",
    { snapshots: "none", ...daily({ volumes: true }) },
    {},
    [
      "schedules.daily.volumes: volumes are not kept at all here | volumes: true, snapshots: none |  | write snapshots: csi where the cluster has a snapshot controller, or remove volumes",
    ],
  ],
  [
    "copying what volumes hold, without an agent and without snapshots of their driver",
    { snapshots: "ebs", ...daily({ moveData: true }) },
    {},
    [
      "schedules.daily.moveData: what volumes hold is copied by the node agent, and there is none | moveData: true, nodeAgent: false |  | write nodeAgent: true, or remove moveData",
      "schedules.daily.moveData: only what snapshots of the volumes' driver hold can be copied | snapshots: ebs | snapshots: csi, and volumes | write snapshots: csi, and remove volumes: false; or remove moveData",
    ],
  ],
  [
    "copying what volumes hold that are left out",
    { nodeAgent: true, ...daily({ moveData: true, volumes: false }) },
    {},
    [
      "schedules.daily.moveData: only what snapshots of the volumes' driver hold can be copied | volumes: false | snapshots: csi, and volumes | write snapshots: csi, and remove volumes: false; or remove moveData",
    ],
  ],
  [
    "asking EBS for snapshots of volumes of Auto Mode",
    { snapshots: "ebs" },
    { autoMode: true },
    [
      "snapshots: Velero itself cannot make snapshots of volumes of EKS Auto Mode, which have a driver of their own | ebs | csi, none | write csi, or remove it",
    ],
  ],
  [
    "with a URL that is none",
    { endpoint: "s3.example.com" },
    {},
    [
      "endpoint: this is no URL of a store that speaks S3 | s3.example.com | https://<host> or https://<host>:<port>, without user, password and path | write a URL such as https://s3.example.com:9000, or remove it",
    ],
  ],
  [
    "in plain, in production, without a bucket and credentials",
    { endpoint: "http://s3.example.com" },
    { isProduction: true },
    [
      "endpoint: backups hold every Secret of the cluster, and would be sent in plain | http://s3.example.com | https:// in production | write https://…",
      "endpoint: a store that is not of AWS needs bucket: neither its buckets nor its users are made here | no bucket |  | add bucket: …, or remove endpoint",
      "endpoint: a store that is not of AWS needs credentials: neither its buckets nor its users are made here | no credentials |  | add credentials: …, or remove endpoint",
    ],
  ],
  [
    "with a Secret that has no name that a Secret can have",
    { credentials: "AWS" },
    {},
    [
      "credentials: the name of a Secret must be a DNS label | a text of 3 characters | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | write the name of a Secret of the cluster, never the secret itself",
    ],
  ],
])("it is refused %s", (_, velero, around, messages) => {
  expect(told(velero, around)).toEqual(messages);
});

test("a region that is none is told of", () => {
  expect(told({ region: "europe" })).toEqual([expect.stringMatching(/^region: /)]);
});
