import type { Pods } from "../../components/addons";
import { applyRules } from "../../policy/rule";
import { workloadRules } from "../../policy/workload-rules";
import type { RecordedResource } from "../../testing";
import {
  imagesOf,
  longRunning,
  mebibytes,
  millis,
  selects,
  workloadsOf,
  type Container,
  type KubernetesObject,
  type Workload,
} from "./objects";
import { operatedWorkloads } from "./operated";

/** What is looked at together: all objects of an add-on, of its charts and its own. */
export interface Inspected {
  readonly objects: readonly KubernetesObject[];
  /** Where those are that name no namespace. */
  readonly namespace: string;
  /** Level that the namespace enforces; undefined where it is there already. */
  readonly podSecurity: "restricted" | "baseline" | "privileged" | undefined;
  /** What the add-on says that it runs. */
  readonly pods: readonly Pods[];
  /** Where all images are to come from. */
  readonly imageMirror: string;
}

/** What is wrong, and cannot be set by any value of the chart, with the reason for which it is let be. */
const accepted: Readonly<Record<string, string>> = {
  "Job nginx-gateway-fabric-cert-generator: container cert-generator has no limits.memory, requests.cpu, requests.memory":
    "the chart has no value for it; it runs for seconds, at the first installation and each upgrade",
  "StatefulSet consul-server: container locality-init has no limits.memory, requests.cpu, requests.memory":
    "the chart has no value for it; it asks for the zone of its node, and ends before the server starts",
};

/** What is wrong with the objects of an add-on, in plain words. */
export function inspect(inspected: Inspected): string[] {
  const { objects, namespace, imageMirror, pods } = inspected;
  const workloads = [...workloadsOf(objects, namespace), ...operatedWorkloads(objects, namespace)];
  const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget") as Budget[];
  return [
    ...workloads.flatMap((workload) => checkImages(workload, imageMirror)),
    ...checkPolicies(inspected),
    ...workloads.flatMap((workload) => [...checkBudgets(workload, budgets), ...checkSpread(workload)]),
    ...checkPods(workloads, pods),
  ];
}

interface Budget extends KubernetesObject {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
  };
}

function checkImages(workload: Workload, mirror: string): string[] {
  const elsewhere = imagesOf(workload.template).filter((image) => !image.startsWith(`${mirror}/`));
  return [...new Set(elsewhere)].map((image) => `${title(workload)}: the image ${image} does not come from the mirror`);
}

/** By the rules for our own workloads; those of Pod Security only in the namespace itself, where it enforces the restricted level. */
function checkPolicies({ objects, namespace, podSecurity }: Inspected): string[] {
  const own = objects.filter(({ metadata }) => (metadata.namespace ?? namespace) === namespace);
  const problems = [
    ...brokenRules("bounded-containers", objects),
    ...(podSecurity === "restricted" ? brokenRules("restricted-pods", own) : []),
  ];
  return problems.filter((problem) => !(problem in accepted));
}

function brokenRules(rule: string, objects: readonly KubernetesObject[]): string[] {
  const rules = workloadRules.filter(({ name }) => name === rule);
  return applyRules(rules, objects.map(asRecorded)).map(({ path, message }) => `${path}: ${message}`);
}

function asRecorded({ apiVersion, kind, ...object }: KubernetesObject): RecordedResource {
  return {
    path: `${kind} ${object.metadata.name}`,
    type: `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`,
    name: object.metadata.name,
    parent: null,
    provider: null,
    inputs: object,
    outputs: {},
    dependsOn: [],
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
    deletedWith: null,
    remote: false,
  };
}

