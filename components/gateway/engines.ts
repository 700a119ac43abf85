import type { GatewayEngineName } from "../cluster";
import { albEngine } from "./alb/alb";
import { httpApiEngine } from "./aws-api-gateway/http-api";
import { restApiEngine } from "./aws-api-gateway/rest-api";
import { envoyEngine } from "./envoy/envoy";
import type { GatewayEngine } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";
import { kongEngine } from "./kong/kong";
import { nginxGatewayFabricEngine } from "./nginx/nginx-gateway-fabric";
import { nginxIngressControllerEngine } from "./nginx/nginx-ingress-controller";
import { traefikEngine } from "./traefik/traefik";

/** All engines: each with its column of the capability matrix. */
export const engines: Readonly<Record<GatewayEngineName, GatewayEngine>> = {
  envoy: envoyEngine,
  alb: albEngine,
  nginxGatewayFabric: nginxGatewayFabricEngine,
  nginxIngressController: nginxIngressControllerEngine,
  kong: kongEngine,
  traefik: traefikEngine,
  httpApi: httpApiEngine,
  restApi: restApiEngine,
};

/** The engine that a specification asks for. */
export function engineOf({ provider = "envoy", responseCache = false, api = "http" }: GatewaySpec): GatewayEngine {
  switch (provider) {
    case "nginx":
      return responseCache ? nginxIngressControllerEngine : nginxGatewayFabricEngine;
    case "aws-api-gateway":
      return api === "rest" ? restApiEngine : httpApiEngine;
    case "envoy":
    case "alb":
    case "kong":
    case "traefik":
      return engines[provider];
  }
}
