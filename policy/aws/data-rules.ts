import type { Rule } from "../rule";
import { awsRule } from "./aws-rule";
import { refusesPlainText } from "./policy-documents";
import { hidden, look } from "./visible";

/** What holds data, or what data cannot be read without: its loss cannot be mended by a second `up`. */
const stateful: readonly string[] = [
  "aws:dynamodb/table:Table",
  "aws:ebs/volume:Volume",
  "aws:efs/fileSystem:FileSystem",
  "aws:eks/cluster:Cluster",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:kms/key:Key",
  "aws:msk/cluster:Cluster",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
];

/** The input by which AWS itself refuses a deletion. */
const deletionProtection: Readonly<Record<string, string>> = {
  "aws:dynamodb/table:Table": "deletionProtectionEnabled",
  "aws:eks/cluster:Cluster": "deletionProtection",
  "aws:rds/cluster:Cluster": "deletionProtection",
  "aws:rds/instance:Instance": "deletionProtection",
};

/** A log group says how long it keeps its logs: otherwise for ever, and paid for as long. */
const logRetention = awsRule({
  name: "log-retention",
  level: "mandatory",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ inputs }) => {
    const days = look(inputs, "retentionInDays");
    if (days !== undefined && days !== 0) return [];
    return [{ message: "it keeps its logs for ever", fix: "set retentionInDays" }];
  },
});

const encryptedFileSystems = awsRule({
  name: "encrypted-file-systems",
  level: "mandatory",
  types: ["aws:efs/fileSystem:FileSystem"],
  check: ({ inputs }) => {
    const encrypted = look(inputs, "encrypted");
    if (encrypted === true || encrypted === hidden) return [];
    return [{ message: "it is not encrypted", fix: "set encrypted to true, before it holds anything" }];
  },
});

/** AWS encrypts a queue of which nothing is said. */
const encryptedQueues = awsRule({
  name: "encrypted-queues",
  level: "mandatory",
  types: ["aws:sqs/queue:Queue"],
  check: ({ inputs }) => {
    if (look(inputs, "sqsManagedSseEnabled") !== false || look(inputs, "kmsMasterKeyId") !== undefined) return [];
    return [{ message: "it is not encrypted", fix: "set sqsManagedSseEnabled to true, or name a key" }];
  },
});

/** Who may use a queue by its policy may otherwise do so in plain. */
const queuesOverTls = awsRule({
  name: "queues-over-tls",
  level: "mandatory",
  types: ["aws:sqs/queuePolicy:QueuePolicy"],
  check: ({ inputs }) => {
    const policy = look(inputs, "policy");
    if (policy === hidden || refusesPlainText(policy)) return [];
    return [
      {
        message: "it lets messages be sent and read in plain",
        fix: "add a statement that denies sqs:* to everyone where aws:SecureTransport is false",
      },
    ];
  },
});

/** AWS makes new key material each year. It does so for symmetric encryption only. */
const rotatedKeys = awsRule({
  name: "rotated-keys",
  level: "mandatory",
  types: ["aws:kms/key:Key"],
  check: ({ inputs }) => {
    const usage = look(inputs, "keyUsage") ?? "ENCRYPT_DECRYPT";
    const spec = look(inputs, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
    const rotates = look(inputs, "enableKeyRotation");
    if (usage !== "ENCRYPT_DECRYPT" || spec !== "SYMMETRIC_DEFAULT" || rotates === true || rotates === hidden)
      return [];
    return [{ message: "it is never rotated", fix: "set enableKeyRotation to true" }];
  },
});

/** AWS refuses to delete it, whoever asks. */
const deletionProtectionInProduction = awsRule({
  name: "deletion-protection-in-production",
  level: "mandatory",
  stage: "production",
  types: Object.keys(deletionProtection),
  check: ({ type, inputs }) => {
    const input = deletionProtection[type] ?? "deletionProtection";
    const value = look(inputs, input);
    if (value === true || value === hidden) return [];
    return [{ message: "AWS would delete it on request", fix: `set ${input} to true` }];
  },
});

/** Pulumi refuses to delete or replace it. */
const protectedStateInProduction = awsRule({
  name: "protected-state-in-production",
  level: "mandatory",
  stage: "production",
  types: stateful,
  check: ({ protect }) =>
    protect ? [] : [{ message: "a change could delete it, and what it holds", fix: "set the option protect to true" }],
});

export const dataRules: readonly Rule[] = [
  logRetention,
  encryptedFileSystems,
  encryptedQueues,
  queuesOverTls,
  rotatedKeys,
  deletionProtectionInProduction,
  protectedStateInProduction,
];
