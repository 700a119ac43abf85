/**
 * The retail store against the facts of its release, and the store of each service in each environment against what the release says of it.
 * This shows what is written into the objects. That they run is shown by nothing here: no image was started, so that the stores of the
 * application do with their users, a read-only root and their memory is what is known of their images; and that a managed store
 * answers would need an account.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ExistingCluster } from "../../components/cluster";
import { inClusterClass, type ClaimClass, type ClaimKind } from "../../components/workloads";
import { inCluster, inMemory, retailStore, type RetailStoreArgs, type Stores } from "../../examples/retail-store";
import { applyRules, projectRules } from "../../policy";
import { record, secretMark, type RecordedResource } from "../../testing";
import { differences, factsOf, factsOfRelease, review, type Facts, type ReleaseFacts, type Reviewed } from "./compare";

interface Mode {
  readonly provider: string;
  readonly configMap?: readonly string[];
  readonly secret?: Readonly<Record<string, readonly string[]>>;
  readonly unset?: readonly string[];
}

interface RetailStoreFacts extends ReleaseFacts {
  readonly calls: Readonly<Record<string, readonly { readonly to: string }[]>>;
  readonly stores: Readonly<
    Record<string, { readonly selector: string; readonly modes: Readonly<Record<string, Mode>> }>
  >;
  readonly defaults: {
    readonly workloads: readonly string[];
    readonly configMaps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

const release = JSON.parse(
  readFileSync(path.join(__dirname, "retail-store.facts.json"), "utf8"),
) as unknown as RetailStoreFacts;

/** Who provides claims in production: a class of the test, which says what a managed one would. */
const managedClass: ClaimClass = {
  name: "managed",
  kinds: ["postgres", "redis"],
  isDevelopment: false,
  provision: (_, { claim, objectName }) => ({
    kind: claim.kind,
    values: managedValues(claim.kind, objectName),
    target: undefined,
    egress: [{ cidr: "10.0.8.0/22", ports: [Number(managedPorts[claim.kind])] }],
    grants: [],
    dependsOn: [],
  }),
};

const managedPorts: Partial<Record<ClaimKind, string>> = { postgres: "5432", redis: "6379" };

function managedValues(kind: ClaimKind, objectName: string): ReturnType<ClaimClass["provision"]>["values"] {
  const host = `${objectName}.example.com`;
  const port = managedPorts[kind] ?? "";
  const secret = (key: string) => ({ fromSecret: { name: `${objectName}-managed`, key } });
  return {
    host,
    port,
    address: `${host}:${port}`,
    database: "orders",
    username: "shop",
    password: secret("password"),
    url: secret("url"),
  };
}

const managed: Stores = {
  catalog: {
    host: "catalog.example.com",
    username: "shop",
    password: pulumi.secret("of-aurora"),
    networks: ["10.0.8.0/22"],
  },
  carts: {
    name: "prod-carts",
    arn: "arn:aws:dynamodb:eu-central-1:123456789012:table/prod-carts",
    region: "eu-central-1",
  },
  checkout: "claimed",
  orders: "claimed",
  events: {
    host: "broker.example.com",
    username: "shop",
    password: pulumi.secret("of-amazon-mq"),
    networks: ["10.0.8.0/22"],
  },
};

interface Recorded {
  readonly resources: readonly RecordedResource[];
  readonly facts: Readonly<Record<string, Facts>>;
  /** What the cluster was asked for, for whom. */
  readonly granted: unknown;
}

async function recorded(args: Omit<RetailStoreArgs, "cluster">): Promise<Recorded> {
  const { resources, outputs } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    retailStore("retail-store", { ...args, cluster });
    return { granted: cluster.requestedGrants };
  });
  return { resources, facts: factsOf(resources), granted: outputs.granted };
}

/** As upstream's manifest: a store beside each service, and the shop open to everybody. */
const asReleased = (): Promise<Recorded> =>
  recorded({ stores: inCluster, exposure: "loadBalancer", claimClasses: [inClusterClass] });
