import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { catalogue, charts, manifests, type ChartName, type ManifestName } from "../../components/core";
import type { Specs } from "./chart-repository/small-chart";
import { findModuleFile, type ModuleFile } from "./custom-resources/definitions";
import { builtPrograms } from "./toolchain";

/** Definitions out of a Go module: those of the version that the catalogue has. */
interface Source extends Omit<ModuleFile, "file"> {
  readonly files: readonly string[];
}

const inModules = {
  certManager: {
    module: "github.com/cert-manager/cert-manager",
    version: charts.certManager.version,
    sum: "h1:0LttV37Q5c2CBNoHkjuI8sLKTXWZDC2SwQkxrBMKV9w=",
    files: ["certificates", "clusterissuers", "issuers"].map((name) => `deploy/crds/cert-manager.io_${name}.yaml`),
  },
  elastic: {
    module: "github.com/elastic/cloud-on-k8s/v3",
    version: `v${charts.eckOperator.version}`,
    sum: "h1:sR4oj+gNnwI9hgsKhBwjUlx+5F2T/kND40hrzaogtek=",
    files: ["config/crds/v1/all-crds.yaml"],
  },
  envoyGateway: {
    module: "github.com/envoyproxy/gateway",
    version: manifests.envoyGatewayCrds.version,
    sum: "h1:PaOpud15v3kDCl3L5yc1TdYzggCMpRm1yRjNKmLkzHA=",
    files: manifests.envoyGatewayCrds.files,
  },
  gatewayApi: {
    module: "sigs.k8s.io/gateway-api",
    version: manifests.gatewayApi.version,
    sum: "h1:mock6phZbI6rvZerwrVNk7hVNymQgHo+6sJ81Ia7ftY=",
    files: manifests.gatewayApi.files,
  },
  istio: {
    module: "istio.io/api",
    version: `v${charts.istioBase.version}`,
    sum: "h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk=",
    files: ["kubernetes/customresourcedefinitions.gen.yaml"],
  },
  prometheusOperator: {
    module: "github.com/prometheus-operator/prometheus-operator",
    version: charts.prometheusOperatorCrds.appVersion,
    sum: "h1:4Juk8v93RdG1DSGD/mGp+SeQKPmnlLIj2iq3blLZgFY=",
    files: ["podmonitors", "probes", "prometheusrules", "servicemonitors"].map(
      (name) => `example/prometheus-operator-crd/monitoring.coreos.com_${name}.yaml`,
    ),
  },
  traefik: {
    module: "github.com/traefik/traefik/v3",
    version: charts.traefik.appVersion,
    sum: "h1:AdGIts8MRFqWMjXhZFisrbLseB7vjikUL1q9H9DSvrM=",
    files: ["docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml"],
  },
} as const satisfies Readonly<Record<string, Source>>;

/** Who has definitions in a Go module. */
export type Maker = keyof typeof inModules;

/** Who has them in a chart alone, and the values that they are taken with. */
const inCharts = {
  awsLoadBalancerController: ["clusterName=any"],
  consul: ["connectInject.enabled=true"],
  kong: [],
  linkerdCrds: ["installGatewayAPI=false"],
  nginxGatewayFabric: [],
  nginxIngressController: [],
  openTelemetryOperator: [],
} as const satisfies Partial<Readonly<Record<ChartName, readonly string[]>>>;
type InCharts = keyof typeof inCharts;

/** Those of gateways and meshes. */
const ofTraffic: readonly InCharts[] = (Object.keys(inCharts) as InCharts[]).filter(
  (name) => name !== "openTelemetryOperator",
);

/** Names an own folder of packaged charts, such as `kong-3.4.1.tgz`: no Go module has the definitions that are in them. */
const chartsVariable = "SLIPWAY_CHARTS";

/** A definition of a kind, as its makers release it. */
export interface Definition {
  readonly apiVersion: string;
  readonly kind: "CustomResourceDefinition";
  readonly metadata: { readonly name: string };
  readonly spec: { readonly group: string; readonly names: { readonly kind: string } };
}

