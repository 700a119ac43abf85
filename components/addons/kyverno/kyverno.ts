import { checkDnsLabel, type Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import type { Values } from "../frame/values";

/** Kyverno, which checks, changes and makes objects by policies. */
export interface KyvernoSpec extends HelmOptions {
  /**
   * Whether objects are let in unchecked while Kyverno does not answer, whatever their policies say. Otherwise those that a policy with
   * `failurePolicy: Fail` is about are refused then, new pods among them. Default: only where there is one of each of its parts, which
   * is away whenever its node is. The rules of `admissionPolicies` follow it.
   */
  readonly admitWhenDown?: boolean | undefined;
  /** Namespaces of whose objects it is never asked, besides `kube-system` and its own: for what must start without it. Default: none. */
  readonly exclude?: readonly string[] | undefined;
  /** Namespace in which PolicyExceptions count. Whoever may write there can get round every policy. Default: they count nowhere. */
  readonly exceptionsNamespace?: string | undefined;
}

/** Whether objects are let in unchecked while it does not answer. */
export function admitsWhenDown(
  { admitWhenDown }: KyvernoSpec,
  { highlyAvailable }: Pick<Surroundings, "highlyAvailable">,
): boolean {
  return admitWhenDown ?? !highlyAvailable;
}

interface Part {
  readonly name: string;
  /** Where the values of its pods are. */
  readonly key: "admissionController" | "backgroundController" | "cleanupController" | "reportsController";
  /** How many there are where there are several. */
  readonly several: number;
  readonly memoryMib: number;
}

const parts: readonly Part[] = [
  { name: "kyverno-admission-controller", key: "admissionController", several: 3, memoryMib: 384 },
  { name: "kyverno-background-controller", key: "backgroundController", several: 2, memoryMib: 128 },
  { name: "kyverno-cleanup-controller", key: "cleanupController", several: 2, memoryMib: 128 },
  { name: "kyverno-reports-controller", key: "reportsController", several: 2, memoryMib: 256 },
];

const own = "reg.kyverno.io";

const keptCrds = { annotations: { "helm.sh/resource-policy": "keep" } };

/**
 * It makes its webhooks itself, so no chart takes them away: a hook does, before the release goes. Where the whole cluster goes, they go with it,
 * and Kyverno runs until then; so it need not be taken away first, and owns nothing.
 */
export const kyverno = helmAddOn<KyvernoSpec>({
  id: "kyverno",
  name: "kyverno",
  summary: "Checks, changes and makes objects by policies that are objects themselves",
  chart: "kyverno",
  namespace: { name: "kyverno", podSecurity: "restricted" },
  crds: ["*.kyverno.io", "*.policies.kyverno.io", "*.reports.kyverno.io", "*.wgpolicyk8s.io"],
  images: [
    { image: `${own}/kyverno/kyverno`, at: imageAt("admissionController.container") },
    { image: `${own}/kyverno/kyvernopre`, at: imageAt("admissionController.initContainer") },
    { image: `${own}/kyverno/background-controller`, at: imageAt("backgroundController") },
    { image: `${own}/kyverno/cleanup-controller`, at: imageAt("cleanupController") },
    { image: `${own}/kyverno/reports-controller`, at: imageAt("reportsController") },
    { image: `${own}/kyverno/kyverno-cli`, at: imageAt("crds.migration") },
    { image: "ghcr.io/kyverno/readiness-checker", at: imageAt("webhooksCleanup") },
  ],
  // What its hooks run before it goes and after an upgrade has gone again, and is not counted.
  pods: (_, { highlyAvailable }) =>
    parts.map(({ name, several, memoryMib }) => ({
      name,
      replicas: highlyAvailable ? several : 1,
      cpuMillis: 100,
      memoryMib,
      labels: {
        "app.kubernetes.io/component": name.slice("kyverno-".length),
        "app.kubernetes.io/instance": "kyverno",
        "app.kubernetes.io/part-of": "kyverno",
      },
    })),
  traffic: () => [{ fromApiServer: [9443], metrics: [8000], to: "apis" }],
  owned: {
    ...decidedByPods(...parts.flatMap(({ key }) => [`${key}.replicas`, `${key}.podDisruptionBudget`])),
    "features.forceFailurePolicyIgnore.enabled": "write admitWhenDown",
    "features.policyExceptions": "write exceptionsNamespace",
    "config.webhooks.namespaceSelector": "write exclude",
    "webhooksCleanup.enabled": "without it the webhooks stay when Kyverno goes, and refuse what nobody checks any more",
    "crds.install": "its definitions are always those of its version",
  },
  check: (options) => checkNamespaces(options),
  values: ({ hasMonitors, options, highlyAvailable }, all) => {
    const { exclude = [], exceptionsNamespace } = options;
    return {
      ...Object.fromEntries(parts.map((part) => [part.key, valuesOf(part, podsOf(all, part.name), hasMonitors)])),
      global: { tolerations: systemTolerations },
      config: {
        webhooks: {
          namespaceSelector: {
            matchExpressions: [
              { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system", ...exclude] },
            ],
          },
        },
      },
      features: {
        forceFailurePolicyIgnore: { enabled: admitsWhenDown(options, { highlyAvailable }) },
        policyExceptions: {
          enabled: exceptionsNamespace !== undefined,
          ...(exceptionsNamespace === undefined ? {} : { namespace: exceptionsNamespace }),
        },
      },
      // Half of the definitions are those of a chart within the chart, which has an option of its own.
      crds: keptCrds,
      "kyverno-api": keptCrds,
    };
  },
});

/** A budget comes by itself where there are several. */
function valuesOf({ key }: Part, pods: Pods, hasMonitors: boolean): Values {
  const resources = resourcesOf(pods);
  const isAdmission = key === "admissionController";
  return {
    replicas: pods.replicas,
    topologySpreadConstraints: spreadOf(pods),
    serviceMonitor: { enabled: hasMonitors },
    ...(isAdmission ? { container: { resources }, priorityClassName: "system-cluster-critical" } : { resources }),
  };
}

function imageAt(path: string): { readonly registry: string; readonly repository: string } {
  return { registry: `${path}.image.registry`, repository: `${path}.image.repository` };
}

function checkNamespaces({ exclude = [], exceptionsNamespace }: KyvernoSpec): Problem[] {
  return [
    ...exclude.flatMap((name, index) => checkDnsLabel("a namespace", name, ["exclude", index])),
    ...(exceptionsNamespace === undefined
      ? []
      : checkDnsLabel("a namespace", exceptionsNamespace, ["exceptionsNamespace"])),
  ];
}