const forDemos = (args: Partial<RetailStoreArgs> = {}): Promise<Recorded> => recorded({ ...args, stores: inMemory });
const inProduction = (): Promise<Recorded> =>
  recorded({ stores: managed, replicas: { min: 2, max: 10 }, claimClasses: [managedClass], isProduction: true });

const services = ["carts", "catalog", "checkout", "orders", "ui"];
const ownStores = ["carts-dynamodb", "catalog-mysql", "orders-rabbitmq"];
const claimedStores = ["checkout-redis", "orders-postgresql"];
const stores = [...ownStores, ...claimedStores];
const stateful = ["catalog-mysql", "orders-postgresql", "orders-rabbitmq"];

const portNames: Readonly<Record<string, string>> = {
  "catalog-mysql": "mysql",
  "carts-dynamodb": "dynamodb",
  "checkout-redis": "redis",
  "orders-postgresql": "postgres",
  "orders-rabbitmq": "amqp",
};

const ownName = "a container has the name of its workload, which logs and metrics show";
const ownLabels = "our labels: name and part-of, by which nobody takes a store for its service";
const hardened = "the restricted Pod Security standard asks for it, or it is what the standard takes as given";
const noSecret = "a user's name is no secret";
const storesUnbounded = "upstream's stores have none; a quota of the namespace, and our policy, refuse that";
const writable = "the image writes there, and its root is read-only";
const kept = "upstream's default loses the data with the pod; its switch persistentVolume asks for the same 10Gi";
const written = "our default, or Kubernetes' own, written down";

