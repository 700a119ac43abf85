import type { GatewayEngineName } from "../cluster";

export const gatewayProviders = ["envoy", "alb", "nginx", "kong", "traefik", "aws-api-gateway"] as const;
/**
 * Who carries out routes and policies, as an environment chooses it. `nginx` is NGINX Gateway Fabric, or where a response cache is asked for
 * the NGINX Ingress Controller of F5; `aws-api-gateway` is an HTTP API or a REST API.
 */
export type GatewayProvider = (typeof gatewayProviders)[number];

/** What engines are called in messages and in the documentation. */
export const engineTitles: Readonly<Record<GatewayEngineName, string>> = {
  envoy: "Envoy Gateway",
  alb: "Application Load Balancer",
  nginxGatewayFabric: "NGINX Gateway Fabric",
  nginxIngressController: "F5 NGINX Ingress Controller",
  kong: "Kong Gateway",
  traefik: "Traefik",
  httpApi: "AWS API Gateway (HTTP API)",
  restApi: "AWS API Gateway (REST API)",
};

/** How an environment asks for an engine, for messages. */
export const engineSettings: Readonly<Record<GatewayEngineName, string>> = {
  envoy: "provider: envoy",
  alb: "provider: alb",
  nginxGatewayFabric: "provider: nginx",
  nginxIngressController: "provider: nginx with responseCache: true",
  kong: "provider: kong",
  traefik: "provider: traefik",
  httpApi: "provider: aws-api-gateway",
  restApi: "provider: aws-api-gateway with api: rest",
};
