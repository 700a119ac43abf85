import { kongPlace } from "../../addons/kong/kong-spec";
import { checkDataPlane, dataPlaneOptions } from "../data-plane";
import type { GatewayEngine } from "../gateway-engine";
import { proxyProtocolSources } from "../load-balancer-service";
import { needsLoadBalancerController } from "../network-load-balancer";
import { checkKongRoute } from "./check-kong";
import { deployKong } from "./deploy-kong";
import { kongSupports } from "./kong-supports";
import { renderKongRoute } from "./render-route";
import { kongServiceAnnotations } from "./services";

/** Kong Gateway 3.9, the last open-source edition: routes of the Gateway API, policies as plugins. */
export const kongEngine: GatewayEngine = {
  name: "kong",
  supports: kongSupports,
  addOns: (spec, around) => ({
    gatewayApi: true,
    kong: {
      ...dataPlaneOptions(spec),
      accessLogs: spec.accessLogs !== false,
      ...(spec.tls === false || spec.tls.minimumVersion === undefined ? {} : { minimumTls: spec.tls.minimumVersion }),
      proxyProtocolFrom: proxyProtocolSources(spec, around),
    },
    ...(spec.tls !== false && spec.tls.issuer !== undefined ? { certManager: true } : {}),
    ...(needsLoadBalancerController(around) ? { awsLoadBalancerController: true } : {}),
  }),
  callers: () => ({ namespace: kongPlace.namespace, pods: kongPlace.labels }),
  checkGateway: checkDataPlane,
  checkRoute: checkKongRoute,
  deploy: deployKong,
  renderRoute: renderKongRoute,
  serviceAnnotations: kongServiceAnnotations,
};
