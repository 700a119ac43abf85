// Documents for Elasticsearch and Kibana, and what the ingest pipeline makes of sample lines in a stand-in that was written from the reference. That
// Elasticsearch and Kibana take them is not shown: neither program is in a registry of packages.
import { appliedDocuments } from "../../components/observability/logs/documents/apply-documents";
import { indexTemplates, streamSettings } from "../../components/observability/logs/documents/index-templates";
import { ingestPipeline } from "../../components/observability/logs/documents/ingest-pipeline";
import { lifecyclePolicy } from "../../components/observability/logs/documents/lifecycle";
import {
  exportedObjects,
  savedObjects,
  type SavedObject,
} from "../../components/observability/logs/documents/saved-objects";
import { snapshotDocuments } from "../../components/observability/logs/documents/snapshots";
import { ingested, type Document, type Pipeline } from "./ingest-stand-in";

const pipeline = ingestPipeline().body as unknown as Pipeline;
const ofFilebeat = (message: string, more: Document = {}): Document => ({
  "@timestamp": "2026-11-22T03:00:00.000Z",
  message,
  log: { offset: 17, file: { path: "/var/log/containers/cart.log" } },
  agent: { type: "filebeat" },
  ecs: { version: "8.0.0" },
  input: { type: "filestream" },
  kubernetes: {
    namespace: "shop",
    node: { name: "node-1" },
    pod: { name: "cart-7d9f" },
    container: { name: "cart" },
    labels: { "app_kubernetes_io/name": "cart" },
  },
  ...more,
});
const ofFluentBit = (log: string, more: Document = {}): Document => ({
  "@timestamp": "2026-11-22T03:00:00.000Z",
  log,
  stream: "stdout",
  _p: "F",
  time: "2026-11-22T03:00:00.000000001Z",
  kubernetes: {
    namespace_name: "shop",
    pod_name: "cart-7d9f",
    container_name: "cart",
    host: "node-1",
    pod_id: "1",
    docker_id: "abc",
    container_hash: "x",
    container_image: "cart:1",
    labels: { "app_kubernetes_io/name": "cart" },
  },
  ...more,
});

describe("the ingest pipeline", () => {
  test("gives a line the same fields, whoever has read it", () => {
    const [filebeat, fluentBit] = [ofFilebeat("hello"), ofFluentBit("hello")].map((one) => ingested(pipeline, one));
    for (const document of [filebeat, fluentBit]) {
      expect(document).toMatchObject({
        message: "hello",
        service: { name: "cart" },
        host: { name: "node-1" },
        kubernetes: {
          namespace: "shop",
          pod: { name: "cart-7d9f" },
          container: { name: "cart" },
          node: { name: "node-1" },
        },
      });
      expect(document).not.toHaveProperty("app");
      for (const gone of ["agent", "ecs", "input", "_p", "time", "slipway"]) expect(document).not.toHaveProperty(gone);
    }
    expect(fluentBit).not.toHaveProperty("log");
  });

  test("reads JSON, and finds level, message, trace and stack by the names of different libraries", () => {
    const line = { level: "ERROR", msg: "no stock", trace_id: "4bf9", span_id: "00f0", stack: "at cart.ts:1", item: 7 };
    for (const document of [ofFilebeat(JSON.stringify(line)), ofFluentBit(JSON.stringify(line), { app: line })]) {
      expect(ingested(pipeline, document)).toMatchObject({
        message: "no stock",
        log: { level: "error" },
        trace: { id: "4bf9" },
        span: { id: "00f0" },
        error: { stack_trace: "at cart.ts:1" },
        app: { item: 7 },
      });
    }
    const ecs = { "log.level": "WARN", "trace.id": "77", message: "slow", "@timestamp": "x" };
    expect(ingested(pipeline, ofFilebeat(JSON.stringify(ecs)))).toMatchObject({
      message: "slow",
      log: { level: "warn" },
      trace: { id: "77" },
      "@timestamp": "2026-11-22T03:00:00.000Z",
    });
    const pino = { level: 50, msg: "boom" };
    expect(ingested(pipeline, ofFilebeat(JSON.stringify(pino)))).toMatchObject({ log: { level: "error" } });
  });

  test("keeps what only looks like JSON as it is, with a tag, and leaves alone what is said to be text", () => {
    const broken = ingested(pipeline, ofFilebeat("{oops}"));
    expect(broken).toMatchObject({ message: "{oops}", tags: ["_not_parsed"] });
    expect(broken).not.toHaveProperty("_index");
    const text = ingested(pipeline, ofFilebeat('{"a":1}', { slipway: { format: "text" } }));
    expect(text).not.toHaveProperty("app");
  });

  test("reads logfmt where it is said", () => {
    const document = ofFilebeat('level=info msg="order placed" trace_id=9', { slipway: { format: "logfmt" } });
    expect(ingested(pipeline, document)).toMatchObject({
      message: "order placed",
      log: { level: "info" },
      trace: { id: "9" },
    });
  });

  test("keeps what it fails at in the data stream for that, with the reason", () => {
    // A line of JSON that says of the level what nobody expects.
    const failed = ingested(pipeline, ofFilebeat("x", { kubernetes: "none", log: "a", app: { level: "info" } }));
    expect(failed).toMatchObject({ message: "x", _index: "logs-failed-default" });
    expect(JSON.stringify(failed.error)).toContain("cannot set [level]");
  });
});

