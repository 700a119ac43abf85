import { catalogue } from "../../components/core";
import { linkTo, type Workloads } from "../../components/workloads";
import type { ShopFiles, ShopSecrets } from "./inputs";
import { releaseImage } from "./release";
import { flags as flagVariables, service, withMemory } from "./service";
import { collectorUrl, described, fromCollector, instrumented, otlpPorts, toCollector } from "./telemetry";

/** What the shop is run and tried out with: feature flags, agents' settings, documents, and the load on it. */
export function operationServices({ sessionKey }: ShopSecrets, { flags }: ShopFiles): Workloads {
  return {
    services: {
      flagd: service("flagd", {
        image: "ghcr.io/open-feature/flagd:v0.16.0",
        command: [
          "/flagd-build",
          "start",
          ...["--port", "8013"],
          ...["--ofrep-port", "8016"],
          ...["--uri", "file:./etc/flagd/demo.flagd.json"],
        ],
        memory: "75Mi",
        criticality: "low",
        otlp: "http",
        ports: {
          rpc: { port: 8013, protocol: "grpc" },
          ofrep: { port: 8016, protocol: "http" },
          ui: { port: 4000, protocol: "http", container: "flagd-ui" },
        },
        env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf", GOMEMLIMIT: "60MiB" },
        probes: { readiness: { http: { path: "/readyz", port: 8014 } } },
        // Nobody, whom the files of the editor belong to.
        security: { runAsUser: 65534, runAsGroup: 65534 },
        config: { config: { data: { "demo.flagd.json": flags } } },
        // The editor changes the flags, which a config map would not take.
        volumes: { "config-rw": { mountPath: "/etc/flagd" }, "config-ro": { config: "config" } },
        initContainers: {
          "init-config": {
            image: `busybox:${catalogue.busybox.version}`,
            command: ["cp", "/config-ro/demo.flagd.json", "/config-rw/demo.flagd.json"],
            mounts: { "config-ro": "/config-ro", "config-rw": "/config-rw" },
          },
        },
        sidecars: {
          "flagd-ui": {
            native: false,
            image: releaseImage("flagd-ui"),
            env: instrumented(
              {
                OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl("http"),
                FLAGD_UI_PORT: 4000,
                SECRET_KEY_BASE: { secret: sessionKey },
                PHX_HOST: "localhost",
              },
              "low",
            ),
            mounts: { "config-rw": "/app/data" },
            resources: withMemory("250Mi"),
            probes: { liveness: false },
            exceptions: { writableRoot: "an Elixir release writes its settings below itself when it starts" },
          },
        },
      }),

      "opamp-server": {
        ...described("opamp-server"),
        image: releaseImage("opamp-server"),
        command: ["/opamp-server", "-no-tls"],
        replicas: 1,
        ports: { opamp: { port: 4320, protocol: "http" }, "opamp-ui": { port: 4321, protocol: "http" } },
        security: { runAsUser: 65532, runAsGroup: 65532 },
        resources: withMemory("65Mi"),
        probes: { readiness: { http: { path: "/", port: "opamp-ui" } }, liveness: false },
        ingress: [fromCollector("opamp")],
      },

      "telemetry-docs": service("telemetry-docs", {
        memory: "100Mi",
        ports: { http: 8000 },
        security: { runAsUser: 101, runAsGroup: 101 },
        exceptions: { writableRoot: "writes nginx's configuration when it starts" },
        probes: { readiness: { http: { path: "/" } } },
        env: {
          TELEMETRY_DOCS_PORT: 8000,
          OTEL_COLLECTOR_HOST: "$(OTEL_COLLECTOR_NAME)",
          OTEL_COLLECTOR_PORT_GRPC: otlpPorts.grpc,
        },
        egress: [toCollector("grpc")],
      }),
    },

    workers: {
      "load-generator": service("load-generator", {
        memory: "512Mi",
        criticality: "low",
        otlp: "http",
        security: { runAsUser: 12345, runAsGroup: 12345 },
        exceptions: { writableRoot: "the browser writes into the home of its user" },
        env: {
          LOAD_GENERATOR_VUS: 5,
          K6_TARGET_URL: linkTo("frontend-proxy", { as: "url" }),
          K6_BROWSER_ENABLED: true,
          K6_BROWSER_ARGS: "no-sandbox,disable-dev-shm-usage",
          ...flagVariables,
          FLAGD_OFREP_PORT: linkTo("flagd", { port: "ofrep", as: "port" }),
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
          K6_OTEL_EXPORTER_PROTOCOL: "http/protobuf",
          K6_OTEL_HTTP_EXPORTER_ENDPOINT: `$(OTEL_COLLECTOR_NAME):${otlpPorts.http}`,
          K6_OTEL_HTTP_EXPORTER_INSECURE: true,
          K6_OTEL_METRIC_PREFIX: "k6.",
        },
      }),
    },
  };
}
