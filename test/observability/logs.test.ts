// What a declaration of logs comes to: custom resources by the operator's definitions, and their neighbours. That the operator and Elastic's programs take them is not
// shown: no registry of packages has these programs.
import { elasticStack } from "../../components/observability/logs/elastic-stack";
import { logAddOns } from "../../components/observability/logs/log-add-ons";
import { podLogAnnotations } from "../../components/observability/logs/log-annotations";
import { logGrants } from "../../components/observability/logs/log-grants";
import type { LoggingAround } from "../../components/observability/logs/logging-around";
import { loggingNamespaces } from "../../components/observability/logs/logging-namespaces";
import { elasticPlan } from "../../components/observability/logs/logging-plan";
import type { LoggingSpec } from "../../components/observability/logs/logging-spec";
import { logsDataSource } from "../../components/observability/logs/logs-data-source";
import { storeAccess } from "../../components/observability/logs/store-access";
import { addOns } from "../../components/addons";
import { customResourceArgs, parseQuantity, type RenderedObject } from "../../components/core";
import { customResourceProblems } from "../addons/custom-resource-problems";

const development: LoggingAround = {
  target: "existing",
  isProduction: false,
  highlyAvailable: false,
  ipFamily: "ipv4",
  clusterName: "shop-dev",
  region: undefined,
  zones: undefined,
  nodes: 3,
  isProtected: false,
  applications: [{ name: "shop", namespace: "shop", workloads: ["cart"] }],
  prometheusNamespace: undefined,
};
const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const production: LoggingAround = {
  ...development,
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  clusterName: "shop-prod",
  region: "eu-central-1",
  zones,
  nodes: 5,
  isProtected: true,
  prometheusNamespace: "monitoring",
  hasGrafana: true,
  hasJaeger: true,
};
const elastic: LoggingSpec = { store: "elastic" };
const pipelines: NonNullable<LoggingSpec["pipelines"]> = {
  web: { from: { namespaces: ["shop"] }, stages: [{ grok: { patterns: ["%{COMMONAPACHELOG}"] } }] },
};

const one = (objects: readonly RenderedObject[], kind: string, name?: string) => {
  const found = objects.filter((object) => object.kind === kind && (name === undefined || object.name === name));
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`there are ${found.length} of ${kind} ${name ?? ""}`);
  return found[0];
};
const spec = (objects: readonly RenderedObject[], kind: string, name?: string) =>
  customResourceArgs(one(objects, kind, name), {}).spec as Record<string, unknown>;

const everything = elasticStack(
  { ...elastic, pipelines, elasticsearch: { snapshots: { bucket: "shop-snapshots" } } },
  production,
);

test("custom resources are as the operators define them", () => {
  const lighter = elasticStack({ ...elastic, shipper: "fluentBit" }, production);
  const objects = [...everything, ...lighter, ...elasticStack(elastic, development)]
    .filter(({ apiVersion }) => /elastic\.co|monitoring/.test(apiVersion))
    .map((object) => customResourceArgs(object, {}));
  expect(customResourceProblems(objects)).toEqual({ checked: 7 + 6 + 3, problems: [] });
});

