import { didYouMean, isBucketName, parseQuantity, type Problem } from "../../core";
import type { LoggingAround } from "./logging-around";
import { elasticPlan, type ElasticPlan } from "./logging-plan";
import type { LoggingSpec } from "./logging-spec";

const gibi = 2 ** 30;
/** Of its heap, which is the half, Elasticsearch itself takes most of 512 MiB. */
const leastMemory = gibi;
/** Share of a disk that Elasticsearch fills: at 85 % a node takes no new shards. Source: `cluster.routing.allocation.disk.watermark.low`. */
const usableShare = 0.85;

/** What is wrong with the nodes of Elasticsearch, their zones and disks. Paths are relative to logs. */
export function checkStore(spec: LoggingSpec, around: LoggingAround): Problem[] {
  const plan = elasticPlan(spec, around);
  return [
    ...checkZones(spec, around),
    ...checkNodes(plan, around),
    ...checkMemory(spec),
    ...checkDisk(spec, plan),
    ...checkSnapshots(spec, around),
  ];
}

function checkZones({ elasticsearch = {} }: LoggingSpec, { zones: known }: LoggingAround): Problem[] {
  const { zones } = elasticsearch;
  if (zones === undefined) return [];
  const path = ["elasticsearch", "zones"];
  if (zones.length === 0) {
    return [
      { path, message: "the list of zones is empty", fix: "name one, or leave it out for those of the environment" },
    ];
  }
  const twice = zones.filter((zone, index) => zones.indexOf(zone) < index);
  return [
    ...twice.map((zone) => ({
      path,
      message: "a zone is named twice",
      found: zone,
      fix: "name it once, and write nodesPerZone for more nodes in it",
    })),
    ...zones.flatMap((zone, index) =>
      known === undefined ? checkZoneName(zone, index) : checkKnownZone(zone, index, known),
    ),
    ...(known !== undefined && zones.length > known.length
      ? [
          {
            path,
            message: "more zones are named than the environment has nodes in",
            found: `${zones.length}: ${zones.join(", ")}`,
            allowed: `at most ${known.length}: ${known.join(", ")}`,
            fix: "remove those without nodes",
          },
        ]
      : []),
  ];
}

/** Groups of nodes are called by their zones. */
function checkZoneName(zone: string, index: number): Problem[] {
  if (/^[a-z]([-a-z0-9]{0,21}[a-z0-9])?$/.test(zone)) return [];
  return [
    {
      path: ["elasticsearch", "zones", index],
      message: "this is no name of a zone",
      found: zone,
      allowed: "at most 23 lower-case letters, digits and '-'",
      fix: "write it as nodes have it in the label topology.kubernetes.io/zone",
    },
  ];
}

function checkKnownZone(zone: string, index: number, known: readonly string[]): Problem[] {
  if (known.includes(zone)) return [];
  const meant = didYouMean(zone, known);
  return [
    {
      path: ["elasticsearch", "zones", index],
      message: "the environment has no nodes in this zone",
      found: zone,
      allowed: known.join(", "),
      fix: meant === undefined ? "name one of these" : `did you mean ${meant}?`,
    },
  ];
}

function checkNodes({ nodeGroups, nodes }: ElasticPlan, { nodes: known }: LoggingAround): Problem[] {
  const zones = nodeGroups.filter(({ zone }) => zone !== undefined).length;
  if (known === undefined || zones <= known) return [];
  return [
    {
      path: ["elasticsearch", "zones"],
      message: "there is to be a node of Elasticsearch in each zone, and there are fewer nodes than zones",
      found: `${zones} zones, ${nodes} nodes of Elasticsearch, ${known} nodes of the cluster at least`,
      allowed: `at most ${known} zones`,
      fix: "name fewer zones, or let node groups have more nodes at least",
    },
  ];
}

function checkMemory({ elasticsearch = {} }: LoggingSpec): Problem[] {
  const bytes = parseQuantity(elasticsearch.memory ?? "");
  if (elasticsearch.memory === undefined || bytes === undefined || bytes >= leastMemory) return [];
  return [
    {
      path: ["elasticsearch", "memory"],
      message: "Elasticsearch does not start with so little memory",
      found: elasticsearch.memory,
      allowed: "1Gi or more",
      fix: "write 2Gi",
    },
  ];
}

