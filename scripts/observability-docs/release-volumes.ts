import { PlatformAddOns } from "../../components/addons";
import { ExistingCluster } from "../../components/cluster";
import { parseQuantity } from "../../components/core";
import { observabilityAddOns, type ObservabilitySpec } from "../../components/observability";
import { record } from "../../testing";
import { environmentNames, environments, observabilityAround, type EnvironmentName } from "./environments";

/** GiB of volumes that releases claim, by the values that their charts are given. */
export interface ReleaseVolumes {
  /** Of Prometheus and Grafana. */
  readonly metrics: number;
  /** Of Alertmanager besides. */
  readonly alerting: number;
  readonly tempo: number;
}

const receivers = { team: { slack: { channel: "#alerts", webhook: { secret: "alerting", key: "slack" } } } };

/** What charts are given is known only while a program runs: so one is run, without an engine. */
export async function releaseVolumes(): Promise<Readonly<Record<EnvironmentName, ReleaseVolumes>>> {
  const found: [EnvironmentName, ReleaseVolumes][] = [];
  // One program at a time.
  for (const environment of environmentNames) {
    const silent = await claimedGib(environment, {});
    const alerting = await claimedGib(environment, { alerting: { receivers } });
    found.push([environment, { metrics: silent.stack, alerting: alerting.stack - silent.stack, tempo: silent.tempo }]);
  }
  return Object.fromEntries(found) as Record<EnvironmentName, ReleaseVolumes>;
}

async function claimedGib(environment: EnvironmentName, spec: ObservabilitySpec) {
  const asked = observabilityAddOns(
    {
      ...spec,
      metrics: true,
      logs: { store: "elastic", shipper: "fluentBit" },
      traces: { store: "tempo" },
      probes: {},
      costs: true,
    },
    observabilityAround(environment),
  );
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster", {});
    new PlatformAddOns("add-ons", { certManager: true, ...asked, ...environments[environment], cluster });
  });
  const claimed = new Map(
    resources
      .filter(({ type }) => type.endsWith(":Release"))
      .map(({ path, inputs }) => [path, gibIn(inputs.values, 1)] as const)
      .filter(([, gib]) => gib > 0),
  );
  const [stack, tempo] = ["kube-prometheus-stack", "tempo"].map((release) => {
    const path = [...claimed.keys()].find((one) => one.endsWith(release)) ?? "";
    const gib = claimed.get(path);
    if (gib === undefined) throw new Error(`the release ${release} claims no volume`);
    claimed.delete(path);
    return gib;
  });
  if (claimed.size > 0) throw new Error(`volumes that the page does not tell of: ${[...claimed.keys()].join(", ")}`);
  return { stack: stack ?? 0, tempo: tempo ?? 0 };
}

/** Claims anywhere in the values of a chart: templates of claims, and `persistence` that is switched on, for each replica. */
function gibIn(value: unknown, replicas: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + gibIn(one, replicas), 0);
  const { replicas: stated, volumeClaimTemplate, persistence, ...others } = value as Record<string, unknown>;
  const count = typeof stated === "number" ? stated : replicas;
  return (
    count * (gibOf(storageOf(volumeClaimTemplate)) + gibOf(sizeOf(persistence))) +
    Object.values(others).reduce<number>((sum, one) => sum + gibIn(one, count), 0)
  );
}

function storageOf(claim: unknown): string | undefined {
  const template = claim as { readonly spec?: { readonly resources?: { readonly requests?: { storage?: string } } } };
  return claim === undefined ? undefined : template.spec?.resources?.requests?.storage;
}

function sizeOf(persistence: unknown): string | undefined {
  const { enabled = false, size } = (persistence ?? {}) as { readonly enabled?: boolean; readonly size?: string };
  return enabled ? size : undefined;
}

function gibOf(quantity: string | undefined): number {
  return quantity === undefined ? 0 : (parseQuantity(quantity) ?? Number.NaN) / 2 ** 30;
}
