import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { manifests } from "../../core";
import type { AddOnContext, Surroundings } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { createCrds } from "../frame/kept-crds";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import type { Traffic } from "../frame/traffic";
import type { Values } from "../frame/values";
import { checkEnvoyGatewayOptions, type EnvoyGatewaySpec } from "./envoy-gateway-spec";

const namespace = "envoy-gateway-system";
/** Namespaces of Gateways: there are the Envoys that it starts. */
const gatewayNamespace = "gateway";
const parts = { controller: "envoy-gateway", counter: "envoy-ratelimit" } as const;
const labels = {
  controller: { "control-plane": "envoy-gateway" },
  counter: { "app.kubernetes.io/name": "envoy-ratelimit", "app.kubernetes.io/component": "ratelimit" },
} as const;
/** What each serves. Source: the chart, and the code that makes the counter. */
const ports = { xds: 18000, counts: 8081, metrics: 19001 } as const;

/**
 * The Envoys are in the namespaces of their Gateways, so that a Gateway's namespace, when it goes, waits for its load balancer. They show tokens
 * of their service accounts, so that no key of the controller is outside of its namespace.
 */
export const envoyGateway = helmAddOn<EnvoyGatewaySpec>({
  id: "envoyGateway",
  name: "envoy-gateway",
  summary:
    "Carries out Gateways and routes by Envoys that it starts, with policies for limits, log-ins, retries and more",
  chart: "envoyGateway",
  manifests: ["envoyGatewayCrds"],
  namespace: { name: namespace, podSecurity: "restricted" },
  crds: ["*.gateway.envoyproxy.io"],
  requires: [{ addOn: "gatewayApi", because: "its Gateways and routes are resources of the Gateway API" }],
  images: [
    { image: "docker.io/envoyproxy/gateway", at: "deployment.envoyGateway.image.repository" },
    { image: "docker.io/envoyproxy/ratelimit", at: "global.images.ratelimit.image" },
    { image: "docker.io/envoyproxy/envoy", at: "global.images.envoyProxy.image" },
  ],
  pods: podsFor,
  traffic: trafficOf,
  owned: {
    ...decidedByPods(
      "deployment.replicas",
      "podDisruptionBudget",
      "hpa",
      "config.envoyGateway.provider.kubernetes.rateLimitDeployment.replicas",
    ),
    "crds.enabled": "definitions of the Gateway API come with gatewayApi, and its own by its makers' files",
    "config.envoyGateway.provider.kubernetes.deploy": "Envoys are always in the namespace of their Gateway",
    "config.envoyGateway.gateway.controllerName": "gateways name the controller by the name that it has by default",
    "config.envoyGateway.rateLimit.backend": "write rateLimitStore",
    "config.envoyGateway.provider.kubernetes.proxyTopologyInjector": "it is left out with its webhook",
    "topologyInjector.enabled": "its webhook would see every pod of the cluster, and stay when the add-on goes",
  },
  check: checkEnvoyGatewayOptions,
  before: (context) => [createCrds(context, manifests.envoyGatewayCrds)],
  values: (context, all) => {
    const controller = podsOf(all, parts.controller);
    return {
      crds: { enabled: false },
      deployment: {
        replicas: controller.replicas,
        envoyGateway: { resources: resourcesOf(controller) },
        pod: { topologySpreadConstraints: spreadOf(controller), tolerations: systemTolerations },
      },
      ...(isDoubled(controller) ? { podDisruptionBudget: { minAvailable: 1 } } : {}),
      certgen: {
        job: {
          resources: resourcesOf({ ...controller, cpuMillis: 10, memoryMib: 128 }),
          tolerations: systemTolerations,
        },
      },
      topologyInjector: { enabled: false },
      config: { envoyGateway: configOf(context.options, all) },
    };
  },
  then: (context) => (context.hasMonitors ? createMonitors(context) : []),
});

function podsFor(
  { rateLimitStore }: EnvoyGatewaySpec,
  { highlyAvailable }: Pick<Surroundings, "highlyAvailable">,
): Pods[] {
  const replicas = highlyAvailable ? 2 : 1;
  return [
    { name: parts.controller, replicas, cpuMillis: 100, memoryMib: 512, labels: labels.controller },
    ...(rateLimitStore === undefined
      ? []
      : [{ name: parts.counter, replicas, cpuMillis: 100, memoryMib: 128, labels: labels.counter }]),
  ];
}

function trafficOf({ rateLimitStore }: EnvoyGatewaySpec): Traffic[] {
  const ofCounter: Traffic = {
    name: "rate-limits",
    pods: labels.counter,
    metrics: [ports.metrics],
    fromNamespaces: { [gatewayNamespace]: [ports.counts] },
    // A store that is not of the gateway may be anywhere.
    ...(isOwnStore(rateLimitStore) ? { to: "namespace", toNamespaces: [gatewayNamespace] } : { to: "anywhere" }),
  };
  return [
    {
      name: "controller",
      pods: labels.controller,
      metrics: [ports.metrics],
      fromNamespaces: { [gatewayNamespace]: [ports.xds] },
      // It asks providers of log-ins where their endpoints are.
      to: "apis",
    },
    // The job that makes the certificates between the parts.
    { name: "certificates", pods: { app: "certgen" }, to: "apis" },
    ...(rateLimitStore === undefined ? [] : [ofCounter]),
  ];
}

function isOwnStore(store: string | undefined): boolean {
  return store?.includes(`.${gatewayNamespace}.svc`) === true;
}

function configOf({ rateLimitStore }: EnvoyGatewaySpec, all: readonly Pods[]): Values {
  const own = {
    deploy: { type: "GatewayNamespace" },
    // The chart writes it where the controller does not read it.
    proxyTopologyInjector: { disabled: true },
  };
  if (rateLimitStore === undefined) return { provider: { type: "Kubernetes", kubernetes: own } };
  const counter = podsOf(all, parts.counter);
  return {
    provider: {
      type: "Kubernetes",
      kubernetes: {
        ...own,
        rateLimitDeployment: {
          replicas: counter.replicas,
          container: { resources: resourcesOf(counter) },
          pod: {
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            topologySpreadConstraints: spreadOf(counter),
            tolerations: systemTolerations,
          },
        },
        ...(isDoubled(counter) ? { rateLimitPDB: { minAvailable: 1 } } : {}),
      },
    },
    rateLimit: { backend: { type: "Redis", redis: { url: rateLimitStore } } },
  };
}

/** The chart has none. */
function createMonitors({ child, options }: AddOnContext<EnvoyGatewaySpec>): pulumi.Resource[] {
  const monitored = [labels.controller, ...(options.rateLimitStore === undefined ? [] : [labels.counter])];
  const names = [parts.controller, parts.counter];
  return monitored.map(
    (matchLabels, index) =>
      new k8s.apiextensions.CustomResource(
        ...child<k8s.apiextensions.CustomResourceArgs>(`monitor-${names[index] ?? ""}`, {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PodMonitor",
          metadata: { name: names[index] ?? "", namespace },
          spec: {
            selector: { matchLabels },
            podMetricsEndpoints: [{ port: "metrics", path: "/metrics", interval: "30s" }],
          },
        }),
      ),
  );
}
