import { parseAllDocuments } from "yaml";

/** What is read of a Kubernetes object here. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  };
  readonly spec?: unknown;
}

/** Amounts of CPU and memory, as Kubernetes writes them. */
type Amounts = Readonly<Record<string, string | number>>;

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
}

/** A selector of labels; only what is said by labels is looked at. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly hostNetwork?: boolean;
    readonly topologySpreadConstraints?: readonly { readonly labelSelector?: LabelSelector }[];
    readonly affinity?: { readonly podAntiAffinity?: unknown };
  };
}

/** An object that makes pods. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** How many pods run at any time; `perNode` for a DaemonSet, undefined for what runs to its end. */
  readonly replicas: number | "perNode" | undefined;
  readonly template: PodTemplate;
  /** Names of the volumes that each pod of a StatefulSet gets besides those of its template. */
  readonly claims: readonly string[];
}

/** The documents of a stream of YAML that are objects; lists are taken apart. As Helm reads them: `0755` is octal. */
export function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { version: "1.1" }).flatMap((document) => {
    if (document.errors.length > 0)
      throw new Error(`the chart renders what is no YAML: ${document.errors[0]?.message ?? ""}`);
    const object = document.toJS() as (KubernetesObject & { readonly items?: readonly KubernetesObject[] }) | null;
    if (object === null) return [];
    return object.kind === "List" ? [...(object.items ?? [])] : [object];
  });
}

export function isHook({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.["helm.sh/hook"] !== undefined;
}

export function isCrd({ kind }: KubernetesObject): boolean {
  return kind === "CustomResourceDefinition";
}

/** Such as `Deployment keda-operator`. */
export function titleOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** The objects that make pods. Of what is scaled there are at least as many as its scaler says. */
export function workloadsOf(objects: readonly KubernetesObject[], namespace: string): Workload[] {
  return objects.flatMap((object): Workload[] => {
    const { kind, metadata, spec = {} } = object;
    const { replicas: own, template, jobTemplate, volumeClaimTemplates = [] } = spec as Controller;
    const replicas = own ?? leastOf(object, objects) ?? 1;
    const found = {
      Deployment: { replicas, template },
      StatefulSet: { replicas, template },
      DaemonSet: { replicas: "perNode" as const, template },
      Job: { replicas: undefined, template },
      CronJob: { replicas: undefined, template: jobTemplate?.spec.template },
    }[kind];
    if (found?.template === undefined) return [];
    const { name, namespace: place = namespace } = metadata;
    const claims = volumeClaimTemplates.map((claim) => claim.metadata.name);
    return [{ kind, name, namespace: place, replicas: found.replicas, template: found.template, claims }];
  });
}

interface Controller {
  readonly replicas?: number;
  readonly template?: PodTemplate;
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  readonly jobTemplate?: { readonly spec: { readonly template: PodTemplate } };
}

/** How many pods of a workload a HorizontalPodAutoscaler leaves at least. */
function leastOf({ kind, metadata }: KubernetesObject, objects: readonly KubernetesObject[]): number | undefined {
  const scalers = objects.filter((object) => object.kind === "HorizontalPodAutoscaler") as Scaler[];
  const own = scalers.find(
    ({ metadata: its, spec }) =>
      its.namespace === metadata.namespace &&
      spec?.scaleTargetRef.kind === kind &&
      spec.scaleTargetRef.name === metadata.name,
  );
  return own?.spec?.minReplicas;
}

interface Scaler extends KubernetesObject {
  readonly spec?: {
    readonly scaleTargetRef: { readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
  };
}

/** Whether labels are selected by a selector: one that is empty selects everything, one that is not there nothing. */
export function selects(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> = {}): boolean {
  if (selector === undefined) return false;
  return Object.entries(selector.matchLabels ?? {}).every(([name, value]) => labels[name] === value);
}

/** The containers that run as long as the pod. */
export function longRunning({ spec }: PodTemplate): Container[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...sidecars, ...spec.containers];
}

/** Every image that an object's pods run. */
export function imagesOf({ spec }: PodTemplate): string[] {
  return [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ image }) =>
    image === undefined ? [] : [image],
  );
}

/** Thousandths of a core of `250m` or `1`. */
export function millis(amount: string | number | undefined): number | undefined {
  if (amount === undefined) return undefined;
  const text = String(amount);
  return text.endsWith("m") ? Number(text.slice(0, -1)) : Number(text) * 1000;
}

/** MiB of `128Mi`, `1Gi` or `64M`. */
export function mebibytes(amount: string | number | undefined): number | undefined {
  if (amount === undefined) return undefined;
  const [, digits = "", unit = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(String(amount)) ?? [];
  const bytes = { "": 1, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }[unit];
  return bytes === undefined ? undefined : (Number(digits) * bytes) / 2 ** 20;
}