/** Where there are several, a budget keeps one up; where there is one, none keeps it on its node. */
function checkBudgets(workload: Workload, budgets: readonly Budget[]): string[] {
  const { replicas, template } = workload;
  if (replicas === undefined || replicas === "perNode" || replicas === 0) return [];
  const own = budgets.filter(({ spec }) => selects(spec?.selector, template.metadata?.labels));
  const name = title(workload);
  if (replicas === 1) {
    return own
      .filter((budget) => blocks(budget, 1))
      .map(() => `${name}: a disruption budget keeps its only pod from being drained`);
  }
  if (own.length === 0) return [`${name}: ${replicas} pods without a disruption budget`];
  return own.flatMap((budget) => [
    ...(own.length > 1 ? [`${name}: ${own.length} disruption budgets, with which no pod can be evicted`] : []),
    ...(blocks(budget, replicas) ? [`${name}: its disruption budget keeps every pod from being drained`] : []),
    ...(protectsNothing(budget) ? [`${name}: its disruption budget protects nothing`] : []),
  ]);
}

function blocks({ spec = {} }: Budget, replicas: number): boolean {
  const { minAvailable, maxUnavailable } = spec;
  return (
    [0, "0", "0%"].some((none) => none === maxUnavailable) ||
    minAvailable === "100%" ||
    Number(minAvailable) >= replicas
  );
}

function protectsNothing({ spec = {} }: Budget): boolean {
  const { minAvailable, maxUnavailable } = spec;
  return maxUnavailable === undefined && (minAvailable === undefined || [0, "0", "0%"].includes(minAvailable));
}

function checkSpread(workload: Workload): string[] {
  const { replicas, template } = workload;
  if (replicas === undefined || replicas === "perNode" || replicas < 2) return [];
  const { topologySpreadConstraints = [], affinity } = template.spec;
  if (topologySpreadConstraints.length === 0 && affinity?.podAntiAffinity === undefined) {
    return [`${title(workload)}: nothing keeps its ${replicas} pods apart`];
  }
  const labels = template.metadata?.labels;
  return topologySpreadConstraints.some(({ labelSelector }) => !selects(labelSelector, labels))
    ? [`${title(workload)}: a spread constraint does not select its pods`]
    : [];
}

/** What the add-on says of its pods, of which its cost is made, is what the chart makes. */
function checkPods(workloads: readonly Workload[], expected: readonly Pods[]): string[] {
  const running = workloads.filter(({ replicas }) => replicas !== undefined && replicas !== 0);
  return [
    ...running
      .filter(({ name }) => !expected.some((pods) => pods.name === name))
      .map((workload) => `${title(workload)}: it is not among the pods that the add-on names`),
    ...expected.flatMap((pods) => {
      const workload = running.find(({ name }) => name === pods.name);
      return workload === undefined ? [`${pods.name}: the chart makes no such workload`] : differences(pods, workload);
    }),
  ];
}

function differences(pods: Pods, workload: Workload): string[] {
  const containers = longRunning(workload.template);
  const labels = workload.template.metadata?.labels ?? {};
  const wrong = Object.entries(pods.labels).filter(([name, value]) => labels[name] !== value);
  return [
    ...differs("pods", pods.replicas, workload.replicas),
    ...differs(
      "thousandths of a core",
      pods.cpuMillis,
      total(containers, ({ requests }) => millis(requests?.cpu)),
    ),
    ...differs(
      "MiB asked for",
      pods.memoryMib,
      total(containers, ({ requests }) => mebibytes(requests?.memory)),
    ),
    ...differs(
      "MiB at most",
      pods.memoryMib,
      total(containers, ({ limits }) => mebibytes(limits?.memory)),
    ),
    ...wrong.map(([name, value]) => `its pods have no label ${name}: ${value}, but ${labels[name] ?? "none"}`),
  ].map((difference) => `${title(workload)}: ${difference}`);
}

function differs(what: string, said: number | string, found: number | string | undefined): string[] {
  return said === found ? [] : [`the add-on says ${said} ${what}, the chart ${found ?? "none"}`];
}

function total(
  containers: readonly Container[],
  amountOf: (resources: NonNullable<Container["resources"]>) => number | undefined,
): number {
  return containers.reduce((sum, { resources = {} }) => sum + (amountOf(resources) ?? 0), 0);
}

function title({ kind, name }: Workload): string {
  return `${kind} ${name}`;
}