/** Files of some of the makers, by path in their module, or why not all of them can be had. */
export function filesOf(
  maker: Maker,
): { readonly files: Readonly<Record<string, string>> } | { readonly missing: string } {
  const { files, ...source } = inModules[maker];
  const texts: Record<string, string> = {};
  for (const file of files) {
    const found = findModuleFile({ ...source, file }, path.basename(file).replace(/\.ya?ml$/, ""));
    if ("missing" in found) return found;
    texts[file] = readFileSync(found.file, "utf8");
  }
  return { files: texts };
}

/** Definitions of a maker, out of its module; none where it cannot be had. */
export function definitionsOf(maker: Maker): Definition[] {
  const found = filesOf(maker);
  return "missing" in found ? [] : Object.values(found.files).flatMap(readDefinitions);
}

/** What cannot be had of the modules. */
export function missingOf(makers: readonly Maker[]): string[] {
  return makers.flatMap((maker) => {
    const found = filesOf(maker);
    return "missing" in found ? [found.missing] : [];
  });
}

/**
 * The files of sets of manifests, by path at their address: in place of those that stand in for them. Without descriptions, which are most of them: the
 * engine writes down all that it has made at each step.
 */
export function manifestFiles(sets: Partial<Readonly<Record<ManifestName, Maker>>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sets).flatMap(([set, maker]) => {
      const { address, version } = manifests[set as ManifestName];
      const found = filesOf(maker);
      const files = "missing" in found ? {} : found.files;
      return Object.entries(files).map(([file, text]) => [
        `${new URL(address).pathname}/${version}/${file}`,
        parseAllDocuments(text)
          .map((document) => JSON.stringify(withoutTexts(document.toJS())))
          .join("\n---\n"),
      ]);
    }),
  );
}

/** Specs of a maker's definitions, by name, for a chart that stands in for the one that brings them. */
export function specsOf(definitions: readonly Definition[]): Specs {
  return Object.fromEntries(definitions.map(({ metadata, spec }) => [metadata.name, withoutTexts(spec) as object]));
}

/** The same without a webhook that converts between versions, which is not there: objects are then only read in the version in which they are stored. */
export function withoutConversion(specs: Specs): Specs {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      Object.fromEntries(Object.entries(spec).filter(([field]) => field !== "conversion")),
    ]),
  );
}

/**
 * Definitions that are in charts alone, by chart: of those that are in the folder that `SLIPWAY_CHARTS` names.
 * @param names which charts. Default: those of gateways and meshes
 */
export function definitionsInCharts(
  names: readonly InCharts[] = ofTraffic,
): ReadonlyMap<ChartName, readonly Definition[]> {
  const folder = process.env[chartsVariable];
  if (folder === undefined) return new Map();
  return new Map(
    names.flatMap((name): [ChartName, Definition[]][] => {
      const { chart, version } = charts[name];
      const archive = path.join(folder, `${chart}-${version}.tgz`);
      return existsSync(archive) ? [[name, render(archive, inCharts[name])]] : [];
    }),
  );
}

/** Charts with definitions that cannot be had, to be read after "SKIPPED, ". */
export function missingCharts(
  found: ReadonlyMap<ChartName, unknown>,
  names: readonly InCharts[] = ofTraffic,
): string | undefined {
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return undefined;
  return `definitions of ${missing.join(", ")}: they are in charts alone, of which ${chartsVariable} can name a folder`;
}

function render(archive: string, values: readonly string[]): Definition[] {
  const { status, stdout, stderr } = spawnSync(
    path.join(builtPrograms, "helm"),
    [
      // The schema of one chart's values refers to others on the internet.
      ...["template", "definitions", archive, "--include-crds", "--skip-schema-validation"],
      ...["--kube-version", catalogue.kubernetes.version],
      ...values.flatMap((value) => ["--set", value]),
    ],
    { encoding: "utf8", timeout: 60_000, maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`helm template ${archive}: ${stderr}`);
  // Those of the Gateway API are its own makers'.
  return readDefinitions(stdout).filter(({ spec }) => spec.group !== "gateway.networking.k8s.io");
}

function readDefinitions(text: string): Definition[] {
  const all = parseAllDocuments(text).map((document) => document.toJS() as { readonly kind?: string } | null);
  return all.filter((one): one is Definition => one?.kind === "CustomResourceDefinition");
}

/** Without descriptions, which are most of a definition, and none of what it does. */
export function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== "description" || typeof inner !== "string")
      .map(([key, inner]) => [key, withoutTexts(inner)]),
  );
}
