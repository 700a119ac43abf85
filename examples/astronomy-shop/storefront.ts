import { linkTo, type Services } from "../../components/workloads";
import { flags, hostAndPort, service } from "./service";
import { collectorUrl, discovered, fromCollector, namespaces, otlpPorts, toCollector } from "./telemetry";

/**
 * What a browser sees of the shop.
 * @param publicUrl where browsers reach the proxy, without a slash at the end: they send their telemetry there too
 */
export function storefront(publicUrl: string): Services {
  return {
    frontend: service("frontend", {
      memory: "250Mi",
      criticality: "critical",
      ports: { http: 8080 },
      security: { runAsUser: 1001, runAsGroup: 1001 },
      env: {
        FRONTEND_PORT: 8080,
        PORT: "$(FRONTEND_PORT)",
        // Its own address, which it never calls.
        FRONTEND_ADDR: "frontend:8080",
        AD_ADDR: linkTo("ad", { port: "grpc" }),
        CART_ADDR: linkTo("cart"),
        CHECKOUT_ADDR: linkTo("checkout"),
        CURRENCY_ADDR: linkTo("currency"),
        PRODUCT_CATALOG_ADDR: linkTo("product-catalog"),
        RECOMMENDATION_ADDR: linkTo("recommendation"),
        SHIPPING_ADDR: linkTo("shipping", { as: "url" }),
        ...flags,
        ENV_PLATFORM: "kubernetes",
        OTEL_COLLECTOR_HOST: "$(OTEL_COLLECTOR_NAME)",
        OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl("grpc"),
        WEB_OTEL_SERVICE_NAME: "frontend-web",
        PUBLIC_OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${publicUrl}/otlp-http/v1/traces`,
      },
      egress: [toCollector("grpc")],
    }),

    "frontend-proxy": service("frontend-proxy", {
      memory: "90Mi",
      criticality: "critical",
      ports: { http: 8080 },
      security: { runAsUser: 101, runAsGroup: 101 },
      exceptions: { writableRoot: "writes Envoy's configuration into its home when it starts" },
      env: {
        ENVOY_PORT: 8080,
        ENVOY_ADDR: "0.0.0.0",
        ENVOY_ADMIN_PORT: 10000,
        ...flags,
        ...hostAndPort("FLAGD_UI", "flagd", "ui"),
        ...hostAndPort("FRONTEND", "frontend"),
        GRAFANA_HOST: `grafana.${namespaces.platform}`,
        GRAFANA_PORT: 80,
        ...hostAndPort("IMAGE_PROVIDER", "image-provider"),
        JAEGER_HOST: `jaeger.${namespaces.platform}`,
        JAEGER_UI_PORT: 16686,
        ...hostAndPort("CHATBOT", "chatbot"),
        OPAMP_SERVER_HOST: linkTo("opamp-server", { port: "opamp-ui", as: "host" }),
        OPAMP_SERVER_UI_PORT: linkTo("opamp-server", { port: "opamp-ui", as: "port" }),
        // The release does not deploy it unless asked to; Envoy wants an address all the same.
        FIREPIT_HOST: linkTo("firepit", { as: "host", optional: true, otherwise: "firepit" }),
        FIREPIT_PORT: linkTo("firepit", { as: "port", optional: true, otherwise: "8080" }),
        ...hostAndPort("TELEMETRY_DOCS", "telemetry-docs"),
        OTEL_COLLECTOR_HOST: "$(OTEL_COLLECTOR_NAME)",
        OTEL_COLLECTOR_PORT_GRPC: otlpPorts.grpc,
        OTEL_COLLECTOR_PORT_HTTP: otlpPorts.http,
      },
      egress: [
        toCollector("grpc", "http"),
        // By the ports of their pods, which for Grafana is another one than that of its Service.
        { namespace: namespaces.platform, pods: { "app.kubernetes.io/name": "grafana" }, ports: [3000] },
        { namespace: namespaces.platform, pods: { "app.kubernetes.io/name": "jaeger" }, ports: [16686] },
      ],
      ingress: [fromCollector("http")],
      podAnnotations: discovered("httpcheck", { targets: [{ endpoint: "http://`endpoint`" }] }),
    }),

    "image-provider": service("image-provider", {
      memory: "50Mi",
      criticality: "low",
      ports: { http: 8081 },
      security: { runAsUser: 101, runAsGroup: 101 },
      exceptions: { writableRoot: "writes nginx's configuration when it starts" },
      env: {
        IMAGE_PROVIDER_PORT: 8081,
        OTEL_COLLECTOR_PORT_GRPC: otlpPorts.grpc,
        OTEL_COLLECTOR_HOST: "$(OTEL_COLLECTOR_NAME)",
      },
      probes: { readiness: { http: { path: "/status" } } },
      egress: [toCollector("grpc")],
      ingress: [fromCollector("http")],
      podAnnotations: discovered("nginx", {
        endpoint: "http://`endpoint`/status",
        collection_interval: "10s",
        timeout: "20s",
      }),
    }),
  };
}
