/**
 * What claims become, and what is wrong with them. No image was run: that a store starts with a read-only root file system, as this
 * user, with these variables and within its memory is read from the sources of its image, and shown by nothing here. The objects are
 * as they are registered; that an API server takes them is shown by `npm run e2e`.
 */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ExistingCluster } from "../../components/cluster";
import { catalogue, SlipwayError, type Problem } from "../../components/core";
import { Application, type ApplicationArgs } from "../../components/workloads/application";
import { checkWorkloads } from "../../components/workloads/application-check";
import {
  claimValues,
  type ClaimClass,
  type ClaimHandle,
  type ClaimKind,
  type ClaimSpec,
} from "../../components/workloads/claims/claim-spec";
import {
  checkClaim,
  checkClaimedName,
  checkClaimedValue,
  claimed,
  isClaimed,
  provisionClaim,
} from "../../components/workloads/claims/claims";
import { InClusterBucket } from "../../components/workloads/claims/in-cluster/in-cluster-bucket";
import { inClusterClass } from "../../components/workloads/claims/in-cluster/in-cluster-class";
import { InClusterPostgres } from "../../components/workloads/claims/in-cluster/in-cluster-postgres";
import { InClusterQueue } from "../../components/workloads/claims/in-cluster/in-cluster-queue";
import { InClusterRedis } from "../../components/workloads/claims/in-cluster/in-cluster-redis";
import { InClusterSecret } from "../../components/workloads/claims/in-cluster/in-cluster-secret";
import { InClusterTopic } from "../../components/workloads/claims/in-cluster/in-cluster-topic";
import { Worker } from "../../components/workloads/worker";
import { record, secretMark, type RecordedResource } from "../../testing";

const claimClasses = [inClusterClass];

interface Met {
  readonly resources: readonly RecordedResource[];
  readonly handle: ClaimHandle;
}

/** Has a claim called `data` met in the cluster, by the component `shop-data`. */
async function meet(claim: ClaimSpec): Promise<Met> {
  const handles: ClaimHandle[] = [];
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    const args = { cluster, namespace: "team", objectName: "data", partOf: "shop", claim };
    handles.push(provisionClaim("shop-data", args, { claimClasses }));
  });
  const [handle] = handles;
  if (handle === undefined) throw new Error("no claim was met");
  return { handle, resources: resources.filter(({ path }) => path.startsWith("InCluster")) };
}

type Fields = Record<string, unknown>;

interface Pod extends Fields {
  readonly securityContext: unknown;
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly Fields[];
  readonly volumes?: unknown;
}

interface Controller {
  readonly spec: Fields & { readonly template: { readonly metadata: Fields; readonly spec: Pod } };
}

function controllerOf({ resources }: Met): Controller["spec"] {
  const found = resources.find(({ inputs }) => inputs.kind === "StatefulSet" || inputs.kind === "Deployment");
  if (found === undefined) throw new Error("the claim has no controller");
  return (found.inputs as unknown as Controller).spec;
}

function containerOf(met: Met): Fields {
  const { containers } = controllerOf(met).template.spec;
  expect(containers).toHaveLength(1);
  return containers[0] ?? {};
}

function kindsOf({ resources }: Met): string[] {
  return resources.map(({ path, inputs }) =>
    typeof inputs.kind === "string" ? inputs.kind : (path.split("/").at(-1) ?? path),
  );
}

const fromCredentials = (key: string) => ({ fromSecret: { name: "data-credentials", key } });
const keyRef = (name: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: "data-credentials", key } },
});
const restrictedContainer = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
};
const restrictedPod = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
const dns = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};
const statefulObjects = [
  "StatefulService:shop-data",
  "NetworkPolicy",
  "PersistentVolumeClaim",
  "PodDisruptionBudget",
  "Service",
  "Service",
  "ServiceAccount",
  "StatefulSet",
];

function tcpProbes(port: string): Fields {
  const tcpSocket = { port };
  return {
    startupProbe: { tcpSocket, periodSeconds: 5, failureThreshold: 60 },
    readinessProbe: { tcpSocket },
    livenessProbe: { tcpSocket },
  };
}

