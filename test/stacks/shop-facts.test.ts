/**
 * The shop against the facts of its release: what upstream needs is there, and each difference is on the list below with
 * a reason. This shows what is written into the objects; that they run is shown by `npm run e2e`.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { types } from "@pulumi/kubernetes";
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { record, type RecordedResource } from "../../testing";

const factsFile = path.resolve(__dirname, "..", "..", "..", "shared", "fixtures", "online-boutique.json");
const present = existsSync(factsFile);
if (!present)
  console.log(`skipped: the facts of Online Boutique are not at ${factsFile}; they are not part of this project`);

type Facts = Record<string, unknown>;

interface Difference {
  /** Where, without the workload and without positions in lists: `containers.ports.name`. */
  readonly at: string;
  readonly workload: string;
  readonly upstream: unknown;
  readonly ours: unknown;
}

/** A kind of difference that was looked at; `upstream`, `ours` and `workloads` narrow it where they are given. */
interface Reviewed {
  readonly at: string;
  readonly upstream?: unknown;
  readonly ours?: unknown;
  readonly workloads?: readonly string[];
  readonly reason: string;
}

const reviewed: readonly Reviewed[] = [
  {
    at: "containers.name",
    upstream: "server",
    reason: "a container has the name of its service, which logs and metrics show",
  },
  { at: "containers.name", upstream: "main", workloads: ["loadgenerator"], reason: "as above" },
  { at: "containers.name", upstream: "redis", workloads: ["redis-cart"], reason: "as above" },
  { at: "containers.ports.name", upstream: null, reason: "a named port lets a new version listen on another number" },
  {
    at: "services.ports.appProtocol",
    upstream: null,
    ours: "grpc",
    reason: "a mesh or gateway must not take gRPC for plain TCP",
  },
  { at: "services.ports.appProtocol", upstream: null, ours: "http", reason: "as above" },
  {
    at: "pod.securityContext.seccompProfile",
    ours: { type: "RuntimeDefault" },
    reason: "the restricted Pod Security standard asks for it",
  },
  {
    at: "pod.terminationGracePeriodSeconds",
    upstream: 5,
    ours: 35,
    reason: "5 s of serving on until every node knows, and 30 s to drain; a pod that is done ends earlier",
  },
  {
    at: "pod.terminationGracePeriodSeconds",
    ours: 35,
    workloads: ["cartservice", "checkoutservice", "frontend", "shippingservice", "redis-cart"],
    reason: "as above; upstream leaves it at 30 s",
  },
  {
    at: "pod.terminationGracePeriodSeconds",
    upstream: 5,
    ours: 30,
    workloads: ["loadgenerator"],
    reason: "nobody calls it, so there is no delay; it ends at once anyway",
  },
  {
    at: "pod.restartPolicy",
    upstream: "Always",
    workloads: ["loadgenerator"],
    reason: "upstream writes down what is the default",
  },
  {
    at: "replicas",
    upstream: null,
    ours: 1,
    workloads: ["redis-cart"],
    reason: "the default, written down because no autoscaler may have it: a second pod would hold other carts",
  },
  {
    at: "serviceAccount",
    upstream: null,
    ours: "redis-cart",
    workloads: ["redis-cart"],
    reason: "every workload has an account of its own, without a token",
  },
  {
    at: "initContainers.command",
    workloads: ["loadgenerator"],
    reason: "a script of ours that asks as often and as long as upstream's",
  },
  {
    at: "initContainers.resources",
    upstream: null,
    workloads: ["loadgenerator"],
    reason: "a quota on the namespace refuses a container without requests and limits",
  },
];

(present ? describe : describe.skip)("the shop and the facts of its release", () => {
  let upstream: Record<string, Facts> = {};
  let ours: Record<string, Facts> = {};

  beforeAll(async () => {
    upstream = (JSON.parse(readFileSync(factsFile, "utf8")) as { workloads: Record<string, Facts> }).workloads;
    const config = readConfigFile("dev");
    // Upstream is open to everybody, no environment of ours is by default.
    const shop = { ...config.shop, exposure: "loadBalancer" as const };
    const { resources } = await record(() => main({ ...config, shop }), { stack: "dev" });
    ours = factsOf(resources);
  });

  it("has the workloads of the release, no more and no fewer", () => {
    expect(Object.keys(ours).sort()).toEqual(Object.keys(upstream).sort());
    expect(Object.keys(ours)).toHaveLength(12);
  });

  it("differs only in what was reviewed", () => {
    expect(
      differences(upstream, ours).filter((difference) => !reviewed.some((entry) => covers(entry, difference))),
    ).toEqual([]);
  });

  it("has no reviewed difference that is none any more", () => {
    const found = differences(upstream, ours);
    expect(reviewed.filter((entry) => !found.some((difference) => covers(entry, difference)))).toEqual([]);
  });
});

function differences(upstream: Record<string, Facts>, ours: Record<string, Facts>): Difference[] {
  return Object.keys(upstream).flatMap((workload) => diff(workload, "", upstream[workload], ours[workload]));
}

