import type { ClusterHandle, PlatformCapabilities } from "../../../components/cluster";
import {
  Application,
  claimed,
  inClusterClass,
  linkTo,
  type ClaimClass,
  type Workloads,
} from "../../../components/workloads";
import { fact, image, main, type Requirement } from "./requirement";

const capabilities: PlatformCapabilities = {
  prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" },
};

/** The same in every environment. */
const workloads: Workloads = {
  services: {
    web: { image: image("web"), ports: { http: 8080 }, env: { ORDERS_ADDR: linkTo("orders") } },
    orders: {
      image: image("orders"),
      ports: { grpc: 50051 },
      metrics: { port: 9464 },
      egress: [{ cidr: "203.0.113.0/24", ports: [443] }],
      env: {
        DB_HOST: claimed("orders-db", "host"),
        DB_PASSWORD: claimed("orders-db", "password"),
        DB_URL: claimed("orders-db", "url"),
      },
    },
  },
  workers: { reports: { image: image("reports"), links: [linkTo("orders")] } },
  claims: { "orders-db": { kind: "postgres", database: "orders" } },
};

const host = "orders.cluster-x.eu-central-1.rds.example.com";

/** Databases that somebody keeps outside of the cluster, with their credentials in Secrets. */
const managed: ClaimClass = {
  name: "managed",
  kinds: ["postgres"],
  isDevelopment: false,
  provision: (_name, { claim, objectName }) => ({
    kind: claim.kind,
    values: {
      host,
      password: { fromSecret: { name: `${objectName}-managed`, key: "password" } },
      url: { fromSecret: { name: `${objectName}-managed`, key: "url" } },
    },
    target: undefined,
    egress: [{ cidr: "10.20.0.0/16", ports: [5432] }],
    grants: [],
    dependsOn: [],
  }),
};

/** The two environments of the program. */
export const environments = { development: "claims-dev", production: "claims-prod" } as const;

function program(cluster: ClusterHandle): void {
  const { development, production } = environments;
  new Application(development, { cluster, capabilities, ...workloads, claimClasses: [inClusterClass] });
  new Application(production, {
    cluster,
    capabilities,
    ...workloads,
    claimClasses: [inClusterClass, managed],
    isProduction: true,
  });
}

function credential(name: string, secret: string, key: string): Record<string, unknown> {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

export const claimClasses: Requirement = {
  number: 16,
  asks: "a store that each environment chooses for the same application",
  program,
  facts: [
    fact("claims-dev/Deployment/orders", main("env"), [
      { name: "DB_HOST", value: "orders-db" },
      credential("DB_PASSWORD", "orders-db-credentials", "password"),
      credential("DB_URL", "orders-db-credentials", "url"),
    ]),
    fact("claims-dev/StatefulSet/orders-db", main("env", 0), { name: "POSTGRES_DB", value: "orders" }),
    fact("claims-prod/Deployment/orders", main("env"), [
      { name: "DB_HOST", value: host },
      credential("DB_PASSWORD", "orders-db-managed", "password"),
      credential("DB_URL", "orders-db-managed", "url"),
    ]),
    fact("claims-prod/NetworkPolicy/orders", ["spec", "egress", 2], {
      to: [{ ipBlock: { cidr: "10.20.0.0/16" } }],
      ports: [{ port: 5432, protocol: "TCP" }],
    }),
  ],
};
