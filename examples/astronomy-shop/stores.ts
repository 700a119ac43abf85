import { linkTo, type Workloads } from "../../components/workloads";
import type { ShopFiles, ShopSecrets } from "./inputs";
import { service, withMemory } from "./service";
import { described, discovered, fromCollector } from "./telemetry";

/** What keeps something: products and the books on a volume; carts and the orders under way in memory, as released. */
export function stores({ postgresPassword }: ShopSecrets, { database }: ShopFiles): Workloads {
  return {
    statefulServices: {
      "astronomy-db": {
        ...described("astronomy-db"),
        image: "postgres:18.4",
        command: ["docker-entrypoint.sh", "postgres", "-c", "shared_preload_libraries=pg_stat_statements"],
        ports: { postgres: 5432 },
        env: { POSTGRES_PASSWORD: { secret: postgresPassword } },
        // It is read once, when the volume is empty: a change needs no new pod.
        secrets: { init: { data: { "init.sql": database }, restart: false } },
        volumes: {
          init: { secret: "init", mountPath: "/docker-entrypoint-initdb.d" },
          sockets: { mountPath: "/var/run/postgresql" },
          tmp: { mountPath: "/tmp" },
        },
        volumeClaims: { data: { size: "1Gi", mountPath: "/var/lib/postgresql" } },
        // The image's own user, as which it starts without root.
        security: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
        resources: withMemory("100Mi"),
        probes: { liveness: false },
        ingress: [fromCollector("postgres")],
      },
    },

    services: {
      "valkey-cart": {
        ...described("valkey-cart"),
        image: "ghcr.io/valkey-io/valkey:9.0.4-alpine3.23",
        replicas: 1,
        ports: { "valkey-cart": 6379 },
        // It takes no more carts when it cannot write its snapshots.
        volumes: { data: { mountPath: "/data" } },
        security: { runAsUser: 999, runAsGroup: 1000 },
        resources: withMemory("20Mi"),
        probes: { liveness: false },
        ingress: [fromCollector("valkey-cart")],
        podAnnotations: {
          ...described("valkey-cart").podAnnotations,
          ...discovered("redis", { username: "valkey", collection_interval: "10s" }),
        },
      },

      kafka: service("kafka", {
        memory: "700Mi",
        criticality: "low",
        otlp: "http",
        ports: { plaintext: 9092, controller: 9093 },
        // The broker finds its controller, which is itself, by this Service, and is not ready before it has.
        service: { publishNotReadyAddresses: true },
        rollout: { strategy: "recreate" },
        security: { runAsUser: 1000, runAsGroup: 1000 },
        exceptions: { writableRoot: "writes its configuration, logs and data, some beside the Java agent in /tmp" },
        env: {
          KAFKA_ADVERTISED_LISTENERS: linkTo("kafka", { port: "plaintext", as: "PLAINTEXT://{host}:{port}" }),
          KAFKA_HEAP_OPTS: "-Xmx400M -Xms400M",
          KAFKA_LISTENERS: "PLAINTEXT://:9092,CONTROLLER://:9093",
          KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
          KAFKA_CONTROLLER_QUORUM_VOTERS: linkTo("kafka", { port: "controller", as: "1@{host}:{port}" }),
          OTEL_EXPERIMENTAL_SDK_TELEMETRY_VERSION: "latest",
        },
        ingress: [fromCollector("plaintext")],
      }),
    },
  };
}
