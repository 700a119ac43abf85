import type { RecordedResource } from "../testing";
import type { Rule } from "./rule";

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
}

interface Container {
  readonly name: string;
  readonly image?: unknown;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
  readonly securityContext?: SecurityContext;
}

interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly { readonly hostPath?: unknown }[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
}

/** A workload that makes pods, with the parts of it that the rules look at. */
interface Workload {
  readonly path: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: PodSpec;
  readonly containers: readonly Container[];
}

/** Every pod meets the `restricted` Pod Security standard, as far as it can be told from its specification. */
const restrictedPods: Rule = {
  name: "restricted-pods",
  level: "mandatory",
  check: (resources) =>
    workloads(resources).flatMap(({ path, pod, containers }) =>
      containers.flatMap((container) => {
        const broken = restrictedFields(pod, container);
        if (broken.length === 0) return [];
        return [
          {
            path,
            message: `container ${container.name} does not meet the restricted Pod Security standard: ${broken.join(", ")}`,
            fix: "remove the transform that changes its security context",
          },
        ];
      }),
    ),
};

/** Every container says how much memory it may take, and how much CPU and memory it needs. */
const boundedContainers: Rule = {
  name: "bounded-containers",
  level: "mandatory",
  check: (resources) =>
    workloads(resources).flatMap(({ path, containers }) =>
      containers.flatMap(({ name, resources: amounts }) => {
        const missing = [
          ...(amounts?.limits?.memory === undefined ? ["limits.memory"] : []),
          ...(["cpu", "memory"] as const)
            .filter((field) => amounts?.requests?.[field] === undefined)
            .map((field) => `requests.${field}`),
        ];
        if (missing.length === 0) return [];
        return [{ path, message: `container ${name} has no ${missing.join(", ")}`, fix: "set resources" }];
      }),
    ),
};

/** Every workload's pods are selected by a network policy of their own namespace. */
const isolatedPods: Rule = {
  name: "isolated-pods",
  level: "mandatory",
  check: (resources) =>
    unselected(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "podSelector").map(({ path }) => ({
      path,
      message: "no network policy selects its pods, so anyone may call them",
      fix: "use a Microservice, or add a NetworkPolicy",
    })),
};

/** Every workload has a disruption budget, so that a drain takes its pods one after the other. */
const disruptionBudgets: Rule = {
  name: "disruption-budgets",
  level: "advisory",
  check: (resources) =>
    unselected(resources, "kubernetes:policy/v1:PodDisruptionBudget", "selector").map(({ path }) => ({
      path,
      message: "a drain of nodes may take all of its pods at once",
      fix: "use a Microservice, or add a PodDisruptionBudget",
    })),
};

/** Every image is named by a version or a digest: a tag without a number moves from one day to the next. */
const fixedImages: Rule = {
  name: "fixed-images",
  level: "advisory",
  check: (resources) =>
    workloads(resources).flatMap(({ path, containers }) =>
      containers
        .filter(({ image }) => typeof image === "string" && !isFixed(image))
        .map(({ image }) => ({
          path,
          message: `the image ${String(image)} may be another one tomorrow`,
          fix: "name a version or a digest",
        })),
    ),
};

export const workloadRules: readonly Rule[] = [
  restrictedPods,
  boundedContainers,
  isolatedPods,
  disruptionBudgets,
  fixedImages,
];

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

/** Where each kind of workload keeps its pod: a Pod is one itself. */
const templates: Readonly<Record<string, (inputs: { readonly spec?: object }) => PodTemplate | undefined>> = {
  "core/v1:Pod": (pod) => pod,
  "apps/v1:Deployment": templateOf,
  "apps/v1:StatefulSet": templateOf,
  "apps/v1:DaemonSet": templateOf,
  "batch/v1:Job": templateOf,
  "batch/v1:CronJob": ({ spec }) => templateOf((spec as { jobTemplate?: unknown } | undefined)?.jobTemplate),
};

