import { traefikPlace } from "../../addons/traefik/traefik-spec";
import { checkDataPlane, dataPlaneOptions } from "../data-plane";
import type { GatewayEngine } from "../gateway-engine";
import { proxyProtocolSources } from "../load-balancer-service";
import { needsLoadBalancerController } from "../network-load-balancer";
import { checkTraefikRoute } from "./check-traefik";
import { deployTraefik } from "./deploy-traefik";
import { renderTraefikRoute } from "./render-route";
import { traefikSupports } from "./traefik-supports";

/** Traefik 3.7, open-source edition: routes of the Gateway API, policies as middlewares. Its controller is what requests pass through. */
export const traefikEngine: GatewayEngine = {
  name: "traefik",
  supports: traefikSupports,
  addOns: (spec, around) => ({
    gatewayApi: true,
    traefik: {
      ...dataPlaneOptions(spec),
      accessLogs: spec.accessLogs !== false,
      proxyProtocolFrom: proxyProtocolSources(spec, around),
    },
    ...(spec.tls !== false && spec.tls.issuer !== undefined ? { certManager: true } : {}),
    ...(needsLoadBalancerController(around) ? { awsLoadBalancerController: true } : {}),
  }),
  callers: () => ({ namespace: traefikPlace.namespace, pods: traefikPlace.labels }),
  checkGateway: checkDataPlane,
  checkRoute: checkTraefikRoute,
  deploy: deployTraefik,
  renderRoute: renderTraefikRoute,
};
