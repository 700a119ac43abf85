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
import { clusterAutoscaler, type ClusterAutoscalerSpec } from "./cluster-autoscaler/cluster-autoscaler";
import { descheduler, type DeschedulerSpec } from "./descheduler/descheduler";
import { externalDns } from "./external-dns/external-dns";
import type { ExternalDnsSpec } from "./external-dns/external-dns-spec";
import { externalSecrets } from "./external-secrets/external-secrets";
import type { ExternalSecretsSpec } from "./external-secrets/external-secrets-spec";
import type { AnyAddOn } from "./frame/add-on";
import { gatewayApi, type GatewayApiSpec } from "./gateway-api/gateway-api";
import { karpenter } from "./karpenter/karpenter";
import type { KarpenterSpec } from "./karpenter/karpenter-spec";
import { keda, type KedaSpec } from "./keda/keda";
import { kyverno, type KyvernoSpec } from "./kyverno/kyverno";
import { metricsServer, type MetricsServerSpec } from "./metrics-server/metrics-server";
import { nodeLocalDns, type NodeLocalDnsSpec } from "./node-local-dns/node-local-dns";
import { openCost, type OpenCostSpec } from "./opencost/opencost";
import {
  prometheusOperatorCrds,
  type PrometheusOperatorCrdsSpec,
} from "./prometheus-operator-crds/prometheus-operator-crds";
import { reloader, type ReloaderSpec } from "./reloader/reloader";
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
  readonly clusterAutoscaler: ClusterAutoscalerSpec;
  readonly descheduler: DeschedulerSpec;
  readonly externalDns: ExternalDnsSpec;
  readonly externalSecrets: ExternalSecretsSpec;
  readonly gatewayApi: GatewayApiSpec;
  readonly karpenter: KarpenterSpec;
  readonly keda: KedaSpec;
  readonly kyverno: KyvernoSpec;
  readonly metricsServer: MetricsServerSpec;
  readonly nodeLocalDns: NodeLocalDnsSpec;
  readonly openCost: OpenCostSpec;
  readonly prometheusOperatorCrds: PrometheusOperatorCrdsSpec;
  readonly reloader: ReloaderSpec;
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
  clusterAutoscaler,
  descheduler,
  externalDns,
  externalSecrets,
  gatewayApi,
  karpenter,
  keda,
  kyverno,
  metricsServer,
  nodeLocalDns,
  openCost,
  prometheusOperatorCrds,
  reloader,
  velero,
  verticalPodAutoscaler,
} as const satisfies Readonly<Record<AddOnId, AnyAddOn>>;

/** Whether there is an add-on of this id. */
export function isAddOn(id: string): id is AddOnId {
  return Object.hasOwn(addOns, id);
}
