// The objects of collectors and stores, as data. What a real collector makes of their configuration is in test/e2e/traces.e2e.ts; Jaeger, Tempo, X-Ray and
// the operator do not run anywhere.
import { checkStatements, customResourceArgs, type RenderedObject } from "../../components/core";
import type { CollectorConfig } from "../../components/observability/traces/collector";
import { collectors } from "../../components/observability/traces/collectors";
import { traceGrants } from "../../components/observability/traces/trace-grants";
import type { TracingAround } from "../../components/observability/traces/tracing-around";
import { tracingAddOns } from "../../components/observability/traces/tracing-add-ons";
import { traceStores, type TracingSpec } from "../../components/observability/traces/tracing-spec";
import { customResourceProblems } from "../addons/custom-resource-problems";
import { development, production } from "./traces-places";

type Json = Readonly<Record<string, unknown>>;

const find = (objects: readonly RenderedObject[], kind: string, name: string): unknown => {
  const found = objects.find((object) => object.kind === kind && object.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return JSON.parse(JSON.stringify(found.fields)) as unknown;
};
const collectorOf = (spec: TracingSpec, name: string, around: TracingAround = production) =>
  (find(collectors(spec, around), "OpenTelemetryCollector", name) as { readonly spec: Json }).spec;
const configOf = (spec: TracingSpec, name: string, around: TracingAround = production) =>
  (collectorOf(spec, name, around) as { readonly config: CollectorConfig }).config;

test("few objects, each in the namespace or in none", () => {
  const names = (spec: TracingSpec, around = production) =>
    collectors(spec, around).map(({ kind, name }) => `${kind} ${name}`);
  const always = [
    "NetworkPolicy collectors",
    "NetworkPolicy agents",
    "OpenTelemetryCollector gateway",
    "OpenTelemetryCollector agent",
    "ClusterRole tracing-agent",
    "ClusterRoleBinding tracing-agent",
  ];
  expect(names({ store: "tempo" }).sort()).toEqual([...always, "PodMonitor collectors"].sort());
  expect(names({ store: "xray" }).sort()).toEqual([...always, "PodMonitor collectors"].sort());
  expect(names({ store: "jaeger" }).sort()).toEqual(
    [...always, "PodMonitor collectors", "OpenTelemetryCollector jaeger", "CronJob jaeger-index-cleaner"].sort(),
  );
  expect(names({ store: "tempo" }, { ...production, prometheusNamespace: undefined }).sort()).toEqual(always.sort());
  for (const { namespace, clusterWide } of collectors({ store: "jaeger" }, production)) {
    expect(clusterWide === true ? undefined : namespace).toBe(clusterWide === true ? undefined : "tracing");
  }
  const suffixes = collectors({ store: "jaeger" }, production).map(({ kind, suffix }) => `${kind} ${suffix}`);
  expect(new Set(suffixes).size).toBe(suffixes.length);
});

test("custom resources are as their definitions have it, and nothing in them is empty by accident", () => {
  const objects = traceStores
    .flatMap((store) => [production, development].flatMap((around) => collectors({ store }, around)))
    .filter(({ apiVersion }) => /^(opentelemetry\.io|monitoring\.coreos\.com)\//.test(apiVersion))
    .map((object) => customResourceArgs(object, {}));
  expect(customResourceProblems(objects)).toEqual({ checked: objects.length, problems: [] });
  expect(objects).toHaveLength(20);
  const broken = objects.map((object) => ({
    ...object,
    spec: { ...(object as unknown as { spec: object }).spec, mode: "every" },
  }));
  expect(customResourceProblems(broken.slice(0, 1)).problems).toHaveLength(1);
});

test("every pod has what the level restricted asks for, requests, and memory that Go knows of", () => {
  for (const [store, name] of [
    ["jaeger", "jaeger"],
    ["tempo", "gateway"],
    ["xray", "gateway"],
    ["tempo", "agent"],
  ] as const) {
    const { podSecurityContext, securityContext, resources, env } = collectorOf({ store }, name);
    expect(podSecurityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    expect(resources).toMatchObject({
      requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
      limits: { memory: expect.any(String) as string },
    });
    expect(env).toContainEqual({ name: "GOMEMLIMIT", value: expect.stringMatching(/^\d+MiB$/) as string });
  }
  const cleaner = JSON.stringify(find(collectors({ store: "jaeger" }, production), "CronJob", "jaeger-index-cleaner"));
  for (const part of ['"runAsNonRoot":true', '"readOnlyRootFilesystem":true', '"drop":["ALL"]', '"RuntimeDefault"']) {
    expect(cleaner).toContain(part);
  }
});

describe("agents", () => {
  test("one runs on each node, whatever the node is kept for, and asks for the pods of its node alone", () => {
    const agent = collectorOf({ store: "tempo" }, "agent");
    expect(agent).toMatchObject({
      mode: "daemonset",
      upgradeStrategy: "none",
      image: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.158.0",
      tolerations: [{ operator: "Exists" }],
      observability: { metrics: { disablePrometheusAnnotations: true } },
    });
    expect(agent.env).toContainEqual({
      name: "K8S_NODE_NAME",
      valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } },
    });
    expect(configOf({ store: "tempo" }, "agent").processors.k8s_attributes).toMatchObject({
      filter: { node_from_env_var: "K8S_NODE_NAME" },
    });
    expect(find(collectors({ store: "tempo" }, production), "ClusterRole", "tracing-agent")).toEqual({
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
    });
    expect(find(collectors({ store: "tempo" }, production), "ClusterRoleBinding", "tracing-agent")).toMatchObject({
      subjects: [{ kind: "ServiceAccount", name: "agent-collector", namespace: "tracing" }],
    });
  });

  test("they send each trace to one gateway, and count all spans before anyone chooses", () => {
    const config = configOf({ store: "tempo", sampling: { percent: 1 } }, "agent");
    expect(config.exporters.load_balancing).toMatchObject({
      routing_key: "traceID",
      resolver: { dns: { hostname: "gateway-collector-headless.tracing.svc.cluster.local", port: "4317" } },
    });
    expect(config.service.pipelines).toEqual({
      traces: {
        receivers: ["otlp"],
        processors: ["memory_limiter", "k8s_attributes", "batch"],
        exporters: ["span_metrics", "load_balancing"],
      },
      metrics: { receivers: ["span_metrics"], exporters: ["prometheus"] },
    });
  });

  test("without a Prometheus, or where that is said, they count nothing", () => {
    for (const config of [
      configOf({ store: "tempo", spanMetrics: false }, "agent"),
      configOf({ store: "tempo" }, "agent", { ...production, prometheusNamespace: undefined }),
    ]) {
      expect(Object.keys(config)).not.toContain("connectors");
      expect(Object.keys(config.exporters)).toEqual(["load_balancing"]);
      expect(Object.keys(config.service.pipelines)).toEqual(["traces"]);
    }
  });
});

describe("gateways", () => {
  test("in production there are two, apart, which keep a tenth of what neither failed nor was slow", () => {
    const gateway = collectorOf({ store: "tempo" }, "gateway");
    expect(gateway).toMatchObject({ mode: "deployment", replicas: 2, resources: { limits: { memory: "1024Mi" } } });
    expect(gateway.topologySpreadConstraints).toHaveLength(2);
    expect((gateway.topologySpreadConstraints as Json[])[0]).toMatchObject({
      labelSelector: { matchLabels: { "app.kubernetes.io/instance": "tracing.gateway" } },
    });
    const { processors, service } = configOf({ store: "tempo" }, "gateway");
    expect(processors.tail_sampling).toMatchObject({
      decision_wait: "10s",
      policies: [
        { type: "status_code", status_code: { status_codes: ["ERROR"] } },
        { type: "latency", latency: { threshold_ms: 2000 } },
        { type: "probabilistic", probabilistic: { sampling_percentage: 10 } },
      ],
    });
    expect(service.pipelines.traces?.processors).toEqual(["memory_limiter", "tail_sampling", "batch"]);
  });

  test("in development there is one, which keeps all and waits for nothing", () => {
    const gateway = collectorOf({ store: "tempo" }, "gateway", development);
    expect(gateway).toMatchObject({ replicas: 1, resources: { limits: { memory: "512Mi" } } });
    expect(Object.keys(gateway)).not.toContain("topologySpreadConstraints");
    const config = configOf({ store: "tempo" }, "gateway", development);
    expect(Object.keys(config.processors)).toEqual(["memory_limiter", "batch"]);
  });

  test("what is said of sampling is what they do", () => {
    const sampling = { percent: 0, slowerThan: "750ms", wait: "1m" };
    expect(configOf({ store: "tempo", sampling }, "gateway").processors.tail_sampling).toMatchObject({
      decision_wait: "60s",
      policies: [{}, { latency: { threshold_ms: 750 } }, { probabilistic: { sampling_percentage: 0 } }],
    });
  });

  test("each store is given what is kept", () => {
    const exporters = (store: TracingSpec["store"]) => configOf({ store }, "gateway").exporters;
    expect(exporters("jaeger")).toMatchObject({
      "otlp_grpc/jaeger": { endpoint: "jaeger-collector.tracing.svc.cluster.local:4317" },
    });
    expect(exporters("tempo")).toMatchObject({
      "otlp_grpc/tempo": { endpoint: "tempo.tempo.svc.cluster.local:4317" },
    });
    expect(exporters("xray")).toEqual({
      awsxray: {
        region: "eu-central-1",
        indexed_attributes: ["otel.resource.k8s.namespace.name", "otel.resource.k8s.pod.name"],
      },
    });
  });

  test("to X-Ray AWS's own build writes, with an identity that may do nothing else", () => {
    expect(collectorOf({ store: "xray" }, "gateway")).toMatchObject({
      image: "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0",
      podSecurityContext: { runAsUser: 4317 },
    });
    const grants = traceGrants({ store: "xray" });
    expect(grants).toEqual([
      {
        namespace: "tracing",
        name: "gateway-collector",
        indispensableFor: "writing traces to X-Ray",
        statements: [{ effect: "Allow", actions: ["xray:PutTraceSegments"], resources: ["*"] }],
      },
    ]);
    expect(grants.flatMap(({ statements }) => checkStatements(statements))).toEqual([]);
    for (const store of ["jaeger", "tempo"] as const) expect(traceGrants({ store })).toEqual([]);
  });
});

describe("Jaeger", () => {
  const jaeger = () => collectorOf({ store: "jaeger", retention: "14d" }, "jaeger");

  test("keeps traces in Elasticsearch, an index for each day, and knows it by name, password and authority", () => {
    expect(jaeger()).toMatchObject({
      image: "docker.io/jaegertracing/jaeger:2.20.0",
      replicas: 2,
      env: [
        {},
        { name: "ES_USERNAME", value: "tracing-jaeger-store-beat-user" },
        {
          name: "ES_PASSWORD",
          valueFrom: { secretKeyRef: { name: "jaeger-store-beat-user", key: "tracing-jaeger-store-beat-user" } },
        },
      ],
      volumes: [{ secret: { secretName: "jaeger-store-beat-es-ca", items: [{ key: "ca.crt", path: "ca.crt" }] } }],
      volumeMounts: [{ mountPath: "/etc/elasticsearch", readOnly: true }],
    });
    const index = { shards: 1, replicas: 1, rotation: { periodic: { date_layout: "2006-01-02" } } };
    expect(configOf({ store: "jaeger", retention: "14d" }, "jaeger").extensions).toEqual({
      jaeger_storage: {
        backends: {
          elasticsearch: {
            elasticsearch: {
              server_urls: ["https://elasticsearch-es-http.logging.svc:9200"],
              auth: { basic: { username: "${env:ES_USERNAME}", password: "${env:ES_PASSWORD}" } },
              tls: { ca_file: "/etc/elasticsearch/ca.crt" },
              indices: { spans: index, services: index, dependencies: index, sampling: index },
              max_span_age: "336h",
            },
          },
        },
      },
      jaeger_query: { storage: { traces: "elasticsearch" }, http: { endpoint: "0.0.0.0:16686" } },
    });
  });

  test("deletes indices when their time is over, each night", () => {
    const job = find(collectors({ store: "jaeger", retention: "14d" }, production), "CronJob", "jaeger-index-cleaner");
    expect(job).toMatchObject({
      spec: {
        schedule: "35 0 * * *",
        concurrencyPolicy: "Forbid",
        jobTemplate: {
          spec: {
            template: {
              spec: {
                automountServiceAccountToken: false,
                containers: [
                  {
                    image: "docker.io/jaegertracing/jaeger-es-index-cleaner:2.20.0",
                    args: ["14", "https://elasticsearch-es-http.logging.svc:9200"],
                  },
                ],
              },
            },
          },
        },
      },
    });
  });

  test("holds no password", () => {
    expect(JSON.stringify(collectors({ store: "jaeger" }, production))).not.toMatch(/"password":"(?!\$\{env:)/);
  });
});

describe("network policies", () => {
  interface Rule {
    ports?: { port: number }[];
    from?: Json[];
    to?: Json[];
  }
  const policy = (spec: TracingSpec, name: string, around = production) =>
    (
      find(collectors(spec, around), "NetworkPolicy", name) as {
        spec: { podSelector: Json; ingress: Rule[]; egress: Rule[] };
      }
    ).spec;
  const namespaces = (rules: Rule[]) =>
    rules.flatMap(({ from, to, ports }) =>
      [...(from ?? []), ...(to ?? [])].flatMap((peer) => {
        const name = (peer as { namespaceSelector?: { matchLabels?: Record<string, string> } }).namespaceSelector
          ?.matchLabels?.["kubernetes.io/metadata.name"];
        return name === undefined ? [] : [`${name} ${(ports ?? []).map(({ port }) => port).join()}`];
      }),
    );

  test("every pod of the cluster may send to agents, and to nobody else", () => {
    const agents = policy({ store: "tempo" }, "agents");
    expect(agents.podSelector).toMatchObject({ matchLabels: { "app.kubernetes.io/instance": "tracing.agent" } });
    expect(agents.ingress).toContainEqual({
      from: [{ namespaceSelector: {} }],
      ports: [
        { protocol: "TCP", port: 4317 },
        { protocol: "TCP", port: 4318 },
      ],
    });
    expect(namespaces(agents.ingress)).toEqual(["monitoring 8889"]);
    const all = policy({ store: "tempo" }, "collectors");
    expect(all.podSelector).toEqual({});
    expect(all.ingress.filter(({ from }) => JSON.stringify(from) === '[{"namespaceSelector":{}}]')).toEqual([]);
  });

  test("collectors are let out to their store", () => {
    expect(namespaces(policy({ store: "tempo" }, "collectors").egress)).toEqual(["kube-system 53,53", "tempo "]);
    expect(namespaces(policy({ store: "jaeger" }, "collectors").egress)).toEqual(["kube-system 53,53", "logging "]);
    const xray = policy({ store: "xray" }, "collectors").egress;
    expect(namespaces(xray)).toEqual(["kube-system 53,53"]);
    expect(xray).toContainEqual({ ports: [{ protocol: "TCP", port: 443 }] });
    // Where the credentials of its identity come from.
    expect(JSON.stringify(xray)).toContain("169.254.170.23/32");
    expect(JSON.stringify(policy({ store: "tempo" }, "collectors").egress)).not.toContain("443");
  });

  test("Prometheus reads metrics, and Grafana asks Jaeger", () => {
    expect(namespaces(policy({ store: "tempo" }, "collectors").ingress)).toEqual(["monitoring 8888"]);
    expect(namespaces(policy({ store: "jaeger" }, "collectors").ingress)).toEqual([
      "monitoring 16686",
      "monitoring 8888",
    ]);
    const unread = { ...production, prometheusNamespace: undefined };
    expect(namespaces(policy({ store: "jaeger" }, "collectors", unread).ingress)).toEqual([]);
  });
});

test("images come from the mirror", () => {
  const mirrored = { ...production, mirrors: { images: "registry.example.com/mirror" } };
  const text = JSON.stringify(traceStores.flatMap((store) => collectors({ store }, mirrored)));
  for (const image of text.match(/"image":"[^"]+"/g) ?? []) expect(image).toContain("registry.example.com/mirror/");
  expect(new Set(text.match(/"image":"[^"]+"/g)).size).toBe(4);
});

test("the operator is always needed, Tempo for its traces", () => {
  expect(tracingAddOns({ store: "jaeger", retention: "3d" })).toEqual({ openTelemetryOperator: {} });
  expect(tracingAddOns({ store: "tempo" })).toEqual({ openTelemetryOperator: {}, tempo: {} });
  expect(tracingAddOns({ store: "tempo", retention: "3d" })).toEqual({
    openTelemetryOperator: {},
    tempo: { retention: "3d" },
  });
});
