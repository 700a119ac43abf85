import type { Pods } from "../../../components/addons";

/** A value of a chart that decides something, and what holds where it is not given. */
export interface Switch {
  readonly at: readonly string[];
  readonly default: boolean;
}

/** A Job that Helm runs besides what the chart installs. */
export interface Hook {
  readonly name: string;
  /** As in the annotation, such as `pre-install,pre-upgrade`. */
  readonly on: string;
  /** Default: always. */
  readonly onlyIf?: Switch;
}

/** Custom resource definitions of a chart. */
export interface Definitions {
  /** `Kind plural.group version scope`. */
  readonly kinds: readonly string[];
  /** The folder that Helm installs once and never changes, or templates, which it upgrades. */
  readonly place: "crds" | "templates";
  /** Default: always. */
  readonly onlyIf?: Switch;
  /** What keeps them when the release goes: always, a switch, or annotations that a value gives. Default: nothing. */
  readonly kept?: "always" | Switch | { readonly annotationsAt: readonly string[] };
}

/** A small chart that stands in for a real one: its name and version, its hooks and definitions, the names and labels of its pods. */
export interface SmallChart {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly hooks: readonly Hook[];
  readonly definitions: readonly Definitions[];
  readonly pods: readonly Pick<Pods, "name" | "labels" | "replicas">[];
  /** Whether its pods never become ready, as their image cannot be pulled. Default: false. */
  readonly isBroken?: boolean;
  /** Field `spec` of definitions as their makers release them, by name. Default of each: one that takes everything. */
  readonly specs?: Specs;
  /** More templates, by name. Default: none. */
  readonly templates?: Readonly<Record<string, string>>;
}

/** Field `spec` of definitions, by name. */
export type Specs = Readonly<Record<string, object>>;

/** Label of everything that a small chart installs but for definitions, with the chart's name. */
export const chartLabel = "stand-in.slipway/chart";
/** Annotation of its definitions: the version of the chart that wrote them. */
export const versionAnnotation = "stand-in.slipway/version";
/** Name of the ConfigMap that holds the values that the chart was given, as JSON, after the release's name. */
export const valuesSuffix = "stand-in-values";

/** The files of a chart, by path. */
export function filesOf(chart: SmallChart): Readonly<Record<string, string>> {
  const { name, version, appVersion } = chart;
  return {
    "Chart.yaml": JSON.stringify({ apiVersion: "v2", name, version, appVersion }),
    "values.yaml": "{}",
    "templates/values.yaml": valuesTemplate(chart),
    ...Object.fromEntries(chart.pods.map((pods) => [`templates/pods-${pods.name}.yaml`, podsTemplate(chart, pods)])),
    ...Object.fromEntries(
      Object.entries(chart.templates ?? {}).map(([file, text]) => [`templates/${file}.yaml`, text]),
    ),
    ...Object.fromEntries(chart.hooks.map((hook) => [`templates/hook-${hook.name}.yaml`, hookTemplate(chart, hook)])),
    ...Object.fromEntries(chart.definitions.flatMap((definitions) => definitionFiles(chart, definitions))),
  };
}

function valuesTemplate({ name }: SmallChart): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-${valuesSuffix}
  namespace: {{ .Release.Namespace }}
  labels: ${JSON.stringify({ [chartLabel]: name })}
data:
  chart: ${JSON.stringify(name)}
  version: {{ .Chart.Version | quote }}
  values: {{ .Values | toJson | quote }}
