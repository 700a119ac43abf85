import { nearestLogRetention } from "../../addons";
import { isLogRetention, logRetentions, parseQuantity, under, type Problem } from "../../core";
import type { LoggingAround } from "./logging-around";
import { checkStore } from "./check-store";
import { logDaysOf } from "./logging-plan";
import type { LoggingSpec } from "./logging-spec";
import { checkLogPipelines } from "./logstash/check-log-pipelines";
import { checkLogSources } from "./logstash/check-log-sources";
import { shipperOf } from "./shipper";

/** What is wrong with logs. Paths are relative to them. */
export function checkLogging(spec: LoggingSpec, around: LoggingAround): Problem[] {
  return spec.store === "cloudWatch" ? checkCloudWatch(spec, around) : checkElastic(spec, around);
}

function checkElastic(spec: LoggingSpec, around: LoggingAround): Problem[] {
  const { pipelines = {} } = spec;
  return [
    ...checkDays(spec.retention?.days),
    ...checkQuantities(spec),
    ...checkStore(spec, around),
    ...under(["pipelines"], checkLogPipelines(pipelines)),
    ...under(["pipelines"], checkLogSources(pipelines, around.applications)),
    ...(Object.keys(pipelines).length > 0 && shipperOf(spec) === "fluentBit"
      ? [
          {
            path: ["pipelines"],
            message: "pipelines are Logstash's, which takes lines from Filebeat alone",
            found: "shipper: fluentBit",
            fix: "write shipper: filebeat, or remove the pipelines",
          },
        ]
      : []),
  ];
}

function checkCloudWatch(spec: LoggingSpec, around: LoggingAround): Problem[] {
  const { target } = around;
  const days = logDaysOf(spec, around);
  return [
    ...(target === "eks"
      ? []
      : [
          {
            path: ["store"],
            message: "CloudWatch is written to with a cloud identity, which a cluster that is there already has not",
            found: `cloudWatch, target ${target}`,
            allowed: "elastic",
            fix: "write store: elastic",
          },
        ]),
    ...(spec.shipper === "filebeat"
      ? [
          {
            path: ["shipper"],
            message: "Filebeat cannot write to CloudWatch",
            found: "filebeat",
            allowed: "fluentBit",
            fix: "remove shipper, or write store: elastic",
          },
        ]
      : []),
    ...(isLogRetention(days)
      ? []
      : [
          {
            path: ["retention", "days"],
            message: "CloudWatch does not keep logs for this number of days",
            found: String(days),
            allowed: logRetentions.join(", "),
            fix: `write ${nearestLogRetention(days)}`,
          },
        ]),
    ...ofElasticAlone(spec),
  ];
}

/** What would be written for nothing. */
function ofElasticAlone({ size, elasticsearch, pipelines, retention = {} }: LoggingSpec): Problem[] {
  const stated: readonly (readonly [readonly string[], unknown])[] = [
    [["size"], size],
    [["elasticsearch"], elasticsearch],
    [["pipelines"], pipelines],
    [["retention", "rollover"], retention.rollover],
    [["retention", "perDay"], retention.perDay],
  ];
  return stated
    .filter(([, value]) => value !== undefined)
    .map(([path]) => ({
      path,
      message: "this is of Elasticsearch, and logs go to CloudWatch",
      found: "store: cloudWatch",
      fix: `remove ${path.join(".")}, or write store: elastic`,
    }));
}

function checkDays(days: number | undefined): Problem[] {
  if (days === undefined || (Number.isInteger(days) && days >= 1)) return [];
  return [
    {
      path: ["retention", "days"],
      message: "logs are kept for whole days",
      found: String(days),
      allowed: "1 or more",
      fix: "write 1 or more",
    },
  ];
}

function checkQuantities({ retention = {}, elasticsearch = {} }: LoggingSpec): Problem[] {
  const quantities: readonly (readonly [readonly string[], string | undefined, string])[] = [
    [["retention", "rollover"], retention.rollover, "20Gi"],
    [["retention", "perDay"], retention.perDay, "5Gi"],
    [["elasticsearch", "memory"], elasticsearch.memory, "4Gi"],
    [["elasticsearch", "storage", "size"], elasticsearch.storage?.size, "100Gi"],
  ];
  return quantities.flatMap(([path, text, example]) =>
    text === undefined || (parseQuantity(text) ?? 0) > 0
      ? []
      : [
          {
            path,
            message: "this is no size",
            found: text === "" ? '""' : text,
            allowed: "a number with Mi, Gi or Ti",
            fix: `write it like ${example}`,
          },
        ],
  );
}
