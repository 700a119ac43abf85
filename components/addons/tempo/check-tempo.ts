import { parseHours, parseQuantity, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { checkBucketPlace } from "../frame/check-bucket";
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
    ...(target === "eks" ? checkBucketPlace(spec) : checkNoBucket(spec)),
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
