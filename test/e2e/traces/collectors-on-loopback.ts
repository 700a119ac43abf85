import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { collectors } from "../../../components/observability/traces/collectors";
import type { TracingAround } from "../../../components/observability/traces/tracing-around";
import type { TracingSpec } from "../../../components/observability/traces/tracing-spec";
import { freePorts, LoopbackProcess } from "../gateways/loopback-process";
import { listen } from "./loopback-server";
import { PodsApi, type ToldPod } from "./pods-api";
import { otlpRequest, spansOf, type ArrivedSpan, type SentSpan } from "./spans";

export const around: TracingAround = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  ipFamily: "ipv4",
  clusterName: "shop-dev",
  region: "eu-central-1",
  prometheusNamespace: "monitoring",
  mirrors: {},
};

type Json = Record<string, unknown>;

/** Configuration of a collector as it is rendered. */
export function configOf(spec: TracingSpec, name: string): Json {
  const found = collectors(spec, around).find(
    (object) => object.kind === "OpenTelemetryCollector" && object.name === name,
  );
  const fields = JSON.parse(JSON.stringify(found?.fields ?? {})) as { spec?: { config?: Json } };
  if (fields.spec?.config === undefined) throw new Error(`no collector is called ${name}`);
  return fields.spec.config;
}

/** A configuration with other addresses and names, wherever they stand in it. */
export function withNames(config: Json, names: Readonly<Record<string, string>>): Json {
  const text = Object.entries(names).reduce((json, [from, to]) => json.replaceAll(from, to), JSON.stringify(config));
  return JSON.parse(text) as Json;
}

export interface LoopbackOptions {
  readonly otelcol: string;
  readonly folder: string;
  readonly spec: TracingSpec;
  readonly pod: ToldPod;
  readonly gateways: number;
}

/**
 * An agent, gateways and a store that only takes what comes, with the rendered configurations. Put in place: addresses and ports; the gateways by their
 * addresses, not by DNS, as several are on one machine; the pods by an API of the test's; and the metrics of spans every second, not every 15.
 */
export class CollectorsOnLoopback {
  readonly arrived: ArrivedSpan[] = [];
  readonly #processes: LoopbackProcess[] = [];
  readonly #store: Server;
  readonly #pods: PodsApi;
  #http = 0;
  #metrics = 0;
  #own: readonly number[] = [];

  private constructor(private readonly options: LoopbackOptions) {
    this.#pods = new PodsApi(options.pod);
    this.#store = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.arrived.push(...spansOf(Buffer.concat(chunks).toString("utf8")));
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
  }

