import { z } from "zod";
import { presets, type AddOnId } from "../../../components/addons";
import { admissionPolicies } from "./admission-policies";
import { argoCd } from "./argo-cd";
import { argoRollouts } from "./argo-rollouts";
import { awsLoadBalancerController } from "./aws-load-balancer-controller";
import { certManager } from "./cert-manager";
import { cloudMap } from "./cloud-map";
import { clusterAutoscaler } from "./cluster-autoscaler";
import { consul } from "./consul";
import { descheduler } from "./descheduler";
import { eckOperator } from "./eck-operator";
import { envoyGateway } from "./envoy-gateway";
import { externalDns } from "./external-dns";
import { externalSecrets } from "./external-secrets";
import { fluentBit } from "./fluent-bit";
import { gatewayApi } from "./gateway-api";
import { istio, istioCni, istioZtunnel } from "./istio";
import { karpenter } from "./karpenter";
import { keda } from "./keda";
import { kong } from "./kong";
import { kubePrometheusStack } from "./kube-prometheus-stack";
import { kyverno } from "./kyverno";
import { linkerd } from "./linkerd";
import { linkerdCni } from "./linkerd-cni";
import { metricsServer } from "./metrics-server";
import { nginxGatewayFabric } from "./nginx-gateway-fabric";
import { nginxIngressController } from "./nginx-ingress-controller";
import { nodeLocalDns } from "./node-local-dns";
import { openCost } from "./opencost";
import { openTelemetryOperator } from "./opentelemetry-operator";
import { prometheusAdapter } from "./prometheus-adapter";
import { prometheusBlackboxExporter } from "./prometheus-blackbox-exporter";
import { prometheusOperatorCrds } from "./prometheus-operator-crds";
import { reloader } from "./reloader";
import { tempo } from "./tempo";
import { traefik } from "./traefik";
import { trustManager } from "./trust-manager";
import { velero } from "./velero";
import { verticalPodAutoscaler } from "./vertical-pod-autoscaler";

/** The options of each add-on, by its id. */
const options = {
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
} as const satisfies Readonly<Record<AddOnId, z.ZodObject>>;

type Options = typeof options;
type Choices = { readonly [Id in keyof Options]: z.ZodOptional<z.ZodUnion<[Options[Id], z.ZodBoolean]>> };

/** Each add-on: its options, or whether there is one. */
export const addOnChoices = Object.fromEntries(
  Object.entries(options).map(([id, schema]) => [
    id,
    z
      .union([schema, z.boolean()])
      .describe(`${schema.description ?? id}. true: with its defaults; false: left out. Default: as the preset says`)
      .optional(),
  ]),
) as unknown as Choices;

export const preset = z
  .enum(presets)
  .describe("A set of add-ons, to which others can be added, and of which each can be left out. Default: none");
