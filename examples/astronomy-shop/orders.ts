import { linkTo, type Workloads } from "../../components/workloads";
import type { ShopSecrets } from "./inputs";
import { release } from "./release";
import { flags, service, waitFor } from "./service";

/** Kafka's topic of what was bought. */
const orders = { KAFKA_ADDR: linkTo("kafka", { port: "plaintext" }), KAFKA_TOPIC: "orders" };

/** From the cart to the books. */
export function orderServices({ databasePassword }: ShopSecrets): Workloads {
  return {
    services: {
      cart: service("cart", {
        memory: "160Mi",
        criticality: "high",
        otlp: "grpc",
        ports: { grpc: 8080 },
        env: {
          CART_PORT: 8080,
          ASPNETCORE_URLS: "http://*:$(CART_PORT)",
          VALKEY_ADDR: linkTo("valkey-cart"),
          ...flags,
        },
        initContainers: waitFor("valkey-cart", "valkey-cart"),
      }),

      checkout: service("checkout", {
        memory: "20Mi",
        criticality: "critical",
        otlp: "http",
        ports: { grpc: 8080 },
        env: {
          CHECKOUT_PORT: 8080,
          CART_ADDR: linkTo("cart"),
          CURRENCY_ADDR: linkTo("currency"),
          EMAIL_ADDR: linkTo("email", { as: "url" }),
          PAYMENT_ADDR: linkTo("payment"),
          PRODUCT_CATALOG_ADDR: linkTo("product-catalog"),
          SHIPPING_ADDR: linkTo("shipping", { as: "url" }),
          ...orders,
          ...flags,
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
          GOMEMLIMIT: "16MiB",
        },
        initContainers: waitFor("kafka", "plaintext"),
      }),

      currency: service("currency", {
        memory: "20Mi",
        criticality: "high",
        otlp: "grpc",
        ports: { grpc: 8080 },
        env: { CURRENCY_PORT: 8080, VERSION: release, IPV6_ENABLED: false },
      }),

      email: service("email", {
        memory: "100Mi",
        criticality: "medium",
        otlp: "http",
        ports: { http: 8080 },
        env: { EMAIL_PORT: 8080, APP_ENV: "production", ...flags },
      }),

      payment: service("payment", {
        memory: "140Mi",
        criticality: "critical",
        otlp: "grpc",
        ports: { grpc: 8080 },
        security: { runAsUser: 1000, runAsGroup: 1000 },
        env: {
          PAYMENT_PORT: 8080,
          ...flags,
          IPV6_ENABLED: false,
          NODE_OPTIONS: "--require @opentelemetry/auto-instrumentations-node/register",
          OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
        },
      }),

      quote: service("quote", {
        memory: "40Mi",
        criticality: "low",
        otlp: "http",
        ports: { http: 8080 },
        security: { runAsUser: 33, runAsGroup: 33 },
        env: {
          QUOTE_PORT: 8080,
          OTEL_PHP_AUTOLOAD_ENABLED: true,
          OTEL_PHP_INTERNAL_METRICS_ENABLED: true,
          IPV6_ENABLED: false,
        },
      }),

      shipping: service("shipping", {
        memory: "20Mi",
        criticality: "high",
        otlp: "http",
        ports: { http: 8080 },
        probes: { readiness: { http: { path: "/health" } } },
        env: {
          SHIPPING_PORT: 8080,
          QUOTE_ADDR: linkTo("quote", { as: "url" }),
          ...flags,
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
          IPV6_ENABLED: false,
        },
      }),
    },

    workers: {
      accounting: service("accounting", {
        memory: "160Mi",
        criticality: "low",
        otlp: "http",
        env: {
          ...orders,
          DB_PASSWORD: { secret: databasePassword },
          DB_CONNECTION_STRING: linkTo("astronomy-db", {
            as: "Host={host};Username=astronomy_user;Password=$(DB_PASSWORD);Database=astronomy_db",
          }),
          OTEL_DOTNET_AUTO_TRACES_ENTITYFRAMEWORKCORE_INSTRUMENTATION_ENABLED: false,
        },
        initContainers: waitFor("kafka", "plaintext"),
      }),

      "fraud-detection": service("fraud-detection", {
        memory: "300Mi",
        criticality: "low",
        otlp: "http",
        env: {
          ...orders,
          ...flags,
          OTEL_INSTRUMENTATION_KAFKA_EXPERIMENTAL_SPAN_ATTRIBUTES: true,
          OTEL_INSTRUMENTATION_MESSAGING_EXPERIMENTAL_RECEIVE_TELEMETRY_ENABLED: true,
          OTEL_EXPERIMENTAL_SDK_TELEMETRY_VERSION: "latest",
        },
        initContainers: waitFor("kafka", "plaintext"),
      }),
    },
  };
}