function claimTemplate(storage: string): Fields {
  return {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}

describe("postgres in the cluster", () => {
  it("is a stateful service of one pod, with a password of its own", async () => {
    const met = await meet({ kind: "postgres" });
    expect(kindsOf(met).sort()).toEqual(
      [...statefulObjects, "InClusterPostgres:shop-data", "RandomPassword:shop-data-password", "Secret"].sort(),
    );
    expect(met.handle).toMatchObject({
      kind: "postgres",
      values: {
        host: "data",
        port: "5432",
        database: "app",
        username: "app",
        password: fromCredentials("password"),
        url: fromCredentials("url"),
      },
      target: { objectName: "data", ports: [{ name: "postgres", port: 5432 }] },
      egress: [],
      grants: [],
    });
    const command = ["pg_isready", "--quiet", "--host=127.0.0.1", "--username=app", "--dbname=app"];
    expect(containerOf(met)).toEqual({
      name: "data",
      image: `docker.io/library/postgres:${catalogue.postgres.version}`,
      env: [
        { name: "POSTGRES_DB", value: "app" },
        { name: "POSTGRES_USER", value: "app" },
        keyRef("POSTGRES_PASSWORD", "password"),
      ],
      ports: [{ name: "postgres", containerPort: 5432, protocol: "TCP" }],
      volumeMounts: [
        { name: "sockets", mountPath: "/var/run/postgresql" },
        { name: "tmp", mountPath: "/tmp" },
        { name: "data", mountPath: "/var/lib/postgresql" },
      ],
      startupProbe: { exec: { command }, timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 60 },
      readinessProbe: { exec: { command }, timeoutSeconds: 3 },
      livenessProbe: { tcpSocket: { port: "postgres" } },
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
      securityContext: restrictedContainer,
    });
    const { template, volumeClaimTemplates, ...set } = controllerOf(met);
    expect(template.spec).toMatchObject({
      securityContext: {
        ...restrictedPod,
        runAsUser: 999,
        runAsGroup: 999,
        fsGroup: 999,
        fsGroupChangePolicy: "OnRootMismatch",
      },
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 60,
      volumes: [
        { name: "sockets", emptyDir: {} },
        { name: "tmp", emptyDir: {} },
      ],
    });
    expect(volumeClaimTemplates).toEqual([claimTemplate("1Gi")]);
    expect(set).toMatchObject({
      replicas: 1,
      podManagementPolicy: "OrderedReady",
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
    });
  });

  it("has the size and the database that the claim says", async () => {
    const met = await meet({ kind: "postgres", database: "orders", size: "5Gi" });
    expect(controllerOf(met).volumeClaimTemplates).toEqual([claimTemplate("5Gi")]);
    expect(met.handle.values).toMatchObject({ database: "orders", username: "orders" });
    expect(containerOf(met).env).toEqual([
      { name: "POSTGRES_DB", value: "orders" },
      { name: "POSTGRES_USER", value: "orders" },
      keyRef("POSTGRES_PASSWORD", "password"),
    ]);
  });
});

describe("redis in the cluster", () => {
  it("is a Valkey that keeps its data in memory", async () => {
    const met = await meet({ kind: "redis" });
    expect(kindsOf(met).sort()).toEqual([
      "Deployment",
      "InClusterRedis:shop-data",
      "Microservice:shop-data",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "RandomPassword:shop-data-password",
      "Secret",
      "Service",
      "ServiceAccount",
    ]);
    expect(met.handle).toMatchObject({
      kind: "redis",
      values: { host: "data", port: "6379", password: fromCredentials("password"), url: fromCredentials("url") },
      target: { objectName: "data", ports: [{ name: "redis", port: 6379 }] },
      egress: [],
      grants: [],
    });
    expect(containerOf(met)).toEqual({
      name: "data",
      image: `docker.io/valkey/valkey:${catalogue.valkey.version}`,
      args: [
        ...["--requirepass", "$(VALKEY_PASSWORD)"],
        ...["--maxmemory", "67108864"],
        ...["--maxmemory-policy", "noeviction"],
        ...["--save", ""],
        ...["--appendonly", "no"],
      ],
      env: [keyRef("VALKEY_PASSWORD", "password")],
      ports: [{ name: "redis", containerPort: 6379, protocol: "TCP" }],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
      ...tcpProbes("redis"),
      resources: { requests: { cpu: "100m", memory: "160Mi" }, limits: { memory: "160Mi" } },
      securityContext: restrictedContainer,
    });
    const { template, ...deployment } = controllerOf(met);
    expect(template.spec).toMatchObject({
      securityContext: { ...restrictedPod, runAsUser: 999, runAsGroup: 1000, fsGroup: 1000 },
      terminationGracePeriodSeconds: 30,
      volumes: [{ name: "data", emptyDir: {} }],
    });
    expect(deployment).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  });

  it("has room for the memory that the claim says", async () => {
    const container = containerOf(await meet({ kind: "redis", memory: "1Gi" }));
    expect((container.args as string[])[3]).toBe("1073741824");
    expect(container.resources).toEqual({
      requests: { cpu: "100m", memory: "1600Mi" },
      limits: { memory: "1600Mi" },
    });
  });
});

describe("a queue in the cluster", () => {
  it("is a RabbitMQ of which only AMQP is open", async () => {
    const met = await meet({ kind: "queue", size: "2Gi" });
    expect(kindsOf(met).sort()).toEqual(
      [
        ...statefulObjects,
        "InClusterQueue:shop-data",
        "RandomPassword:shop-data-password",
        "ConfigMap",
        "Secret",
      ].sort(),
    );
    expect(met.handle).toMatchObject({
      kind: "queue",
      values: {
        host: "data",
        port: "5672",
        address: "data:5672",
        username: "app",
        password: fromCredentials("password"),
        url: fromCredentials("url"),
      },
      target: { objectName: "data", ports: [{ name: "amqp", port: 5672 }] },
      egress: [],
      grants: [],
    });
    expect(containerOf(met)).toEqual({
      name: "data",
      image: `docker.io/library/rabbitmq:${catalogue.rabbitmq.version}`,
      env: [{ name: "RABBITMQ_DEFAULT_USER", value: "app" }, keyRef("RABBITMQ_DEFAULT_PASS", "password")],
      ports: [{ name: "amqp", containerPort: 5672, protocol: "TCP" }],
      volumeMounts: [
        { name: "logs", mountPath: "/var/log/rabbitmq" },
        { name: "tmp", mountPath: "/tmp" },
        {
          name: "permitted",
          mountPath: "/etc/rabbitmq/conf.d/90-permitted.conf",
          subPath: "90-permitted.conf",
          readOnly: true,
        },
        { name: "data", mountPath: "/var/lib/rabbitmq" },
      ],
      ...tcpProbes("amqp"),
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
      securityContext: restrictedContainer,
    });
    expect(controllerOf(met).volumeClaimTemplates).toEqual([claimTemplate("2Gi")]);
    expect(controllerOf(met).template.spec).toMatchObject({
      // Otherwise each start would change the mode of the file with Erlang's cookie, and RabbitMQ would refuse it.
      securityContext: { ...restrictedPod, runAsUser: 999, fsGroup: 999, fsGroupChangePolicy: "OnRootMismatch" },
      terminationGracePeriodSeconds: 60,
    });
  });
});

describe("a topic in the cluster", () => {
  it("is a Kafka of one node, without a password", async () => {
    const met = await meet({ kind: "topic", partitions: 3 });
    expect(kindsOf(met).sort()).toEqual([...statefulObjects, "InClusterTopic:shop-data"].sort());
    expect(met.handle).toMatchObject({
      kind: "topic",
      values: { brokers: "data:9092", host: "data", port: "9092" },
      target: { objectName: "data", ports: [{ name: "kafka", port: 9092 }] },
      egress: [],
      grants: [],
    });
    expect(containerOf(met)).toEqual({
      name: "data",
      image: `docker.io/apache/kafka:${catalogue.kafka.version}`,
      env: Object.entries({
        CLUSTER_ID: "5L6g3nShT-eMCtK--X86sw",
        KAFKA_NODE_ID: "1",
        KAFKA_PROCESS_ROLES: "broker,controller",
        KAFKA_LISTENERS: "CLIENTS://:9092,INTERNAL://localhost:9094,CONTROLLER://localhost:9093",
        KAFKA_ADVERTISED_LISTENERS: "CLIENTS://data:9092,INTERNAL://localhost:9094",
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "CLIENTS:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
        KAFKA_INTER_BROKER_LISTENER_NAME: "INTERNAL",
        KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
        KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: "1",
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: "1",
        KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: "1",
        KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: "1",
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: "true",
        KAFKA_NUM_PARTITIONS: "3",
        KAFKA_LOG_DIRS: "/var/lib/kafka/data/topics",
        KAFKA_HEAP_OPTS: "-Xms256m -Xmx512m",
      }).map(([name, value]) => ({ name, value })),
      ports: [{ name: "kafka", containerPort: 9092, protocol: "TCP" }],
      volumeMounts: [
        { name: "config", mountPath: "/opt/kafka/config" },
        { name: "logs", mountPath: "/opt/kafka/logs" },
        { name: "tmp", mountPath: "/tmp" },
        { name: "data", mountPath: "/var/lib/kafka/data" },
      ],
      ...tcpProbes("kafka"),
      resources: { requests: { cpu: "250m", memory: "768Mi" }, limits: { memory: "1Gi" } },
      securityContext: restrictedContainer,
    });
    expect(controllerOf(met).template.spec).toMatchObject({
      // A variable KAFKA_… of a Service would be taken for a property of the broker.
      enableServiceLinks: false,
      securityContext: { ...restrictedPod, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      terminationGracePeriodSeconds: 60,
    });
  });
});

describe("a bucket in the cluster", () => {
  it("is a SeaweedFS of which only S3 is open", async () => {
    const met = await meet({ kind: "bucket" });
    expect(kindsOf(met).sort()).toEqual(
      [...statefulObjects, "InClusterBucket:shop-data", "RandomPassword:shop-data-password", "Secret"].sort(),
    );
    expect(met.handle).toMatchObject({
      kind: "bucket",
      values: {
        endpoint: "http://data:8333",
        bucket: "data",
        region: "us-east-1",
        accessKeyId: "data",
        secretAccessKey: fromCredentials("secretAccessKey"),
      },
      target: { objectName: "data", ports: [{ name: "http", port: 8333 }] },
      egress: [],
      grants: [],
    });
    expect(containerOf(met)).toEqual({
      name: "data",
      image: `docker.io/chrislusf/seaweedfs:${catalogue.seaweedfs.version}`,
      args: [
        "mini",
        "-dir=/data",
        "-ip=127.0.0.1",
        "-ip.bind=0.0.0.0",
        "-s3.port=8333",
        "-webdav=false",
        "-admin.ui=false",
        "-master.telemetry=false",
      ],
      env: [
        { name: "AWS_ACCESS_KEY_ID", value: "data" },
        keyRef("AWS_SECRET_ACCESS_KEY", "secretAccessKey"),
        { name: "S3_BUCKET", value: "data" },
      ],
      ports: [{ name: "http", containerPort: 8333, protocol: "TCP" }],
      volumeMounts: [
        { name: "tmp", mountPath: "/tmp" },
        { name: "data", mountPath: "/data" },
      ],
      ...tcpProbes("http"),
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
      securityContext: restrictedContainer,
    });
    expect(controllerOf(met).template.spec).toMatchObject({
      securityContext: { ...restrictedPod, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      terminationGracePeriodSeconds: 30,
    });
  });

  it("has the name that the claim says", async () => {
    const { handle } = await meet({ kind: "bucket", bucket: "shop-images" });
    expect(handle.values.bucket).toBe("shop-images");
  });
});

describe("a secret in the cluster", () => {
  it("is a random text in a Secret, and nothing else", async () => {
    const met = await meet({ kind: "secret", length: 64 });
    expect(kindsOf(met).sort()).toEqual(["InClusterSecret:shop-data", "RandomPassword:shop-data-password", "Secret"]);
    expect(met.handle).toMatchObject({
      kind: "secret",
      values: { value: fromCredentials("value") },
      target: undefined,
      egress: [],
      grants: [],
    });
    const password = met.resources.find(({ type }) => type.endsWith(":RandomPassword"));
    expect(password?.inputs).toEqual({ length: 64, special: false });
    const secret = met.resources.find(({ inputs }) => inputs.kind === "Secret");
    expect(secret).toMatchObject({
      name: "shop-data-credentials",
      provider: "ExistingCluster:cluster/kubernetes:cluster",
      inputs: {
        metadata: {
          name: "data-credentials",
          namespace: "team",
          labels: {
            "app.kubernetes.io/name": "data",
            "app.kubernetes.io/part-of": "shop",
            "app.kubernetes.io/managed-by": "slipway",
          },
        },
        type: "Opaque",
        stringData: secretMark,
      },
    });
  });
});

describe("every kind in the cluster", () => {
  it.each(inClusterClass.kinds)("gives the values that a claim of %s has whatever its class", async (kind) => {
    const { handle } = await meet({ kind });
    expect(Object.keys(handle.values)).toEqual([...claimValues[kind]]);
  });

  it.each(inClusterClass.kinds)("has no secret in plain text: %s", async (kind) => {
    const { resources, handle } = await meet({ kind });
    const text = JSON.stringify(resources.filter(({ type }) => type.startsWith("kubernetes:")));
    // What the recorder makes up for a random value starts so.
    expect(text).not.toContain("fake-");
    expect(JSON.stringify(handle.values)).not.toContain("fake-");
    for (const { inputs } of resources.filter((one) => one.inputs.kind === "Secret")) {
      expect(inputs.stringData).toBe(secretMark);
    }
  });

  it.each(["postgres", "redis", "queue", "topic", "bucket"] as const)(
    "lets in only those who use it, and asks nobody but DNS: %s",
    async (kind) => {
      const { resources, handle } = await meet({ kind });
      const policy = resources.find(({ inputs }) => inputs.kind === "NetworkPolicy");
      const [port] = handle.target?.ports ?? [];
      expect((policy?.inputs as { spec: unknown }).spec).toEqual({
        podSelector: { matchLabels: { "app.kubernetes.io/name": "data" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { [`links.slipway/data.${port?.name ?? ""}`]: "true" } } }],
            ports: [{ port: port?.name, protocol: "TCP" }],
          },
        ],
        egress: [dns],
      });
    },
  );

  it("writes passwords into addresses as they are, since they have letters and digits alone", async () => {
    const contents: Record<string, Record<string, unknown>> = {};
    const { resources } = await record(() => {
      const cluster = new ExistingCluster("cluster");
      const place = (objectName: string) => ({ cluster, namespace: "team", objectName });
      const secret = (objectName: string) => (args: k8s.core.v1.SecretArgs) => {
        pulumi.unsecret(pulumi.output(args.stringData)).apply((known) => (contents[objectName] = { ...known }));
      };
      const service = (objectName: string) => ({ service: { secret: secret(objectName) } });
      new InClusterPostgres("pg", { ...place("pg"), claim: { kind: "postgres" }, transform: service("pg") });
      new InClusterRedis("redis", { ...place("redis"), claim: { kind: "redis" }, transform: service("redis") });
      new InClusterQueue("queue", { ...place("queue"), claim: { kind: "queue" }, transform: service("queue") });
      new InClusterBucket("files", { ...place("files"), claim: { kind: "bucket" }, transform: service("files") });
      new InClusterSecret("key", { ...place("key"), claim: { kind: "secret" }, transform: { secret: secret("key") } });
    });
    const known = /^fake-[0-9a-f]{16}$/;
    const passwords = Object.fromEntries(
      Object.entries(contents).map(([name, { password }]) => [name, String(password)]),
    );
    expect(contents).toEqual({
      pg: {
        password: expect.stringMatching(known) as string,
        url: `postgresql://app:${passwords.pg ?? ""}@pg:5432/app`,
      },
      redis: {
        password: expect.stringMatching(known) as string,
        url: `redis://:${passwords.redis ?? ""}@redis:6379`,
      },
      queue: {
        password: expect.stringMatching(known) as string,
        url: `amqp://app:${passwords.queue ?? ""}@queue:5672`,
      },
      files: { secretAccessKey: expect.stringMatching(known) as string },
      key: { value: expect.stringMatching(known) as string },
    });
    const random = resources.filter(({ type }) => type.endsWith(":RandomPassword"));
    expect(random.map(({ inputs }) => inputs)).toEqual(random.map(() => ({ length: 32, special: false })));
    expect(random).toHaveLength(5);
  });

  it("lets its children be changed", async () => {
    const { resources } = await record(() => {
      const cluster = new ExistingCluster("cluster");
      const claim = { kind: "topic" } as const;
      const transform = { service: { statefulSet: { spec: { minReadySeconds: 7 } } } };
      new InClusterTopic("events", { cluster, namespace: "team", objectName: "events", claim, transform });
    });
    const set = resources.find(({ inputs }) => inputs.kind === "StatefulSet");
    expect((set?.inputs as unknown as Controller).spec.minReadySeconds).toBe(7);
  });

  it("waits for what the claim waits for", async () => {
    const { resources } = await record(() => {
      const cluster = new ExistingCluster("cluster");
      const first = new InClusterSecret("first", {
        cluster,
        namespace: "team",
        objectName: "first",
        claim: { kind: "secret" },
      });
      const args = { cluster, namespace: "team", objectName: "data", claim: { kind: "postgres" } } as const;
      provisionClaim("data", args, { claimClasses }, { dependsOn: [first] });
    });
    const waiting = resources.filter(
      ({ path, type }) => path.startsWith("InClusterPostgres") && !type.includes(":index:"),
    );
    expect(waiting.length).toBeGreaterThan(5);
    for (const { dependsOn } of waiting) {
      expect(dependsOn).toContain("InClusterSecret:first/Secret:first-credentials");
    }
  });
});

