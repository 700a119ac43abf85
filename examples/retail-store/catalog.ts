import * as pulumi from "@pulumi/pulumi";
import {
  claimed,
  linkTo,
  type ReplicasSpec,
  type StatefulServiceSpec,
  type Workloads,
} from "../../components/workloads";
import { service, storeTiming, wayTo, withStore, type OutsideServer } from "./service";

/** An outside server is a MySQL 8, such as Aurora. */
export type CatalogStore = "inMemory" | "inCluster" | OutsideServer;

const database = "catalog";

export function catalog(store: CatalogStore, replicas: ReplicasSpec): Workloads {
  const base = service("catalog", {
    replicas,
    resources: { requests: { cpu: "256m", memory: "256Mi" }, limits: { memory: "256Mi" } },
    env: { RETAIL_CATALOG_SEARCH_ENABLED: false },
  });

  if (store === "inMemory") {
    // Each pod fills itself with the same products, so there may be several.
    return { services: { catalog: withStore(base, { RETAIL_CATALOG_PERSISTENCE_PROVIDER: "in-memory" }) } };
  }
  if (store === "inCluster") {
    return {
      services: {
        catalog: withStore(base, {
          RETAIL_CATALOG_PERSISTENCE_PROVIDER: "mysql",
          RETAIL_CATALOG_PERSISTENCE_ENDPOINT: linkTo("catalog-mysql"),
          RETAIL_CATALOG_PERSISTENCE_DB_NAME: database,
          RETAIL_CATALOG_PERSISTENCE_USER: database,
          RETAIL_CATALOG_PERSISTENCE_PASSWORD: claimed("catalog-db", "value"),
        }),
      },
      statefulServices: { "catalog-mysql": mysql },
      claims: { "catalog-db": { kind: "secret" }, "catalog-db-root": { kind: "secret" } },
    };
  }
  const { host, port = 3306, username, password } = store;
  return {
    services: {
      catalog: withStore(
        base,
        {
          RETAIL_CATALOG_PERSISTENCE_PROVIDER: "mysql",
          RETAIL_CATALOG_PERSISTENCE_ENDPOINT: pulumi.interpolate`${host}:${port}`,
          RETAIL_CATALOG_PERSISTENCE_DB_NAME: database,
          RETAIL_CATALOG_PERSISTENCE_USER: username,
          RETAIL_CATALOG_PERSISTENCE_PASSWORD: { secret: password },
        },
        { egress: wayTo(store, port) },
      ),
    },
  };
}

/** In its own protocol, as it shuts out who connects and says nothing; and by TCP, on which it does not listen until it is set up. */
const ping = { exec: { command: ["mysqladmin", "ping", "--silent", "--host=127.0.0.1"] }, timeoutSeconds: 3 };

/** No claim is one of MySQL, so the application brings its own. */
const mysql: StatefulServiceSpec<string> = {
  image: "public.ecr.aws/docker/library/mysql:8.0",
  component: "mysql",
  ports: { mysql: 3306 },
  env: {
    MYSQL_ROOT_PASSWORD: claimed("catalog-db-root", "value"),
    MYSQL_DATABASE: database,
    MYSQL_USER: database,
    MYSQL_PASSWORD: claimed("catalog-db", "value"),
  },
  security: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
  // In a folder of the volume, as MySQL refuses to begin in one that is not empty, and a new file system is not.
  volumeClaims: { data: { size: "10Gi", mountPath: "/var/lib/mysql", file: "mysql" } },
  // Its password goes with the application, and without it the data is of no use.
  retention: { whenDeleted: "Delete" },
  volumes: { run: { mountPath: "/var/run/mysqld" }, tmp: { mountPath: "/tmp" } },
  resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "1Gi" } },
  ...storeTiming,
  probes: {
    startup: { ...ping, periodSeconds: 5, failureThreshold: 60 },
    readiness: ping,
    liveness: ping,
  },
};