test("an index is begun each day or at its size, and deleted days after the next was begun", () => {
  expect(lifecyclePolicy({ days: 14, rollover: "20Gi" })).toEqual({
    path: "_ilm/policy/slipway-logs",
    body: {
      policy: {
        phases: {
          hot: {
            min_age: "0ms",
            actions: {
              rollover: { max_age: "1d", max_primary_shard_size: "21474836480b" },
              set_priority: { priority: 100 },
            },
          },
          delete: { min_age: "14d", actions: { delete: { delete_searchable_snapshot: true } } },
        },
      },
    },
  });
});

test("both data streams have a template above those of Elasticsearch, and keep what does not fit their fields", () => {
  const templates = indexTemplates({ replicas: 1 });
  expect(templates.map(({ path, body }) => [path, body.index_patterns, body.priority])).toEqual([
    ["_index_template/slipway-logs-failed", ["logs-failed-*"], 500],
    ["_index_template/slipway-logs", ["logs-kubernetes-*"], 500],
  ]);
  for (const { body } of templates) {
    expect(body).toMatchObject({
      data_stream: {},
      template: {
        settings: { index: { lifecycle: { name: "slipway-logs" }, number_of_replicas: 1 } },
        data_stream_options: { failure_store: { enabled: true } },
        mappings: { properties: { app: { type: "flattened", ignore_above: 1024 } } },
      },
    });
  }
  expect(JSON.stringify(templates[0])).not.toContain("default_pipeline");
  expect(JSON.stringify(templates[1])).toContain('"default_pipeline":"slipway-logs"');
});

test("data streams that were there before the templates are told what these say, as far as it can be changed", () => {
  const templates = indexTemplates({ replicas: 1 }).map(({ body }) => body.template as { settings: { index: object } });
  const streams = streamSettings({ replicas: 1 });
  expect(streams.map(({ stream }) => stream)).toEqual(["logs-failed-default", "logs-kubernetes-default"]);
  streams.forEach(({ settings }, index) => {
    expect(templates[index]?.settings.index).toMatchObject(settings);
    expect(settings).toMatchObject({ lifecycle: { name: "slipway-logs" }, number_of_replicas: 1 });
    // Neither can be changed in an index that is there: the whole request would be refused.
    for (const fixed of ["number_of_shards", "mapping"]) expect(settings).not.toHaveProperty(fixed);
  });
  expect(streams.map(({ settings }) => settings.default_pipeline)).toEqual([undefined, "slipway-logs"]);
});

test("snapshots go to the cluster's own folder, each night, and the last ones stay", () => {
  const around = { clusterName: "shop" };
  expect(snapshotDocuments({}, around)).toEqual([]);
  expect(snapshotDocuments({ elasticsearch: { snapshots: { bucket: "b", days: 60 } } }, around)).toEqual([
    {
      path: "_snapshot/slipway-logs",
      body: { type: "s3", settings: { bucket: "b", base_path: "shop/elasticsearch" } },
    },
    {
      path: "_slm/policy/slipway-logs",
      body: {
        schedule: "0 30 1 * * ?",
        name: "<logs-{now/d}>",
        repository: "slipway-logs",
        config: { indices: ["logs-*"], include_global_state: false, feature_states: ["kibana"] },
        retention: { expire_after: "60d", min_count: 3 },
      },
    },
  ]);
});

