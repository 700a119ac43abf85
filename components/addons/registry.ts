import { admissionPolicies, type AdmissionPoliciesSpec } from "./admission-policies/admission-policies";
import { argoCd } from "./argo-cd/argo-cd";
import type { ArgoCdSpec } from "./argo-cd/argo-cd-spec";
import { argoRollouts, type ArgoRolloutsSpec } from "./argo-rollouts/argo-rollouts";
import {
  awsLoadBalancerController,
  type AwsLoadBalancerControllerSpec,
} from "./aws-load-balancer-controller/aws-load-balancer-controller";
import { certManager } from "./cert-manager/cert-manager";
import type { CertManagerSpec } from "./cert-manager/cert-manager-spec";
import { cloudMap } from "./cloud-map/cloud-map";
import type { CloudMapSpec } from "./cloud-map/cloud-map-spec";
import { clusterAutoscaler, type ClusterAutoscalerSpec } from "./cluster-autoscaler/cluster-autoscaler";
import { consul } from "./consul/consul";
import type { ConsulSpec } from "./consul/consul-spec";
import { descheduler, type DeschedulerSpec } from "./descheduler/descheduler";
import { eckOperator, type EckOperatorSpec } from "./eck-operator/eck-operator";
import { envoyGateway } from "./envoy-gateway/envoy-gateway";
import type { EnvoyGatewaySpec } from "./envoy-gateway/envoy-gateway-spec";
import { externalDns } from "./external-dns/external-dns";
import type { ExternalDnsSpec } from "./external-dns/external-dns-spec";
import { externalSecrets } from "./external-secrets/external-secrets";
import type { ExternalSecretsSpec } from "./external-secrets/external-secrets-spec";
import { fluentBit } from "./fluent-bit/fluent-bit";
import type { FluentBitSpec } from "./fluent-bit/fluent-bit-spec";
import type { AnyAddOn } from "./frame/add-on";
import { gatewayApi, type GatewayApiSpec } from "./gateway-api/gateway-api";
import { istio } from "./istio/istio";
import { istioCni } from "./istio/istio-cni";
import type { IstioCniSpec, IstioSpec, IstioZtunnelSpec } from "./istio/istio-spec";
import { istioZtunnel } from "./istio/istio-ztunnel";
import { karpenter } from "./karpenter/karpenter";
import type { KarpenterSpec } from "./karpenter/karpenter-spec";
import { keda, type KedaSpec } from "./keda/keda";
import { kong } from "./kong/kong";
import type { KongSpec } from "./kong/kong-spec";
import { kubePrometheusStack } from "./kube-prometheus-stack/kube-prometheus-stack";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack/kube-prometheus-stack-spec";
import { kyverno, type KyvernoSpec } from "./kyverno/kyverno";
import { linkerd } from "./linkerd/linkerd";
import { linkerdCni, type LinkerdCniSpec } from "./linkerd/linkerd-cni";
import type { LinkerdSpec } from "./linkerd/linkerd-spec";
import { metricsServer, type MetricsServerSpec } from "./metrics-server/metrics-server";
import { nginxGatewayFabric, type NginxGatewayFabricSpec } from "./nginx-gateway-fabric/nginx-gateway-fabric";
import { nginxIngressController } from "./nginx-ingress-controller/nginx-ingress-controller";
import type { NginxIngressControllerSpec } from "./nginx-ingress-controller/nginx-ingress-controller-spec";
import { nodeLocalDns, type NodeLocalDnsSpec } from "./node-local-dns/node-local-dns";
import { openCost, type OpenCostSpec } from "./opencost/opencost";
import { prometheusAdapter } from "./prometheus-adapter/prometheus-adapter";
import type { PrometheusAdapterSpec } from "./prometheus-adapter/prometheus-adapter-spec";
import { openTelemetryOperator, type OpenTelemetryOperatorSpec } from "./opentelemetry-operator/opentelemetry-operator";
import { prometheusBlackboxExporter } from "./prometheus-blackbox-exporter/prometheus-blackbox-exporter";
import type { PrometheusBlackboxExporterSpec } from "./prometheus-blackbox-exporter/prometheus-blackbox-exporter-spec";
import {
  prometheusOperatorCrds,
  type PrometheusOperatorCrdsSpec,
} from "./prometheus-operator-crds/prometheus-operator-crds";
import { reloader, type ReloaderSpec } from "./reloader/reloader";
import { tempo } from "./tempo/tempo";
import type { TempoSpec } from "./tempo/tempo-spec";
import { traefik } from "./traefik/traefik";
import type { TraefikSpec } from "./traefik/traefik-spec";
import { trustManager, type TrustManagerSpec } from "./trust-manager/trust-manager";
import { velero } from "./velero/velero";
import type { VeleroSpec } from "./velero/velero-spec";
import {
  verticalPodAutoscaler,
  type VerticalPodAutoscalerSpec,
} from "./vertical-pod-autoscaler/vertical-pod-autoscaler";