describe("a claim that is wrong", () => {
  const check = (claim: ClaimSpec, name = "data"): Problem[] => checkClaim(name, claim, { claimClasses });

  it("is none if it says nothing", () => {
    for (const kind of inClusterClass.kinds) expect(check({ kind })).toEqual([]);
  });

  it.each([
    [
      { kind: "postgres", size: "1 GB" },
      {
        path: ["size"],
        message: "this is no quantity",
        found: "1 GB",
        allowed: "a Kubernetes quantity of at least 1Mi, such as 1Gi",
        fix: "write bytes with Mi or Gi, without 'B'",
      },
    ],
    [
      { kind: "topic", size: "-1Gi" },
      {
        path: ["size"],
        message: "this is no quantity",
        found: "-1Gi",
        allowed: "a Kubernetes quantity of at least 1Mi, such as 1Gi",
        fix: "write bytes with Mi or Gi, without 'B'",
      },
    ],
    [
      { kind: "redis", memory: "64" },
      {
        path: ["memory"],
        message: "this is less than a store can work with",
        found: "64",
        allowed: "a Kubernetes quantity of at least 1Mi, such as 64Mi",
        fix: "write bytes with Mi or Gi, without 'B'",
      },
    ],
    [
      { kind: "queue", size: "1k" },
      {
        path: ["size"],
        message: "this is less than a store can work with",
        found: "1k",
        allowed: "a Kubernetes quantity of at least 1Mi, such as 1Gi",
        fix: "write bytes with Mi or Gi, without 'B'",
      },
    ],
    [
      { kind: "topic", partitions: 0 },
      {
        path: ["partitions"],
        message: "this is no number of partitions",
        found: "0",
        allowed: "a whole number from 1",
        fix: "write 1 or more",
      },
    ],
    [
      { kind: "secret", length: 7 },
      {
        path: ["length"],
        message: "this is no number of letters and digits",
        found: "7",
        allowed: "a whole number from 8 to 256",
        fix: "write 8 or more",
      },
    ],
    [
      { kind: "secret", length: 257 },
      {
        path: ["length"],
        message: "this is no number of letters and digits",
        found: "257",
        allowed: "a whole number from 8 to 256",
        fix: "write 256 or less",
      },
    ],
    [
      { kind: "postgres", database: "Order-Data" },
      {
        path: ["database"],
        message: "this is no name of a database that can be written without quotes",
        found: "Order-Data",
        allowed: "1 to 63 lower-case letters, digits and '_', not starting with a digit",
        fix: "name it order_data",
      },
    ],
    [
      { kind: "postgres", database: "2orders" },
      {
        path: ["database"],
        message: "this is no name of a database that can be written without quotes",
        found: "2orders",
        allowed: "1 to 63 lower-case letters, digits and '_', not starting with a digit",
        fix: "name it _2orders",
      },
    ],
    [
      { kind: "postgres", database: "pg_orders" },
      {
        path: ["database"],
        message: "PostgreSQL keeps this name for itself",
        found: "pg_orders",
        allowed: "names that do not start with pg_, but for template0 and template1",
        fix: "use another name, such as app",
      },
    ],
    [
      { kind: "bucket", bucket: "Shop_Images" },
      {
        path: ["bucket"],
        message: "this is no name of a bucket",
        found: "Shop_Images",
        allowed:
          "3 to 63 lower-case letters, digits, '-' and '.', with a letter or digit at both ends, and no IP address",
        fix: "name it shop-images",
      },
    ],
    [
      { kind: "bucket", bucket: "xn--shop" },
      {
        path: ["bucket"],
        message: "this is no name of a bucket: S3 keeps xn-- for itself",
        found: "xn--shop",
        allowed:
          "3 to 63 lower-case letters, digits, '-' and '.', with a letter or digit at both ends, and no IP address",
        fix: "name it otherwise",
      },
    ],
  ] satisfies [ClaimSpec, Problem][])("%j", (claim, problem) => {
    expect(check(claim)).toEqual([problem]);
  });

  it.each(["a".repeat(64), "192.168.5.4", "a..b", "-ab", "ab-", "ab.mrap"])(
    "names a bucket as S3 does not: %s",
    (bucket) => {
      expect(check({ kind: "bucket", bucket }).map(({ path }) => path)).toEqual([["bucket"]]);
    },
  );

  it.each(["a".repeat(63), "a.b", "1-2", "shop.images.example.com"])("names a bucket as S3 does: %s", (bucket) => {
    expect(check({ kind: "bucket", bucket })).toEqual([]);
  });

  it("names a database as long as PostgreSQL allows", () => {
    expect(check({ kind: "postgres", database: "_".repeat(63) })).toEqual([]);
    expect(check({ kind: "postgres", database: "a".repeat(64) })).toEqual([
      expect.objectContaining({ path: ["database"], fix: `name it ${"a".repeat(63)}` }),
    ]);
    expect(check({ kind: "postgres", database: "template1" })).toHaveLength(1);
  });

  it("has a name that is none of a bucket, where the bucket has its name", () => {
    expect(check({ kind: "bucket" }, "s3")).toEqual([
      {
        path: ["bucket"],
        message: "the claim's name is no name of a bucket",
        found: "s3",
        allowed:
          "3 to 63 lower-case letters, digits, '-' and '.', with a letter or digit at both ends, and no IP address",
        fix: "add bucket: with another name, such as s3-data",
      },
    ]);
    expect(check({ kind: "bucket", bucket: "shop-images" }, "s3")).toEqual([]);
  });

  it("has a name that is none in DNS", () => {
    expect(check({ kind: "secret" }, "Signing_Key")).toEqual([
      {
        path: [],
        message: "the name of a claim must be a DNS label",
        found: "Signing_Key",
        allowed: "1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends",
        fix: "name it signing-key",
      },
    ]);
  });

  it("is refused with all that is wrong, before anything is registered", async () => {
    const claim = { kind: "postgres", database: "pg_x", size: "x", class: "aws" } as const;
    const refused = record(() => {
      const cluster = new ExistingCluster("cluster");
      provisionClaim("shop-db", { cluster, namespace: "team", objectName: "db", claim }, { claimClasses });
    });
    await expect(refused).rejects.toThrow(SlipwayError);
    await expect(refused).rejects.toMatchObject({
      subject: "Claim shop-db",
      problems: [{ path: ["database"] }, { path: ["size"] }, { path: ["class"] }],
    });
  });

  it("is refused by each component that meets it too", async () => {
    const refused = record(() => {
      const cluster = new ExistingCluster("cluster");
      const claim = { kind: "secret", length: 1 } as const;
      new InClusterSecret("key", { cluster, namespace: "team", objectName: "key", claim });
    });
    await expect(refused).rejects.toMatchObject({ subject: "InClusterSecret key", problems: [{ path: ["length"] }] });
  });
});

