import type { PlatformAddOnsSpec } from "../../components/addons";
import { record, shortType } from "../../testing";
import { chartLabel, valuesSuffix, versionAnnotation } from "./chart-repository/small-chart";
import type { ControlPlane, KubernetesObject } from "./control-plane";
import type { Program } from "./engine";

interface ConfigMap extends KubernetesObject {
  readonly data: { readonly chart: string; readonly version: string; readonly values: string };
}

/** A release as Helm keeps it, in a Secret. */
export interface Release {
  readonly name: string;
  readonly revision: number;
  readonly status: string;
}

/** What the small charts left in a cluster, as the questions of the tests need it. */
export class Platform {
  constructor(private readonly plane: ControlPlane) {}

  /** Releases by name: the newest revision of each. */
  async releases(): Promise<ReadonlyMap<string, Release>> {
    const secrets = await this.plane.list<KubernetesObject>("secrets", "--all-namespaces", "--selector=owner=helm");
    const all = secrets.map(({ metadata: { labels = {} } }) => ({
      name: labels.name ?? "",
      revision: Number(labels.version),
      status: labels.status ?? "",
    }));
    return new Map(all.sort((a, b) => a.revision - b.revision).map((release) => [release.name, release]));
  }

  /** The values that the chart of each release was given, by the release's name. */
  async values(): Promise<ReadonlyMap<string, unknown>> {
    const maps = await this.configMaps();
    return new Map(maps.map(([name, { data }]) => [name, JSON.parse(data.values) as unknown]));
  }

  /** The chart of each release, such as `keda-2.20.2`, by the release's name. */
  async charts(): Promise<ReadonlyMap<string, string>> {
    const maps = await this.configMaps();
    return new Map(maps.map(([name, { data }]) => [name, `${data.chart}-${data.version}`]));
  }

  /** Definitions that a small chart or manifest brought, by name: which version of it wrote them. */
  async definitions(): Promise<ReadonlyMap<string, string>> {
    const all = await this.plane.list<KubernetesObject>("customresourcedefinitions");
    return new Map(
      all.flatMap(({ metadata: { name, annotations = {} } }) => {
        const version = annotations[versionAnnotation];
        return version === undefined ? [] : [[name, version]];
      }),
    );
  }

  /** Removes definitions, and so what is made by them, and waits until the API server serves their groups no longer. */
  async removeDefinitions(): Promise<void> {
    const names = [...(await this.definitions()).keys()];
    if (names.length === 0) return;
    await this.plane.kubectl(["delete", "customresourcedefinitions", ...names, "--wait=false"]);
    const groups = names.map((name) => name.slice(name.indexOf(".")));
    await this.plane.waitFor("the definitions are gone", 120, async () => {
      const services = await this.plane.list<KubernetesObject>("apiservices,customresourcedefinitions");
      return services.every(({ metadata }) => !groups.some((group) => metadata.name.endsWith(group)));
    });
  }

  private async configMaps(): Promise<[string, ConfigMap][]> {
    const maps = await this.plane.list<ConfigMap>("configmaps", "--all-namespaces", `--selector=${chartLabel}`);
    return maps.map((map) => [map.metadata.name.replace(`-${valuesSuffix}`, ""), map]);
  }
}

/** Names of what is not as it was. */
export function changedNames<T>(old: ReadonlyMap<string, T>, now: ReadonlyMap<string, T>): string[] {
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => JSON.stringify(old.get(name)) !== JSON.stringify(now.get(name)))
    .sort();
}

/** The values of each release that a program registers, by the release's name, as the recorder has them. */
export async function recordedValues(program: Program): Promise<ReadonlyMap<string, unknown>> {
  // The cluster is called by project and stack: those of the bed.
  const { resources } = await record(program, { project: "add-ons", stack: "add-ons", preview: false });
  const releases = resources.filter(({ type }) => shortType(type) === "Release");
  return new Map(releases.map(({ inputs }) => [String(inputs.name), inputs.values]));
}

/** Without what says nothing: nulls and empty lists, which the provider that is built here leaves out of values (later ones do not). */
export function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== null && !(Array.isArray(inner) && inner.length === 0))
    .map(([key, inner]) => [key, meaning(inner)]);
  return Object.fromEntries(entries) as unknown;
}

/** Every text in values. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** The preset `full` on an existing cluster: what it cannot do without there, and custom resources of every kind that we make. */
export const fullOnExisting = {
  preset: "full",
  argoCd: { root: { url: "https://git.example.com/platform.git", path: "apps" } },
  certManager: { issuers: { internal: { privateCa: {} }, local: { selfSigned: true } } },
  externalSecrets: { stores: { local: { kind: "kubernetes", namespace: "stored-secrets" } } },
  nodeLocalDns: { dnsServiceIp: "10.96.0.10" },
  openCost: { prometheusUrl: "http://prometheus.monitoring:9090" },
  velero: { bucket: "backups", region: "eu-central-1", credentials: "backups" },
} as const satisfies PlatformAddOnsSpec;