/** The options of each add-on, by its id. */
export interface AddOnOptions {
  readonly admissionPolicies: AdmissionPoliciesSpec;
  readonly argoCd: ArgoCdSpec;
  readonly argoRollouts: ArgoRolloutsSpec;
  readonly awsLoadBalancerController: AwsLoadBalancerControllerSpec;
  readonly certManager: CertManagerSpec;
  readonly cloudMap: CloudMapSpec;
  readonly clusterAutoscaler: ClusterAutoscalerSpec;
  readonly consul: ConsulSpec;
  readonly descheduler: DeschedulerSpec;
  readonly eckOperator: EckOperatorSpec;
  readonly envoyGateway: EnvoyGatewaySpec;
  readonly externalDns: ExternalDnsSpec;
  readonly externalSecrets: ExternalSecretsSpec;
  readonly fluentBit: FluentBitSpec;
  readonly gatewayApi: GatewayApiSpec;
  readonly istio: IstioSpec;
  readonly istioCni: IstioCniSpec;
  readonly istioZtunnel: IstioZtunnelSpec;
  readonly karpenter: KarpenterSpec;
  readonly keda: KedaSpec;
  readonly kong: KongSpec;
  readonly kubePrometheusStack: KubePrometheusStackSpec;
  readonly kyverno: KyvernoSpec;
  readonly linkerd: LinkerdSpec;
  readonly linkerdCni: LinkerdCniSpec;
  readonly metricsServer: MetricsServerSpec;
  readonly nginxGatewayFabric: NginxGatewayFabricSpec;
  readonly nginxIngressController: NginxIngressControllerSpec;
  readonly nodeLocalDns: NodeLocalDnsSpec;
  readonly openCost: OpenCostSpec;
  readonly openTelemetryOperator: OpenTelemetryOperatorSpec;
  readonly prometheusAdapter: PrometheusAdapterSpec;
  readonly prometheusBlackboxExporter: PrometheusBlackboxExporterSpec;
  readonly prometheusOperatorCrds: PrometheusOperatorCrdsSpec;
  readonly reloader: ReloaderSpec;
  readonly tempo: TempoSpec;
  readonly traefik: TraefikSpec;
  readonly trustManager: TrustManagerSpec;
  readonly velero: VeleroSpec;
  readonly verticalPodAutoscaler: VerticalPodAutoscalerSpec;
}

/** Id of an add-on, by which it is configured. */
export type AddOnId = keyof AddOnOptions;

/** Every add-on that there is, by its id. */
export const addOns = {
  admissionPolicies,
  argoCd,
  argoRollouts,
  awsLoadBalancerController,
  certManager,
  cloudMap,
  clusterAutoscaler,
  consul,
  descheduler,
  eckOperator,
  envoyGateway,
  externalDns,
  externalSecrets,
  fluentBit,
  gatewayApi,
  istio,
  istioCni,
  istioZtunnel,
  karpenter,
  keda,
  kong,
  kubePrometheusStack,
  kyverno,
  linkerd,
  linkerdCni,
  metricsServer,
  nginxGatewayFabric,
  nginxIngressController,
  nodeLocalDns,
  openCost,
  openTelemetryOperator,
  prometheusAdapter,
  prometheusBlackboxExporter,
  prometheusOperatorCrds,
  reloader,
  tempo,
  traefik,
  trustManager,
  velero,
  verticalPodAutoscaler,
} as const satisfies Readonly<Record<AddOnId, AnyAddOn>>;

/** Whether there is an add-on of this id. */
export function isAddOn(id: string): id is AddOnId {
  return Object.hasOwn(addOns, id);
}