const reviewed: readonly Reviewed[] = [
  // Every workload.
  { at: "containers.imagePullPolicy", upstream: "IfNotPresent", reason: "what Kubernetes does anyway with these tags" },
  { at: "containers.name", workloads: stores, reason: ownName },
  { at: "labels.app.kubernetes.io/instance", ours: undefined, reason: ownLabels },
  { at: "labels.app.kubernetes.io/owner", ours: undefined, reason: ownLabels },
  { at: "labels.app.kubernetes.io/managed-by", ours: "slipway", reason: ownLabels },
  { at: "labels.app.kubernetes.io/part-of", ours: "retail-store", reason: ownLabels },
  { at: "labels.app.kubernetes.io/name", workloads: stores, reason: ownLabels },
  {
    at: "labels.app.kubernetes.io/component",
    ours: undefined,
    workloads: claimedStores,
    reason: "a claim says no component",
  },
  { at: "minReadySeconds", ours: 0, reason: written },
  { at: "revisionHistoryLimit", ours: 5, reason: written },
  { at: "progressDeadlineSeconds", ours: 300, reason: written },
  {
    at: "pod.automountServiceAccountToken",
    ours: false,
    reason: "no service talks to the Kubernetes API; the README says what ui leaves out without a token",
  },
  {
    at: "pod.enableServiceLinks",
    ours: false,
    reason: "Kubernetes' own variables of Services would be in everybody's environment",
  },
  {
    at: "pod.tolerations",
    upstream: undefined,
    reason: "pods leave a node that stopped answering after 60 s, not 300 s",
  },
  {
    at: "pod.topologySpreadConstraints",
    upstream: undefined,
    reason: "several pods of a service are spread over zones and nodes",
  },
  {
    at: "pod.terminationGracePeriodSeconds",
    ours: 35,
    workloads: services,
    reason: "5 s of serving on until every node knows, and 30 s to drain",
  },
  { at: "containers.lifecycle", ours: { preStop: { sleep: { seconds: 5 } } }, workloads: services, reason: "as above" },

  // The services.
  ...linkLabels(),
  {
    at: "annotations.prometheus.io/scheme",
    ours: "http",
    workloads: services,
    reason: "the scraper's default, written down",
  },
  { at: "containers.securityContext.allowPrivilegeEscalation", ours: false, workloads: services, reason: hardened },
  { at: "containers.securityContext.privileged", ours: false, workloads: services, reason: hardened },
  {
    at: "containers.securityContext.seccompProfile",
    ours: { type: "RuntimeDefault" },
    workloads: services,
    reason: hardened,
  },
  {
    at: "containers.securityContext.capabilities.add",
    upstream: ["NET_BIND_SERVICE"],
    ours: undefined,
    workloads: ["ui"],
    reason: "it listens on 8080, for which nobody needs it",
  },
  { at: "services.carts.ports.http.appProtocol", ours: "http", reason: "a mesh or gateway is told what is spoken" },
  { at: "services.catalog.ports.http.appProtocol", ours: "http", reason: "as above" },
  { at: "services.checkout.ports.http.appProtocol", ours: "http", reason: "as above" },
  { at: "services.orders.ports.http.appProtocol", ours: "http", reason: "as above" },
  { at: "services.ui.ports.http.appProtocol", ours: "http", reason: "as above" },
  {
    at: "strategy.rollingUpdate.maxSurge",
    ours: "25%",
    workloads: ["catalog", "checkout", "orders", "ui"],
    reason: "upstream's only pod may go before the new one is there, which is an outage",
  },
  {
    at: "strategy.rollingUpdate.maxUnavailable",
    upstream: 1,
    ours: 0,
    workloads: ["catalog", "checkout", "orders", "ui"],
    reason: "as above",
  },
  {
    at: "strategy.type",
    upstream: "RollingUpdate",
    ours: "Recreate",
    workloads: ["carts"],
    reason: "a starting pod deletes the table that the running one works with",
  },
  { at: "strategy.rollingUpdate", ours: undefined, workloads: ["carts"], reason: "as above" },
  { at: "containers.env.RETAIL_CATALOG_PERSISTENCE_USER", ours: "catalog", workloads: ["catalog"], reason: noSecret },
  { at: "containers.env.RETAIL_ORDERS_PERSISTENCE_USERNAME", ours: "orders", workloads: ["orders"], reason: noSecret },
  {
    at: "containers.env.RETAIL_ORDERS_MESSAGING_RABBITMQ_USERNAME",
    ours: "orders",
    workloads: ["orders"],
    reason: "upstream's Secret is empty, and the broker's guest would do; ours has a user",
  },
  {
    at: "containers.env.RETAIL_ORDERS_MESSAGING_RABBITMQ_PASSWORD",
    ours: "from a Secret",
    workloads: ["orders"],
    reason: "as above",
  },
  {
    at: "containers.env.RETAIL_CHECKOUT_PERSISTENCE_REDIS_URL",
    upstream: "redis://checkout-redis:6379",
    ours: "from a Secret",
    workloads: ["checkout"],
    reason: "the claimed store has a password, which is in the address",
  },

  // The stores that the application brings itself.
  { at: "containers.resources", upstream: undefined, workloads: stores, reason: storesUnbounded },
  { at: "containers.securityContext", upstream: undefined, workloads: stores, reason: hardened },
  {
    at: "containers.probes",
    upstream: undefined,
    workloads: stores,
    reason: "nobody is sent to a store that is still starting",
  },
  {
    at: "pod.terminationGracePeriodSeconds",
    ours: 60,
    workloads: [...ownStores, "orders-postgresql"],
    reason: "a store writes what it holds",
  },
  {
    at: "serviceAccount",
    upstream: undefined,
    workloads: stores,
    reason: "every workload has an account of its own, without a token",
  },
  {
    at: "serviceName",
    workloads: stateful,
    reason: "the pods' own names are below a headless Service, which upstream does not have",
  },
  { at: "services.catalog-mysql-headless", upstream: undefined, reason: "as above" },
  { at: "services.orders-postgresql-headless", upstream: undefined, reason: "as above" },
  { at: "services.orders-rabbitmq-headless", upstream: undefined, reason: "as above" },
  { at: "podManagementPolicy", ours: "OrderedReady", workloads: stateful, reason: written },
  {
    at: "strategy",
    upstream: undefined,
    ours: { rollingUpdate: { partition: 0 }, type: "RollingUpdate" },
    workloads: stateful,
    reason: written,
  },
  {
    at: "strategy",
    upstream: undefined,
    ours: { type: "Recreate" },
    workloads: ["carts-dynamodb", "checkout-redis"],
    reason: "two at a time would hold different data behind one name",
  },
  {
    at: "persistentVolumeClaimRetentionPolicy",
    ours: { whenDeleted: "Delete", whenScaled: "Retain" },
    workloads: stateful,
    reason: "the volume goes with its password, but with nothing less",
  },
  {
    at: "containers.volumes./tmp",
    upstream: undefined,
    ours: { kind: "emptyDir" },
    workloads: [...ownStores, "orders-postgresql"],
    reason: writable,
  },
  { at: "services.carts-dynamodb.ports.dynamodb.appProtocol", ours: "http", reason: "DynamoDB's protocol is HTTP" },
  {
    at: "containers.env.MYSQL_ROOT_PASSWORD",
    ours: "from a Secret",
    workloads: ["catalog-mysql"],
    reason: "upstream writes it into the manifest",
  },
  { at: "containers.env.MYSQL_USER", ours: "catalog", workloads: ["catalog-mysql"], reason: noSecret },
  {
    at: "containers.volumes./var/lib/mysql.kind",
    upstream: "emptyDir",
    ours: "volumeClaim",
    workloads: ["catalog-mysql"],
    reason: kept,
  },
  { at: "containers.volumes./var/lib/mysql.storage", ours: "10Gi", workloads: ["catalog-mysql"], reason: kept },
  {
    at: "containers.volumes./var/lib/mysql.subPath",
    ours: "mysql",
    workloads: ["catalog-mysql"],
    reason: "a new file system has a folder of its own, and MySQL begins in an empty one",
  },
  {
    at: "containers.volumes./var/run/mysqld",
    ours: { kind: "emptyDir" },
    workloads: ["catalog-mysql"],
    reason: writable,
  },
  {
    at: "containers.env.RABBITMQ_DEFAULT_USER",
    ours: "orders",
    workloads: ["orders-rabbitmq"],
    reason: "without it the broker has the user guest, whom everybody knows",
  },
  {
    at: "containers.env.RABBITMQ_DEFAULT_PASS",
    ours: "from a Secret",
    workloads: ["orders-rabbitmq"],
    reason: "as above",
  },
  {
    at: "containers.ports.15672/TCP",
    ours: undefined,
    workloads: ["orders-rabbitmq"],
    reason: "the broker's console, which nobody links to",
  },
  { at: "services.orders-rabbitmq.ports.http", ours: undefined, workloads: ["orders-rabbitmq"], reason: "as above" },
  {
    at: "containers.volumes./var/lib/rabbitmq/mnesia",
    upstream: { kind: "emptyDir" },
    ours: undefined,
    workloads: ["orders-rabbitmq"],
    reason: "a part of the folder below",
  },
  {
    at: "containers.volumes./var/lib/rabbitmq",
    ours: { kind: "volumeClaim", storage: "10Gi" },
    workloads: ["orders-rabbitmq"],
    reason: `${kept}; the broker's cookie is beside its data`,
  },
  {
    at: "containers.volumes./var/log/rabbitmq",
    ours: { kind: "emptyDir" },
    workloads: ["orders-rabbitmq"],
    reason: writable,
  },

  // The stores of claims: what they are is the class's business.
  {
    at: "containers.image",
    upstream: "redis:6.0-alpine",
    workloads: ["checkout-redis"],
    reason: "the class meets it with a Valkey of today, which speaks the same protocol",
  },
  {
    at: "containers.image",
    upstream: "public.ecr.aws/docker/library/postgres:16.1",
    workloads: ["orders-postgresql"],
    reason: "the class meets it with a PostgreSQL of today",
  },
  { at: "containers.args", workloads: ["checkout-redis"], reason: "a password, and a bound for its data" },
  { at: "containers.env.VALKEY_PASSWORD", ours: "from a Secret", workloads: ["checkout-redis"], reason: "as above" },
  {
    at: "containers.volumes./data",
    upstream: undefined,
    ours: { kind: "emptyDir" },
    workloads: ["checkout-redis"],
    reason: writable,
  },
  { at: "pod.terminationGracePeriodSeconds", ours: 30, workloads: ["checkout-redis"], reason: written },
  { at: "annotations.checksum.slipway/credentials", workloads: claimedStores, reason: "a new password rolls the pods" },
  { at: "containers.env.POSTGRES_USER", ours: "orders", workloads: ["orders-postgresql"], reason: noSecret },
  {
    at: "containers.env.PGDATA",
    upstream: "/data/pgdata",
    ours: undefined,
    workloads: ["orders-postgresql"],
    reason: "the image of version 18 chooses a folder below the volume itself",
  },
  {
    at: "containers.volumes./data",
    upstream: { kind: "emptyDir" },
    ours: undefined,
    workloads: ["orders-postgresql"],
    reason: "as above",
  },
  {
    at: "containers.volumes./var/lib/postgresql",
    ours: { kind: "volumeClaim", storage: "10Gi" },
    workloads: ["orders-postgresql"],
    reason: kept,
  },
  {
    at: "containers.volumes./var/run/postgresql",
    ours: { kind: "emptyDir" },
    workloads: ["orders-postgresql"],
    reason: writable,
  },
  {
    at: "containers.ports.5432/TCP.name",
    upstream: "postgresql",
    ours: "postgres",
    workloads: ["orders-postgresql"],
    reason: "the class's name of the port, by which links know it",
  },
  {
    at: "services.orders-postgresql.ports.postgresql",
    ours: undefined,
    workloads: ["orders-postgresql"],
    reason: "as above",
  },
  {
    at: "services.orders-postgresql.ports.postgres",
    upstream: undefined,
    workloads: ["orders-postgresql"],
    reason: "as above",
  },
];

