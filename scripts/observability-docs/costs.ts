import { hoursPerMonth, instancePrice, pricesAsOf, servicePrice, type ServiceKey } from "../../preview/prices";
import { environmentNames, type EnvironmentName } from "./environments";
import type { Asked } from "./part-footprint";
import { parts } from "./parts";
import type { ReleaseVolumes } from "./release-volumes";
import { table } from "./table";

const region = "eu-central-1";
/** A machine by which capacity is priced, as on the page of add-ons: 4 cores and 16 GiB, on demand. */
const machine = { type: "m6i.xlarge", cpuMillis: 4000, memoryMib: 16 * 1024 };

/** What each part asks for, and what its disks and its room on nodes cost. */
export function costTable(volumes: Readonly<Record<EnvironmentName, ReleaseVolumes>>): string {
  const rows = parts.flatMap(({ title, footprint }) =>
    environmentNames.map((environment) => {
      const { fixed, perNode, volumesGib } = footprint(environment, volumes[environment]);
      return [
        title,
        environment,
        String(fixed.pods),
        fixed.pods === 0 ? "–" : `${(fixed.cpuMillis / 1000).toFixed(2)} cores`,
        fixed.pods === 0 ? "–" : `${(fixed.memoryMib / 1024).toFixed(1)} GiB`,
        perNode.pods === 0 ? "–" : `${perNode.cpuMillis}m, ${perNode.memoryMib} MiB`,
        volumesGib === 0 ? "–" : `${volumesGib} GiB`,
        volumesGib === 0 ? "–" : usd(volumesGib * servicePrice(region, "gp3GbMonth").usd),
        fixed.pods === 0 ? "–" : usd(shareOfMachine(fixed) * machinePrice()),
      ];
    }),
  );
  return [
    table(["part", "environment", "pods", "CPU", "memory", "on each node", "volumes", "disks", "room on nodes"], rows),
    "Pods, CPU and memory are what pods ask for, whatever the number of nodes; what runs on each node comes besides. Disks: gp3 of " +
      `${region}, ${servicePrice(region, "gp3GbMonth").usd} USD a GiB and month. Room on nodes: the larger of the two shares of a node of ` +
      `${machine.type} (4 cores, 16 GiB; ${usd(machinePrice())} a month on demand). USD a month, list prices as of ${pricesAsOf}.`,
  ].join("\n\n");
}

/** Of what is paid by use, by whom. */
const used: readonly (readonly [what: string, key: ServiceKey, unit: string])[] = [
  ["logs that CloudWatch takes in", "logsIngestedGb", "a GB"],
  ["logs that CloudWatch keeps", "logsStoredGbMonth", "a GB and month"],
  ["traces of Tempo, snapshots of Elasticsearch", "s3GbMonth", "a GB of S3 and month"],
  ["calls between zones: shippers, collectors, copies of Elasticsearch", "crossZoneGb", "a GB, each way"],
];

/** An environment that writes as much, and keeps it so long. */
const example = { gbPerDay: 5, days: 14 };

/** What is paid for by use. */
export function usageTable(): string {
  const { gbPerDay, days } = example;
  const price = (key: ServiceKey) => servicePrice(region, key).usd;
  const inCloudWatch = gbPerDay * ((365 / 12) * price("logsIngestedGb") + days * price("logsStoredGbMonth"));
  return [
    table(
      ["what", `USD in ${region}`],
      used.map(([what, key, unit]) => [what, `${price(key)} ${unit}`]),
    ),
    `So ${gbPerDay} GB of logs a day that are kept ${days} days come to about ${inCloudWatch.toFixed(0)} USD a month in CloudWatch, as if it did not compress what it keeps.`,
  ].join("\n\n");
}

function shareOfMachine({ cpuMillis, memoryMib }: Asked): number {
  return Math.max(cpuMillis / machine.cpuMillis, memoryMib / machine.memoryMib);
}

function machinePrice(): number {
  const price = instancePrice(region, machine.type);
  if (price === undefined) throw new Error(`there is no price of ${machine.type}`);
  return price.usdPerHour * hoursPerMonth;
}

function usd(amount: number): string {
  return `${amount.toFixed(amount < 10 ? 2 : 0)} USD`;
}
