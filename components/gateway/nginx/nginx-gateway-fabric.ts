import { checkDataPlane } from "../data-plane";
import type { GatewayEngine } from "../gateway-engine";
import { gatewayName } from "../gateway-name";
import { checkFabricRoute } from "./check-fabric";
import { deployFabric } from "./deploy-fabric";
import { renderFabricRoute } from "./fabric-route";
import { frontAddOns } from "./front-add-ons";
import { fabricSupports } from "./nginx-gateway-fabric-supports";

/** NGINX Gateway Fabric: the Gateway API by open-source NGINX, whose pods the controller makes in the namespace of the gateway. */
export const nginxGatewayFabricEngine: GatewayEngine = {
  name: "nginxGatewayFabric",
  supports: fabricSupports,
  addOns: (spec, around) => ({
    ...frontAddOns(spec, around),
    gatewayApi: true,
    nginxGatewayFabric: { snippetsFilters: true, gatewayNamespace: gatewayName },
  }),
  callers: () => ({ namespace: gatewayName, pods: { "gateway.networking.k8s.io/gateway-name": gatewayName } }),
  comparesPathsAlone: true,
  checkGateway: checkDataPlane,
  checkRoute: checkFabricRoute,
  deploy: deployFabric,
  renderRoute: renderFabricRoute,
};
