import type { GatewayEngine } from "../gateway-engine";
import { gatewayName } from "../gateway-name";
import { needsLoadBalancerController } from "../network-load-balancer";
import { rateLimitStoreOf } from "../rate-limit-store";
import { checkEnvoyGateway } from "./check-envoy-gateway";
import { checkEnvoyRoute } from "./check-envoy-route";
import { deployEnvoy } from "./deploy-envoy";
import { proxyLabels } from "./envoy-proxy";
import { renderEnvoyRoute } from "./envoy-route";
import { envoySupports } from "./envoy-supports";

/** Envoy Gateway: Envoys in the cluster behind a Network Load Balancer, told by custom resources. */
export const envoyEngine: GatewayEngine = {
  name: "envoy",
  supports: envoySupports,
  addOns: (spec, around) => {
    const store = rateLimitStoreOf(spec);
    return {
      gatewayApi: true,
      envoyGateway: store === undefined ? true : { rateLimitStore: store },
      ...(spec.tls !== false && spec.tls.issuer !== undefined ? { certManager: true } : {}),
      ...(needsLoadBalancerController(around) ? { awsLoadBalancerController: true } : {}),
    };
  },
  callers: () => ({ namespace: gatewayName, pods: proxyLabels }),
  checkGateway: checkEnvoyGateway,
  checkRoute: checkEnvoyRoute,
  deploy: deployEnvoy,
  renderRoute: renderEnvoyRoute,
};