describe("the class of a claim", () => {
  const met: string[] = [];
  const classFor = (name: string, kinds: readonly ClaimKind[], isDevelopment = false): ClaimClass => ({
    name,
    kinds,
    isDevelopment,
    provision: (_, { claim }) => {
      met.push(name);
      return { kind: claim.kind, values: {}, target: undefined, egress: [], grants: [], dependsOn: [] };
    },
  });
  const rds = classFor("rds", ["postgres"]);
  const aurora = classFor("aurora", ["postgres"]);
  const local = classFor("local", ["postgres", "redis"], true);

  beforeEach(() => (met.length = 0));

  async function classOf(claim: ClaimSpec, classes: readonly ClaimClass[], isProduction = false): Promise<string[]> {
    await record(() => {
      const cluster = new ExistingCluster("cluster");
      const args = { cluster, namespace: "team", objectName: "db", claim };
      provisionClaim("db", args, { claimClasses: classes, isProduction });
    });
    return met;
  }

  it("is the first that is not for development", async () => {
    expect(await classOf({ kind: "postgres" }, [local, rds, aurora])).toEqual(["rds"]);
  });

  it("is one for development if there is no other, but for production", async () => {
    expect(await classOf({ kind: "redis" }, [rds, local])).toEqual(["local"]);
    expect(checkClaim("db", { kind: "redis" }, { claimClasses: [rds, local], isProduction: true })).toEqual([
      {
        path: ["class"],
        message:
          "in production a redis of a class for development, without copies and backups, is only had by its name",
        found: "no class",
        allowed: "local",
        fix: "write class: local if its data may be lost, or provide it in another way",
      },
    ]);
  });

  it("is that which the claim names, in production too", async () => {
    expect(await classOf({ kind: "postgres", class: "aurora" }, [local, rds, aurora])).toEqual(["aurora"]);
    expect(await classOf({ kind: "redis", class: "local" }, [local, rds], true)).toEqual(["aurora", "local"]);
  });

  it("may be one that the environment lacks", () => {
    expect(checkClaim("db", { kind: "postgres", class: "auroara" }, { claimClasses: [rds, aurora, local] })).toEqual([
      {
        path: ["class"],
        message: "the environment has no class of this name",
        found: "auroara",
        allowed: "rds, aurora, local",
        fix: "did you mean aurora?",
      },
    ]);
    expect(checkClaim("db", { kind: "postgres", class: "neon" }, { claimClasses: [rds] })).toEqual([
      {
        path: ["class"],
        message: "the environment has no class of this name",
        found: "neon",
        allowed: "rds",
        fix: "name one of these",
      },
    ]);
  });

  it("may be one that is there for other kinds", () => {
    expect(checkClaim("db", { kind: "redis", class: "rds" }, { claimClasses: [rds, local] })).toEqual([
      {
        path: ["class"],
        message: "this class does not provide a redis",
        found: "rds",
        allowed: "local",
        fix: "name one of these",
      },
    ]);
  });

  it("may be missing for the kind, or altogether", () => {
    const problem = {
      path: ["kind"],
      message: "nothing in this environment provides a topic",
      found: "topic",
      fix: "remove the claim, or pass a class that provides it, such as inClusterClass for development",
    };
    expect(checkClaim("db", { kind: "topic" }, { claimClasses: [rds, local] })).toEqual([
      { ...problem, allowed: "postgres, redis" },
    ]);
    expect(checkClaim("db", { kind: "topic", class: "msk" }, {})).toEqual([problem]);
  });

  it("may refuse a claim for what the cluster is", () => {
    const storageClasses = { gp2: { expandable: true } };
    const context = { claimClasses, capabilities: { storageClasses }, ipFamily: "ipv6" } as const;
    const storage = {
      path: [],
      message: "inCluster keeps it in a volume of the default class of storage, and the cluster has none",
      found: "gp2",
      fix: "make a class of storage the default, and say so in slipway:capabilities.storageClasses with isDefault: true",
    };
    expect(checkClaim("db", { kind: "postgres" }, context)).toEqual([storage]);
    expect(checkClaim("db", { kind: "redis" }, context)).toEqual([]);
    expect(checkClaim("files", { kind: "bucket" }, context)).toEqual([
      storage,
      {
        path: ["class"],
        message: "the store of inCluster listens on IPv4 alone, and pods of this cluster are reached by IPv6",
        found: "inCluster",
        fix: "name another class, or use a cluster with IPv4",
      },
    ]);
    const capabilities = { storageClasses: { gp3: { expandable: true, isDefault: true } } };
    expect(checkClaim("files", { kind: "bucket" }, { claimClasses, capabilities, ipFamily: "ipv4" })).toEqual([]);
  });
});

