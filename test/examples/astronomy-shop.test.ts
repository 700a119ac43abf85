/**
 * The OpenTelemetry demo against the facts of its release: what upstream needs is there, and each difference is on the list below with a
 * reason. This shows what is written into the objects. That the programs run with the users, the read-only root file systems and the probes
 * that upstream does not give them is not shown: no image of the release is started here, and the files of the release are stand-ins.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { ExistingCluster } from "../../components/cluster";
import { createAstronomyShop } from "../../examples/astronomy-shop";
import { applyRules, projectRules } from "../../policy";
import { record, secretMark, type RecordedResource } from "../../testing";
import { differences, factsOf, factsOfRelease, review, type Facts, type ReleaseFacts, type Reviewed } from "./compare";
import { openTraffic } from "./open-traffic";

interface ReleaseLink {
  readonly from: string;
  readonly to: string;
  readonly port: number | null;
  /** Its own Service. */
  readonly self?: boolean;
  /** The address is set, but nobody calls it. */
  readonly unused?: boolean;
  readonly platform?: boolean;
  readonly absent?: boolean;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface AstronomyShopFacts extends ReleaseFacts {
  readonly links: readonly ReleaseLink[];
  readonly configMaps: Readonly<Record<string, { readonly keys: object; readonly env?: object }>>;
  readonly clusterRoles: { readonly "otel-collector": { readonly rules: readonly Rule[] } };
}

const release = JSON.parse(
  readFileSync(path.join(__dirname, "astronomy-shop.facts.json"), "utf8"),
) as unknown as AstronomyShopFacts;

const ownNamespace = "the collector is in a namespace of its own, so that the shop's can be restricted";
const platformNamespace = "Grafana and Jaeger are the platform's, in its namespace";
const restricted = "the restricted Pod Security standard asks for it";
const numericUser = "the standard wants a user who is known not to be root, and the release says none for this image";
const nobody = `${numericUser}; nobody whom the image knows`;
const nonRootImage = `${numericUser}, as by its Dockerfile it is the name of this one`;
const protocolNames = "a port is named after what is spoken on it, where upstream says no more than service";
const secrets = "what is public in the release comes from a Secret";
const byLink = "the address of who is waited for is a link";
const ownWriters = ["flagd", "frontend-proxy", "image-provider", "kafka", "load-generator", "telemetry-docs"];
const withConfig = ["agent", "flagd", "product-catalog", "otel-collector"];
const rootImages = [
  ...["ad", "agent", "cart", "chatbot", "currency", "email", "mcp", "opamp-server", "recommendation"],
  // Not root, but by a name.
  "accounting",
];
const distroless = ["checkout", "fraud-detection", "product-catalog", "shipping"];

/** Health by gRPC and HTTP is served by these, as the source and the health checks of the release's Compose files say. */
const readiness: readonly (readonly [workload: string, probe: Facts])[] = [
  ...["ad", "cart", "checkout", "currency", "payment", "product-catalog", "recommendation"].map(
    (workload) => [workload, { type: "grpc", port: 8080 }] as const,
  ),
  ["image-provider", { type: "http", path: "/status", port: 8081 }],
  ["opamp-server", { type: "http", path: "/", port: 4321 }],
  ["shipping", { type: "http", path: "/health", port: 8080 }],
  ["telemetry-docs", { type: "http", path: "/", port: 8000 }],
  // Of flagd itself, on its port for those who run it; and its sidecar.
  ["flagd", { type: "http", path: "/readyz", port: 8014 }],
  ["flagd", { type: "tcp", port: 4000 }],
  ...["email", "frontend", "frontend-proxy", "quote"].map(
    (workload) => [workload, { type: "tcp", port: 8080 }] as const,
  ),
  ["agent", { type: "tcp", port: 8010 }],
  ["astronomy-db", { type: "tcp", port: 5432 }],
  ["chatbot", { type: "tcp", port: 7860 }],
  ["kafka", { type: "tcp", port: 9092 }],
  ["mcp", { type: "tcp", port: 8011 }],
  ["valkey-cart", { type: "tcp", port: 6379 }],
];

