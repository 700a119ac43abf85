import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { GatewaySpec } from "../../../components/gateway";
import { call } from "./caller";
import { freePorts, LoopbackProcess } from "./loopback-process";
import type { Manifest } from "./manifest";
import type { NginxPlan } from "./nginx-plan";
import { Pod } from "./pod";
import { renderedObjects, type RoutedCase } from "./rendered";

export interface NginxOptions {
  readonly nginx: string;
  /** For its configuration and its log. */
  readonly folder: string;
  readonly spec: GatewaySpec;
  readonly cases: Readonly<Record<string, RoutedCase>>;
  /** The directives of a controller for the objects. */
  readonly plan: (objects: readonly Manifest[]) => NginxPlan;
}

/**
 * The distribution's nginx on loopback, with the directives that a controller writes for a gateway and routes of ours, before pods that the test
 * has in its hands. One worker, as each counts failures by itself.
 */
export class NginxOnLoopback {
  private constructor(
    readonly port: number,
    private readonly allPods: ReadonlyMap<string, readonly Pod[]>,
    private readonly process: LoopbackProcess,
  ) {}

  static async start({ nginx, folder, spec, cases, plan }: NginxOptions): Promise<NginxOnLoopback> {
    mkdirSync(path.join(folder, "temporary"), { recursive: true });
    mkdirSync(path.join(folder, "cache"), { recursive: true });
    const planned = plan(await renderedObjects(spec, cases));
    const pods = new Map<string, readonly Pod[]>();
    for (const { service } of planned.upstreams.filter((upstream) => !pods.has(upstream.service))) {
      const names = Array.from({ length: cases[service]?.pods ?? 1 }, (_, index, count = cases[service]?.pods ?? 1) =>
        count === 1 ? service : `${service}-${index}`,
      );
      pods.set(service, await Promise.all(names.map((name) => new Pod(name).listen())));
    }
    const [port = 0] = await freePorts(1);
    const file = path.join(folder, "nginx.conf");
    writeFileSync(file, configuration(planned, pods, port));
    const log = path.join(folder, "error.log");
    const process = new LoopbackProcess(nginx, ["-p", `${folder}/`, "-c", file, "-e", log], log);
    const started = new NginxOnLoopback(port, pods, process);
    try {
      await process.waitUntil("nginx answers", () =>
        call(port, { host: "nobody.invalid" }).then(
          ({ status }) => status === 404,
          () => false,
        ),
      );
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  /** The pods behind a Service. */
  pods(name: string): readonly Pod[] {
    return this.allPods.get(name) ?? [];
  }

  /** The first pod behind a Service. */
  pod(name: string): Pod {
    const [pod] = this.pods(name);
    if (pod === undefined) throw new Error(`nothing is behind ${name}`);
    return pod;
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await Promise.all([...this.allPods.values()].flat().map((pod) => pod.close()));
  }
}

const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
  (kind) => `${kind}_temp_path temporary/${kind};`,
);

function configuration(
  { http, upstreams, locations }: NginxPlan,
  pods: ReadonlyMap<string, readonly Pod[]>,
  port: number,
): string {
  const shares = locations.map(
    ({ shares: all }, index) =>
      `split_clients $request_id $share_${index} {\n${all
        .map(({ upstream, percent }, at) => `${at === all.length - 1 ? "*" : `${percent}%`} ${upstream};`)
        .join("\n")}\n}`,
  );
  const hosts = [...new Set(locations.map(({ host }) => host))];
  return [
    "daemon off;",
    "pid nginx.pid;",
    "worker_processes 1;",
    // Workers of root would be nobody, who may not read the folder of the test.
    ...(process.getuid?.() === 0 ? ["user root;"] : []),
    "events {}",
    "http {",
    "access_log off;",
    ...temporary,
    ...http,
    ...upstreams.map(({ name, service, parameters }) => {
      const servers = (pods.get(service) ?? []).map(
        ({ endpoint }) => `server ${endpoint.host}:${endpoint.port} ${parameters};`,
      );
      return `upstream ${name} {\nzone ${name} 256k;\nrandom two least_conn;\n${servers.join("\n")}\n}`;
    }),
    ...shares,
    `server { listen 127.0.0.1:${port} default_server; return 404; }`,
    ...hosts.map((host) =>
      [
        `server {\nlisten 127.0.0.1:${port};\nserver_name ${host};`,
        ...locations.flatMap((location, index) =>
          location.host === host
            ? [
                `location ${location.path} {`,
                "proxy_http_version 1.1;",
                'proxy_set_header Connection "close";',
                "proxy_set_header Host $host;",
                ...location.directives,
                `proxy_pass http://$share_${index};`,
                "}",
              ]
            : [],
        ),
        "}",
      ].join("\n"),
    ),
    "}",
    "",
  ].join("\n");
}