/**
 * What is kept against what there is room for: of each index two must fit, the one that is written and the one before, and with `perDay` as many days as are
 * said, and the day that is written. Each counts as often as there are copies.
 */
function checkDisk({ retention = {} }: LoggingSpec, plan: ElasticPlan): Problem[] {
  const disk = parseQuantity(plan.storage.size) ?? 0;
  const rollover = parseQuantity(plan.rollover) ?? 0;
  const perDay = parseQuantity(retention.perDay ?? "") ?? 0;
  const copies = plan.replicas + 1;
  const room = disk * plan.nodes * usableShare;
  if (disk <= 0) return [];
  const roomText = `${inGibi(room)} on ${plan.nodes} × ${plan.storage.size}, of which Elasticsearch fills 85 %, with ${copies === 1 ? "one copy" : `${copies} copies`} of each index`;
  const fits = Math.floor(room / copies / 2 / gibi);
  const days = perDay > 0 ? Math.floor(room / copies / perDay) - 1 : Infinity;
  return [
    ...(rollover * copies * 2 > room
      ? [
          {
            path: ["retention", "rollover"],
            message:
              "two indices of this size do not fit on the disks, and only whole ones that are no more written to are deleted",
            found: `${plan.rollover}, ${inGibi(rollover * copies * 2)} for two`,
            allowed: roomText,
            fix:
              fits >= 1
                ? `write ${fits}Gi or less, or larger elasticsearch.storage.size`
                : "write larger elasticsearch.storage.size",
          },
        ]
      : []),
    ...(plan.days > days
      ? [
          {
            path: ["retention", "days"],
            message: "logs of so many days do not fit on the disks",
            found: `${plan.days} days of ${retention.perDay ?? ""}, ${inGibi((plan.days + 1) * perDay * copies)} with the day that is written`,
            allowed: roomText,
            fix:
              days >= 1
                ? `write ${days} or less, or larger elasticsearch.storage.size`
                : "write larger elasticsearch.storage.size",
          },
        ]
      : []),
  ];
}

function inGibi(bytes: number): string {
  return `${Math.round((bytes / gibi) * 10) / 10}Gi`;
}

function checkSnapshots({ elasticsearch = {} }: LoggingSpec, { target }: LoggingAround): Problem[] {
  const { snapshots } = elasticsearch;
  if (snapshots === undefined) return [];
  const path = ["elasticsearch", "snapshots"];
  return [
    ...(target === "eks"
      ? []
      : [
          {
            path,
            message: "snapshots are written to S3 with a cloud identity, which a cluster that is there already has not",
            found: `target ${target}`,
            fix: "remove snapshots, or let Velero back up the volumes",
          },
        ]),
    ...(isBucketName(snapshots.bucket)
      ? []
      : [
          {
            path: [...path, "bucket"],
            message: "this is no name of a bucket",
            found: snapshots.bucket === "" ? '""' : snapshots.bucket,
            allowed: "3 to 63 lower-case letters, digits, '-' and '.'",
            fix: "write the name alone, without s3:// or a folder",
          },
        ]),
    ...checkSchedule([...path, "schedule"], snapshots.schedule),
  ];
}

/** Cron of Elasticsearch: seconds first, and either the day of the month or that of the week is `?`. */
function checkSchedule(path: Problem["path"], schedule: string | undefined): Problem[] {
  if (schedule === undefined) return [];
  const fields = schedule.trim().split(/\s+/);
  const [, , , dayOfMonth, , dayOfWeek] = fields;
  const isWhole = (fields.length === 6 || fields.length === 7) && fields.every((field) => /^[\w*?/,#-]+$/.test(field));
  if (isWhole && (dayOfMonth === "?") !== (dayOfWeek === "?")) return [];
  return [
    {
      path,
      message: "this is no schedule of Elasticsearch",
      found: schedule === "" ? '""' : schedule,
      allowed: "seconds, minutes, hours, day of the month, month, day of the week; one of the days is ?",
      fix:
        fields.length === 5
          ? "put the seconds first, and ? for one of the days: 0 30 1 * * ?"
          : "write it like 0 30 1 * * ?",
    },
  ];
}
