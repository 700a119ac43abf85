import type { StackConfig } from "../../stacks/config";
import type { ApplicationConfig, GatewayConfig, MeshConfig } from "../../stacks/config/schema";

/** Where a shop is to be, and from where charts, images and files are taken. */
export interface ShopPlace {
  readonly kubeconfig: string;
  readonly mirrors: { readonly charts: string; readonly images: string; readonly manifests: string };
}

const host = "shop.example.com";
const callsHost = "calls.example.com";

const http = { http: { port: 80, targetPort: 8080 } };
const calls = { grpc: { port: 9090, protocol: "grpc" as const } };
const image = "registry.example.com/shop:1";

/** What every gateway of those that are tried here can do. */
const services: ApplicationConfig["services"] = {
  cart: {
    image,
    ports: http,
    route: { hosts: [host], paths: ["/cart"], timeouts: { backend: "5s" } },
    policy: {
      rateLimits: [{ requests: 100, per: "minute", countedBy: "pod" }],
      cors: { origins: ["https://www.example.com"], methods: ["GET", "OPTIONS"] },
      maxRequestSize: "10Mi",
      canary: { to: "cart-next", weight: 10 },
    },
  },
  "cart-next": { image, ports: http },
  checkout: {
    image,
    ports: calls,
    route: { hosts: [callsHost], rules: [{ matches: [{ grpc: { service: "shop.v1.Checkout", method: "Place" } }] }] },
    policy: { addresses: { allow: ["203.0.113.0/24"] } },
    links: [{ linkTo: "cart" }],
  },
};

/** The same without a way in, but with calls that a mesh looks at. */
const meshed: ApplicationConfig["services"] = {
  cart: { image, ports: http, mesh: { timeout: "3s", split: [{ to: "cart-next", weight: 10 }] } },
  "cart-next": { image, ports: http },
  checkout: { image, ports: calls, links: [{ linkTo: "cart" }] },
};

/** The gateway of the tests, by its provider: TLS by an issuer of the platform, with the monitors of all its parts. */
export function gatewayBy(provider: GatewayConfig["provider"]): GatewayConfig {
  return {
    provider,
    hosts: [host, callsHost, "*.preview.example.com"],
    tls: { issuer: "internal" },
    sourceRanges: ["203.0.113.0/24"],
    ...(provider === "envoy" || provider === "traefik" || provider === "kong" ? { rateLimitStore: true } : {}),
  };
}

/** An environment with a small shop on a cluster that is there. */
export function shopOn(
  { kubeconfig, mirrors }: ShopPlace,
  traffic: { readonly gateway?: GatewayConfig; readonly mesh?: MeshConfig },
): StackConfig {
  const { gateway, mesh } = traffic;
  return {
    environment: "traffic",
    // So that there are two of everything, with what keeps them apart.
    stage: "staging",
    cluster: { target: "existing", kubeconfig, context: "sandbox" },
    charts: { mirror: mirrors.charts },
    images: { mirror: mirrors.images },
    manifests: { mirror: mirrors.manifests },
    addOns: {
      prometheusOperatorCrds: true,
      certManager: { issuers: { internal: { privateCa: {} } } },
    },
    gateway,
    mesh,
    applications: { shop: { services: gateway === undefined ? meshed : services } },
  };
}
