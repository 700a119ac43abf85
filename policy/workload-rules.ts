import { exceptionPrefix, retiredChart, retiredImage } from "../components/core";
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
  readonly serviceAccountName?: unknown;
  readonly automountServiceAccountToken?: boolean;
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
  /** Type of the resource, such as `apps/v1:Deployment`. */
  readonly type: string;
  readonly path: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What the pods are allowed beyond the rules, with the reason: `hostPath`, or `proxy.runAsRoot` of the container `proxy`. */
  readonly exceptions: ReadonlyMap<string, string>;
  readonly pod: PodSpec;
  readonly containers: readonly Container[];
}

/**
 * Every pod meets the `restricted` Pod Security standard, as far as it can be told from its specification, but for the exceptions that its
 * annotations name with a reason.
 */
const restrictedPods: Rule = {
  name: "restricted-pods",
  level: "mandatory",
  check: (resources) =>
    workloads(resources).flatMap((workload) =>
      workload.containers.flatMap((container) => {
        const broken = restrictedFields(workload.pod, container)
          .filter(({ exceptions }) => !exceptions.some((exception) => isDeclared(workload, container, exception)))
          .map(({ field }) => field);
        if (broken.length === 0) return [];
        return [
          {
            path: workload.path,
            message: `container ${container.name} does not meet the restricted Pod Security standard: ${broken.join(", ")}`,
            fix: "remove the transform that changes its security context, or declare an exception with its reason",
          },
        ];
      }),
    ),
};

/** What pods may do beyond the defaults is looked at by somebody, with the reason that was given for it. */
const declaredExceptions: Rule = {
  name: "declared-exceptions",
  level: "advisory",
  check: (resources) =>
    workloads(resources).flatMap(({ path, exceptions }) =>
      [...exceptions].map(([exception, reason]) => ({
        path,
        message: `exception ${exception}${effects[exception] ?? ""}, because: ${reason}`,
        fix: "keep it only while the reason holds",
      })),
    ),
};

