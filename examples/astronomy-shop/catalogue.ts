import { linkTo, type Services } from "../../components/workloads";
import type { ShopFiles, ShopSecrets } from "./inputs";
import { flags, service, waitFor } from "./service";
import { fromCollector } from "./telemetry";

/** What there is to buy, and what else the customer may like. */
export function catalogueServices({ databasePassword }: ShopSecrets, { catalogTelemetry }: ShopFiles): Services {
  return {
    "product-catalog": service("product-catalog", {
      memory: "20Mi",
      criticality: "high",
      otlp: "grpc",
      ports: { grpc: 8080 },
      env: {
        PRODUCT_CATALOG_PORT: 8080,
        ...flags,
        GOMEMLIMIT: "16MiB",
        DB_PASSWORD: { secret: databasePassword },
        DB_CONNECTION_STRING: linkTo("astronomy-db", {
          as: "postgres://astronomy_user:$(DB_PASSWORD)@{host}/astronomy_db?sslmode=disable",
        }),
        OTEL_SEMCONV_STABILITY_OPT_IN: "database",
        OTEL_CONFIG_FILE: "/otel-config.yml",
      },
      config: { "otel-config": { data: { "otel-config.yml": catalogTelemetry } } },
      volumes: { "otel-config": { config: "otel-config", mountPath: "/otel-config.yml", file: "otel-config.yml" } },
      initContainers: waitFor("astronomy-db", "postgres"),
    }),

    recommendation: service("recommendation", {
      memory: "500Mi",
      criticality: "medium",
      otlp: "grpc",
      ports: { grpc: 8080 },
      env: {
        RECOMMENDATION_PORT: 8080,
        PRODUCT_CATALOG_ADDR: linkTo("product-catalog"),
        OTEL_PYTHON_LOG_CORRELATION: true,
        PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION: "python",
        ...flags,
      },
    }),

    ad: service("ad", {
      memory: "300Mi",
      criticality: "medium",
      otlp: "http",
      ports: { grpc: 8080, prometheus: { port: 9465, protocol: "http" } },
      env: {
        AD_PORT: 8080,
        AD_PROMETHEUS_PORT: 9465,
        ...flags,
        OTEL_LOGS_EXPORTER: "otlp",
        OTEL_EXPERIMENTAL_SDK_TELEMETRY_VERSION: "latest",
      },
      ingress: [fromCollector("prometheus")],
    }),
  };
}
