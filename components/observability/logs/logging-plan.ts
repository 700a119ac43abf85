import { defaultLogDays } from "../../addons";
import type { LogShipper } from "../../cluster";
import type { LoggingAround } from "./logging-around";
import type { LoggingSpec, LogSize } from "./logging-spec";
import { shipperOf } from "./shipper";

/** What a declaration comes to, with all defaults. */
export interface ElasticPlan {
  readonly size: LogSize;
  readonly shipper: LogShipper;
  readonly days: number;
  /** As a Kubernetes quantity. */
  readonly rollover: string;
  /** Groups of nodes: one for each zone, or one where there are no zones to tell apart. */
  readonly nodeGroups: readonly { readonly name: string; readonly zone: string | undefined; readonly count: number }[];
  /** Nodes of all groups. */
  readonly nodes: number;
  /** Copies of each shard besides the first. */
  readonly replicas: 0 | 1;
  readonly memory: string;
  readonly storage: { readonly size: string; readonly class: string | undefined };
  readonly keepsVolumes: boolean;
  readonly kibana: { readonly count: number; readonly memoryMib: number };
  readonly logstash: { readonly count: number; readonly memoryMib: number };
}

/** Sizes: `dev` adds up to about 5 GiB with the operator and shippers on three nodes. */
const sizes = {
  dev: { memory: "2Gi", storage: "10Gi", rollover: "2Gi", kibanaMib: 1024, logstashMib: 1024 },
  prod: { memory: "4Gi", storage: "100Gi", rollover: "20Gi", kibanaMib: 2048, logstashMib: 2048 },
} as const;

const mostZones = 3;
/** Nodes where zones are not known: as many as can lose one. */
const nodesWithoutZones = { dev: 1, prod: 3 } as const;

export function logSizeOf(
  { size }: Pick<LoggingSpec, "size">,
  around: Pick<LoggingAround, "highlyAvailable">,
): LogSize {
  return size ?? (around.highlyAvailable ? "prod" : "dev");
}

/** Days that logs are kept for. */
export function logDaysOf(
  { retention }: Pick<LoggingSpec, "retention">,
  around: Pick<LoggingAround, "isProduction">,
): number {
  return retention?.days ?? defaultLogDays(around);
}

/** Zones with a node each; none where they do not matter, as there is one node, or are not known. */
export function logZonesOf(
  { elasticsearch = {}, size }: Pick<LoggingSpec, "elasticsearch" | "size">,
  around: Pick<LoggingAround, "highlyAvailable" | "zones">,
): readonly string[] {
  if (elasticsearch.zones !== undefined) return elasticsearch.zones;
  return logSizeOf({ size }, around) === "dev" ? [] : (around.zones ?? []).slice(0, mostZones);
}

export function elasticPlan(spec: LoggingSpec, around: LoggingAround): ElasticPlan {
  const size = logSizeOf(spec, around);
  const defaults = sizes[size];
  const { nodesPerZone, memory, storage, keepVolumes } = spec.elasticsearch ?? {};
  const zones = logZonesOf(spec, around);
  const nodeGroups =
    zones.length === 0
      ? [{ name: "default", zone: undefined, count: nodesPerZone ?? nodesWithoutZones[size] }]
      : zones.map((zone) => ({ name: zone, zone, count: nodesPerZone ?? 1 }));
  const nodes = nodeGroups.reduce((sum, { count }) => sum + count, 0);
  const count = around.highlyAvailable && size === "prod" ? 2 : 1;
  return {
    size,
    shipper: shipperOf(spec),
    days: logDaysOf(spec, around),
    rollover: spec.retention?.rollover ?? defaults.rollover,
    nodeGroups,
    nodes,
    replicas: nodes > 1 ? 1 : 0,
    memory: memory ?? defaults.memory,
    storage: { size: storage?.size ?? defaults.storage, class: storage?.class },
    keepsVolumes: keepVolumes ?? around.isProtected,
    kibana: { count, memoryMib: defaults.kibanaMib },
    logstash: { count, memoryMib: defaults.logstashMib },
  };
}