/** A caller has a label for each port that network policies let it reach: exactly the calls of the release. */
function linkLabels(): Reviewed[] {
  return Object.entries(release.calls).flatMap(([caller, calls]) =>
    calls.map(({ to }) => ({
      at: `labels.links.slipway/${to}.${portNames[to] ?? "http"}`,
      upstream: undefined,
      ours: "true",
      workloads: [caller],
      reason: `${caller} calls ${to}, and network policies let it; upstream has none`,
    })),
  );
}

describe("the retail store and the facts of its release", () => {
  const upstream = factsOfRelease(release);

  it("has the workloads of the release, no more and no fewer", async () => {
    const { facts } = await asReleased();
    expect(Object.keys(facts).sort()).toEqual(Object.keys(upstream).sort());
    expect(Object.keys(facts)).toHaveLength(10);
  });

  it("differs only in what was reviewed, and in all of that", async () => {
    const { facts } = await asReleased();
    expect(review(reviewed, differences(upstream, facts))).toEqual({ unknown: [], outdated: [] });
  });

  it("is only reached within the cluster unless it is said otherwise", async () => {
    const { facts } = await forDemos();
    expect(facts.ui).toMatchObject({ services: { ui: { type: "ClusterIP" } } });
  });
});

type Environment = Readonly<Record<string, unknown>>;

