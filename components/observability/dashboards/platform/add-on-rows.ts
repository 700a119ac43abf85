import { addOns, type AddOnId } from "../../../addons";
import type { Row } from "../layout";
import { certManagerRows, externalSecretsRows, kyvernoRows } from "./certificate-rows";
import { controllerRow } from "./controller-row";
import { argoCdRows, argoRolloutsRows, reloaderRows, veleroRows } from "./delivery-rows";
import { istioRows, linkerdRows, ztunnelRows } from "./mesh-rows";
import { fluentBitRows, prometheusRows, tempoRows } from "./monitoring-rows";
import { podsRow } from "./pods-row";
import { clusterAutoscalerRows, deschedulerRows, karpenterRows, kedaRows, metricsServerRows } from "./scaling-rows";
import { envoyGatewayRows, externalDnsRows, loadBalancerControllerRows, nodeLocalDnsRows } from "./traffic-rows";

/** What a dashboard shows of an add-on. */
interface ShownAddOn {
  /** Rows of its own metrics. Default: none, it shows none; its pods are seen all the same. */
  readonly rows?: ((namespace: string) => Row[]) | undefined;
  /** Regular expression of the names of its pods, where others are in the namespace. Default: all. */
  readonly pods?: string | undefined;
  /** Whether it shows the metrics of controller-runtime. Default: no. */
  readonly isController?: boolean | undefined;
}

/** For each add-on what its dashboard shows, or why it has none. */
export const shownAddOns: Readonly<Record<AddOnId, ShownAddOn | { readonly not: string }>> = {
  admissionPolicies: { not: "it has no pods: the API server carries them out" },
  argoCd: { rows: argoCdRows },
  argoRollouts: { rows: argoRolloutsRows },
  awsLoadBalancerController: { rows: loadBalancerControllerRows, isController: true },
  certManager: { rows: certManagerRows, pods: "cert-manager-.*" },
  cloudMap: { rows: externalDnsRows },
  clusterAutoscaler: { rows: clusterAutoscalerRows, pods: "cluster-autoscaler-.*" },
  consul: {},
  descheduler: { rows: deschedulerRows },
  eckOperator: { isController: true },
  envoyGateway: { rows: envoyGatewayRows, pods: "envoy-gateway-.*|envoy-ratelimit-.*" },
  externalDns: { rows: externalDnsRows },
  externalSecrets: { rows: externalSecretsRows, isController: true },
  fluentBit: { rows: fluentBitRows },
  gatewayApi: { not: "it is definitions alone" },
  istio: { rows: istioRows },
  istioCni: { pods: "istio-cni-.*" },
  istioZtunnel: { rows: ztunnelRows, pods: "ztunnel-.*" },
  karpenter: { rows: karpenterRows, pods: "karpenter-.*" },
  keda: { rows: kedaRows },
  kong: {},
  kubePrometheusStack: {
    rows: prometheusRows,
    pods: "(prometheus-|alertmanager-)?kube-prometheus-stack-.*",
  },
  kyverno: { rows: kyvernoRows },
  linkerd: { rows: linkerdRows },
  linkerdCni: {},
  metricsServer: { rows: metricsServerRows },
  nginxGatewayFabric: { isController: true },
  nginxIngressController: {},
  nodeLocalDns: { rows: nodeLocalDnsRows, pods: "node-local-dns-.*" },
  openCost: {},
  openTelemetryOperator: { isController: true },
  prometheusAdapter: { pods: "prometheus-adapter-.*" },
  prometheusBlackboxExporter: { pods: "prometheus-blackbox-exporter-.*" },
  prometheusOperatorCrds: { not: "it is definitions alone" },
  reloader: { rows: reloaderRows },
  tempo: { rows: tempoRows },
  traefik: {},
  trustManager: { isController: true, pods: "trust-manager-.*" },
  velero: { rows: veleroRows },
  verticalPodAutoscaler: {},
};

/** Rows of an add-on: its own metrics first, then its pods. Undefined where it has none. */
export function addOnRows(id: AddOnId): Row[] | undefined {
  const shown = shownAddOns[id];
  if ("not" in shown) return undefined;
  const namespace = addOns[id].namespace.name;
  return [
    ...(shown.rows?.(namespace) ?? []),
    ...(shown.isController === true ? [controllerRow({ namespace, pods: shown.pods })] : []),
    podsRow({ namespace, pods: shown.pods }),
  ];
}