const reviewed: readonly Reviewed[] = [
  // What is written although it is the default, or is not although it is.
  { at: "containers.imagePullPolicy", upstream: "IfNotPresent", ours: undefined, reason: "the default" },
  { at: "minReadySeconds", upstream: undefined, ours: 0, reason: "the default, written" },
  { at: "strategy", upstream: undefined, reason: "upstream leaves the default; ours lets no pod be missing" },
  { at: "strategy", upstream: "RollingUpdate", workloads: ["otel-collector"], reason: "the default, with its figures" },
  { at: "pod.hostNetwork", upstream: false, ours: undefined, reason: "the default" },
  { at: "pod.hostPID", upstream: false, ours: undefined, reason: "the default" },

  // What Slipway does for all.
  {
    at: "revisionHistoryLimit",
    upstream: 10,
    reason: "five old versions are enough; a StatefulSet has the default, 10",
  },
  { at: "progressDeadlineSeconds", upstream: undefined, ours: 300, reason: "a roll-out fails after 5 minutes, not 10" },
  {
    at: "serviceAccount",
    reason: "each has an account of its own, where upstream has one for 25 and one for the collector",
  },
  { at: "pod.automountServiceAccountToken", upstream: undefined, ours: false, reason: "none asks the Kubernetes API" },
  { at: "pod.enableServiceLinks", upstream: undefined, ours: false, reason: "nobody reads these variables" },
  {
    at: "pod.terminationGracePeriodSeconds",
    ours: 35,
    reason: "5 s of serving on until every node knows, and 30 s to end",
  },
  { at: "pod.terminationGracePeriodSeconds", upstream: undefined, ours: 30, reason: "the default, written" },
  { at: "containers.lifecycle", upstream: undefined, reason: "the 5 s of serving on" },
  { at: "pod.tolerations", upstream: undefined, reason: "pods leave a lost node after one minute, not five" },
  { at: "pod.topologySpreadConstraints", upstream: undefined, reason: "pods are rather spread over zones and nodes" },
  { at: "labels.app.kubernetes.io/managed-by", upstream: undefined, ours: "slipway", reason: "who made it" },
  { at: "labels.app.kubernetes.io/part-of", upstream: undefined, reason: "what it belongs to" },
  {
    at: "labels.opentelemetry.io/name",
    ours: undefined,
    reason: "upstream's selector; ours is app.kubernetes.io/name",
  },
  {
    at: "containers.resources.requests",
    upstream: undefined,
    reason: "CPU must be asked for, and memory that is limited is",
  },
  { at: "containers.ports.name", upstream: "service", reason: protocolNames },
  { at: "services.own.ports.name", upstream: "tcp-service", reason: protocolNames },
  { at: "services.own.ports.name", upstream: "tcp-service-0", ours: "ui", workloads: ["flagd"], reason: protocolNames },
  {
    at: "services.own.ports.appProtocol",
    upstream: undefined,
    ours: "grpc",
    reason: "a mesh must not take gRPC for TCP",
  },
  { at: "services.own.ports.appProtocol", upstream: undefined, ours: "http", reason: "the same for HTTP" },
  ...readiness.map(([workload, ours]): Reviewed => ({
    at: "containers.probes.readiness",
    upstream: undefined,
    ours,
    workloads: [workload],
    reason: "a rolling update waits for pods that answer; the release has no probe, and the source says what answers",
  })),
  ...[
    "containers.volumes./app/fixtures/vcr_cassettes",
    "containers.volumes./conf",
    "containers.volumes./docker-entrypoint-initdb.d",
    "containers.volumes./otel-config.yml",
    "initContainers.volumes./config-ro",
  ].map((at): Reviewed => ({
    at: `${at}.readOnly`,
    upstream: undefined,
    ours: true,
    reason: "files of config maps and secrets cannot be written anyway",
  })),

  // Security of all.
  ...["containers", "initContainers"].flatMap((containers): Reviewed[] => [
    { at: `${containers}.securityContext.runAsNonRoot`, upstream: undefined, ours: true, reason: restricted },
    { at: `${containers}.securityContext.privileged`, upstream: undefined, ours: false, reason: restricted },
    {
      at: `${containers}.securityContext.allowPrivilegeEscalation`,
      upstream: undefined,
      ours: false,
      reason: restricted,
    },
    {
      at: `${containers}.securityContext.capabilities`,
      upstream: undefined,
      ours: { drop: ["ALL"] },
      reason: restricted,
    },
    {
      at: `${containers}.securityContext.seccompProfile`,
      upstream: undefined,
      ours: { type: "RuntimeDefault" },
      reason: restricted,
    },
    {
      at: `${containers}.securityContext.readOnlyRootFilesystem`,
      upstream: undefined,
      ours: true,
      reason: "what writes into its image is an exception, with a reason",
    },
  ]),
  {
    at: "containers.securityContext.readOnlyRootFilesystem",
    upstream: undefined,
    ours: false,
    workloads: ownWriters,
    reason: "they write into their image when they start: the exception writableRoot",
  },
  ...["runAsUser", "runAsGroup"].flatMap((field): Reviewed[] => {
    const at = `containers.securityContext.${field}`;
    return [
      { at, upstream: undefined, ours: 65532, workloads: rootImages, reason: nobody },
      { at, upstream: undefined, ours: 65532, workloads: distroless, reason: nonRootImage },
      {
        at,
        upstream: undefined,
        ours: 65534,
        workloads: ["flagd"],
        reason: `${numericUser}; nobody, who owns the files of flagd-ui`,
      },
      { at, upstream: undefined, ours: 101, workloads: ["image-provider"], reason: nonRootImage },
      { at, upstream: undefined, ours: 999, workloads: ["astronomy-db"], reason: "the user that it would change to" },
      { at, upstream: undefined, ours: 12345, workloads: ["load-generator"], reason: nonRootImage },
      { at: `initContainers.securityContext.${field}`, upstream: undefined, reason: "the user of the pod" },
    ];
  }),
  {
    at: "containers.volumes./tmp",
    upstream: undefined,
    ours: { kind: "emptyDir" },
    workloads: [
      ...["accounting", "ad", "agent", "astronomy-db", "cart", "chatbot", "currency", "email", "flagd"],
      ...["fraud-detection", "frontend", "mcp", "payment", "quote", "recommendation"],
    ],
    reason: "with a read-only root, temporary files need a folder",
  },

  // The collector.
  ...[
    ["OTEL_COLLECTOR_NAME", "otel-collector", "otel-collector.astronomy-telemetry"],
    ["OTEL_COLLECTOR_HOST", "otel-collector", "otel-collector.astronomy-telemetry"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel-collector:4317", "http://otel-collector.astronomy-telemetry:4317"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel-collector:4318", "http://otel-collector.astronomy-telemetry:4318"],
    ["TRACELOOP_BASE_URL", "http://otel-collector:4318", "http://otel-collector.astronomy-telemetry:4318"],
    ["K6_OTEL_HTTP_EXPORTER_ENDPOINT", "otel-collector:4318", "otel-collector.astronomy-telemetry:4318"],
  ].map(([name = "", upstream, ours]): Reviewed => ({
    at: `containers.env.${name}`,
    upstream,
    ours,
    reason: ownNamespace,
  })),
  {
    at: "containers.name",
    upstream: "opentelemetry-collector",
    workloads: ["otel-collector"],
    reason: "a container has the name of its workload",
  },
  {
    at: "labels.app.kubernetes.io/name",
    upstream: "opentelemetry-collector",
    workloads: ["otel-collector"],
    reason:
      "the selector is the workload's name, which is that of its Service: otel-collector, not otel-collector-agent",
  },
  { at: "labels.app.kubernetes.io/instance", workloads: ["otel-collector"], reason: "the name of upstream's release" },
  { at: "labels.component", workloads: ["otel-collector"], reason: "tells the chart's agents from its deployments" },
  {
    at: "annotations.checksum/config",
    workloads: ["otel-collector"],
    reason: "ours is checksum.slipway/config",
  },
  {
    at: "containers.volumes./conf.name",
    upstream: "otel-collector-agent",
    ours: "otel-collector-config",
    workloads: ["otel-collector"],
    reason: "a config map has the name of its workload and one of its own",
  },
  {
    at: "containers.env.MONITORING_PASSWORD",
    upstream: undefined,
    ours: "from a Secret",
    workloads: ["otel-collector"],
    reason: "the collector reads it here, not from an annotation of the database's pods",
  },
  ...["config", "enabled", "scraper"].map((name): Reviewed => ({
    at: `annotations.io.opentelemetry.discovery.metrics/${name}`,
    ours: undefined,
    workloads: ["astronomy-db"],
    reason:
      "it has a password in it, and who may look at pods may read it: the collector's configuration has it instead",
  })),
  {
    at: "services.own.publishNotReadyAddresses",
    upstream: undefined,
    ours: true,
    workloads: ["kafka"],
    reason: "with a readiness probe, the broker would wait for its controller, itself, for ever",
  },

  // What the platform has.
  { at: "containers.env.GRAFANA_HOST", ours: "grafana.observability", reason: platformNamespace },
  { at: "containers.env.JAEGER_HOST", ours: "jaeger.observability", reason: platformNamespace },

  // Secrets and files.
  {
    at: "containers.env.DB_PASSWORD",
    upstream: undefined,
    ours: "from a Secret",
    workloads: ["accounting", "product-catalog"],
    reason: `${secrets}, and into the connection string`,
  },
  {
    at: "containers.env.DB_CONNECTION_STRING",
    upstream: "Host=astronomy-db;Username=astronomy_user;Password={password};Database=astronomy_db",
    ours: "Host=astronomy-db;Username=astronomy_user;Password=$(DB_PASSWORD);Database=astronomy_db",
    workloads: ["accounting"],
    reason: secrets,
  },
  {
    at: "containers.env.DB_CONNECTION_STRING",
    upstream: "postgres://astronomy_user:{password}@astronomy-db/astronomy_db?sslmode=disable",
    ours: "postgres://astronomy_user:$(DB_PASSWORD)@astronomy-db/astronomy_db?sslmode=disable",
    workloads: ["product-catalog"],
    reason: secrets,
  },
  { at: "containers.env.POSTGRES_PASSWORD", upstream: "{password}", ours: "from a Secret", reason: secrets },
  { at: "containers.env.SECRET_KEY_BASE", upstream: "{secret}", ours: "from a Secret", reason: secrets },
  {
    at: "containers.volumes./docker-entrypoint-initdb.d.kind",
    upstream: "configMap",
    ours: "secret",
    workloads: ["astronomy-db"],
    reason: secrets,
  },
  {
    at: "containers.volumes./docker-entrypoint-initdb.d.name",
    upstream: "postgresql-init",
    ours: "astronomy-db-init",
    workloads: ["astronomy-db"],
    reason: "as the collector's",
  },
  {
    at: "containers.volumes./otel-config.yml.name",
    upstream: "product-catalog-product-catalog-otel-config",
    ours: "product-catalog-otel-config",
    workloads: ["product-catalog"],
    reason: "once is enough",
  },
  {
    at: "annotations.checksum.slipway/env",
    upstream: undefined,
    workloads: ["accounting", "astronomy-db", "flagd", "product-catalog", "otel-collector"],
    reason: "changed secrets roll the pods",
  },
  ...["fixtures", "config", "otel-config"].map((suffix): Reviewed => ({
    at: `annotations.checksum.slipway/${suffix}`,
    upstream: undefined,
    reason: `changed files roll the pods of ${withConfig.join(", ")}`,
  })),

  // The stores.
  {
    at: "kind",
    upstream: "Deployment",
    ours: "StatefulSet",
    workloads: ["astronomy-db"],
    reason: "what was sold is kept when the pod goes",
  },
  ...[
    "serviceName",
    "podManagementPolicy",
    "persistentVolumeClaimRetentionPolicy",
    "services.astronomy-db-headless",
  ].map((at): Reviewed => ({ at, upstream: undefined, workloads: ["astronomy-db"], reason: "of a StatefulSet" })),
  ...["fsGroup", "fsGroupChangePolicy"].map((field): Reviewed => ({
    at: `containers.securityContext.${field}`,
    upstream: undefined,
    workloads: ["astronomy-db"],
    reason: "its volume belongs to its user",
  })),
  {
    at: "containers.volumes./var/lib/postgresql",
    upstream: undefined,
    ours: { kind: "volumeClaim", storage: "1Gi" },
    workloads: ["astronomy-db"],
    reason: "as the kind",
  },
  {
    at: "containers.volumes./var/run/postgresql",
    upstream: undefined,
    ours: { kind: "emptyDir" },
    workloads: ["astronomy-db"],
    reason: "with a read-only root, its socket needs a folder",
  },
  {
    at: "containers.volumes./data",
    upstream: undefined,
    ours: { kind: "emptyDir" },
    workloads: ["valkey-cart"],
    reason: "with a read-only root, its snapshots need a folder",
  },

  // Init containers.
  { at: "initContainers.image", upstream: "busybox:latest", reason: "upstream's is another one from day to day" },
  { at: "initContainers.image", upstream: "busybox", workloads: ["flagd"], reason: "the same" },
  { at: "initContainers.resources.requests", upstream: undefined, reason: "a quota refuses a container without" },
  { at: "initContainers.resources.limits", upstream: undefined, reason: "the same" },
  {
    at: "initContainers.command",
    upstream: [
      "sh",
      "-c",
      "cp /config-ro/demo.flagd.json /config-rw/demo.flagd.json && cat /config-rw/demo.flagd.json",
    ],
    ours: ["cp", "/config-ro/demo.flagd.json", "/config-rw/demo.flagd.json"],
    workloads: ["flagd"],
    reason: "upstream writes the flags into the log besides",
  },
  {
    at: "initContainers.command",
    ours: ["sh", "-c", 'until nc -z -w 30 "$TARGET_HOST" "$TARGET_PORT"; do sleep 2; done'],
    workloads: ["accounting", "cart", "checkout", "fraud-detection", "product-catalog"],
    reason: byLink,
  },
  { at: "initContainers.env.TARGET_HOST", upstream: undefined, reason: byLink },
  { at: "initContainers.env.TARGET_PORT", upstream: undefined, reason: byLink },
  {
    at: "initContainers.volumes./tmp",
    upstream: undefined,
    ours: { kind: "emptyDir" },
    reason: "an empty volume of the pod is in all of its containers unless they say otherwise",
  },

  // Exceptions, which the test of the rules lists with their reasons.
  {
    at: "annotations.exceptions.slipway/writableRoot",
    upstream: undefined,
    workloads: ownWriters.filter((name) => name !== "flagd"),
    reason: "says why",
  },
  ...[
    ["flagd", "flagd-ui.writableRoot"],
    ["otel-collector", "hostPath"],
    ["otel-collector", "hostPorts"],
  ].map(([workload = "", exception = ""]): Reviewed => ({
    at: `annotations.exceptions.slipway/${exception}`,
    upstream: undefined,
    workloads: [workload],
    reason: "says why",
  })),
];

describe("the Astronomy Shop and the facts of its release", () => {
  let resources: readonly RecordedResource[] = [];
  let upstream: Record<string, Facts> = {};
  let ours: Record<string, Facts> = {};

  beforeAll(async () => {
    ({ resources } = await record(() => {
      createAstronomyShop({
        cluster: new ExistingCluster("cluster"),
        nodeNetwork: "10.0.0.0/16",
        secrets: {
          postgresPassword: pulumi.secret("one"),
          databasePassword: pulumi.secret("two"),
          monitoringPassword: pulumi.secret("three"),
          sessionKey: pulumi.secret("four"),
        },
      });
    }));
    // The agent has the name of its Service.
    const { "otel-collector-agent": agent = {}, ...others } = factsOfRelease(release);
    upstream = tidied({ ...others, "otel-collector": agent });
    ours = tidied(factsOf(resources));
  });

  it("has the workloads of the release, no more and no fewer", () => {
    expect(Object.keys(ours).sort()).toEqual(Object.keys(upstream).sort());
    expect(Object.keys(ours)).toHaveLength(26);
  });

  it("differs only in what was reviewed", () => {
    expect(review(reviewed, differences(upstream, ours)).unknown).toEqual([]);
  });

  it("has no reviewed difference that is none any more", () => {
    expect(review(reviewed, differences(upstream, ours)).outdated).toEqual([]);
  });

  it("gives each workload an account of its own, and sets aside the memory that it may take", () => {
    expect(Object.entries(ours).map(([name, { serviceAccount }]) => [name, serviceAccount])).toEqual(
      Object.keys(ours).map((name) => [name, name]),
    );
    const amounts = Object.values(ours)
      .flatMap(({ containers }) => containers as Facts[])
      .map(({ resources: amount }) => amount as Record<"limits" | "requests", Facts>);
    expect(amounts.map(({ requests }) => requests.memory)).toEqual(amounts.map(({ limits }) => limits.memory));
    expect(amounts).toHaveLength(27);
  });

  it("opens what the programs of the release call, and nothing else", () => {
    const called = release.links
      .filter(
        ({ self = false, unused = false, platform = false, absent = false }) =>
          !platform && !absent && !(self && unused),
      )
      .filter(({ to, port }) => port !== null && !["node kubelet", "kubernetes API"].includes(to))
      .map(
        ({ from, to, port }) => `${from === "otel-collector-agent" ? "otel-collector" : from} → ${to}:${port ?? ""}`,
      );
    const { sent, admitted, outside } = openTraffic(resources);

    expect(sent).toEqual([...new Set(called)].sort());
    expect(sent.filter((call) => !admitted.includes(call))).toEqual([]);
    // The collector lets in the whole shop, so that a new service needs only a rule of its own.
    expect(admitted.filter((call) => !sent.includes(call) && !/ → otel-collector:431[78]$/.test(call))).toEqual([]);
    expect(outside).toEqual([
      "frontend-proxy → grafana in observability:3000",
      "frontend-proxy → jaeger in observability:16686",
      "otel-collector → 10.0.0.0/16:10250",
      "otel-collector → everywhere:443",
      "otel-collector → everywhere:6443",
      "otel-collector → jaeger in observability:4317",
      "otel-collector → opensearch in observability:9200",
      "otel-collector → prometheus in observability:9090",
    ]);
  });

  it("lets the collector do what the release does, but for an API group that is gone and leases of other namespaces", () => {
    const rulesOf = (kind: string) =>
      inputsOf(resources, `rbac.authorization.k8s.io/v1:${kind}`).flatMap(({ rules }) => permissions(rules as Rule[]));
    const wanted = permissions(release.clusterRoles["otel-collector"].rules);

    expect([...rulesOf("ClusterRole"), ...rulesOf("Role")].sort()).toEqual(
      [...new Set(wanted)].filter((permission) => !permission.startsWith("extensions/")).sort(),
    );
    expect(rulesOf("Role").every((permission) => permission.startsWith("coordination.k8s.io/leases "))).toBe(true);
  });

  it("has the files of the release by their names, and what is secret in Secrets alone", () => {
    const keys = (kind: string, field: string) =>
      inputsOf(resources, `core/v1:${kind}`).map((inputs) => [nameOf(inputs), inputs[field]] as const);
    const files = keys("ConfigMap", "data").flatMap(([, data]) => Object.keys(data as object));
    const upstreamFiles = Object.values(release.configMaps).flatMap((configMap) => Object.keys(configMap.keys));

    expect([...files, "init.sql"].sort()).toEqual(upstreamFiles.sort());
    expect(Object.fromEntries(keys("Secret", "stringData"))).toEqual(
      Object.fromEntries(
        [
          "accounting-env",
          "astronomy-db-env",
          "astronomy-db-init",
          "flagd-env",
          "otel-collector-env",
          "product-catalog-env",
        ].map((name) => [name, secretMark]),
      ),
    );
  });

  it("meets the rules of the project, with these exceptions and no others", () => {
    const findings = applyRules(projectRules, resources);
    expect(findings.filter(({ level }) => level === "mandatory")).toEqual([]);
    expect(findings.map(({ path: at, message }) => `${at.split(":").at(-1) ?? ""}: ${message}`).sort()).toEqual([
      // It is the text $(API_KEY), which is empty here, and otherwise from a Secret.
      "astronomy-shop-flagd: exception flagd-ui.writableRoot, because: an Elixir release writes its settings below itself when it starts",
      "astronomy-shop-frontend-proxy: exception writableRoot, because: writes Envoy's configuration into its home when it starts",
      "astronomy-shop-image-provider: exception writableRoot, because: writes nginx's configuration when it starts",
      "astronomy-shop-kafka: exception writableRoot, because: writes its configuration, logs and data, some beside the Java agent in /tmp",
      "astronomy-shop-load-generator: exception writableRoot, because: the browser writes into the home of its user",
      "astronomy-shop-telemetry-docs: exception writableRoot, because: writes nginx's configuration when it starts",
      "astronomy-telemetry-otel-collector: ClusterRole astronomy-telemetry.otel-collector in the whole cluster for the service account otel-collector",
      "astronomy-telemetry-otel-collector: exception hostPath, because: reads how full and how busy the node is",
      "astronomy-telemetry-otel-collector: exception hostPorts, because: programs on the node send to it too, which know no Service",
      "astronomy-telemetry-otel-collector: its containers get a token for the Kubernetes API, as the service account otel-collector",
    ]);
  });

  it("has the collector alone in a namespace that is not restricted", () => {
    const levels = inputsOf(resources, "core/v1:Namespace").map((inputs) => [
      nameOf(inputs),
      (inputs.metadata as { labels: Record<string, string> }).labels["pod-security.kubernetes.io/enforce"],
    ]);
    expect(Object.fromEntries(levels)).toEqual({ "astronomy-shop": "restricted", "astronomy-telemetry": "privileged" });
    expect(
      inputsOf(resources, "apps/v1:DaemonSet").map((inputs) => (inputs.metadata as { namespace: string }).namespace),
    ).toEqual(["astronomy-telemetry"]);
  });
});

/**
 * Workloads in a form in which ports are lists in the order of their numbers, and in which the one Service of each, and what each field
 * names, is called the same.
 */
function tidied(workloads: Readonly<Record<string, Facts>>): Record<string, Facts> {
  return Object.fromEntries(
    Object.entries(workloads).map(
      ([workload, { containers, initContainers, services, labels, annotations, ...rest }]) => [
        workload,
        {
          ...rest,
          containers: (containers as Facts[]).map(tidiedContainer),
          initContainers: ((initContainers ?? []) as Facts[]).map(tidiedContainer),
          services: Object.fromEntries(
            entriesOf(services).map(([name, service]) => [
              name === workload ? "own" : name,
              { ...service, ports: listed(service.ports, "name", ({ port }) => Number(port)) },
            ]),
          ),
          // Which links there are is seen by what they open.
          labels: Object.fromEntries(
            Object.entries(labels as Facts).filter(([name]) => !name.startsWith("links.slipway/")),
          ),
          annotations: Object.fromEntries(
            Object.entries((annotations ?? {}) as Facts).map(([name, value]) => [
              name,
              name === "io.opentelemetry.discovery.metrics/config" ? parsed(value) : value,
            ]),
          ),
        },
      ],
    ),
  );
}

/** With an empty record where nothing is said, so that each field of the other side is a difference of its own. */
function tidiedContainer({ ports, volumes, ...container }: Facts): Facts {
  return {
    ...Object.fromEntries(["env", "resources", "probes", "securityContext"].map((field) => [field, {}])),
    ...container,
    ports: listed(ports, "number", ({ number }) => Number.parseInt(String(number))),
    volumes: Object.fromEntries(
      entriesOf(volumes).map(([mountPath, { ref, secretName, ...volume }]) => {
        const name = ref ?? secretName;
        return [mountPath, name === undefined ? volume : { ...volume, name }];
      }),
    ),
  };
}

/** The values of a record, each with its key in a field; `targetPortName` says nothing that the name does not. */
function listed(value: unknown, keyField: string, order: (item: Facts) => number): Facts[] {
  return entriesOf(value)
    .map(([key, { targetPortName, ...item }]): Facts => ({ ...item, [keyField]: key }))
    .sort((one, other) => order(one) - order(other));
}

/** The settings of a receiver: as a text of YAML, or as the facts have them. */
function parsed(value: unknown): unknown {
  return typeof value === "string" ? parse(value) : (value as { readonly parsed: unknown }).parsed;
}

function entriesOf(value: unknown): [string, Facts][] {
  return Object.entries((value ?? {}) as Record<string, Facts>);
}

function inputsOf(resources: readonly RecordedResource[], type: string): RecordedResource["inputs"][] {
  return resources.filter((resource) => resource.type === `kubernetes:${type}`).map(({ inputs }) => inputs);
}

function nameOf({ metadata }: RecordedResource["inputs"]): string {
  return (metadata as { readonly name: string }).name;
}

/** What rules allow, one text for each resource and verb. */
function permissions(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${group === "" ? "core" : group}/${resource} ${verb}`)),
    ),
  );
}
