import type { AddOn, AddOnContext } from "../frame/add-on";
import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";

/**
 * The custom resources of the Gateway API, standard channel, and the admission policy of its makers that lets nobody put older or
 * experimental ones over them. A cluster that has them from elsewhere, as some offers of Kubernetes do, cannot have them twice.
 *
 * Its chart cannot leave them behind: whoever takes the add-on away takes every Gateway and route away. Where the platform is protected,
 * Pulumi refuses to.
 */
export type GatewayApiSpec = HelmOptions;

const chart = helmAddOn<GatewayApiSpec>({
  id: "gatewayApi",
  name: "gateway-api",
  summary: "Custom resources of the Gateway API: gateways and routes, which controllers then carry out",
  chart: "gatewayCrds",
  // It has no pods: only the record of the release is kept there.
  namespace: { name: "kube-system", podSecurity: undefined },
  crds: ["*.gateway.networking.k8s.io"],
  images: [],
  pods: () => [],
  traffic: () => [],
  owned: {
    "crds.gatewayAPI.enabled": "it is what the add-on is for",
    "crds.gatewayAPI.channel": "it is always the standard channel, over which the experimental one is refused",
    "crds.envoyGateway.enabled": "definitions of Envoy Gateway come with Envoy Gateway",
  },
  values: () => ({ crds: { gatewayAPI: { enabled: true, channel: "standard" }, envoyGateway: { enabled: false } } }),
});

export const gatewayApi: AddOn<GatewayApiSpec> = {
  ...chart,
  deploy: (context) => chart.deploy({ ...context, child: protectedChild(context) }),
};

function protectedChild({ child, isProtected }: AddOnContext<GatewayApiSpec>): typeof child {
  return (suffix, args, transform, opts) => child(suffix, args, transform, { ...opts, protect: isProtected });
}