describe("Kibana's objects", () => {
  const applications = ["shop", "ml"].map((name) => ({ name, namespace: name }));
  const objects = savedObjects(applications);

  test("have ids of their own, and refer to those that are there", () => {
    const ids = new Set(objects.map(({ type, id }) => `${type}/${id}`));
    expect(ids.size).toBe(objects.length);
    expect(objects.flatMap(({ references }) => references.filter(({ type, id }) => !ids.has(`${type}/${id}`)))).toEqual(
      [],
    );
  });

  test("are a dashboard for each application, with panels that do not overlap, of its own lines alone", () => {
    expect(objects.filter(({ type }) => type === "dashboard").map(({ id }) => id)).toEqual([
      "slipway-ml",
      "slipway-shop",
    ]);
    for (const dashboard of objects.filter(({ type }) => type === "dashboard")) {
      const panels = JSON.parse(dashboard.attributes.panelsJSON as string) as {
        panelRefName: string;
        panelIndex: string;
        gridData: Grid;
      }[];
      expect(dashboard.references.map(({ name }) => name)).toEqual(
        panels.map(({ panelIndex, panelRefName }) => `${panelIndex}:${panelRefName}`),
      );
      expect(overlapping(panels.map(({ gridData }) => gridData))).toEqual([]);
      const name = dashboard.id.replace("slipway-", "");
      for (const { id } of dashboard.references)
        expect(JSON.stringify(find(id).attributes)).toContain(`kubernetes.namespace: \\`);
      for (const { id } of dashboard.references) expect(id).toContain(name);
    }
  });

  test("are one line each, the same whatever the order of applications", () => {
    const text = exportedObjects(objects);
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as SavedObject).id),
    ).toEqual(objects.map(({ id }) => id));
    expect(exportedObjects(savedObjects([...applications].reverse()))).toBe(text);
  });

  const find = (id: string) => objects.find((one) => one.id === id) ?? fail(id);
});

test("one Job gives them to both, and has another name when one of them changes", () => {
  const args = {
    documents: [ingestPipeline()],
    streams: streamSettings({ replicas: 0 }),
    objects: savedObjects([]),
    image: "example.com/elasticsearch",
  };
  const [configMap, job] = appliedDocuments(args);
  expect(job?.name).toMatch(/^log-documents-[0-9a-f]{10}$/);
  expect(job?.last).toBe(true);
  expect(appliedDocuments(args)[1]?.name).toBe(job?.name);
  const changed = appliedDocuments({ ...args, documents: [lifecyclePolicy({ days: 1, rollover: "1Gi" })] });
  expect(changed[1]?.name).not.toBe(job?.name);
  const data = configMap?.fields.data as Record<string, string>;
  expect(data["documents.txt"]).toBe("_ingest/pipeline/slipway-logs 00-ingest-pipeline-slipway-logs.json\n");
  expect(Object.keys(data)).toContain("00-ingest-pipeline-slipway-logs.json");
  expect(data["streams.txt"]).toBe(
    "logs-failed-default stream-logs-failed-default.json\nlogs-kubernetes-default stream-logs-kubernetes-default.json\n",
  );
  for (const key of Object.keys(data)) expect(key).toMatch(/^[-._a-zA-Z0-9]+$/);
  expect(JSON.stringify(job)).toContain('"secretKeyRef":{"name":"elasticsearch-es-elastic-user","key":"elastic"}');
});

interface Grid {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function overlapping(all: readonly Grid[]): Grid[] {
  return all.filter((one, index) =>
    all.some(
      (other, at) =>
        at > index &&
        one.x < other.x + other.w &&
        other.x < one.x + one.w &&
        one.y < other.y + other.h &&
        other.y < one.y + one.h,
    ),
  );
}

function fail(id: string): never {
  throw new Error(`there is no ${id}`);
}