/** What an exception does to other rules. */
const effects: Readonly<Record<string, string>> = {
  hostNetwork: " (no network policy reaches these pods)",
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

/**
 * Every workload's pods are selected by a network policy of their own namespace. Policies do not reach pods in the network of their node,
 * so one that selects these would prove nothing: that they are there is an exception of its own.
 */
const isolatedPods: Rule = {
  name: "isolated-pods",
  level: "mandatory",
  check: (resources) =>
    unselected(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "podSelector")
      .filter(({ pod }) => pod.hostNetwork !== true)
      .map(({ path }) => ({
        path,
        message: "no network policy selects its pods, so anyone may call them",
        fix: "use a Microservice, or add a NetworkPolicy",
      })),
};

/** Kinds whose pods a drain leaves where they are, or that are made anew by what watches over them. */
const withoutBudget = ["apps/v1:DaemonSet", "batch/v1:Job", "batch/v1:CronJob"];

/** Every workload that serves has a disruption budget, so that a drain takes its pods one after the other. */
const disruptionBudgets: Rule = {
  name: "disruption-budgets",
  level: "advisory",
  check: (resources) =>
    unselected(resources, "kubernetes:policy/v1:PodDisruptionBudget", "selector")
      .filter(({ type }) => !withoutBudget.includes(type))
      .map(({ path }) => ({
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

/** No image, nor chart of a release, is of a project that its makers have given up: each is told of with what has taken its place. */
const retiredProjects: Rule = {
  name: "retired-projects",
  level: "mandatory",
  check: (resources) => [
    ...workloads(resources).flatMap(({ path, containers }) =>
      containers.flatMap(({ image }) => {
        const retired = typeof image === "string" ? retiredImage(image) : undefined;
        return retired === undefined
          ? []
          : [{ path, message: `the image ${retired.found}: ${retired.message}`, fix: retired.fix }];
      }),
    ),
    ...resources.flatMap(({ type, path, inputs }) => {
      const { chart, repositoryOpts } = inputs as { chart?: unknown; repositoryOpts?: { repo?: unknown } };
      if (!type.startsWith("kubernetes:helm.sh/") || typeof chart !== "string") return [];
      const slash = chart.lastIndexOf("/");
      const repository = slash < 0 ? repositoryOpts?.repo : chart.slice(0, slash);
      const retired = typeof repository === "string" ? retiredChart(repository, chart.slice(slash + 1)) : undefined;
      return retired === undefined
        ? []
        : [{ path, message: `the chart ${retired.found}: ${retired.message}`, fix: retired.fix }];
    }),
  ],
};

/**
 * What of a program may use the Kubernetes API is looked at by somebody: each ClusterRole that a workload's service account has, in the whole
 * cluster or by a RoleBinding in a namespace, and each workload whose pods get a token.
 */
const apiPermissions: Rule = {
  name: "api-permissions",
  level: "advisory",
  check: (resources) => {
    const all = workloads(resources);
    return [
      ...resources.flatMap(({ type, path, inputs }) => {
        const where = bindingReach[type];
        const { roleRef, subjects } = inputs as Binding;
        if (where === undefined || roleRef?.kind !== "ClusterRole") return [];
        const bound = (Array.isArray(subjects) ? (subjects as readonly Subject[]) : []).filter((subject) =>
          all.some((workload) => isAccountOf(subject, workload)),
        );
        const accounts = [...new Set(bound.map(({ name }) => shown(name)))];
        if (accounts.length === 0) return [];
        return [
          {
            path,
            message: `ClusterRole ${shown(roleRef.name)} ${where} for the service account ${accounts.join(", ")}`,
            fix: "keep it only while the program needs it, and name its verbs and resources",
          },
        ];
      }),
      ...all
        .filter(({ pod }) => pod.automountServiceAccountToken === true)
        .map(({ path, pod }) => ({
          path,
          message: `its containers get a token for the Kubernetes API, as the service account ${shown(pod.serviceAccountName ?? "default")}`,
          fix: "set serviceAccountToken to false, or remove apiPermissions, where the program does not call the API",
        })),
    ];
  },
};

/** Where a ClusterRole holds that is bound by an object of a type. */
const bindingReach: Readonly<Record<string, string>> = {
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": "in the whole cluster",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": "in the namespace",
};

interface Binding {
  readonly roleRef?: { readonly kind?: unknown; readonly name?: unknown };
  /** A list, unless it is not shown. */
  readonly subjects?: unknown;
}

interface Subject {
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly namespace?: unknown;
}

function isAccountOf({ kind, name, namespace }: Subject, workload: Workload): boolean {
  return (
    kind === "ServiceAccount" &&
    asText(name) === asText(workload.pod.serviceAccountName ?? "default") &&
    asText(namespace) === workload.namespace
  );
}

/** A name in a message; what a preview does not know or does not show has none. */
function shown(name: unknown): string {
  return typeof name === "string" ? name : "(not known yet)";
}

export const workloadRules: readonly Rule[] = [
  restrictedPods,
  declaredExceptions,
  boundedContainers,
  isolatedPods,
  disruptionBudgets,
  fixedImages,
  retiredProjects,
  apiPermissions,
];

interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, unknown>>;
  };
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
  return resources.flatMap(({ type: token, path, inputs }) => {
    const type = token.replace(/^kubernetes:/, "");
    const template = templates[type]?.(inputs);
    if (template === undefined) return [];
    const pod = template.spec ?? {};
    return [
      {
        type,
        path,
        namespace: namespaceOf(inputs),
        labels: template.metadata?.labels ?? {},
        exceptions: exceptionsOf(template),
        pod,
        containers: [...(pod.initContainers ?? []), ...(pod.containers ?? [])],
      },
    ];
  });
}

/** As text, so that two namespaces that a preview does not know or does not show are one. */
function namespaceOf(inputs: RecordedResource["inputs"]): string {
  const { namespace = "default" } = (inputs.metadata ?? {}) as { namespace?: unknown };
  return asText(namespace);
}

function asText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** As `components/workloads` writes them. One without a reason is none. */
function exceptionsOf({ metadata }: PodTemplate): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(metadata?.annotations ?? {}).flatMap(([name, reason]): [string, string][] =>
      name.startsWith(exceptionPrefix) && typeof reason === "string" && reason.trim() !== ""
        ? [[name.slice(exceptionPrefix.length), reason]]
        : [],
    ),
  );
}

const podExceptions = ["hostPath", "hostPorts", "hostNetwork", "hostPID", "hostIPC"] as const;
type PodException = (typeof podExceptions)[number];
type ContainerException = "runAsRoot" | "privilegeEscalation" | "capabilities" | "unconfinedSeccomp" | "privileged";

/** Where a container leaves the standard, with the exceptions of which any allows it; none does where there are none. */
interface Deviation {
  readonly field: string;
  readonly exceptions: readonly (PodException | ContainerException)[];
}

/** An exception holds for the whole pod or for one container: the one that is named before it, or else the main one. */
function isDeclared(workload: Workload, container: Container, exception: Deviation["exceptions"][number]): boolean {
  const isMain = (podExceptions as readonly string[]).includes(exception) || container.name === mainContainer(workload);
  return workload.exceptions.has(isMain ? exception : `${container.name}.${exception}`);
}

/** The one that has the workload's name, or in pods that were written otherwise the first. */
function mainContainer({ pod, labels }: Workload): string | undefined {
  const names = (pod.containers ?? []).map(({ name }) => name);
  return names.find((name) => name === labels["app.kubernetes.io/name"]) ?? names[0];
}

function restrictedFields(pod: PodSpec, container: Container): Deviation[] {
  const own = container.securityContext;
  const nonRoot = own?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  const user = own?.runAsUser ?? pod.securityContext?.runAsUser;
  const added = (own?.capabilities?.add ?? []).filter((capability) => capability !== "NET_BIND_SERVICE");
  const seccomp = own?.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
  // What comes with it is no exception of a container that is not.
  const privileged = own?.privileged === true ? (["privileged"] as const) : [];
  const hostPorts = (container.ports ?? []).some(({ hostPort }) => hostPort !== undefined);
  const hostPaths = (pod.volumes ?? []).some(({ hostPath }) => hostPath !== undefined);
  const deviations: (Deviation & { readonly is: boolean })[] = [
    { is: nonRoot !== true, field: "runAsNonRoot", exceptions: ["runAsRoot"] },
    { is: user === 0, field: "runAsUser 0", exceptions: ["runAsRoot"] },
    { is: own?.privileged === true, field: "privileged", exceptions: ["privileged"] },
    ...added.map((name) => ({ is: true, field: `capabilities.add ${name}`, exceptions: ["capabilities"] as const })),
    { is: hostPorts, field: "hostPort", exceptions: ["hostPorts"] },
    { is: hostPaths, field: "hostPath", exceptions: ["hostPath"] },
    {
      is: own?.allowPrivilegeEscalation !== false,
      field: "allowPrivilegeEscalation",
      exceptions: ["privilegeEscalation", ...privileged],
    },
    { is: own?.capabilities?.drop?.includes("ALL") !== true, field: "capabilities.drop", exceptions: privileged },
    {
      is: seccomp !== "RuntimeDefault" && seccomp !== "Localhost",
      field: "seccompProfile",
      exceptions: ["unconfinedSeccomp"],
    },
    ...(["hostNetwork", "hostPID", "hostIPC"] as const).map((name) => ({
      is: pod[name] === true,
      field: name,
      exceptions: [name],
    })),
  ];
  return deviations.filter(({ is }) => is);
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
