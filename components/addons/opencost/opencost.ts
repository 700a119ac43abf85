import { clusterNameOf } from "../frame/cluster-name";
import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { ownPrometheus } from "../frame/own-prometheus";
import { podsOf, resourcesOf, systemTolerations, type Pods } from "../frame/pods";
import type { Surroundings } from "../frame/add-on";
import type { Problem } from "../../core";
import type { Value } from "../frame/values";

/** OpenCost, which says what each workload costs: what it used, by Prometheus, at the cloud's list prices. */
export interface OpenCostSpec extends HelmOptions {
  /**
   * URL of the API of the Prometheus that it asks what was used: `http://…` or `https://…`, without user or password. That Prometheus has
   * to read what OpenCost counts: one of this cluster is better stated as `slipway:capabilities.prometheus`, as only the pods of that
   * namespace are let in to. Default: that of `slipway:capabilities.prometheus`, or of the add-on `kubePrometheusStack`; an error where there is none.
   */
  readonly prometheusUrl?: string | undefined;
  /** Whether there are pages to look at, at port 9090 of its Service, for whoever may forward a port. 10m of CPU and 64 MiB. Default: false. */
  readonly ui?: boolean | undefined;
}

const workload = "opencost";
const labels = { "app.kubernetes.io/name": workload };

const uiShare: Pick<Pods, "cpuMillis" | "memoryMib"> = { cpuMillis: 10, memoryMib: 64 };

/** By what the `restricted` level asks for. The user is that of both images. */
const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  runAsUser: 1001,
  seccompProfile: { type: "RuntimeDefault" },
} as const satisfies Value;

export const openCost = helmAddOn<OpenCostSpec>({
  id: "openCost",
  name: "opencost",
  summary: "Says what each workload costs, by what it used and the cloud's list prices",
  chart: "opencost",
  namespace: { name: "opencost", podSecurity: "restricted" },
  // It ends while no Prometheus answers.
  after: [ownPrometheus.addOn],
  images: [
    {
      image: "ghcr.io/opencost/opencost",
      at: { registry: "opencost.exporter.image.registry", repository: "opencost.exporter.image.repository" },
    },
    {
      image: "ghcr.io/opencost/opencost-ui",
      at: { registry: "opencost.ui.image.registry", repository: "opencost.ui.image.repository" },
    },
  ],
  // Always one: of two, each would report all costs, and they would be summed up.
  pods: ({ ui = false }) => [
    {
      name: workload,
      replicas: 1,
      cpuMillis: 50 + (ui ? uiShare.cpuMillis : 0),
      memoryMib: 1024 + (ui ? uiShare.memoryMib : 0),
      labels,
    },
  ],
  traffic: (options, { capabilities }) => [
    options.prometheusUrl === undefined
      ? { metrics: [9003], to: "apis", toNamespaces: namespacesOf(capabilities) }
      : { metrics: [9003], to: "anywhere" },
  ],
  owned: {
    "opencost.prometheus.internal": "write prometheusUrl",
    "opencost.prometheus.external": "write prometheusUrl",
    "opencost.ui.enabled": "write ui",
    "opencost.exporter.replicas": "of two, each would report all costs",
    "opencost.exporter.defaultClusterId": "it is the name of the cluster",
  },
  check: checkOpenCost,
  values: ({ options, eks, capabilities, hasMonitors, planned }, all) => {
    const { ui = false, prometheusUrl = capabilities?.prometheus?.url ?? "" } = options;
    const pods = podsOf(all, workload);
    const exporter: Pods = ui
      ? { ...pods, cpuMillis: pods.cpuMillis - uiShare.cpuMillis, memoryMib: pods.memoryMib - uiShare.memoryMib }
      : pods;
    return {
      extraVolumes: [{ name: "configs", emptyDir: {} }],
      opencost: {
        exporter: {
          replicas: pods.replicas,
          defaultClusterId: clusterNameOf({ eks }),
          resources: resourcesOf(exporter),
          securityContext: { ...containerSecurity, readOnlyRootFilesystem: true },
          // Where it keeps the prices that it has read.
          extraVolumeMounts: [{ name: "configs", mountPath: "/var/configs" }],
        },
        // Its programs write into their own pages when they start, and so into their image.
        ui: ui
          ? { enabled: true, resources: resourcesOf({ ...pods, ...uiShare }), securityContext: containerSecurity }
          : { enabled: false },
        // Otherwise whoever reaches it could ask it by the protocol of language models, without proving who they are.
        mcp: { enabled: false },
        prometheus: { internal: { enabled: false }, external: { enabled: true, url: prometheusUrl } },
        metrics: {
          serviceMonitor: { enabled: hasMonitors },
          // What kube-state-metrics counts it would count once more, and sums of both would be twice what there is.
          ...(planned.has(ownPrometheus.addOn)
            ? { kubeStateMetrics: { emitKsmV1Metrics: false, emitKsmV1MetricsOnly: true } }
            : {}),
        },
        tolerations: systemTolerations,
      },
    };
  },
});

function namespacesOf(capabilities: Surroundings["capabilities"]): string[] {
  return capabilities?.prometheus === undefined ? [] : [capabilities.prometheus.namespace];
}

function checkOpenCost({ prometheusUrl }: OpenCostSpec, { capabilities }: Surroundings): Problem[] {
  if (prometheusUrl !== undefined) return isHttpUrl(prometheusUrl) ? [] : [noUrl(prometheusUrl)];
  if (capabilities?.prometheus !== undefined) return [];
  return [
    {
      path: [],
      message: "opencost asks a Prometheus what was used, and none is known",
      found: "no kubePrometheusStack, no slipway:capabilities.prometheus, no prometheusUrl",
      fix: "add kubePrometheusStack: true, slipway:capabilities.prometheus with its url and namespace, or prometheusUrl; or write openCost: false",
    },
  ];
}

function isHttpUrl(url: string): boolean {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return false;
  const { username, password, search, hash } = new URL(url);
  return `${username}${password}${search}${hash}` === "";
}

function noUrl(found: string): Problem {
  return {
    path: ["prometheusUrl"],
    message: "this is no address of a Prometheus",
    // What looks like one may hold a password.
    ...(found.includes("@") ? {} : { found }),
    allowed: "http://… or https://… with a host, and no user, query or fragment",
    fix: "write an address such as http://prometheus.monitoring:9090",
  };
}