function environmentOf({ facts }: Recorded, workload: string): Environment {
  const [container] = (facts[workload]?.containers ?? []) as readonly { readonly env?: Environment }[];
  return container?.env ?? {};
}

/** The variables that a store is chosen and found by; the facts name the store `carts.persistence`. */
function storeVariables(made: Recorded, store: string): Environment {
  const [service = "", topic = ""] = store.split(".");
  const mine = new RegExp(`^RETAIL_[A-Z]+_${topic.toUpperCase()}_|${service === "carts" ? "^AWS_" : "^$"}`);
  return Object.fromEntries(Object.entries(environmentOf(made, service)).filter(([name]) => mine.test(name)));
}

const storesOfServices = [
  "catalog.persistence",
  "carts.persistence",
  "checkout.persistence",
  "orders.persistence",
  "orders.messaging",
];

/** Variables that ours has besides those of the release. */
const more: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // Its Secret is empty, so that the two sides have to agree about a user that nobody names.
  container: {
    "orders.messaging": ["RETAIL_ORDERS_MESSAGING_RABBITMQ_USERNAME", "RETAIL_ORDERS_MESSAGING_RABBITMQ_PASSWORD"],
  },
  // Without an endpoint the region comes from the environment.
  managed: { "carts.persistence": ["AWS_REGION"] },
};

