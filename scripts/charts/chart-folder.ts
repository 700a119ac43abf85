import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** Which chart is looked for. */
export interface ChartVersion {
  readonly chart: string;
  readonly version: string;
}

/**
 * Where a chart is in a folder of charts: packaged as `<name>-<version>.tgz`, or a folder of its own with a `Chart.yaml` of this name and
 * version. A `v` before the version makes no difference.
 */
export function findChart(folder: string, { chart, version }: ChartVersion): string | undefined {
  const packaged = versionsOf(version)
    .map((one) => path.join(folder, `${chart}-${one}.tgz`))
    .find((file) => existsSync(file));
  if (packaged !== undefined) return packaged;
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((one) => statSync(one).isDirectory() && existsSync(path.join(one, "Chart.yaml")))
    .find((one) => isChart(path.join(one, "Chart.yaml"), { chart, version }));
}

/** What of a chart is there in place of the version that is looked for. */
export function otherVersions(folder: string, { chart }: ChartVersion): string[] {
  const pattern = new RegExp(`^${chart}-(v?\\d[^/]*)\\.tgz$`);
  return readdirSync(folder).flatMap((name) => pattern.exec(name)?.[1] ?? []);
}

function isChart(file: string, { chart, version }: ChartVersion): boolean {
  const found = parse(readFileSync(file, "utf8")) as { readonly name?: unknown; readonly version?: unknown } | null;
  return found?.name === chart && versionsOf(version).includes(String(found.version));
}

function versionsOf(version: string): string[] {
  const plain = version.replace(/^v/, "");
  return [version, plain, `v${plain}`];
}
