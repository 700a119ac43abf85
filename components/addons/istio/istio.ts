import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOn, AddOnContext } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import type { Values } from "../frame/values";
import { checkIstio } from "./check-istio";
import { hubOf, istioImages, variant } from "./istio-hub";
import { isAmbient } from "./istio-neighbour";
import { istioNamespace, istioNodesNamespace, type IstioResources, type IstioSpec } from "./istio-spec";
import { createPodMonitor } from "./pod-monitor";

const name = "istiod";
const labels = { app: name } as const;
const runtimeDefault = { type: "RuntimeDefault" } as const;

const chart = helmAddOn<IstioSpec>({
  id: "istio",
  name: "istio",
  summary: "A mesh: encrypts and authorises calls between workloads, with proxies on nodes or in pods",
  chart: "istiod",
  crdChart: {
    chart: "istioBase",
    // Its definitions stay by themselves; what else is in it belongs to the control plane.
    values: () => ({ global: { istioNamespace } }),
  },
  namespace: { name: istioNamespace, podSecurity: "restricted" },
  crds: ["*.networking.istio.io", "*.security.istio.io", "*.telemetry.istio.io", "*.extensions.istio.io"],
  requires: [
    { addOn: "istioCni", because: "without it every pod would need rights over its network" },
    {
      addOn: "gatewayApi",
      because: "what looks at requests in ambient mode is a Gateway",
      when: (options) => isAmbient(options),
    },
  ],
  conflictsWith: [
    { addOn: "linkerd", because: "both would carry the calls between workloads" },
    { addOn: "consul", because: "both would carry the calls between workloads" },
  ],
  after: ["prometheusOperatorCrds"],
  images: [],
  pods: ({ controlPlane = {} }, { highlyAvailable }) => [
    {
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: controlPlane.cpuMillis ?? (highlyAvailable ? 500 : 250),
      memoryMib: controlPlane.memoryMib ?? (highlyAvailable ? 2048 : 1024),
      labels,
    },
  ],
  // Proxies of every namespace ask for their configuration and certificates; in plain text nobody does.
  traffic: () => [{ pods: labels, fromApiServer: [15017], fromCluster: [15012], metrics: [15014], to: "apis" }],
  owned: {
    ...decidedByPods("autoscaleEnabled", "autoscaleMin", "replicaCount", "pdb", "global.defaultPodDisruptionBudget"),
    profile: "write mode",
    revision: "one control plane has the whole cluster",
    trustedZtunnelNamespace: "the proxies of nodes have one namespace",
    "cni.enabled": "the add-on istioCni is always there",
    resources: "write controlPlane: { cpuMillis: …, memoryMib: … }",
    "global.istioNamespace": "the control plane has one namespace",
    "global.proxy.resources": "write proxy: { cpuMillis: …, memoryMib: … }",
    "global.waypoint.resources": "write proxy: { cpuMillis: …, memoryMib: … }",
    "meshConfig.trustDomain": "identities of workloads are of cluster.local everywhere here",
  },
  check: checkIstio,
  provides: ({ mode = "ambient", mtls = "strict" }, { highlyAvailable }) => ({
    mesh: { provider: "istio", mode, controlPlaneNamespace: istioNamespace, mtls, highlyAvailable },
  }),
  values: ({ options, mirrors }, all) => {
    const pods = podsOf(all, name);
    const proxy = proxyResources(options.proxy);
    return {
      ...(isAmbient(options) ? { profile: "ambient", trustedZtunnelNamespace: istioNodesNamespace } : {}),
      ...sizeOf(pods),
      resources: resourcesOf(pods),
      seccompProfile: runtimeDefault,
      tolerations: systemTolerations,
      cni: { enabled: true },
      // Of the pods that it makes for Gateways, which are in namespaces of workloads.
      gateways: { seccompProfile: runtimeDefault },
      global: {
        ...hubOf(mirrors),
        istioNamespace,
        variant,
        priorityClassName: "system-cluster-critical",
        defaultPodDisruptionBudget: { enabled: isDoubled(pods) },
        proxy: { resources: proxy, seccompProfile: runtimeDefault },
        waypoint: { resources: proxy },
      },
    };
  },
  then: (context, release) => [
    ...createPeerAuthentication(context, release),
    ...createPodMonitor(
      context,
      {
        name,
        namespace: istioNamespace,
        spec: { selector: { matchLabels: labels }, podMetricsEndpoints: [{ portNumber: 15014, path: "/metrics" }] },
      },
      release,
    ),
  ],
});

/** Its control plane alone: what runs on nodes are add-ons of their own, in a namespace that lets in what they need. */
export const istio: AddOn<IstioSpec> = { ...chart, images: [istioImages.controlPlane, istioImages.proxy] };

/** With one pod a budget would only keep nodes from being drained, and an autoscaler would have nothing to do. */
function sizeOf(pods: Pods): Values {
  if (!isDoubled(pods)) return { autoscaleEnabled: false, replicaCount: pods.replicas };
  return {
    autoscaleEnabled: true,
    autoscaleMin: pods.replicas,
    pdb: { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    topologySpreadConstraints: spreadOf(pods),
  };
}

/** Without a limit of CPU, which would only make calls slower. The chart has one of its own, which only another number replaces. */
function proxyResources({ cpuMillis = 100, memoryMib = 256 }: IstioResources = {}): Values {
  return {
    requests: { cpu: `${cpuMillis}m`, memory: `${memoryMib}Mi` },
    limits: { memory: `${memoryMib}Mi` },
  };
}

/** Whoever is in the mesh takes calls of the mesh alone. Of the namespace of the control plane, it holds for all. */
function createPeerAuthentication(
  { child, options }: AddOnContext<IstioSpec>,
  release: pulumi.Resource,
): pulumi.Resource[] {
  if ((options.mtls ?? "strict") !== "strict") return [];
  return [
    new k8s.apiextensions.CustomResource(
      ...child<k8s.apiextensions.CustomResourceArgs>(
        "default",
        {
          apiVersion: "security.istio.io/v1",
          kind: "PeerAuthentication",
          metadata: { name: "default", namespace: istioNamespace },
          spec: { mtls: { mode: "STRICT" } },
        },
        undefined,
        { dependsOn: [release] },
      ),
    ),
  ];
}