describe("the store of each service", () => {
  describe.each([
    ["inMemory", forDemos],
    ["container", asReleased],
    ["managed", inProduction],
  ] as const)("in the mode %s", (mode, make) => {
    let made: Recorded;
    beforeAll(async () => {
      made = await make();
    });

    it.each(storesOfServices)("has exactly the variables that the release has for %s", (store) => {
      const { selector, modes } = release.stores[store] ?? { selector: "", modes: {} };
      const { provider, configMap = [], secret = {}, unset = [] } = modes[mode] ?? { provider: "no such mode" };
      const found = storeVariables(made, store);
      expect(Object.keys(found).sort()).toEqual(
        [selector, ...configMap, ...Object.values(secret).flat(), ...(more[mode]?.[store] ?? [])].sort(),
      );
      expect(found[selector]).toBe(provider);
      expect(unset.filter((name) => name in found)).toEqual([]);
    });
  });

  it("in memory needs nothing beside the services, and keeps to one pod what knows something", async () => {
    const { facts } = await forDemos({ replicas: { min: 2, max: 4 } });
    expect(Object.keys(facts).sort()).toEqual([...release.defaults.workloads].sort());
    const pods = Object.entries(facts).map(([name, { replicas, strategy }]) => [
      name,
      replicas,
      (strategy as Facts).type,
    ]);
    expect(pods.sort()).toEqual([
      ["carts", 1, "Recreate"],
      ["catalog", undefined, "RollingUpdate"],
      ["checkout", 1, "Recreate"],
      ["orders", 1, "Recreate"],
      ["ui", undefined, "RollingUpdate"],
    ]);
  });

  it("in the cluster keeps to one pod the carts, whose table a new pod makes anew", async () => {
    const { facts } = await recorded({ stores: inCluster, replicas: 3, claimClasses: [inClusterClass] });
    const pods = Object.entries(facts).map(([name, { replicas }]) => [name, replicas]);
    expect(Object.fromEntries(pods)).toEqual({
      ...{ catalog: 3, carts: 1, checkout: 3, orders: 3, ui: 3 },
      ...Object.fromEntries(stores.map((name) => [name, 1])),
    });
  });

  it("in production is outside: its address, its secrets, and the way to it", async () => {
    const made = await inProduction();
    expect(Object.keys(made.facts).sort()).toEqual(services);
    expect(storeVariables(made, "catalog.persistence")).toEqual({
      RETAIL_CATALOG_PERSISTENCE_PROVIDER: "mysql",
      RETAIL_CATALOG_PERSISTENCE_ENDPOINT: "catalog.example.com:3306",
      RETAIL_CATALOG_PERSISTENCE_DB_NAME: "catalog",
      RETAIL_CATALOG_PERSISTENCE_USER: "shop",
      RETAIL_CATALOG_PERSISTENCE_PASSWORD: "from a Secret",
    });
    expect(storeVariables(made, "carts.persistence")).toEqual({
      RETAIL_CART_PERSISTENCE_PROVIDER: "dynamodb",
      RETAIL_CART_PERSISTENCE_DYNAMODB_TABLE_NAME: "prod-carts",
      RETAIL_CART_PERSISTENCE_DYNAMODB_CREATE_TABLE: "false",
      AWS_REGION: "eu-central-1",
    });
    expect(storeVariables(made, "orders.messaging")).toEqual({
      RETAIL_ORDERS_MESSAGING_PROVIDER: "rabbitmq",
      RETAIL_ORDERS_MESSAGING_RABBITMQ_ADDRESSES: "amqps://broker.example.com:5671",
      RETAIL_ORDERS_MESSAGING_RABBITMQ_USERNAME: "shop",
      RETAIL_ORDERS_MESSAGING_RABBITMQ_PASSWORD: "from a Secret",
    });
    expect(storeVariables(made, "orders.persistence")).toMatchObject({
      RETAIL_ORDERS_PERSISTENCE_ENDPOINT: "orders-postgresql.example.com:5432",
    });
    const secrets = made.resources.filter(({ type }) => type === "kubernetes:core/v1:Secret");
    expect(secrets.map(({ inputs }) => [(inputs.metadata as { name: string }).name, inputs.stringData])).toEqual([
      ["catalog-env", secretMark],
      ["orders-env", secretMark],
    ]);
    expect(egressOf(made)).toEqual({
      // On EKS it would be the agent that gives its role, and DynamoDB, which has no fixed address.
      carts: [],
      catalog: ["10.0.8.0/22:3306"],
      checkout: ["10.0.8.0/22:6379"],
      orders: ["10.0.8.0/22:5671", "10.0.8.0/22:5432"],
      ui: [],
    });
  });

  it("in production lets carts, and nobody else, use the table and its indexes", async () => {
    const { granted } = await inProduction();
    const table = "arn:aws:dynamodb:eu-central-1:123456789012:table/prod-carts";
    const actions = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"].map((action) => `dynamodb:${action}`);
    expect(granted).toEqual([
      {
        serviceAccount: { namespace: "retail-store", name: "carts" },
        statements: [{ effect: "Allow", actions, resources: [table, `${table}/index/*`] }],
      },
    ]);
  });

  it("is not had from a class for development in production", async () => {
    const refused = recorded({ stores: inCluster, claimClasses: [inClusterClass], isProduction: true });
    await expect(refused).rejects.toThrow("in production a redis of a class for development");
  });
});

