import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { GatewaySpec } from "../../../components/gateway";
import { call, type Answer } from "./caller";
import type { Authority } from "./certificates";
import { GrpcPod } from "./grpc";
import { freePorts, LoopbackProcess } from "./loopback-process";
import { secret, service, type Manifest } from "./manifest";
import { Pod } from "./pod";
import { renderedObjects, workloadNamespace, type RoutedCase } from "./rendered";
import { staticConfiguration, type Endpoint } from "./static-configuration";
import { translate, type Objection } from "./translation";

/** The programs of Envoy Gateway's data plane, and of its translator. */
export interface EnvoyPrograms {
  readonly envoy: string;
  readonly egctl: string;
}

export interface EnvoyOptions {
  readonly programs: EnvoyPrograms;
  /** For its configuration and its log. */
  readonly folder: string;
  readonly spec: GatewaySpec;
  readonly cases: Readonly<Record<string, RoutedCase>>;
  /** Signs the certificates of the gateway's hosts, and is trusted by it for what is outside of the cluster. */
  readonly authority: Authority;
  /** Changes the objects before they are translated. Default: as they are rendered. */
  readonly change?: ((objects: readonly Manifest[]) => readonly Manifest[]) | undefined;
  /** Where names outside of the cluster lead. Default: none is known. */
  readonly names?: ReadonlyMap<string, Endpoint> | undefined;
}

/** Kinds that the translator reads; it warns of others. */
const translatedGroups = ["gateway.networking.k8s.io", "gateway.envoyproxy.io"];

/**
 * An Envoy on loopback with the configuration that Envoy Gateway has for a gateway and routes of ours (`static-configuration.ts` says what is
 * put in place of what), before pods that the test has in its hands.
 */
export class EnvoyOnLoopback {
  private constructor(
    /** What Envoy Gateway has to say against the objects. */
    readonly objections: readonly Objection[],
    readonly httpPort: number,
    readonly httpsPort: number,
    private readonly adminPort: number,
    private readonly allPods: ReadonlyMap<string, readonly (Pod | GrpcPod)[]>,
    private readonly process: LoopbackProcess,
  ) {}

  static async start(options: EnvoyOptions): Promise<EnvoyOnLoopback> {
    const { programs, folder, spec, cases, authority, names = new Map(), change } = options;
    mkdirSync(folder, { recursive: true });
    const rendered = await renderedObjects(spec, cases);
    const objects = change?.(rendered) ?? rendered;
    const pods = await startPods(objects, cases);
    const addresses = new Map([...pods.keys()].map((name, index) => [name, `10.96.${index >> 8}.${index & 255}`]));
    const certificates = new Map<string, Awaited<ReturnType<Authority["sign"]>>>();
    for (const { name, namespace, host } of listenerCertificates(objects)) {
      certificates.set(`${namespace}/${name}`, await authority.sign(host));
    }
    const { dump, objections, judged } = await translate(programs.egctl, [
      ...objects.filter(({ apiVersion }) => translatedGroups.includes(apiVersion.split("/")[0] ?? "")),
      ...servicesOf(objects, addresses),
      ...[...certificates].map(([id, { certificate, key }]) => {
        const [namespace = "", name = ""] = id.split("/");
        return secret(name, namespace, { "tls.crt": certificate, "tls.key": key });
      }),
      ...Object.values(cases).flatMap(({ secrets = {} }) =>
        Object.entries(secrets).map(([name, data]) => secret(name, workloadNamespace, data)),
      ),
    ]);
    const [adminPort = 0, httpPort = 0, httpsPort = 0] = await freePorts(3);
    const configuration = staticConfiguration(
      { dump, objections, judged },
      {
        adminPort,
        listeners: { 10080: httpPort, 10443: httpsPort },
        pods: new Map([...pods].map(([name, all]) => [addresses.get(name) ?? "", all.map(({ endpoint }) => endpoint)])),
        names,
        authorities: authority.file,
        certificates,
      },
    );
    const file = path.join(folder, "envoy.json");
    writeFileSync(file, JSON.stringify(configuration, null, 1));
    const args = ["-c", file, "--concurrency", "1", "--use-dynamic-base-id", "-l", "warn"];
    const process = new LoopbackProcess(programs.envoy, args, path.join(folder, "envoy.log"));
    const envoy = new EnvoyOnLoopback(objections, httpPort, httpsPort, adminPort, pods, process);
    try {
      await process.waitUntil("Envoy is ready", () =>
        envoy.#ask("/ready").then(
          ({ status }) => status === 200,
          () => false,
        ),
      );
    } catch (error) {
      await envoy.stop();
      throw error;
    }
    return envoy;
  }

  /** The pods behind a Service, which speak HTTP. */
  pods(name: string): readonly Pod[] {
    return (this.allPods.get(name) ?? []).filter((pod) => pod instanceof Pod);
  }

  /** The first pod behind a Service. */
  pod(name: string): Pod {
    const [pod] = this.pods(name);
    if (pod === undefined) throw new Error(`nothing is behind ${name}`);
    return pod;
  }

  /** The pod behind a Service that speaks gRPC. */
  grpcPod(name: string): GrpcPod {
    const pod = this.allPods.get(name)?.find((one) => one instanceof GrpcPod);
    if (pod === undefined) throw new Error(`nothing that speaks gRPC is behind ${name}`);
    return pod;
  }

  /** A counter of the cluster of a workload's route, over all of its rules. */
  async count(route: string, counter: string): Promise<number> {
    const { body } = await this.#ask("/stats");
    return body
      .split("\n")
      .filter((line) => line.startsWith(`cluster.httproute/${workloadNamespace}/${route}/`))
      .filter((line) => line.includes(`.${counter}: `))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await Promise.all([...this.allPods.values()].flat().map((pod) => pod.close()));
  }

  #ask(at: string): Promise<Answer> {
    return call(this.adminPort, { host: "admin", path: at });
  }
}

