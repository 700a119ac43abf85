import type { RecordedResource } from "../testing";
import type { Rule } from "./rule";

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
}

interface Container {
  readonly name: string;
  readonly image?: unknown;
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
  check: (resources) => {
    const policies = selectors(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "podSelector");
    return workloads(resources)
      .filter((workload) => !isSelected(workload, policies))
      .map(({ path }) => ({
        path,
        message: "no network policy selects its pods, so anyone may call them",
        fix: "use a Microservice, or add a NetworkPolicy",
      }));
  },
};

/** Every Deployment has a disruption budget, so that a drain takes its pods one after the other. */
const disruptionBudgets: Rule = {
  name: "disruption-budgets",
  level: "advisory",
  check: (resources) => {
    const budgets = selectors(resources, "kubernetes:policy/v1:PodDisruptionBudget", "selector");
    return workloads(resources)
      .filter((workload) => !isSelected(workload, budgets))
      .map(({ path }) => ({
        path,
        message: "a drain of nodes may take all of its pods at once",
        fix: "use a Microservice, or add a PodDisruptionBudget",
      }));
  },
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

const templateKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

function workloads(resources: readonly RecordedResource[]): Workload[] {
  return resources.flatMap((resource) => {
    const kind = resource.type.startsWith("kubernetes:")
      ? templateKinds.find((name) => resource.type.endsWith(`:${name}`))
      : undefined;
    if (kind === undefined) return [];
    const { metadata, spec } = resource.inputs as unknown as {
      metadata: { namespace?: string };
      spec: { template: { metadata?: { labels?: Record<string, string> }; spec: PodSpec } };
    };
    const pod = spec.template.spec;
    return [
      {
        path: resource.path,
        namespace: metadata.namespace ?? "default",
        labels: spec.template.metadata?.labels ?? {},
        pod,
        containers: [...(pod.initContainers ?? []), ...(pod.containers ?? [])],
      },
    ];
  });
}

function restrictedFields(pod: PodSpec, container: Container): string[] {
  const own = container.securityContext;
  const nonRoot = own?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  const seccomp = own?.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
  return [
    ...(nonRoot === true ? [] : ["runAsNonRoot"]),
    ...(own?.allowPrivilegeEscalation === false ? [] : ["allowPrivilegeEscalation"]),
    ...(own?.capabilities?.drop?.includes("ALL") === true ? [] : ["capabilities.drop"]),
    ...(seccomp === "RuntimeDefault" || seccomp === "Localhost" ? [] : ["seccompProfile"]),
    ...(pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true ? ["host namespaces"] : []),
  ];
}

interface Selector {
  readonly namespace: string;
  readonly matchLabels: Readonly<Record<string, string>>;
}

function selectors(resources: readonly RecordedResource[], type: string, field: string): Selector[] {
  return resources
    .filter((resource) => resource.type === type)
    .map((resource) => {
      const { metadata, spec } = resource.inputs as unknown as {
        metadata: { namespace?: string };
        spec: Record<string, { matchLabels?: Record<string, string> } | undefined>;
      };
      return { namespace: metadata.namespace ?? "default", matchLabels: spec[field]?.matchLabels ?? {} };
    });
}

function isSelected(workload: Workload, among: readonly Selector[]): boolean {
  return among.some(
    ({ namespace, matchLabels }) =>
      namespace === workload.namespace &&
      Object.entries(matchLabels).every(([label, value]) => workload.labels[label] === value),
  );
}

function isFixed(image: string): boolean {
  return image.includes("@sha256:") || /:[^/]*\d[^/]*$/.test(image);
}
