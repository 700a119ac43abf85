import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RenderedObject } from "../../../components/core";
import { freePorts, LoopbackProcess } from "../gateways/loopback-process";

/** A target of a PodMonitor: the endpoint's place in it, and where it listens here. */
export interface LoopbackTarget {
  readonly pod: string;
  readonly container: string;
  readonly port: number;
}

interface Endpoint {
  readonly path: string;
  readonly scheme?: string;
  readonly tlsConfig?: { readonly insecureSkipVerify?: boolean };
  readonly relabelings?: readonly { readonly targetLabel: string; readonly replacement: string }[];
}

/**
 * What the operator makes of a PodMonitor, by its `pkg/prometheus/promcfg.go`: a job for each endpoint, with the monitor's name in the label `job`. In place of what
 * it finds by the API server and keeps by labels and ports, targets stand here as they are; so selectors and ports are not proven.
 * @param targets those of each endpoint, in their order
 */
export function scrapeConfigs(
  { name, fields: { spec } }: RenderedObject,
  namespace: string,
  targets: readonly (readonly LoopbackTarget[])[],
): object[] {
  const { podMetricsEndpoints } = spec as unknown as { readonly podMetricsEndpoints: readonly Endpoint[] };
  return podMetricsEndpoints.map((endpoint, index) => ({
    job_name: `podMonitor/${namespace}/${name}/${index}`,
    metrics_path: endpoint.path,
    scheme: endpoint.scheme ?? "http",
    ...(endpoint.tlsConfig === undefined
      ? {}
      : { tls_config: { insecure_skip_verify: endpoint.tlsConfig.insecureSkipVerify ?? false } }),
    static_configs: (targets[index] ?? []).map(({ pod, container, port }) => ({
      targets: [`127.0.0.1:${port}`],
      labels: { namespace, pod, container, job: `${namespace}/${name}` },
    })),
    relabel_configs: (endpoint.relabelings ?? []).map(({ targetLabel, replacement }) => ({
      target_label: targetLabel,
      replacement,
    })),
  }));
}

/** A Prometheus of the distribution that scrapes and evaluates each second. */
export class PrometheusOnLoopback {
  private constructor(
    private readonly process: LoopbackProcess,
    private readonly address: string,
  ) {}

  static async start(
    program: string,
    folder: string,
    { scrapes, rules }: { readonly scrapes: readonly object[]; readonly rules: string },
  ): Promise<PrometheusOnLoopback> {
    mkdirSync(folder, { recursive: true });
    const [port] = await freePorts(1);
    const address = `127.0.0.1:${port ?? 0}`;
    const file = path.join(folder, "prometheus.yml");
    const global = { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" };
    writeFileSync(file, JSON.stringify({ global, rule_files: [rules], scrape_configs: scrapes }));
    const args = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      `--web.listen-address=${address}`,
    ];
    const started = new LoopbackProcess(program, args, path.join(folder, "prometheus.log"));
    const prometheus = new PrometheusOnLoopback(started, address);
    await started.waitUntil("Prometheus is ready", () => prometheus.isReady());
    return prometheus;
  }

  /** Values of what a query yields, each with its labels as `name="value",…` in the order of the alphabet. */
  async query(query: string): Promise<Readonly<Record<string, number>>> {
    const answer = await fetch(`http://${this.address}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
    const { data } = (await answer.json()) as {
      readonly data: {
        readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
      };
    };
    return Object.fromEntries(data.result.map(({ metric, value }) => [labelText(metric), Number(value[1])]));
  }

  async waitUntil(what: string, holds: () => Promise<boolean>, seconds?: number): Promise<void> {
    await this.process.waitUntil(what, holds, seconds);
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`http://${this.address}/-/ready`)).ok;
    } catch {
      return false;
    }
  }
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");
}