`;
}

function podsTemplate(chart: SmallChart, { name, labels, replicas }: SmallChart["pods"][number]): string {
  const own = { ...labels, [chartLabel]: chart.name };
  const spec = {
    ...(replicas === "perNode" ? {} : { replicas: 1 }),
    selector: { matchLabels: labels },
    template: { metadata: { labels: own }, spec: podSpec(chart) },
  };
  return object("apps/v1", replicas === "perNode" ? "DaemonSet" : "Deployment", { name, labels: own }, { spec });
}

function hookTemplate(chart: SmallChart, { name, on, onlyIf }: Hook): string {
  const annotations = { "helm.sh/hook": on, "helm.sh/hook-delete-policy": "before-hook-creation" };
  const labels = { [chartLabel]: chart.name };
  const spec = {
    backoffLimit: 0,
    template: { metadata: { labels }, spec: { ...podSpec({ isBroken: false }), restartPolicy: "Never" } },
  };
  return when(onlyIf, object("batch/v1", "Job", { name, labels, annotations }, { spec }));
}

/** Pods that every Pod Security level takes. Nothing runs in them. */
function podSpec({ isBroken = false }: Pick<SmallChart, "isBroken">): object {
  const image = `registry.invalid/stand-in:${isBroken ? "does-not-exist" : "1"}`;
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  return {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [{ name: "main", image, securityContext }],
  };
}

function definitionFiles(chart: SmallChart, definitions: Definitions): [string, string][] {
  const { kinds, place, onlyIf } = definitions;
  return kinds.map((kind) => {
    const { name, spec } = definition(kind, chart.specs);
    const text =
      place === "crds"
        ? definitionObject(name, spec, JSON.stringify({ ...approval(name), [versionAnnotation]: chart.version }))
        : when(onlyIf, `${annotationsTemplate(definitions, name)}${definitionObject(name, spec, "{{ toJson $all }}")}`);
    return [`${place}/${name}.yaml`, text];
  });
}

/** Definitions of kinds, as a manifest. */
export function definitionsOf(kinds: readonly string[], version: string): string {
  return kinds
    .map((kind) => definition(kind))
    .map(({ name, spec }) =>
      definitionObject(name, spec, JSON.stringify({ ...approval(name), [versionAnnotation]: version })),
    )
    .join("---\n");
}

function definition(kind: string, specs: Specs = {}): { readonly name: string; readonly spec: object } {
  const [singular = "", name = "", version = "", scope = ""] = kind.split(" ");
  const { [name]: made } = specs;
  if (made !== undefined) return { name, spec: made };
  const [plural = "", ...group] = name.split(".");
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    name,
    spec: {
      group: group.join("."),
      names: { kind: singular, plural, singular: singular.toLowerCase() },
      scope,
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  };
}

/** What the API server wants of definitions in groups of Kubernetes itself. */
function approval(name: string): Readonly<Record<string, string>> {
  return /\.(k8s|kubernetes)\.io$/.test(name) ? { "api-approved.kubernetes.io": "unapproved, for tests" } : {};
}

function definitionObject(name: string, spec: object, annotations: string): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${name}
  annotations: ${annotations}
spec: ${JSON.stringify(spec)}
`;
}

/** Sets \`$all\` to the annotations of a definition, by the values that the chart is given. */
function annotationsTemplate({ kept }: Definitions, name: string): string {
  const approved = Object.entries(approval(name))
    .flat()
    .map((text) => ` ${JSON.stringify(text)}`);
  const own = `{{- $all := dict "${versionAnnotation}" .Chart.Version${approved.join("")} }}\n`;
  const keep = `{{- $_ := set $all "helm.sh/resource-policy" "keep" }}\n`;
  if (kept === undefined) return own;
  if (kept === "always") return `${own}${keep}`;
  if ("annotationsAt" in kept) {
    return `${own}{{- $all = merge $all (${digTemplate(kept.annotationsAt, "dict")}) }}\n`;
  }
  return `${own}${when(kept, keep)}`;
}

interface Metadata {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function object(apiVersion: string, kind: string, metadata: Metadata, rest: object): string {
  const text = JSON.stringify({ apiVersion, kind, metadata: { ...metadata, namespace: "IN" }, ...rest });
  return text.replace('"namespace":"IN"', '"namespace":{{ .Release.Namespace | quote }}');
}

function when(condition: Switch | undefined, text: string): string {
  if (condition === undefined) return text;
  return `{{- if ${digTemplate(condition.at, String(condition.default))} }}\n${text}\n{{- end }}\n`;
}

/** The value at a path, or a default. */
function digTemplate(at: readonly string[], otherwise: string): string {
  return `dig ${at.map((key) => JSON.stringify(key)).join(" ")} ${otherwise} .Values.AsMap`;
}