/** Pods for every Service that a route leads to. */
async function startPods(
  objects: readonly Manifest[],
  cases: Readonly<Record<string, RoutedCase>>,
): Promise<Map<string, readonly (Pod | GrpcPod)[]>> {
  const pods = new Map<string, readonly (Pod | GrpcPod)[]>();
  for (const route of objects.filter(({ kind }) => kind === "HTTPRoute" || kind === "GRPCRoute")) {
    for (const { name } of servicesIn(route)) {
      if (pods.has(name)) continue;
      const count = cases[name]?.pods ?? 1;
      const names = Array.from({ length: count }, (_, index) => (count === 1 ? name : `${name}-${index}`));
      const made = names.map((one) => (route.kind === "GRPCRoute" ? new GrpcPod(one) : new Pod(one)));
      pods.set(name, await Promise.all(made.map((pod) => pod.listen())));
    }
  }
  return pods;
}

/** The Services that an object names, with their ports. */
function servicesIn(value: unknown): { readonly name: string; readonly port: number }[] {
  if (typeof value !== "object" || value === null) return [];
  const { kind, name, port } = value as { readonly kind?: unknown; readonly name?: unknown; readonly port?: unknown };
  const own = kind === "Service" && typeof name === "string" ? [{ name, port: Number(port) }] : [];
  return [...own, ...Object.values(value).flatMap(servicesIn)];
}

/** The Services of the workloads, each with an address that stands for its pods. */
function servicesOf(objects: readonly Manifest[], addresses: ReadonlyMap<string, string>): readonly Manifest[] {
  const ports = new Map(objects.flatMap(servicesIn).map(({ name, port }) => [name, port]));
  return [...addresses].map(([name, address]) => service(name, workloadNamespace, address, ports.get(name) ?? 80));
}

interface GatewayFields {
  readonly spec: {
    readonly listeners: readonly {
      readonly hostname?: string;
      readonly tls?: { readonly certificateRefs?: readonly { readonly name: string }[] };
    }[];
  };
}

/** The Secrets that listeners name, which cert-manager fills. */
function listenerCertificates(objects: readonly Manifest[]): { name: string; namespace: string; host: string }[] {
  return objects
    .filter(({ kind }) => kind === "Gateway")
    .flatMap((object) => {
      const { listeners } = (object as unknown as GatewayFields).spec;
      return listeners.flatMap(({ hostname = "", tls }) =>
        (tls?.certificateRefs ?? []).map(({ name }) => ({
          name,
          namespace: object.metadata.namespace ?? "",
          host: hostname,
        })),
      );
    });
}
