import { under } from "../../core";
import type { AddOn } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { podsOf, resourcesOf } from "../frame/pods";
import { checkIstioResources } from "./check-istio";
import { hubOf, istioImages, variant } from "./istio-hub";
import { controlPlaneOf, isAmbient } from "./istio-neighbour";
import { istioNodesNamespace, type IstioCniSpec } from "./istio-spec";
import { createPodMonitor } from "./pod-monitor";

const name = "istio-cni-node";
const labels = { "k8s-app": name } as const;

const chart = helmAddOn<IstioCniSpec>({
  id: "istioCni",
  name: "istio-cni",
  summary: "Puts pods into Istio's mesh from their node, so that they need no rights over their network",
  chart: "istioCni",
  // It changes the network of other pods, from the node's own folders.
  namespace: { name: istioNodesNamespace, podSecurity: "privileged" },
  after: ["prometheusOperatorCrds"],
  images: [],
  pods: ({ agent = {} }) => [
    {
      name,
      replicas: "perNode",
      cpuMillis: agent.cpuMillis ?? 100,
      memoryMib: agent.memoryMib ?? 128,
      labels,
    },
  ],
  traffic: () => [{ name: "agent", pods: labels, metrics: [15014], to: "apis" }],
  owned: {
    profile: "it follows from the mode of the add-on istio",
    revision: "one control plane has the whole cluster",
    "ambient.enabled": "it follows from the mode of the add-on istio",
    resources: "write agent: { cpuMillis: …, memoryMib: … }",
  },
  check: ({ agent }) => under(["agent"], checkIstioResources(agent)),
  values: ({ mirrors, planned }, all) => ({
    ...(isAmbient(controlPlaneOf({ planned })) ? { profile: "ambient" } : {}),
    resources: resourcesOf(podsOf(all, name)),
    global: { ...hubOf(mirrors), variant },
  }),
  then: (context, release) =>
    createPodMonitor(
      context,
      {
        name,
        namespace: istioNodesNamespace,
        spec: { selector: { matchLabels: labels }, podMetricsEndpoints: [{ portNumber: 15014, path: "/metrics" }] },
      },
      release,
    ),
});

/** What of Istio puts pods into the mesh, on each node. It is there before any proxy. */
export const istioCni: AddOn<IstioCniSpec> = { ...chart, images: [istioImages.cni] };