function templateOf(inputs: unknown): PodTemplate | undefined {
  return (inputs as { spec?: { template?: PodTemplate } } | undefined)?.spec?.template;
}

function workloads(resources: readonly RecordedResource[]): Workload[] {
  return resources.flatMap(({ type, path, inputs }) => {
    const template = templates[type.replace(/^kubernetes:/, "")]?.(inputs);
    if (template === undefined) return [];
    const pod = template.spec ?? {};
    return [
      {
        path,
        namespace: namespaceOf(inputs),
        labels: template.metadata?.labels ?? {},
        pod,
        containers: [...(pod.initContainers ?? []), ...(pod.containers ?? [])],
      },
    ];
  });
}

/** As text, so that two namespaces that a preview does not know or does not show are one. */
function namespaceOf(inputs: RecordedResource["inputs"]): string {
  const { namespace = "default" } = (inputs.metadata ?? {}) as { namespace?: unknown };
  return typeof namespace === "string" ? namespace : JSON.stringify(namespace);
}

function restrictedFields(pod: PodSpec, container: Container): string[] {
  const own = container.securityContext;
  const nonRoot = own?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  const user = own?.runAsUser ?? pod.securityContext?.runAsUser;
  const added = (own?.capabilities?.add ?? []).filter((capability) => capability !== "NET_BIND_SERVICE");
  const seccomp = own?.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
  return [
    ...(nonRoot === true ? [] : ["runAsNonRoot"]),
    ...(user === 0 ? ["runAsUser 0"] : []),
    ...(own?.privileged === true ? ["privileged"] : []),
    ...added.map((capability) => `capabilities.add ${capability}`),
    ...((container.ports ?? []).some(({ hostPort }) => hostPort !== undefined) ? ["hostPort"] : []),
    ...((pod.volumes ?? []).some(({ hostPath }) => hostPath !== undefined) ? ["hostPath"] : []),
    ...(own?.allowPrivilegeEscalation === false ? [] : ["allowPrivilegeEscalation"]),
    ...(own?.capabilities?.drop?.includes("ALL") === true ? [] : ["capabilities.drop"]),
    ...(seccomp === "RuntimeDefault" || seccomp === "Localhost" ? [] : ["seccompProfile"]),
    ...(pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true ? ["host namespaces"] : []),
  ];
}

interface Selector {
  readonly namespace: string;
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly Expression[];
}

/** A condition on a label: `In`, `NotIn`, `Exists` or `DoesNotExist`. */
interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** The workloads whose pods no object of a type selects in their namespace. */
function unselected(resources: readonly RecordedResource[], type: string, field: string): Workload[] {
  const among = resources.filter((resource) => resource.type === type).map((resource) => selectorOf(resource, field));
  return workloads(resources).filter((workload) => !among.some((selector) => selects(selector, workload)));
}

function selectorOf({ inputs }: RecordedResource, field: string): Selector {
  const spec = (inputs.spec ?? {}) as Record<string, Partial<Selector> | undefined>;
  return {
    namespace: namespaceOf(inputs),
    matchLabels: spec[field]?.matchLabels ?? {},
    matchExpressions: spec[field]?.matchExpressions ?? [],
  };
}

function selects({ namespace, matchLabels, matchExpressions }: Selector, workload: Workload): boolean {
  return (
    namespace === workload.namespace &&
    Object.entries(matchLabels).every(([label, value]) => workload.labels[label] === value) &&
    matchExpressions.every((expression) => matches(expression, workload.labels))
  );
}

function matches({ key, operator, values = [] }: Expression, labels: Workload["labels"]): boolean {
  const value = labels[key];
  switch (operator) {
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "In":
      return value !== undefined && values.includes(value);
    default:
      return value === undefined || !values.includes(value);
  }
}

function isFixed(image: string): boolean {
  return image.includes("@sha256:") || /:[^/]*\d[^/]*$/.test(image);
}