describe("a use of a claim", () => {
  const claims: Record<string, ClaimSpec> = { "orders-db": { kind: "postgres" }, sessions: { kind: "redis" } };
  const path = ["env", "DATABASE_URL"];
  const handle: ClaimHandle = {
    kind: "secret",
    values: { value: { fromSecret: { name: "key", key: "value" } } },
    target: undefined,
    egress: [],
    grants: [],
    dependsOn: [],
  };

  it("is told from other values", () => {
    expect(claimed("orders-db", "url")).toEqual({ fromClaim: "orders-db", value: "url" });
    expect(isClaimed(claimed(handle, "value"))).toBe(true);
    for (const other of ["fromClaim", 1, null, undefined, { linkTo: "orders" }]) expect(isClaimed(other)).toBe(false);
  });

  it("names a claim of the application, and a value of its kind", () => {
    expect(checkClaimedName(path, claimed("orders-db", "url"), claims)).toEqual([]);
    expect(checkClaimedName(path, claimed(handle, "value"), claims)).toEqual([]);
    expect(checkClaimedName(path, claimed("order-db", "url"), claims)).toEqual([
      {
        path: ["env", "DATABASE_URL", "fromClaim"],
        message: "the application has no claim of this name",
        found: "order-db",
        allowed: "orders-db, sessions",
        fix: "did you mean orders-db?",
      },
    ]);
    expect(checkClaimedName(path, claimed("toString", "url"), {})).toEqual([
      {
        path: ["env", "DATABASE_URL", "fromClaim"],
        message: "the application has no claim of this name",
        found: "toString",
        fix: "add it under claims",
      },
    ]);
    expect(checkClaimedName(path, claimed("sessions", "username"), claims)).toEqual([
      {
        path: ["env", "DATABASE_URL", "value"],
        message: "a redis has no value of this name",
        found: "username",
        allowed: "host, port, address, password, url",
        fix: "name one of these",
      },
    ]);
    expect(checkClaimedName(path, claimed("orders-db", "pasword"), claims)).toEqual([
      expect.objectContaining({ path: ["env", "DATABASE_URL", "value"], fix: "did you mean password?" }),
    ]);
  });

  it("names what has been met, outside of an application", () => {
    expect(checkClaimedValue(path, claimed(handle, "value"))).toEqual([]);
    expect(checkClaimedValue(path, claimed(handle, "text"))).toEqual([
      {
        path: ["env", "DATABASE_URL", "value"],
        message: "a secret has no value of this name",
        found: "text",
        allowed: "value",
        fix: "name one of these",
      },
    ]);
    expect(checkClaimedValue(path, claimed("orders-db", "url"))).toEqual([
      {
        path: ["env", "DATABASE_URL", "fromClaim"],
        message: "only an application can find a claim by its name",
        found: "orders-db",
        fix: "pass what provisionClaim returned, or make the workload a part of an Application that has the claim",
      },
    ]);
  });
});