describe("the rules of the project", () => {
  // It opens nothing: see carts.ts.
  const dummy = "plain-secrets (advisory): AWS_SECRET_ACCESS_KEY is written in plain";

  it.each([
    ["in memory", forDemos, []],
    ["as released", asReleased, [dummy]],
    ["in production", inProduction, []],
  ] as const)(
    "have nothing against it %s, and there is no exception, but for what is told here",
    async (_, make, told) => {
      const { resources } = await make();
      const findings = applyRules(projectRules, resources);
      expect(findings.map(({ rule, level, message }) => `${rule} (${level}): ${message}`)).toEqual(told);
    },
  );
});

test("with the controller the load balancer says that everybody may reach it, and elsewhere it is what the cluster makes of it", async () => {
  const serviceOf = async (awsLoadBalancerController: boolean) => {
    const { resources } = await forDemos({ exposure: "loadBalancer", capabilities: { awsLoadBalancerController } });
    const services = resources.filter(({ type, name }) => type.endsWith(":Service") && name === "retail-store-ui");
    return services.map(({ inputs }) => inputs as { metadata: object; spec: object });
  };
  const scheme = { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing" };
  const [open] = await serviceOf(true);
  expect(open).toMatchObject({
    metadata: { annotations: scheme },
    spec: { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb" },
  });
  const [plain] = await serviceOf(false);
  expect(plain?.spec).toMatchObject({ type: "LoadBalancer" });
  expect(plain?.metadata).not.toHaveProperty("annotations");
  expect(plain?.spec).not.toHaveProperty("loadBalancerClass");
});

/** Where a network policy lets a workload's pods go by address, by workload. */
function egressOf({ resources }: Recorded): Record<string, string[]> {
  interface Rule {
    readonly to?: readonly { readonly ipBlock?: { readonly cidr: string } }[];
    readonly ports?: readonly { readonly port: number }[];
  }
  return Object.fromEntries(
    resources
      .filter(({ type, parent }) => type.endsWith(":NetworkPolicy") && parent?.includes("Microservice:") === true)
      .map(({ inputs }) => {
        const { metadata, spec } = inputs as unknown as {
          metadata: { name: string };
          spec: { egress: readonly Rule[] };
        };
        const blocks = spec.egress.flatMap(({ to = [], ports = [] }) =>
          to.flatMap(({ ipBlock }) =>
            ipBlock === undefined ? [] : ports.map(({ port }) => `${ipBlock.cidr}:${port}`),
          ),
        );
        return [metadata.name, blocks];
      }),
  );
}
