import type { StackConfig } from "../../stacks/config";
import type { GatewayConfig, MeshConfig } from "../../stacks/config/schema";
import type { AddOnsBed } from "./add-ons-bed";

/** Hosts of the gateway. */
export const host = "shop.example.com";
const wildcard = "*.shop.example.com";
const callsHost = "calls.shop.example.com";

const http = { http: { port: 80, targetPort: 8080 } } as const;
const image = "registry.example.com/shop:1";

/** What every gateway of those that are tried here can do. */
const services = {
  cart: {
    image,
    ports: http,
    route: { hosts: [host], paths: ["/cart"], timeouts: { backend: "5s" } },
    policy: {
      rateLimits: [{ requests: 100, per: "minute", countedBy: "pod" }],
      cors: { origins: ["https://www.example.com"], methods: ["GET", "OPTIONS"] },
      retries: { attempts: 2 },
      maxRequestSize: "10Mi",
      canary: { to: "cart-next", weight: 10 },
    },
  },
  "cart-next": { image, ports: http },
  checkout: {
    image,
    ports: { grpc: { port: 9090, protocol: "grpc" } },
    route: { hosts: [callsHost], rules: [{ matches: [{ grpc: { service: "shop.v1.Checkout" } }] }] },
    policy: { addresses: { allow: ["203.0.113.0/24"] } },
    links: [{ linkTo: "cart" }],
  },
} as const;

/** The gateway of the tests, by its provider: TLS by an issuer of the platform, with the monitors of all its parts. */
export function gatewayBy(provider: GatewayConfig["provider"]): GatewayConfig {
  return {
    provider,
    hosts: [host, wildcard],
    tls: { issuer: "internal" },
    sourceRanges: ["203.0.113.0/24"],
    ...(provider === "envoy" || provider === "traefik" || provider === "kong" ? { rateLimitStore: true } : {}),
  };
}

/** An environment with a small shop on the cluster of the test bed. */
export function shopOn(
  bed: AddOnsBed,
  traffic: { readonly gateway?: GatewayConfig; readonly mesh?: MeshConfig },
): StackConfig {
  const { charts, images, manifests } = bed.mirrors;
  const { gateway, mesh } = traffic;
  return {
    environment: "traffic",
    // So that there are two of everything, with what keeps them apart.
    stage: "staging",
    cluster: { target: "existing", kubeconfig: bed.plane.kubeconfig, context: "sandbox" },
    charts: { mirror: charts },
    images: { mirror: images },
    manifests: { mirror: manifests },
    addOns: {
      prometheusOperatorCrds: true,
      certManager: { issuers: { internal: { privateCa: {} } } },
    },
    gateway,
    mesh,
    applications: { shop: { services: gateway === undefined ? withoutRoutes() : services } },
  } as StackConfig;
}

function withoutRoutes(): object {
  return Object.fromEntries(
    Object.entries(services).map(([name, { image: of, ports, ...rest }]) => [
      name,
      { image: of, ports, ...("links" in rest ? { links: rest.links } : {}) },
    ]),
  );
}
