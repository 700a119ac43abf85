import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { parse } from "yaml";
import { run } from "../../test/e2e/command";
import type { Release } from "./release";

/** Most bytes that the values of a Secret may have together, of which Helm keeps one for each version of a release. */
export const recordLimit = 1_048_576;

/**
 * Bytes of the record that Helm 3 keeps of a release: its values, what it rendered and the chart itself, as JSON, packed and in base64. The files
 * of charts within the chart are not in it, what they render is. Some hundred bytes of times and states are left out.
 * @param packed file of the chart, `<name>-<version>.tgz`
 * @param yaml what `helm template` says, CRDs of folders `crds/` included
 */
export async function recordSize(packed: string, { values, name, namespace }: Release, yaml: string): Promise<number> {
  const record = {
    name,
    chart: await chartOf(packed),
    config: values,
    manifest: withoutCrdFolders(yaml),
    version: 1,
    namespace,
  };
  return Math.ceil(gzipSync(JSON.stringify(record), { level: 9 }).length / 3) * 4;
}

/** Helm's own packing makes records up to a hundredth larger than what is computed here, and more with what it says of times and states. */
const recordMargin = 0.02;

/** Helm installs nothing of a release whose record the API server refuses. */
export function checkRecord(chart: string, bytes: number): string[] {
  if (bytes <= recordLimit * (1 - recordMargin)) return [];
  return [
    `${chart}: the record that Helm keeps of it has about ${bytes} bytes, of at most ${recordLimit}: have its definitions applied by files`,
  ];
}

/** What Helm applies out of folders `crds/` is not in what it keeps as rendered. Such a file may have several documents. */
function withoutCrdFolders(yaml: string): string {
  return yaml
    .split(/^(?=---\n# Source: )/m)
    .filter((part) => !/^---\n# Source: [^/\n]+(\/charts\/[^/\n]+)*\/crds\//.test(part))
    .join("");
}

interface ChartFile {
  readonly name: string;
  /** Base64. */
  readonly data: string;
}

function chartOf(packed: string): Promise<object> {
  const known = charts.get(packed) ?? readChart(packed);
  charts.set(packed, known);
  return known;
}

const charts = new Map<string, Promise<object>>();

async function readChart(packed: string): Promise<object> {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-record-"));
  try {
    const { status, stderr } = await run("tar", ["-xzf", packed, "-C", folder]);
    if (status !== 0) throw new Error(`${packed} cannot be unpacked: ${stderr.trim()}`);
    const root = path.join(folder, readdirSync(folder)[0] ?? "");
    const all = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(path.join(root, name)).isFile())
      .sort();
    const files = (names: readonly string[]): ChartFile[] =>
      names.map((name) => ({ name, data: readFileSync(path.join(root, name)).toString("base64") }));
    const yaml = (name: string): unknown =>
      all.includes(name) ? (parse(readFileSync(path.join(root, name), "utf8"), { version: "1.1" }) ?? {}) : null;
    return {
      metadata: yaml("Chart.yaml"),
      lock: yaml("Chart.lock"),
      templates: files(all.filter((name) => name.startsWith("templates/"))),
      values: yaml("values.yaml"),
      schema: files(all.filter((name) => name === "values.schema.json"))[0]?.data ?? null,
      files: files(
        all.filter((name) => !/^(templates|charts)\/|^(Chart\.(yaml|lock)|values\.(yaml|schema\.json))$/.test(name)),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
