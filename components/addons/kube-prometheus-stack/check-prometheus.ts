import type { PlatformCapabilities } from "../../cluster";
import { parseDuration, parseQuantity, under, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { checkRemoteWrite } from "./check-remote-write";
import type { PrometheusSpec } from "./prometheus-spec";
import { volumeSize } from "./volume";

/** What Prometheus is checked against. */
export type PrometheusAround = Pick<Surroundings, "target" | "isProduction"> & {
  readonly capabilities?: PlatformCapabilities | undefined;
};

/** Part of a volume that metrics may take: what is written just now, and what is made one of several, takes as much as a tenth besides. */
const fullest = 0.9;
const leastMemory = "256Mi";
const interval = { from: "15s", to: "5m" } as const;
/** Labels that Prometheus or its operator decides. */
const ownLabels: readonly string[] = ["prometheus", "prometheus_replica", "__replica__"];

/** What is wrong with Prometheus. Paths are relative to it. */
export function checkPrometheus(spec: PrometheusSpec, around: PrometheusAround): Problem[] {
  return [
    ...checkRetention(spec),
    ...checkStorage(spec, around),
    ...checkRetentionSize(spec, around),
    ...checkInterval(spec),
    ...checkMemory(spec),
    ...checkLabels(spec),
    ...(spec.remoteWrite ?? []).flatMap((target, index) =>
      under(["remoteWrite", index], checkRemoteWrite(target, around)),
    ),
    ...checkTargetsOnce(spec),
  ];
}

function checkRetention({ retention }: PrometheusSpec): Problem[] {
  if (retention === undefined || /^[1-9][0-9]{0,4}(h|d)$/.test(retention)) return [];
  const days = /^([1-9][0-9]*)\s*(days?|w|weeks?)?$/.exec(retention);
  const factor = days?.[2]?.startsWith("w") === true ? 7 : 1;
  return [
    {
      path: ["retention"],
      message: "this is no time that metrics could be kept",
      found: shown(retention),
      allowed: "whole hours or days, such as 36h or 15d",
      fix: days === null ? "write a time such as 15d" : `write ${Number(days[1]) * factor}d`,
    },
  ];
}

function checkStorage({ storage }: PrometheusSpec, { isProduction, capabilities }: PrometheusAround): Problem[] {
  if (storage === false) {
    if (!isProduction) return [];
    return [
      {
        path: ["storage"],
        message: "in production metrics are not to be lost with a pod: objectives and alerts go by those of weeks",
        found: "false",
        fix: "remove it, or write storage: { size: 50Gi }",
      },
    ];
  }
  return checkVolume(storage, ["storage"], capabilities);
}

/** What is wrong with a volume: its size, and its class. */
export function checkVolume(
  volume: { readonly size?: string | undefined; readonly class?: string | undefined } | undefined,
  path: Problem["path"],
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  const { size, class: name } = volume ?? {};
  const classes = capabilities?.storageClasses;
  return [
    ...(size === undefined ? [] : checkQuantity(size, [...path, "size"], "50Gi")),
    ...(name === undefined || classes === undefined || Object.hasOwn(classes, name)
      ? []
      : [
          {
            path: [...path, "class"],
            message: "there is no such class of storage",
            found: shown(name),
            allowed: Object.keys(classes).join(", "),
            fix: "write one of these, remove it for the default, or add it to slipway:capabilities.storageClasses",
          },
        ]),
  ];
}

function checkRetentionSize(spec: PrometheusSpec, around: PrometheusAround): Problem[] {
  const { retentionSize } = spec;
  if (retentionSize === undefined) return [];
  const wrong = checkQuantity(retentionSize, ["retentionSize"], "40Gi");
  const size = volumeSize(spec, around);
  const [most, disk] = [parseQuantity(retentionSize), size === undefined ? undefined : parseQuantity(size)];
  if (wrong.length > 0 || most === undefined || disk === undefined || most <= fullest * disk) return wrong;
  return [
    {
      path: ["retentionSize"],
      message:
        "what is kept would fill the disk, and Prometheus would stop: what it writes just now needs a tenth besides",
      found: `${retentionSize} of ${size ?? ""}`,
      allowed: `up to ${Math.floor((fullest * disk) / 2 ** 20)}Mi`,
      fix: "remove it for 85 % of the volume, or write a larger storage.size",
    },
  ];
}

function checkInterval({ interval: found }: PrometheusSpec): Problem[] {
  if (found === undefined) return [];
  const seconds = /^[1-9][0-9]*(s|m)$/.test(found) ? parseDuration(found) : undefined;
  const [from = 0, to = 0] = [parseDuration(interval.from), parseDuration(interval.to)];
  if (seconds !== undefined && seconds >= from && seconds <= to) return [];
  return [
    {
      path: ["interval"],
      message: "this is no time between two scrapes",
      found: shown(found),
      allowed: `whole seconds or minutes, ${interval.from} to ${interval.to}`,
      fix: /^[1-9][0-9]*$/.test(found) ? `write ${found}s` : "write a time such as 30s",
    },
  ];
}

function checkMemory({ memory }: PrometheusSpec): Problem[] {
  if (memory === undefined) return [];
  return checkQuantity(memory, ["memory"], "2Gi", leastMemory);
}

/** What is wrong with bytes as a Kubernetes quantity. */
function checkQuantity(text: string, path: Problem["path"], example: string, least?: string): Problem[] {
  const bytes = parseQuantity(text);
  // `512m` would be half a byte: nobody means it.
  if (bytes !== undefined && bytes >= (parseQuantity(least ?? "1Mi") ?? 0)) return [];
  const unit = /^([0-9.]+)\s*([KMGT])i?B$/i.exec(text);
  return [
    {
      path,
      message: bytes === undefined ? "this is no number of bytes" : "these are too few bytes",
      found: shown(text),
      allowed: `a Kubernetes quantity${least === undefined ? "" : ` from ${least}`}, such as ${example}`,
      fix:
        unit === null
          ? `write a quantity such as ${example}`
          : `write ${unit[1] ?? ""}${unit[2]?.toUpperCase() ?? ""}i`,
    },
  ];
}

function checkLabels({ externalLabels = {} }: PrometheusSpec): Problem[] {
  return Object.keys(externalLabels).flatMap((label): Problem[] => {
    if (ownLabels.includes(label)) {
      return [
        {
          path: ["externalLabels", label],
          message: "this label says which Prometheus it was, and is written by itself",
          found: label,
          fix: "remove it",
        },
      ];
    }
    if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return [];
    return [
      {
        path: ["externalLabels", label],
        message: "this is no name of a label",
        found: shown(label),
        allowed: "letters, digits and '_', without a digit first",
        fix: "write a name such as environment",
      },
    ];
  });
}

function checkTargetsOnce({ remoteWrite = [] }: PrometheusSpec): Problem[] {
  const addresses = remoteWrite.map((target) => ("workspaceArn" in target ? target.workspaceArn : target.url));
  return addresses.flatMap((address, index) =>
    addresses.indexOf(address) === index
      ? []
      : [
          {
            path: ["remoteWrite", index],
            message: "metrics are sent there already, and would be paid for twice",
            found: `the same as remoteWrite[${addresses.indexOf(address)}]`,
            fix: "remove one of the two, or make one regular expression of both",
          },
        ],
  );
}

function shown(text: string): string {
  return text === "" ? '""' : text;
}
