import { nginxIngressControllerPlace } from "../../addons";
import { dataPlaneOptions } from "../data-plane";
import type { GatewayEngine } from "../gateway-engine";
import { proxyProtocolSources } from "../load-balancer-service";
import { checkControllerGateway, checkControllerRoute } from "./check-controller";
import { renderControllerRoute } from "./controller-route";
import { deployController } from "./deploy-controller";
import { frontAddOns } from "./front-add-ons";
import { controllerSupports } from "./nginx-ingress-controller-supports";

/** The NGINX Ingress Controller of F5, by open-source NGINX, for gateways that keep answers. */
export const nginxIngressControllerEngine: GatewayEngine = {
  name: "nginxIngressController",
  supports: controllerSupports,
  addOns: (spec, around) => {
    const { tls, accessLogs } = spec;
    const minimumTls = tls === false ? undefined : tls.minimumVersion;
    const sources = proxyProtocolSources(spec, around);
    return {
      ...frontAddOns(spec, around),
      nginxIngressController: {
        ...dataPlaneOptions(spec),
        ...(accessLogs === undefined ? {} : { accessLogs: accessLogs !== false }),
        ...(minimumTls === undefined ? {} : { minimumTls }),
        ...(sources === undefined ? {} : { proxyProtocolFrom: sources }),
      },
    };
  },
  callers: () => ({
    namespace: nginxIngressControllerPlace.namespace,
    pods: nginxIngressControllerPlace.labels,
  }),
  comparesPathsAlone: true,
  checkGateway: checkControllerGateway,
  checkRoute: checkControllerRoute,
  deploy: deployController,
  renderRoute: renderControllerRoute,
};
