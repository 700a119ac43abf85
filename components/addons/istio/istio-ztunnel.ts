import { under } from "../../core";
import type { AddOn } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { podsOf, resourcesOf } from "../frame/pods";
import { checkIstioResources } from "./check-istio";
import { hubOf, istioImages, variant } from "./istio-hub";
import { istioNamespace, istioNodesNamespace, type IstioZtunnelSpec } from "./istio-spec";
import { createPodMonitor } from "./pod-monitor";

const name = "ztunnel";
const labels = { app: name } as const;

const chart = helmAddOn<IstioZtunnelSpec>({
  id: "istioZtunnel",
  name: "istio-ztunnel",
  summary: "The proxy of each node, which carries the calls of its pods in Istio's ambient mode",
  chart: "istioZtunnel",
  // It works within the networks of other pods.
  namespace: { name: istioNodesNamespace, podSecurity: "privileged" },
  requires: [{ addOn: "istio", because: "it gets its configuration and certificates from there" }],
  after: ["prometheusOperatorCrds"],
  images: [],
  pods: ({ proxy = {} }) => [
    {
      name,
      replicas: "perNode",
      cpuMillis: proxy.cpuMillis ?? 200,
      memoryMib: proxy.memoryMib ?? 512,
      labels,
    },
  ],
  // What it carries comes and goes within the networks of the pods themselves, under their policies.
  traffic: () => [{ name: "proxy", pods: labels, metrics: [15020], to: "namespace", toNamespaces: [istioNamespace] }],
  owned: {
    profile: "it is that of ambient mode",
    revision: "one control plane has the whole cluster",
    istioNamespace: "the control plane has one namespace",
    resourceName: "the control plane knows it by its name",
    resources: "write proxy: { cpuMillis: …, memoryMib: … }",
  },
  check: ({ proxy }) => under(["proxy"], checkIstioResources(proxy)),
  values: ({ mirrors }, all) => ({
    profile: "ambient",
    istioNamespace,
    resources: resourcesOf(podsOf(all, name)),
    ...hubOf(mirrors),
    variant,
  }),
  then: (context, release) =>
    createPodMonitor(
      context,
      {
        name,
        namespace: istioNodesNamespace,
        spec: {
          selector: { matchLabels: labels },
          podMetricsEndpoints: [{ portNumber: 15020, path: "/stats/prometheus" }],
        },
      },
      release,
    ),
});

/** Istio's proxy of each node. It comes after the control plane, and goes before it. */
export const istioZtunnel: AddOn<IstioZtunnelSpec> = { ...chart, images: [istioImages.ztunnel] };