describe("an application with claims", () => {
  const image = "registry.example.com/orders:1.4.2";
  const workloads = {
    claims: { "orders-db": { kind: "postgres" }, key: { kind: "secret" } },
    services: {
      orders: {
        image,
        ports: { http: 8080 },
        env: {
          DB_HOST: claimed("orders-db", "host"),
          DATABASE_URL: claimed("orders-db", "url"),
          SIGNING_KEY: claimed("key", "value"),
        },
      },
      frontend: { image, ports: { http: 8080 } },
    },
  } as const;

  async function inputsOf(args: Omit<ApplicationArgs, "cluster">): Promise<readonly RecordedResource[]> {
    const { resources } = await record(() => {
      new Application("shop", { cluster: new ExistingCluster("cluster"), ...args });
    });
    return resources;
  }

  function objectOf(resources: readonly RecordedResource[], kind: string, name: string): RecordedResource["inputs"] {
    const found = resources.filter(
      ({ inputs }) => inputs.kind === kind && (inputs.metadata as { name?: unknown }).name === name,
    );
    expect(found).toHaveLength(1);
    return found[0]?.inputs ?? {};
  }

  it("gives each workload the values that it uses, and opens the way to where they lead", async () => {
    const resources = await inputsOf({ ...workloads, claimClasses });
    const pods = (name: string) => (objectOf(resources, "Deployment", name) as unknown as Controller).spec.template;
    expect(pods("orders").spec.containers[0]?.env).toEqual([
      { name: "DB_HOST", value: "orders-db" },
      { name: "DATABASE_URL", valueFrom: { secretKeyRef: { name: "orders-db-credentials", key: "url" } } },
      { name: "SIGNING_KEY", valueFrom: { secretKeyRef: { name: "key-credentials", key: "value" } } },
    ]);
    expect(pods("orders").metadata.labels).toEqual({
      "app.kubernetes.io/name": "orders",
      "app.kubernetes.io/part-of": "shop",
      "app.kubernetes.io/managed-by": "slipway",
      "links.slipway/orders-db.postgres": "true",
    });
    expect(pods("frontend").metadata.labels).not.toHaveProperty(["links.slipway/orders-db.postgres"]);
    const policy = (name: string) => (objectOf(resources, "NetworkPolicy", name) as { spec: Fields }).spec;
    expect(policy("orders").egress).toEqual([
      dns,
      {
        to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "orders-db" } } }],
        ports: [{ port: "postgres", protocol: "TCP" }],
      },
    ]);
    expect(policy("frontend").egress).toEqual([dns]);
    expect(policy("orders-db").ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { "links.slipway/orders-db.postgres": "true" } } }],
        ports: [{ port: "postgres", protocol: "TCP" }],
      },
    ]);
    expect(objectOf(resources, "Secret", "orders-db-credentials").metadata).toMatchObject({ namespace: "shop" });
  });

  it("is refused with what is wrong with its claims and their uses", () => {
    const wrong = {
      claims: { "orders-db": { kind: "postgres", database: "PG" } },
      services: { orders: { image, env: { DATABASE_URL: claimed("order-db", "url") } } },
    } as const;
    expect(checkWorkloads(wrong, { claimClasses }).map(({ path, fix }) => [path.join("."), fix])).toEqual([
      ["services.orders.env.DATABASE_URL.fromClaim", "did you mean orders-db?"],
      ["claims.orders-db.database", "name it pg"],
    ]);
    expect(checkWorkloads(workloads).map(({ path }) => path.join("."))).toEqual([
      "claims.orders-db.kind",
      "claims.key.kind",
    ]);
  });
});

it("a claim that gives permissions is refused in a namespace whose name is not known yet", async () => {
  const granting: ClaimHandle = {
    kind: "bucket",
    values: { bucket: "invoices", region: "eu-central-1" },
    target: undefined,
    egress: [],
    grants: [{ effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::invoices/*"] }],
    dependsOn: [],
  };
  const errors: unknown[] = [];
  await record(() => {
    const cluster = new ExistingCluster("cluster");
    const env = { BUCKET: claimed(granting, "bucket"), REGION: claimed(granting, "region") };
    try {
      new Worker("mailer", { cluster, namespace: pulumi.output("team"), image: "registry.example.com/mailer:1", env });
    } catch (error) {
      errors.push(error);
    }
  });
  expect(errors).toMatchObject([
    {
      problems: [
        {
          path: ["env", "BUCKET"],
          message: "permissions are given to a service account by the name of its namespace, which is not known yet",
          allowed: "a namespace as a text, or a Namespace of this program",
          fix: "pass the Namespace itself: namespace: shop, not shop.namespaceName",
        },
      ],
    },
  ]);
});
