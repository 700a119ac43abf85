import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { spanMetrics, spanMetricsBoundaries } from "../../components/observability/traces/span-metrics";
import { traceRules } from "../../components/observability/traces/trace-rules";
import { traceStores } from "../../components/observability/traces/tracing-spec";
import { run } from "./command";
import { freePorts } from "./gateways/loopback-process";
import { describeWith } from "./test-bed";
import { findCollector } from "./toolchain";
import { CollectorsOnLoopback, configOf, runCollector } from "./traces/collectors-on-loopback";
import { listen } from "./traces/loopback-server";
import { newTraceId, otlpRequest, type SentSpan } from "./traces/spans";

// What a real collector of the release that the cluster has makes of the rendered configurations. The exporter of X-Ray is of the next release, as its module
// of this one cannot be had; that of AWS's own build, and Jaeger and Tempo themselves, are not run, nor is the operator.

const found = findCollector();

const pod = { name: "cart-5d5f8c7b9d-x7k2p", namespace: "shop", node: "node-1", deployment: "cart" };

describeWith("collectors", found, ({ otelcol }) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-traces-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const validate = async (config: unknown) => {
    const file = path.join(folder, "validated.yaml");
    writeFileSync(file, JSON.stringify(config));
    return run(otelcol, ["validate", "--config", file], { env: { PATH: process.env.PATH, K8S_NODE_NAME: "node-1" } });
  };

  describe.each(traceStores)("for %s", (store) => {
    it.each(["agent", "gateway"])("the %s has a valid configuration", async (name) => {
      for (const percent of [10, 100]) {
        for (const spanMetrics of [true, false]) {
          const config = configOf({ store, sampling: { percent }, spanMetrics }, name);
          expect(await validate(config)).toMatchObject({ status: 0 });
        }
      }
    });
  });

  it("a setting that nobody knows is told of", async () => {
    const config = configOf({ store: "tempo" }, "gateway");
    const { status, stderr } = await validate({
      ...config,
      processors: { ...(config.processors as object), batch: { every: "1s" } },
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain("every");
  });

  describe("an agent, two gateways and a store", () => {
    let running: CollectorsOnLoopback;

    beforeAll(async () => {
      const spec = { store: "tempo", sampling: { percent: 0, slowerThan: "500ms", wait: "1s" } } as const;
      running = await CollectorsOnLoopback.start({ otelcol, folder, spec, pod, gateways: 2 });
      await untilPodIsKnown(running);
    });

    afterAll(async () => {
      await running.stop();
    });

    it("a trace that failed arrives whole, with what it is from, whichever gateway has it", async () => {
      // Each span comes in a request of its own: only together do they say that all are kept.
      const traces = Array.from({ length: 12 }, newTraceId);
      for (const traceId of traces) await running.send("cart", [{ traceId, name: "checkout" }]);
      for (const traceId of traces) await running.send("cart", [{ traceId, name: "pay", failed: true }]);
      const arrived = await spansOfTraces(running, traces, 24);
      expect(arrived.map(({ traceId, name }) => `${traceId} ${name}`).sort()).toEqual(
        traces.flatMap((traceId) => [`${traceId} checkout`, `${traceId} pay`]).sort(),
      );
      for (const { resource } of arrived) {
        expect(resource).toEqual({
          "service.name": "cart",
          "k8s.namespace.name": "shop",
          "k8s.pod.name": pod.name,
          "k8s.deployment.name": "cart",
          "k8s.node.name": "node-1",
        });
      }
      // Both had some.
      const metrics = await running.ownMetrics();
      expect(metrics.match(/^otelcol_exporter_sent_spans\{[^}]*exporter="otlp_grpc\/tempo"/gm)).toHaveLength(2);
    });

    it("a slow one is kept, and of the others none", async () => {
      const [slow, quick] = [newTraceId(), newTraceId()];
      await running.send("cart", [
        { traceId: quick, name: "quick", milliseconds: 400 },
        { traceId: slow, name: "slow", milliseconds: 600 },
      ]);
      await spansOfTraces(running, [slow], 1);
      // As long as a decision takes, for the other to arrive in if it did.
      await sleep(2500);
      expect(running.arrived.filter(({ traceId }) => traceId === quick)).toEqual([]);
    });

    it("metrics are made of all spans, also of those that are not kept", async () => {
      const spans: SentSpan[] = Array.from({ length: 20 }, (_, index) => ({
        traceId: newTraceId(),
        name: `GET /items/${index}`,
        milliseconds: index < 15 ? 7 : 70,
        failed: index === 0,
      }));
      await running.send("catalogue", spans);
      const labels = 'service_name="catalogue"';
      const value = async (name: string, ...more: string[]) =>
        sumOf(await running.spanMetrics(), name, [labels, ...more]);
      await until(async () => (await value(spanMetrics.calls)) === 20);
      const ofPod = ['k8s_namespace_name="shop"', 'span_kind="SPAN_KIND_SERVER"'];
      expect(await value(spanMetrics.calls, ...ofPod, 'status_code="STATUS_CODE_ERROR"')).toBe(1);
      expect(await value(spanMetrics.calls, ...ofPod, 'status_code="STATUS_CODE_UNSET"')).toBe(19);
      expect(await value(`${spanMetrics.duration}_count`, ...ofPod)).toBe(20);
      expect(await value(`${spanMetrics.duration}_bucket`, 'le="0.01"')).toBe(15);
      expect(await value(`${spanMetrics.duration}_bucket`, 'le="0.1"')).toBe(20);

      const text = await running.spanMetrics();
      const lines = text.split("\n").filter((line) => line.includes(labels));
      const boundaries = new Set(lines.flatMap((line) => /le="([^"]+)"/.exec(line)?.[1] ?? []));
      expect([...boundaries]).toEqual([...spanMetricsBoundaries.map(decimal), "+Inf"]);
      // Names of spans would make a series each.
      expect(text).not.toContain("/items/");
      for (const line of lines) expect(line).not.toContain("collector_instance_id");
    });

    it("pods of a service on one node are counted together", async () => {
      const spans = (count: number) => Array.from({ length: count }, () => ({ traceId: newTraceId(), name: "GET /" }));
      await running.send("pair", spans(6), { "host.name": "first" });
      await running.send("pair", spans(3), { "host.name": "second" });
      const counted = async () => sumOf(await running.spanMetrics(), spanMetrics.calls, ['service_name="pair"']);
      await until(async () => (await counted()) >= 9);
      expect(await counted()).toBe(9);
    });

    it("a bucket names a trace that fell into it", async () => {
      const traceId = newTraceId();
      await running.send("exemplary", [{ traceId, name: "named", milliseconds: 70 }]);
      let found: string | undefined;
      await until(async () => {
        const lines = (await running.spanMetrics()).split("\n");
        found = lines.find(
          (line) => line.startsWith(`${spanMetrics.duration}_bucket{`) && line.includes(`trace_id="${traceId}"`),
        );
        return found !== undefined;
      });
      expect(found).toContain('service_name="exemplary"');
      expect(found).toContain('le="0.1"');
    });

    it("has the metrics that alerts go by, but for those that come with the first failure", async () => {
      const text = await running.ownMetrics();
      const used = new Set(JSON.stringify(traceRules({ store: "jaeger" })).match(/otelcol_\w+/g));
      const missing = [...used].filter((name) => !new RegExp(`^${name}[{ ]`, "m").test(text));
      expect(missing.sort()).toEqual(["otelcol_exporter_enqueue_failed_spans", "otelcol_exporter_send_failed_spans"]);
      expect(used.size).toBe(6);
    });

    it("asks the API of Kubernetes for pods alone, as its role allows", () => {
      expect(running.otherRequests).toEqual([]);
    });
  });
});

/** The parts of a request to X-Ray that are looked at. */
interface Segment {
  readonly trace_id: string;
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

describeWith("a gateway that writes to X-Ray", found, (collector) => {
  it("signs what it sends with the identity that it has, in the form of X-Ray", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "slipway-xray-"));
    const requests: { readonly path: string; readonly authorization: string; readonly body: string }[] = [];
    const xray = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { url = "", headers } = request;
        requests.push({
          path: url,
          authorization: headers.authorization ?? "",
          body: Buffer.concat(chunks).toString(),
        });
        response.writeHead(200, { "content-type": "application/json" }).end('{"UnprocessedTraceSegments":[]}');
      });
    });
    const [port = 0] = await freePorts(1);
    const config = configOf({ store: "xray", sampling: { percent: 100 } }, "gateway");
    // Put in place: X-Ray's address, and OTLP over HTTP, which the test speaks.
    Object.assign((config.exporters as { awsxray: object }).awsxray, {
      endpoint: `http://127.0.0.1:${await listen(xray)}`,
    });
    config.receivers = { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } };
    const { process } = await runCollector({
      ...collector,
      folder,
      name: "gateway",
      config,
      env: {
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "loopback",
        AWS_EC2_METADATA_DISABLED: "true",
      },
    });
    try {
      const traceId = newTraceId();
      await fetch(`http://127.0.0.1:${port}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: otlpRequest("cart", [{ traceId, name: "checkout" }], { "k8s.namespace.name": "shop" }),
      });
      await until(() => Promise.resolve(requests.length > 0));
      const [request] = requests;
      expect(request?.path).toBe("/TraceSegments");
      expect(request?.authorization).toContain("AKIAIOSFODNN7EXAMPLE/");
      expect(request?.authorization).toContain("/eu-central-1/xray/aws4_request");
      const { TraceSegmentDocuments } = JSON.parse(request?.body ?? "") as { TraceSegmentDocuments: string[] };
      const segment = JSON.parse(TraceSegmentDocuments[0] ?? "") as Segment;
      expect(segment).toMatchObject({
        name: "cart",
        trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
        annotations: { "otel.resource.k8s.namespace.name": "shop" },
      });
    } finally {
      await process.stop();
      xray.closeAllConnections();
      xray.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** As the format has it: `1.0`. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** Until the agent has heard of its pods, spans are of none. */
async function untilPodIsKnown(running: CollectorsOnLoopback): Promise<void> {
  await until(async () => {
    await running.send("probe", [{ traceId: newTraceId(), name: "probe" }]);
    return (await running.spanMetrics()).includes('k8s_namespace_name="shop"');
  });
}

async function spansOfTraces(running: CollectorsOnLoopback, traces: readonly string[], count: number) {
  const arrived = () => running.arrived.filter(({ traceId }) => traces.includes(traceId));
  await until(() => Promise.resolve(arrived().length >= count));
  return arrived();
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not come to this within 15 s");
    await sleep(100);
  }
}

/** Sum of the series of a name that have all of these labels. */
function sumOf(text: string, name: string, labels: readonly string[]): number {
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(/\} ([0-9.e+]+)/.exec(line)?.[1] ?? 0), 0);
}
