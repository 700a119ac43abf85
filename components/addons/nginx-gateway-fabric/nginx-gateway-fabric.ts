import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../frame/add-on";
import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";

/**
 * NGINX Gateway Fabric, which carries out the routes of the Gateway API by open-source NGINX. These are the pods that tell NGINX what to do;
 * those that requests pass through are made for each Gateway.
 */
export interface NginxGatewayFabricSpec extends HelmOptions {
  /**
   * Whether routes may bring directives of NGINX of their own (`SnippetsFilter`), as far as nobody refuses them: a gateway of Slipway
   * uses them for lists of addresses and retries, and refuses all others. Default: false.
   */
  readonly snippetsFilters?: boolean | undefined;
  /** Namespace of the gateways, whose pods ask it what to do. Default: `gateway`. */
  readonly gatewayNamespace?: string | undefined;
}

const name = "nginx-gateway-fabric";
const agentPort = 8443;
const metricsPort = 9113;

export const nginxGatewayFabric = helmAddOn<NginxGatewayFabricSpec>({
  id: "nginxGatewayFabric",
  name,
  summary: "NGINX Gateway Fabric: carries out routes of the Gateway API by open-source NGINX",
  chart: "nginxGatewayFabric",
  namespace: { name, podSecurity: "restricted" },
  crds: ["*.gateway.nginx.org"],
  requires: [{ addOn: "gatewayApi", because: "its routes are those of the Gateway API" }],
  after: ["prometheusOperatorCrds"],
  images: [
    { image: "ghcr.io/nginx/nginx-gateway-fabric", at: "nginxGateway.image.repository" },
    { image: "ghcr.io/nginx/nginx-gateway-fabric/nginx", at: "nginx.image.repository" },
  ],
  pods: (_, { highlyAvailable }) => [
    {
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 100,
      memoryMib: 256,
      labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name },
    },
  ],
  traffic: ({ gatewayNamespace = "gateway" }) => [
    { metrics: [metricsPort], fromNamespaces: { [gatewayNamespace]: [agentPort] }, to: "apis" },
  ],
  owned: {
    ...decidedByPods("nginxGateway.replicas", "nginxGateway.autoscaling"),
    "nginxGateway.snippetsFilters.enable": "write snippetsFilters",
    "nginxGateway.snippets.enable": "policies of this kind are not used",
    "nginxGateway.gatewayClassName": "gateways of Slipway are of the class nginx",
    "nginx.plus": "gateways of Slipway are of open-source NGINX",
    "certGenerator.enable": "it makes the certificates between its parts",
  },
  values: ({ options }, all) => {
    const pods = podsOf(all, name);
    return {
      nginxGateway: {
        gatewayClassName: "nginx",
        replicas: pods.replicas,
        resources: resourcesOf(pods),
        topologySpreadConstraints: spreadOf(pods),
        tolerations: systemTolerations,
        metrics: { enable: true, port: metricsPort },
        productTelemetry: { enable: false },
        snippetsFilters: { enable: options.snippetsFilters ?? false },
      },
      certGenerator: { enable: true, tolerations: systemTolerations },
    };
  },
  then: (context, release) => {
    const pods = podsOf(nginxGatewayFabric.pods(context.options, context), name);
    return [...createBudget(context, pods, release), ...createMonitor(context, pods, release)];
  },
});

/** The chart has none. */
function createBudget(
  { child }: AddOnContext<NginxGatewayFabricSpec>,
  pods: Pods,
  release: pulumi.Resource,
): pulumi.Resource[] {
  if (!isDoubled(pods)) return [];
  return [
    new k8s.policy.v1.PodDisruptionBudget(
      ...child<k8s.policy.v1.PodDisruptionBudgetArgs>(
        "",
        {
          metadata: { name, namespace: name },
          spec: { maxUnavailable: 1, selector: { matchLabels: { ...pods.labels } } },
        },
        undefined,
        { dependsOn: [release] },
      ),
    ),
  ];
}

/** Nor this. */
function createMonitor(
  { child, hasMonitors }: AddOnContext<NginxGatewayFabricSpec>,
  pods: Pods,
  release: pulumi.Resource,
): pulumi.Resource[] {
  if (!hasMonitors) return [];
  return [
    new k8s.apiextensions.CustomResource(
      ...child<k8s.apiextensions.CustomResourceArgs>(
        "",
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PodMonitor",
          metadata: { name, namespace: name },
          spec: { selector: { matchLabels: { ...pods.labels } }, podMetricsEndpoints: [{ port: "metrics" }] },
        },
        undefined,
        { dependsOn: [release] },
      ),
    ),
  ];
}