test("names of objects are their own, and suffixes among those of a kind", () => {
  for (const objects of [everything, elasticStack({ ...elastic, shipper: "fluentBit" }, production)]) {
    const keys = objects.map(({ kind, suffix }) => `${kind}/${suffix}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(elasticStack({ store: "cloudWatch" }, production)).toEqual([]);
});

test("development takes about 5 GiB, with the operator and shippers on three nodes, and Logstash", () => {
  const plan = elasticPlan({ ...elastic, pipelines }, development);
  const objects = elasticStack({ ...elastic, pipelines }, development);
  const operator = addOns.eckOperator.pods({}, { ...surroundings, highlyAvailable: false });
  const shipper = parseQuantity("300Mi") ?? 0;
  const gibi = 2 ** 30;
  const sum =
    (plan.nodes * (parseQuantity(plan.memory) ?? 0) +
      plan.kibana.count * plan.kibana.memoryMib * 2 ** 20 +
      plan.logstash.count * plan.logstash.memoryMib * 2 ** 20 +
      3 * shipper +
      operator.reduce((all, { memoryMib }) => all + memoryMib * 2 ** 20, 0)) /
    gibi;
  expect(JSON.stringify(one(objects, "Beat"))).toContain('"limits":{"memory":"300Mi"}');
  expect(sum).toBeGreaterThan(4.5);
  expect(sum).toBeLessThan(5.6);
});

test("in development there is one node without copies, and its volume goes with it", () => {
  const objects = elasticStack(elastic, development);
  expect(spec(objects, "Elasticsearch")).toMatchObject({
    version: "9.5.2",
    volumeClaimDeletePolicy: "DeleteOnScaledownAndClusterDeletion",
    nodeSets: [
      {
        name: "default",
        count: 1,
        config: { "node.store.allow_mmap": false, "ingest.geoip.downloader.enabled": false },
        volumeClaimTemplates: [
          { metadata: { name: "elasticsearch-data" }, spec: { resources: { requests: { storage: "10Gi" } } } },
        ],
      },
    ],
  });
  expect(objects.map(({ kind }) => kind).sort()).toEqual(
    [
      ...["Beat", "ClusterRole", "ClusterRoleBinding", "ConfigMap", "Elasticsearch", "Job", "Kibana"],
      ...["NetworkPolicy", "NetworkPolicy", "Secret", "ServiceAccount"],
    ].sort(),
  );
});

test("in production there is a node in each zone, which copies are kept apart by, and volumes stay", () => {
  const { nodeSets, volumeClaimDeletePolicy } = spec(everything, "Elasticsearch") as {
    nodeSets: { name: string; count: number; config: object; podTemplate: unknown }[];
    volumeClaimDeletePolicy: string;
  };
  expect(volumeClaimDeletePolicy).toBe("DeleteOnScaledownOnly");
  expect(nodeSets.map(({ name, count }) => ({ name, count }))).toEqual(zones.map((name) => ({ name, count: 1 })));
  for (const { name, config, podTemplate } of nodeSets) {
    expect(config).toMatchObject({
      "node.attr.zone": name,
      "cluster.routing.allocation.awareness.attributes": "k8s_node_name,zone",
      "node.store.allow_mmap": false,
    });
    expect(JSON.stringify(podTemplate)).toContain(
      `{"key":"topology.kubernetes.io/zone","operator":"In","values":["${name}"]}`,
    );
  }
  const kept = elasticStack({ ...elastic, elasticsearch: { keepVolumes: false } }, production);
  expect(spec(kept, "Elasticsearch")).toMatchObject({ volumeClaimDeletePolicy: "DeleteOnScaledownAndClusterDeletion" });
});

test("every pod but the shipper's is restricted, and none has a token that does not ask the API server", () => {
  const pods = everything
    .filter(({ kind }) => ["Elasticsearch", "Kibana", "Logstash", "Job", "Deployment"].includes(kind))
    .flatMap(({ fields }) => podSpecs(fields));
  expect(pods).toHaveLength(7);
  for (const pod of pods) {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(JSON.stringify(pod)).not.toMatch(/hostPath|hostNetwork|"add":/);
  }
  // The operator hardens the containers of Elasticsearch and Kibana by itself, and those of Logstash not.
  const ours = everything.filter(({ kind }) => ["Logstash", "Job", "Deployment"].includes(kind));
  for (const { fields } of ours) {
    for (const pod of podSpecs(fields)) {
      const { containers = [], initContainers = [] } = pod as Record<string, { securityContext: object }[]>;
      for (const { securityContext } of [...containers, ...initContainers]) {
        expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
      }
    }
  }
  expect(loggingNamespaces(elastic)).toEqual([
    { name: "logging", podSecurity: "restricted" },
    { name: "log-shipping", podSecurity: "privileged" },
  ]);
  expect(loggingNamespaces({ ...elastic, shipper: "fluentBit" })).toHaveLength(1);
  expect(loggingNamespaces({ store: "cloudWatch" })).toEqual([]);
});

test("snapshots have an identity by a token at the place that Elasticsearch may read, and may do no more than they need", () => {
  const [grant, ...more] = logGrants(
    { ...elastic, elasticsearch: { snapshots: { bucket: "shop-snapshots" } } },
    production,
  );
  expect(more).toEqual([]);
  expect(grant).toMatchObject({
    namespace: "logging",
    name: "elasticsearch",
    identity: "irsa",
    statements: [
      { resources: ["arn:aws:s3:::shop-snapshots"] },
      { resources: ["arn:aws:s3:::shop-snapshots/shop-prod/elasticsearch/*"] },
    ],
  });
  expect(logGrants(elastic, production)).toEqual([]);
  for (const pod of podSpecs(one(everything, "Elasticsearch").fields)) {
    expect(pod).toMatchObject({
      serviceAccountName: "elasticsearch",
      containers: [{ volumeMounts: [{ mountPath: "/usr/share/elasticsearch/config/repository-s3" }] }],
      volumes: [
        {
          projected: {
            sources: [{ serviceAccountToken: { audience: "sts.amazonaws.com", path: "aws-web-identity-token-file" } }],
          },
        },
      ],
    });
  }
  expect(JSON.stringify(one(everything, "Elasticsearch"))).toContain('"s3.client.default.region":"eu-central-1"');
});

test("Filebeat reads what pods say in annotations, in a place of its own, and keeps nothing of its own", () => {
  const beat = spec(elasticStack(elastic, development), "Beat", "filebeat");
  expect(beat).toMatchObject({
    type: "filebeat",
    elasticsearchRef: { name: "elasticsearch", namespace: "logging" },
    config: {
      filebeat: {
        autodiscover: {
          providers: [
            {
              type: "kubernetes",
              hints: {
                enabled: true,
                // By default a file is not read before it has 1024 bytes.
                default_config: { prospector: { scanner: { fingerprint: { enabled: true, length: 64 } } } },
              },
            },
          ],
        },
      },
      "setup.template.enabled": false,
      "setup.ilm.enabled": false,
      output: { elasticsearch: { index: "logs-kubernetes-default" } },
    },
    daemonSet: {
      podTemplate: {
        metadata: {
          annotations: {
            "co.elastic.logs/enabled": "false",
            "exceptions.slipway/hostPath": expect.stringMatching(/\w/) as unknown,
          },
        },
        spec: { serviceAccountName: "filebeat", tolerations: [{ operator: "Exists" }] },
      },
    },
  });
  const throughLogstash = spec(everything, "Beat", "filebeat");
  expect(throughLogstash).not.toHaveProperty("elasticsearchRef");
  expect(throughLogstash).toMatchObject({
    config: { output: { logstash: { hosts: ["logstash-ls-beats.logging.svc:5044"] } } },
  });
});

test("pods say to either shipper what their lines are", () => {
  expect(podLogAnnotations("filebeat", "cart", { format: "text", firstLine: "^\\d{4}-" })).toEqual({
    "co.elastic.logs.cart/processors.add_fields.target": "slipway",
    "co.elastic.logs.cart/processors.add_fields.fields.format": "text",
    "co.elastic.logs.cart/multiline.type": "pattern",
    "co.elastic.logs.cart/multiline.pattern": "^\\d{4}-",
    "co.elastic.logs.cart/multiline.negate": "true",
    "co.elastic.logs.cart/multiline.match": "after",
  });
  expect(podLogAnnotations("fluentBit", "cart", { format: "json", firstLine: "^x" })).toEqual({
    "fluentbit.io/parser-cart": "json",
  });
  expect(podLogAnnotations("fluentBit", "cart", { format: "text" })).toEqual({});
});

test("Fluent Bit has the Secrets that the operator makes for it, and CloudWatch needs no operator", () => {
  const { eckOperator, fluentBit } = logAddOns({ ...elastic, shipper: "fluentBit" }, production);
  expect(eckOperator).toEqual({});
  expect(fluentBit).toEqual({
    output: {
      elasticsearch: {
        host: "elasticsearch-es-http.logging.svc",
        dataStream: "logs-kubernetes-default",
        user: { secret: "fluent-bit-store-beat-user", key: "fluent-bit-fluent-bit-store-beat-user" },
        caSecret: "fluent-bit-store-beat-es-ca",
      },
    },
  });
  expect(logAddOns(elastic, production)).toEqual({ eckOperator: {} });
  expect(logAddOns({ store: "cloudWatch", retention: { days: 14 } }, production)).toEqual({
    fluentBit: { output: { cloudWatch: { days: 14 } } },
  });
  const objects = elasticStack({ ...elastic, shipper: "fluentBit" }, production);
  expect(spec(objects, "Beat", "fluent-bit-store")).toEqual({
    type: "fluent-bit",
    version: "9.5.2",
    image: "docker.elastic.co/beats/filebeat:9.5.2",
    elasticsearchRef: { name: "elasticsearch", namespace: "logging" },
    // What the operator would put in itself is refused by policies that know no exception: a folder of the node, and a token.
    deployment: {
      replicas: 0,
      podTemplate: {
        spec: {
          automountServiceAccountToken: false,
          containers: [{ name: "fluent-bit" }],
          volumes: [{ name: "beat-data", emptyDir: {} }],
        },
      },
    },
  });
});

test("whoever else uses the store has a role of that alone, by the name that the operator gives it", () => {
  const roles = one(everything, "Secret", "elasticsearch-roles").fields.stringData as Record<string, string>;
  expect(roles["roles.yml"]).toMatch(/^eck_beat_es_jaeger_role:$/m);
  // `_slm/stats`, of which alerts of snapshots are, is not among what `read_slm` is for.
  expect(roles["roles.yml"]).toMatch(
    /^eck_beat_es_exporter_role:\n {2}cluster:\n {4}- monitor\n {4}- read_slm\n {4}- cluster:admin\/slm\/stats$/m,
  );
  expect(roles["roles.yml"]).toMatch(
    /^log_reader:\n {2}indices:\n {4}- names:\n {8}- logs-\*\n {6}privileges:\n {8}- read/m,
  );
  expect(storeAccess("tracing", "jaeger")).toEqual({
    url: "https://elasticsearch-es-http.logging.svc:9200",
    namespace: "logging",
    username: "tracing-jaeger-store-beat-user",
    password: { secret: "jaeger-store-beat-user", key: "tracing-jaeger-store-beat-user" },
    ca: { secret: "jaeger-store-beat-es-ca", key: "ca.crt" },
  });
  expect(one(everything, "Beat", "jaeger-store").namespace).toBe("tracing");
  expect(spec(everything, "Elasticsearch")).toMatchObject({
    auth: { roles: [{ secretName: "elasticsearch-roles" }], fileRealm: [{ secretName: "elasticsearch-grafana" }] },
  });
});

test("where everything is refused, what logs need is let through, and nothing else", () => {
  const policy = (name: string) => spec(everything, "NetworkPolicy", name) as { ingress: unknown[]; egress: unknown[] };
  const from = (namespace: string, ...ports: number[]) => ({
    from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }],
    ports: ports.map((port) => ({ protocol: "TCP", port })),
  });
  expect(policy("slipway-store").ingress).toEqual([
    { from: [{ podSelector: {} }] },
    from("elastic-system", 9200, 9600),
    from("log-shipping", 5044),
    from("monitoring", 9200),
    from("tracing", 9200),
    from("monitoring", 9114),
  ]);
  expect(policy("slipway-store").egress.at(-1)).toEqual({ ports: [{ protocol: "TCP", port: 443 }] });
  expect(policy("slipway-filebeat").ingress).toEqual([{ from: [{ podSelector: {} }] }]);
  expect(policy("slipway-filebeat").egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "logging" } } }],
    ports: [{ protocol: "TCP", port: 5044 }],
  });
  const closed = spec(elasticStack(elastic, development), "NetworkPolicy", "slipway-store") as { egress: unknown[] };
  expect(closed.egress).toHaveLength(2);
});

/** Source: prometheus-community/elasticsearch_exporter v1.11.0, `main.go` and `collector`, and the toolkit's `web.listen-address`. */
const exporterFlags = [
  ...["es.uri", "es.timeout", "es.all", "es.node", "es.indices", "es.indices_settings", "es.indices_mappings"],
  ...["es.aliases", "es.shards", "es.ca", "es.ssl-skip-verify", "web.listen-address", "web.telemetry-path"],
  ...["collector.cluster-info", "collector.clustersettings", "collector.data-stream", "collector.health-report"],
  ...["collector.ilm", "collector.slm", "collector.snapshots", "collector.tasks"],
];

test("the exporter is given flags that it has, and asks for snapshots where they are made", () => {
  const flags = (objects: readonly RenderedObject[]) => {
    const { template } = spec(objects, "Deployment", "elasticsearch-exporter") as {
      template: { spec: { containers: { args: string[] }[] } };
    };
    return template.spec.containers.flatMap(({ args }) =>
      args.map((arg) => arg.replace(/=.*/, "").replace(/^--(no-)?/, "")),
    );
  };
  expect(flags(everything).filter((flag) => !exporterFlags.includes(flag))).toEqual([]);
  expect(flags(everything)).toContain("collector.slm");
  const without = flags(elasticStack(elastic, production));
  expect(without).not.toContain("collector.slm");
  expect(without).toContain("es.indices");
});

test("of its series for each index those alone are kept that tell whether lines arrive", () => {
  const { podMetricsEndpoints } = spec(everything, "PodMonitor", "elasticsearch-exporter") as {
    podMetricsEndpoints: { metricRelabelings: { action: string; sourceLabels: string[]; regex: string }[] }[];
  };
  const [rule] = podMetricsEndpoints[0]?.metricRelabelings ?? [];
  expect(rule).toMatchObject({ action: "keep", sourceLabels: ["__name__", "index"] });
  const isKept = (name: string, index = "") => new RegExp(`^(?:${rule?.regex ?? ""})$`).test(`${name};${index}`);
  const lines = "elasticsearch_index_stats_indexing_index_total";
  expect(isKept(lines, ".ds-logs-kubernetes-default-2026.11.22-000001")).toBe(true);
  expect(isKept(lines, ".kibana_task_manager_9.5.2_001")).toBe(false);
  expect(isKept("elasticsearch_indices_docs_total", ".ds-logs-kubernetes-default-2026.11.22-000001")).toBe(false);
  expect(isKept("elasticsearch_indices_indexing_index_total")).toBe(true);
  expect(isKept("elasticsearch_cluster_health_status")).toBe(true);
});

test("images come from the mirror where there is one", () => {
  const mirrors = { images: "registry.example.com/mirror" };
  const text = JSON.stringify(elasticStack({ ...elastic, pipelines }, { ...production, mirrors }));
  expect(text).toContain("registry.example.com/mirror/elasticsearch/elasticsearch:9.5.2");
  expect(text).not.toMatch(/docker\.elastic\.co|quay\.io/);
});

test("Grafana finds lines by the fields that they have, and traces by theirs", () => {
  expect(logsDataSource(elastic, production)).toMatchObject({
    type: "elasticsearch",
    uid: "logs",
    url: "https://elasticsearch-es-http.logging.svc:9200",
    basicAuthUser: "grafana",
    secureJsonData: { basicAuthPassword: { secret: "elasticsearch-grafana", key: "password" } },
    jsonData: { index: "logs-kubernetes-*", dataLinks: [{ field: "trace.id", datasourceUid: "traces" }] },
  });
  expect(logsDataSource({ store: "cloudWatch" }, production)).toMatchObject({
    type: "cloudwatch",
    jsonData: { defaultRegion: "eu-central-1", logGroups: [{ name: "/slipway/shop-prod/workloads" }] },
  });
});

/** Specs of pods, wherever they are below an object. */
function podSpecs(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(podSpecs);
  if (typeof value !== "object" || value === null) return [];
  const own = Object.entries(value).flatMap(([key, inner]) =>
    key === "podTemplate" || key === "template" ? [(inner as { spec: Record<string, unknown> }).spec] : podSpecs(inner),
  );
  return own;
}

const surroundings = {
  target: "existing",
  isProduction: false,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
  planned: new Map<string, never>(),
} as const;
