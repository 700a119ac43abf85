import { parseHours, parseQuantity, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import type { TempoSpec } from "./tempo-spec";

const defaultRetention = "7d";

/** Hours that traces are kept. It has been checked. */
export function retentionHours({ retention = defaultRetention }: Pick<TempoSpec, "retention">): number {
  return parseHours(retention) ?? Number.NaN;
}

/** What is wrong with the options of Tempo. */
export function checkTempo(spec: TempoSpec, { target }: Pick<Surroundings, "target">): Problem[] {
  const { retention, storage } = spec;
  return [
    ...(retention === undefined || parseHours(retention) !== undefined ? [] : [noTime(retention)]),
    ...(target === "eks" ? checkBucket(spec) : checkNoBucket(spec)),
    ...(storage?.size === undefined || (parseQuantity(storage.size) ?? 0) > 0 ? [] : [noSize(storage.size)]),
  ];
}

function noTime(found: string): Problem {
  return {
    path: ["retention"],
    message: "this is no time that traces can be kept",
    found: found === "" ? '""' : found,
    allowed: "whole hours or days, such as 12h or 7d",
    fix: `write ${defaultRetention}, or remove it`,
  };
}

function noSize(found: string): Problem {
  return {
    path: ["storage", "size"],
    message: "this is no size of a volume",
    found: found === "" ? '""' : found,
    allowed: "a Kubernetes quantity above 0",
    fix: "write 10Gi, or remove it",
  };
}

function checkBucket({ bucket, prefix, kmsKeyArn }: TempoSpec): Problem[] {
  return [
    ...(bucket === undefined || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)
      ? []
      : [
          {
            path: ["bucket"],
            message: "this is no name of a bucket",
            found: bucket === "" ? '""' : bucket,
            allowed: "3 to 63 lower-case letters, digits, '.' and '-', with a letter or digit at both ends",
            fix: "write the name alone, without s3:// or a path",
          },
        ]),
    ...(prefix === undefined || /^[\w.-]+(\/[\w.-]+)*$/.test(prefix)
      ? []
      : [
          {
            path: ["prefix"],
            message: "this is no folder of a bucket",
            found: prefix === "" ? '""' : prefix,
            allowed: "names of letters, digits and _.-, with / between, and none at either end",
            fix: "write a name such as shop-dev, or remove it",
          },
        ]),
    ...(kmsKeyArn === undefined || /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-z-]+$/.test(kmsKeyArn)
      ? []
      : [
          {
            path: ["kmsKeyArn"],
            message: "this is no ARN of a KMS key",
            found: kmsKeyArn,
            allowed: "arn:aws:kms:<region>:<account>:key/<id>; an alias is none",
            fix: "write the ARN of the key itself",
          },
        ]),
  ];
}

/** Of a cluster that is not made here no account is known, and its pods have no cloud identity. */
function checkNoBucket({ bucket, prefix, kmsKeyArn }: TempoSpec): Problem[] {
  return Object.entries({ bucket, prefix, kmsKeyArn }).flatMap(([key, found]) =>
    found === undefined
      ? []
      : [
          {
            path: [key],
            message: "a cluster that is there already gives no cloud identity, so traces are kept on a volume",
            found,
            fix: `remove ${key}, and write storage for the size of the volume`,
          },
        ],
  );
}