function diff(workload: string, at: string, upstream: unknown, ours: unknown): Difference[] {
  if (JSON.stringify(upstream) === JSON.stringify(ours)) return [];
  if (Array.isArray(upstream) && Array.isArray(ours) && upstream.length === ours.length && !upstream.every(isScalar)) {
    return upstream.flatMap((item: unknown, index) => diff(workload, at, item, ours[index]));
  }
  if (isRecord(upstream) && isRecord(ours)) {
    return [...new Set([...Object.keys(upstream), ...Object.keys(ours)])].flatMap((key) =>
      diff(workload, at === "" ? key : `${at}.${key}`, upstream[key], ours[key]),
    );
  }
  return [{ at, workload, upstream, ours }];
}

function covers(entry: Reviewed, difference: Difference): boolean {
  return (
    entry.at === difference.at &&
    (!("upstream" in entry) || JSON.stringify(entry.upstream) === JSON.stringify(difference.upstream)) &&
    (!("ours" in entry) || JSON.stringify(entry.ours) === JSON.stringify(difference.ours)) &&
    (entry.workloads === undefined || entry.workloads.includes(difference.workload))
  );
}

type Container = types.output.core.v1.Container;

/** The objects that were registered, in the form of the facts. */
function factsOf(resources: readonly RecordedResource[]): Record<string, Facts> {
  const inputs = <T>(type: string): T[] =>
    resources.filter((resource) => resource.type === type).map((resource) => resource.inputs as T);
  const services = inputs<types.output.core.v1.Service>("kubernetes:core/v1:Service");
  return Object.fromEntries(
    inputs<types.output.apps.v1.Deployment>("kubernetes:apps/v1:Deployment").map(({ metadata, spec }) => {
      const labels = spec.template.metadata.labels;
      const pod = spec.template.spec;
      const ports = pod.containers[0]?.ports ?? [];
      return [
        metadata.name,
        {
          containers: pod.containers.map((container) => containerFacts(container)),
          initContainers: withDefault(pod.initContainers, []).map((container) => containerFacts(container)),
          kind: "Deployment",
          pod: {
            securityContext: sorted(pod.securityContext),
            terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
            volumes: withDefault(pod.volumes, []).map((volume) => ({
              kind: "emptyDir" in volume ? "emptyDir" : "other",
              name: volume.name,
            })),
          },
          replicas: withDefault<number | null>(spec.replicas, null),
          serviceAccount: pod.serviceAccountName,
          services: services
            .filter((service) => Object.entries(service.spec.selector).every(([key, value]) => labels[key] === value))
            .map((service) => serviceFacts(service, ports)),
        },
      ];
    }),
  );
}

function containerFacts(container: Container): Facts {
  const ports = withDefault(container.ports, []);
  return {
    args: withDefault<string[] | null>(container.args, null),
    command: withDefault<string[] | null>(container.command, null),
    env: withDefault(container.env, []).map(({ name, value }) => ({ name, value })),
    envFrom: [],
    image: container.image,
    name: container.name,
    ports: ports.map(({ containerPort, name, protocol }) => ({ containerPort, name, protocol })),
    probes: Object.fromEntries(
      (["liveness", "readiness"] as const)
        .filter((name) => `${name}Probe` in container)
        .map((name) => [name, probeFacts(container[`${name}Probe`], ports)]),
    ),
    resources: sorted(container.resources),
    securityContext: sorted(container.securityContext),
    volumeMounts: withDefault(container.volumeMounts, []).map(({ mountPath, name }) => ({ mountPath, name })),
  };
}

function probeFacts(
  probe: Partial<types.output.core.v1.Probe>,
  ports: readonly { name: string; containerPort: number }[],
): Facts {
  const { httpGet, grpc, tcpSocket, exec, ...timing } = probe;
  const number = (port: number | string | undefined) => ports.find(({ name }) => name === port)?.containerPort ?? port;
  if (httpGet !== undefined) {
    return { headers: httpGet.httpHeaders, path: httpGet.path, port: number(httpGet.port), timing, type: "http" };
  }
  if (grpc !== undefined) return { port: number(grpc.port), timing, type: "grpc" };
  return { port: number(tcpSocket?.port), timing, type: exec === undefined ? "tcp" : "exec" };
}

function serviceFacts(
  service: types.output.core.v1.Service,
  containerPorts: readonly { name: string; containerPort: number }[],
): Facts {
  return {
    headless: service.spec.clusterIP === "None",
    name: service.metadata.name,
    ports: service.spec.ports.map(({ appProtocol, name, port, protocol, targetPort }) => ({
      appProtocol: withDefault<string | null>(appProtocol, null),
      name,
      port,
      protocol,
      targetPort: containerPorts.find((candidate) => candidate.name === targetPort)?.containerPort ?? targetPort,
    })),
    type: service.spec.type,
  };
}

/** The type of an object that the API server returned promises every field; what was registered may lack it. */
function withDefault<T>(value: T | undefined, otherwise: T): T {
  return value ?? otherwise;
}

/** The same object with its keys in order, as the facts have them. */
function sorted(value: object): Facts {
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]: [string, unknown]) => [key, isRecord(inner) ? sorted(inner) : inner]),
  );
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