  static async start(options: LoopbackOptions): Promise<CollectorsOnLoopback> {
    const started = new CollectorsOnLoopback(options);
    try {
      await started.#startAll();
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  async #startAll(): Promise<void> {
    const { spec, gateways, pod } = this.options;
    await this.#pods.start();
    const storePort = await listen(this.#store);
    const [sink = 0, grpc = 0, http = 0, metrics = 0] = await freePorts(4);
    this.#http = http;
    this.#metrics = metrics;
    await this.#run("store", storeConfig(sink, storePort));
    const ports = await freePorts(gateways);
    for (const [index, port] of ports.entries()) {
      await this.#run(
        `gateway-${index}`,
        withNames(configOf(spec, "gateway"), {
          "tempo.tempo.svc.cluster.local:4317": `127.0.0.1:${sink}`,
          "0.0.0.0:4317": `127.0.0.1:${port}`,
        }),
      );
    }
    const agent = withNames(configOf(spec, "agent"), {
      "0.0.0.0:4317": `127.0.0.1:${grpc}`,
      "0.0.0.0:4318": `127.0.0.1:${http}`,
      "0.0.0.0:8889": `127.0.0.1:${metrics}`,
      '"metrics_flush_interval":"15s"': '"metrics_flush_interval":"1s"',
    });
    const { processors, exporters } = agent as Record<"processors" | "exporters", Record<string, Json>>;
    Object.assign(exporters.load_balancing ?? {}, {
      resolver: { static: { hostnames: ports.map((port) => `127.0.0.1:${port}`) } },
    });
    Object.assign(processors.k8s_attributes ?? {}, { auth_type: "kubeConfig" });
    await this.#run("agent", agent, { K8S_NODE_NAME: pod.node, KUBECONFIG: this.#kubeconfig() });
  }

  /** Sends spans to the agent, by OTLP over HTTP, as one request. */
  async send(
    service: string,
    spans: readonly SentSpan[],
    resource: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    const { status } = await fetch(`http://127.0.0.1:${this.#http}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: otlpRequest(service, spans, resource),
    });
    return status;
  }

  /** What Prometheus would read of spans: in the format in which there are exemplars. */
  async spanMetrics(): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.#metrics}/metrics`, {
      headers: { accept: "application/openmetrics-text; version=1.0.0" },
    });
    return answer.text();
  }

  /** What Prometheus would read of the collectors themselves, all in one. */
  async ownMetrics(): Promise<string> {
    const texts = await Promise.all(
      this.#own.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
    );
    return texts.join("\n");
  }

  /** Paths of the API that the agent asked for, other than of pods. */
  get otherRequests(): readonly string[] {
    return this.#pods.others;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
    this.#store.closeAllConnections();
    this.#store.close();
    this.#pods.stop();
  }

  async #run(name: string, config: Json, env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { process, metricsPort } = await runCollector({ ...this.options, name, config, env });
    this.#processes.push(process);
    if (name !== "store") this.#own = [...this.#own, metricsPort];
  }

  #kubeconfig(): string {
    const file = path.join(this.options.folder, "kubeconfig");
    const one = { name: "loopback" };
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": one.name,
        clusters: [{ ...one, cluster: { server: `http://127.0.0.1:${this.#pods.port}` } }],
        contexts: [{ ...one, context: { cluster: one.name, user: one.name } }],
        users: [{ ...one, user: {} }],
      }),
    );
    return file;
  }
}

export interface CollectorRun {
  readonly otelcol: string;
  readonly folder: string;
  readonly name: string;
  readonly config: Json;
  readonly env?: NodeJS.ProcessEnv;
}

/** A collector on loopback that is healthy: its health check and its own metrics have ports of their own. */
export async function runCollector({ otelcol, folder, name, config, env = {} }: CollectorRun) {
  const [health = 0, metricsPort = 0] = await freePorts(2);
  const file = path.join(folder, `${name}.yaml`);
  const text = JSON.stringify(config)
    .replaceAll("0.0.0.0:13133", `127.0.0.1:${health}`)
    .replaceAll('"host":"0.0.0.0","port":8888', `"host":"127.0.0.1","port":${metricsPort}`);
  writeFileSync(file, text);
  const process = new LoopbackProcess(otelcol, ["--config", file], path.join(folder, `${name}.log`), {
    PATH: "/usr/bin:/bin",
    ...env,
  });
  try {
    await process.waitUntil(`${name} is healthy`, () =>
      fetch(`http://127.0.0.1:${health}/`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  } catch (error) {
    await process.stop();
    throw error;
  }
  return { process, metricsPort };
}

/** Takes OTLP by gRPC, as stores do, and gives it to the test as JSON. */
function storeConfig(grpc: number, http: number): Json {
  return {
    extensions: { health_check: { endpoint: "0.0.0.0:13133" } },
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${grpc}` } } } },
    exporters: {
      otlp_http: {
        endpoint: `http://127.0.0.1:${http}`,
        encoding: "json",
        compression: "none",
        sending_queue: { enabled: false },
      },
    },
    service: {
      extensions: ["health_check"],
      pipelines: { traces: { receivers: ["otlp"], exporters: ["otlp_http"] } },
      telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: 8888 } } } }] } },
    },
  };
}
