import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../test/e2e/command";
import { builtPrograms } from "../../test/e2e/toolchain";
import type { Release } from "./release";

/** What Helm made of a chart: its objects as YAML, or why there are none. */
export type Rendered = { readonly yaml: string } | { readonly error: string };

/** Helm 3 on PATH or among the programs that the tests build; undefined where there is none that runs. */
export async function findHelm(): Promise<string | undefined> {
  for (const program of ["helm", path.join(builtPrograms, "helm")]) {
    const { status, stdout } = await run(program, ["version", "--short"], { timeoutSeconds: 20 });
    if (status === 0 && stdout.startsWith("v3.")) return program;
  }
  return undefined;
}

/** Kinds, and a group that Helm knows none of, of Kubernetes itself that charts ask for by name. A cluster tells of them; without one Helm knows only their groups. */
const ownKinds = [
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding",
  "apiextensions.k8s.io/v1/CustomResourceDefinition",
  "apiregistration.k8s.io/v1",
  "networking.k8s.io/v1/IngressClass",
  "policy/v1/PodDisruptionBudget",
] as const;

/** Charts whose values are not held to their schema here, with the reason. */
const withoutSchema: Readonly<Record<string, string>> = {
  "nginx-ingress": "its schema, which refers to files at raw.githubusercontent.com",
};

/** What of a chart is not looked at, in words that go on from `without`. */
export function leftOut(chart: string): string | undefined {
  return withoutSchema[chart];
}

/** Renders charts without a cluster, hooks and CRDs included, tests left out. */
export class Helm {
  readonly #known = new Map<string, Promise<Rendered>>();

  constructor(
    private readonly program: string,
    private readonly kubernetesVersion: string,
  ) {}

  /**
   * @param chart file or folder
   * @param apis what the cluster knows besides Kubernetes' own, such as `monitoring.coreos.com/v1/ServiceMonitor`
   * @param attempt another number renders again
   */
  async render(chart: string, release: Release, apis: readonly string[], attempt = 0): Promise<Rendered> {
    const { name, namespace, skipCrds, values } = release;
    const key = JSON.stringify([chart, name, namespace, skipCrds, values, apis, attempt]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const rendered = this.template(chart, release, apis);
    this.#known.set(key, rendered);
    return rendered;
  }

  /** The file of a packaged chart; one that is a folder is packaged into another, which is to be there. */
  async packaged(chart: string, folder: string): Promise<string> {
    if (chart.endsWith(".tgz")) return chart;
    const { status, stdout, stderr } = await run(this.program, ["package", chart, "--destination", folder]);
    if (status !== 0) throw new Error(`${chart} cannot be packaged: ${reasonOf(stderr)}`);
    return stdout.replace(/^.*saved it to: /s, "").trim();
  }

  /** The definitions in the folder `crds/` of a chart, as YAML. */
  async definitions(chart: string): Promise<string> {
    const { stdout } = await run(this.program, ["show", "crds", chart]);
    return stdout;
  }

  private async template(chart: string, release: Release, apis: readonly string[]): Promise<Rendered> {
    const folder = mkdtempSync(path.join(tmpdir(), "slipway-charts-"));
    try {
      const values = path.join(folder, "values.json"); // JSON is YAML
      writeFileSync(values, JSON.stringify(release.values));
      const { status, stdout, stderr } = await run(this.program, [
        ...["template", release.name, chart, "--namespace", release.namespace, "--values", values],
        ...["--kube-version", this.kubernetesVersion, "--skip-tests"],
        release.skipCrds ? "--skip-crds" : "--include-crds",
        ...(leftOut(release.chart) === undefined ? [] : ["--skip-schema-validation"]),
        ...[...ownKinds, ...apis].flatMap((api) => ["--api-versions", api]),
      ]);
      return status === 0 ? { yaml: stdout } : { error: reasonOf(stderr) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** What Helm said, without its advice. */
function reasonOf(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^(WARNING|Use --debug|coalesce\.go)/.test(line));
  return lines
    .join(" ")
    .replace(/^Error: /, "")
    .trim();
}
