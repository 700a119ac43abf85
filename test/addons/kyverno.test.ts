// What the release of Kyverno is given. That its webhooks go with it is its chart's hook, which runs on no test here.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { KyvernoSpec } from "../../components/addons/kyverno/kyverno";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const keep = { annotations: { "helm.sh/resource-policy": "keep" } };
const tolerations = [{ key: "CriticalAddonsOnly", operator: "Exists" }];

/** Values of the pods of one of its parts. */
function part(component: string, replicas: number, memory: string, hasMonitors: boolean): object {
  const matchLabels = {
    "app.kubernetes.io/component": component,
    "app.kubernetes.io/instance": "kyverno",
    "app.kubernetes.io/part-of": "kyverno",
  };
  const spread = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
  }));
  const resources = { requests: { cpu: "100m", memory }, limits: { memory } };
  return {
    replicas,
    topologySpreadConstraints: replicas === 1 ? [] : spread,
    serviceMonitor: { enabled: hasMonitors },
    ...(component === "admission-controller"
      ? { container: { resources }, priorityClassName: "system-cluster-critical" }
      : { resources }),
  };
}

function valuesOf(replicas: readonly [number, number], hasMonitors: boolean, exclude: readonly string[] = []): object {
  const [admission, others] = replicas;
  return {
    admissionController: part("admission-controller", admission, "384Mi", hasMonitors),
    backgroundController: part("background-controller", others, "128Mi", hasMonitors),
    cleanupController: part("cleanup-controller", others, "128Mi", hasMonitors),
    reportsController: part("reports-controller", others, "256Mi", hasMonitors),
    global: { tolerations },
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
      forceFailurePolicyIgnore: { enabled: admission === 1 },
      policyExceptions: { enabled: false },
    },
    crds: keep,
    "kyverno-api": keep,
  };
}

describe("in production", () => {
  let onEks: RecordedCluster;
  let elsewhere: RecordedWorkloads;
  beforeAll(async () => {
    onEks = await addOnsOnEks({
      kyverno: true,
      prometheusOperatorCrds: true,
      capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
    });
    elsewhere = await addOnsInExistingCluster({
      kyverno: { exclude: ["payments"], exceptionsNamespace: "security", admitWhenDown: true },
      mirrors: {
        images: { "reg.kyverno.io": "registry.example.com/kyverno", "ghcr.io": "registry.example.com/github" },
      },
    });
  });

  it("has three that admit and two of all others, apart, with monitors, and definitions that stay", () => {
    expect(onEks.inputs("Release:add-ons-kyverno")).toMatchObject({
      chart: "kyverno",
      version: "3.9.0",
      repositoryOpts: { repo: "https://kyverno.github.io/kyverno" },
      name: "kyverno",
      namespace: "kyverno",
      skipCrds: false,
    });
    expect(onEks.inputs("Release:add-ons-kyverno").values).toEqual(valuesOf([3, 2], true));
  });

  it("goes with a cluster that was made here, and is taken away by its hooks where the cluster stays", () => {
    expect(onEks.get("Release:add-ons-kyverno").deletedWith).toBe(onEks.get("Cluster:cluster").path);
    expect(elsewhere.get("Release/kyverno").deletedWith).toBeNull();
  });

  it("is reached by the API server and by Prometheus alone", () => {
    expect(onEks.inputs("NetworkPolicy:add-ons-kyverno").spec).toMatchObject({
      podSelector: {},
      ingress: [
        { from: [{ podSelector: {} }] },
        { ports: [{ protocol: "TCP", port: 9443 }] },
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
          ports: [{ protocol: "TCP", port: 8000 }],
        },
      ],
    });
  });

  it("can leave namespaces alone, let in what it cannot check, and be excepted from one namespace", () => {
    const { values } = elsewhere.inputs("Release/kyverno");
    expect(values).toMatchObject({
      features: {
        forceFailurePolicyIgnore: { enabled: true },
        policyExceptions: { enabled: true, namespace: "security" },
      },
      config: { webhooks: { namespaceSelector: { matchExpressions: [{ values: ["kube-system", "payments"] }] } } },
      admissionController: { serviceMonitor: { enabled: false } },
    });
  });

  it("takes every image from the mirror of its host, also those of its hooks", () => {
    const { values } = elsewhere.inputs("Release/kyverno");
    const own = (name: string) => ({
      image: { registry: "registry.example.com", repository: `kyverno/kyverno/${name}` },
    });
    expect(values).toMatchObject({
      admissionController: { container: own("kyverno"), initContainer: own("kyvernopre") },
      backgroundController: own("background-controller"),
      cleanupController: own("cleanup-controller"),
      reportsController: own("reports-controller"),
      crds: { migration: own("kyverno-cli") },
      webhooksCleanup: { image: { registry: "registry.example.com", repository: "github/kyverno/readiness-checker" } },
    });
  });
});

test("in development there is one of each, without which objects are let in", async () => {
  const recorded = await addOnsInExistingCluster({ kyverno: true, highlyAvailable: false });
  expect(recorded.inputs("Release/kyverno").values).toEqual(valuesOf([1, 1], false));
});

const around: AddOnSurroundings = {
  target: "existing",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: undefined,
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

test.each<[string, KyvernoSpec, object[]]>([
  [
    "names that no namespace has",
    { exclude: ["kube-public", "Payments"], exceptionsNamespace: "sec_urity" },
    [
      {
        path: ["kyverno", "exclude", 1],
        message: "the name of a namespace must be a DNS label",
        found: "Payments",
        allowed: "1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends",
        fix: "name it payments",
      },
      {
        path: ["kyverno", "exceptionsNamespace"],
        message: "the name of a namespace must be a DNS label",
        found: "sec_urity",
        allowed: "1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends",
        fix: "name it sec-urity",
      },
    ],
  ],
  [
    "a switched-off hook, without which webhooks would stay",
    { values: { webhooksCleanup: { enabled: false } } },
    [
      {
        path: ["kyverno", "values", "webhooksCleanup", "enabled"],
        message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
        found: "false",
        fix: "remove it here; without it the webhooks stay when Kyverno goes, and refuse what nobody checks any more",
      },
    ],
  ],
])("refuses %s", (_, options, problems) => {
  expect(checkPlatformAddOns({ kyverno: options }, around)).toEqual(problems);
});
