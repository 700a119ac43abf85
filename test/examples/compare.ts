/**
 * Compares what an application registered with the facts of a release. Both are brought into one form first, in which it does not matter by
 * which way a container gets a variable, a port or a folder. What is empty or not written is left out of it.
 */
import { isDeepStrictEqual } from "node:util";
import type { types } from "@pulumi/kubernetes";
import { shortType, type RecordedResource } from "../../testing";

export type Facts = Readonly<Record<string, unknown>>;

/** The facts of a release as its file has them. */
export interface ReleaseFacts {
  readonly workloads: Readonly<Record<string, object>>;
  readonly configMaps?: Readonly<Record<string, { readonly env?: object }>>;
  readonly secrets?: Readonly<Record<string, { readonly keys?: readonly string[] }>>;
}

export interface Difference {
  readonly workload: string;
  /** Where, without positions in lists: `containers.env.PORT`. */
  readonly at: string;
  readonly upstream: unknown;
  readonly ours: unknown;
}

/** A kind of difference that was looked at; `upstream`, `ours` and `workloads` narrow it where they are given. */
export interface Reviewed {
  readonly at: string;
  /** `undefined` stands for what is not written. */
  readonly upstream?: unknown;
  readonly ours?: unknown;
  readonly workloads?: readonly string[];
  readonly reason: string;
}

/** The differences that nobody has looked at, and what was looked at but is no difference any more. */
export function review(
  reviewed: readonly Reviewed[],
  found: readonly Difference[],
): { unknown: Difference[]; outdated: Reviewed[] } {
  return {
    unknown: found.filter((difference) => !reviewed.some((entry) => covers(entry, difference))),
    outdated: reviewed.filter((entry) => {
      const covered = found.filter((difference) => covers(entry, difference)).map(({ workload }) => workload);
      return covered.length === 0 || entry.workloads?.some((workload) => !covered.includes(workload)) === true;
    }),
  };
}

/** Where workloads that both have are not the same. */
export function differences(
  upstream: Readonly<Record<string, Facts>>,
  ours: Readonly<Record<string, Facts>>,
): Difference[] {
  return Object.entries(upstream).flatMap(([workload, facts]) =>
    ours[workload] === undefined ? [] : diff(workload, "", facts, ours[workload]),
  );
}

/** What is looked at field by field even where one of the two has nothing of it. */
const wholes = ["annotations", "labels", "pod", "containers.env", "containers.volumes", "initContainers.env"];

function diff(workload: string, at: string, upstream: unknown, ours: unknown): Difference[] {
  if (isDeepStrictEqual(upstream, ours)) return [];
  if (Array.isArray(upstream) && Array.isArray(ours) && upstream.length === ours.length && !upstream.every(isScalar)) {
    return upstream.flatMap((item: unknown, index) => diff(workload, at, item, ours[index]));
  }
  if ((isRecord(upstream) || wholes.includes(at)) && (isRecord(ours) || wholes.includes(at))) {
    const [theirs, own] = [upstream ?? {}, ours ?? {}] as [Facts, Facts];
    return [...new Set([...Object.keys(theirs), ...Object.keys(own)])].flatMap((key) =>
      diff(workload, at === "" ? key : `${at}.${key}`, theirs[key], own[key]),
    );
  }
  return [{ workload, at, upstream, ours }];
}

function covers(entry: Reviewed, difference: Difference): boolean {
  return (
    entry.at === difference.at &&
    (!("upstream" in entry) || isDeepStrictEqual(entry.upstream, difference.upstream)) &&
    (!("ours" in entry) || isDeepStrictEqual(entry.ours, difference.ours)) &&
    (entry.workloads === undefined || entry.workloads.includes(difference.workload))
  );
}

interface UpstreamVariable {
  readonly name: string;
  readonly value?: string | null;
  readonly valueFrom?: string;
  readonly ref?: string;
  readonly redacted?: string;
}

interface UpstreamSource {
  readonly kind: string;
  readonly name: string;
  readonly prefix?: string | null;
}

interface UpstreamMount {
  readonly name: string;
  readonly mountPath: string;
}

interface UpstreamPort {
  readonly containerPort: number;
  readonly protocol: string;
  readonly name?: string | null;
  readonly hostPort?: number;
}

interface UpstreamContainer {
  readonly env: readonly UpstreamVariable[];
  readonly envFrom: readonly UpstreamSource[];
  readonly ports: readonly UpstreamPort[];
  readonly volumeMounts: readonly UpstreamMount[];
  readonly securityContext: Facts | null;
}

interface UpstreamVolume {
  readonly name: string;
}

interface UpstreamService {
  readonly name: string;
  readonly ports: readonly { readonly name?: string | null; readonly port: number }[];
}

interface UpstreamWorkload {
  readonly strategy?: unknown;
  readonly updateStrategy?: unknown;
  readonly selector?: unknown;
  readonly labels?: unknown;
  readonly annotations?: unknown;
  readonly pod: {
    readonly securityContext?: Facts;
    readonly volumes?: readonly UpstreamVolume[];
    readonly labels?: unknown;
    readonly annotations?: unknown;
  };
  readonly containers: readonly UpstreamContainer[];
  readonly initContainers: readonly UpstreamContainer[];
  readonly services: readonly UpstreamService[];
}

/** The facts of a release in the common form, by workload. */
export function factsOfRelease(release: ReleaseFacts): Record<string, Facts> {
  return Object.fromEntries(
    Object.entries(release.workloads).map(([name, workload]) => {
      const { strategy, updateStrategy, selector, labels, annotations, pod, ...written } = workload as UpstreamWorkload;
      const { securityContext, volumes = [], labels: podLabels, annotations: podAnnotations, ...podRest } = pod;
      const container = ({ env, envFrom, ports, volumeMounts, ...rest }: UpstreamContainer) => ({
        ...rest,
        env: upstreamEnvironment(env, envFrom, release),
        ports: portFacts(ports),
        securityContext: { ...securityContext, ...rest.securityContext },
        volumes: mountFacts(volumeMounts, (volume) => {
          const { name: volumeName, ...kept } = volumes.find((other) => other.name === volume) ?? { name: volume };
          return { ...kept };
        }),
      });
      const facts = {
        ...written,
        strategy: strategy ?? updateStrategy,
        labels: labels ?? podLabels,
        annotations: annotations ?? podAnnotations,
        pod: podRest,
        containers: written.containers.map(container),
        initContainers: written.initContainers.map(container),
        services: Object.fromEntries(
          written.services.map(({ name: service, ports, ...rest }) => [
            service,
            {
              ...rest,
              ports: Object.fromEntries(ports.map(({ name: port, ...numbers }) => [port ?? numbers.port, numbers])),
            },
          ]),
        ),
      };
      return [name, filled(facts)];
    }),
  );
}

function upstreamEnvironment(
  env: readonly UpstreamVariable[],
  sources: readonly UpstreamSource[],
  { configMaps = {}, secrets = {} }: ReleaseFacts,
): Facts {
  const read = sources.flatMap(({ kind, name, prefix }): [string, unknown][] => {
    const variables: [string, unknown][] =
      kind === "ConfigMap"
        ? Object.entries(configMaps[name]?.env ?? {})
        : (secrets[name]?.keys ?? []).map((key) => [key, fromSecret]);
    return variables.map(([key, value]) => [`${prefix ?? ""}${key}`, value]);
  });
  const written = env.map(({ name, value, valueFrom, ref, redacted }): [string, unknown] => {
    if (redacted !== undefined) return [name, { redacted }];
    if (valueFrom === undefined) return [name, value];
    return [name, valueFrom === "secretKeyRef" ? fromSecret : { [valueFrom]: ref }];
  });
  return expanded(Object.fromEntries([...read, ...written]));
}

type Pod = types.output.core.v1.PodSpec;
type Container = types.output.core.v1.Container;
type Volume = types.output.core.v1.Volume;

const controllers = ["Deployment", "StatefulSet", "DaemonSet"];

/** What was registered in the common form, by the names of the workloads. */
export function factsOf(resources: readonly RecordedResource[]): Record<string, Facts> {
  const services = resources
    .filter(({ type }) => type === "kubernetes:core/v1:Service")
    .map(({ inputs }) => inputs as unknown as types.output.core.v1.Service);
  return Object.fromEntries(
    resources
      .filter(({ type }) => type.startsWith("kubernetes:apps/") && controllers.includes(shortType(type)))
      .map(({ type, inputs }) => [
        (inputs.metadata as { name: string }).name,
        filled(workloadFacts(shortType(type), inputs.spec as Spec, services)),
      ]),
  );
}

type Spec = types.output.apps.v1.DeploymentSpec &
  types.output.apps.v1.StatefulSetSpec &
  types.output.apps.v1.DaemonSetSpec;

function workloadFacts(kind: string, spec: Spec, services: readonly types.output.core.v1.Service[]): Facts {
  const { template, strategy, updateStrategy, selector, volumeClaimTemplates, ...rest } = spec;
  const { containers, initContainers, securityContext, serviceAccountName, volumes, ...pod } = template.spec;
  const volumeOf = (name: string): Facts => {
    const claim = optional(volumeClaimTemplates)?.find(({ metadata }) => metadata.name === name);
    if (claim !== undefined) return { kind: "volumeClaim", storage: claim.spec.resources.requests.storage };
    return volumeFacts(optional(volumes)?.find((volume) => volume.name === name));
  };
  const container = (one: Container): Facts => containerFacts(one, securityContext, volumeOf);
  const ports = containers.flatMap((one) => optional(one.ports) ?? []);
  return {
    ...rest,
    kind,
    strategy: optional(strategy) ?? updateStrategy,
    labels: template.metadata.labels,
    annotations: template.metadata.annotations,
    serviceAccount: serviceAccountName,
    pod,
    containers: containers.map(container),
    initContainers: optional(initContainers)?.map(container),
    services: Object.fromEntries(
      services
        .filter((service) => selects(service.spec.selector, template.metadata.labels))
        .map((service) => [service.metadata.name, serviceFacts(service, ports)]),
    ),
  };
}

/** What of a pod's security counts for a container that says nothing else itself. */
function containerFacts(
  { env, envFrom, ports, volumeMounts, readinessProbe, livenessProbe, startupProbe, ...rest }: Container,
  podSecurity: Pod["securityContext"],
  volumeOf: (name: string) => Facts,
): Facts {
  const probe = (one: types.output.core.v1.Probe | undefined) => probeFacts(one, optional(ports) ?? []);
  return {
    ...rest,
    env: ownEnvironment(optional(env) ?? []),
    envFrom,
    ports: portFacts(optional(ports) ?? []),
    probes: { readiness: probe(readinessProbe), liveness: probe(livenessProbe), startup: probe(startupProbe) },
    securityContext: { ...optional(podSecurity), ...optional(rest.securityContext) },
    volumes: mountFacts(optional(volumeMounts) ?? [], volumeOf),
  };
}

function ownEnvironment(env: readonly types.output.core.v1.EnvVar[]): Facts {
  return expanded(
    Object.fromEntries(
      env.map(({ name, value, valueFrom }) => {
        if (optional(valueFrom) === undefined) return [name, value];
        if (optional(valueFrom.secretKeyRef) !== undefined) return [name, fromSecret];
        if (optional(valueFrom.fieldRef) !== undefined) return [name, { fieldRef: valueFrom.fieldRef.fieldPath }];
        return [name, valueFrom];
      }),
    ) as Facts,
  );
}

function volumeFacts(volume: Volume | undefined): Facts {
  const [source] = Object.entries((volume ?? {}) as Readonly<Record<string, object>>).filter(
    ([field]) => field !== "name",
  );
  return { kind: source?.[0], ...source?.[1] };
}

function probeFacts(probe: types.output.core.v1.Probe | undefined, ports: readonly UpstreamPort[]): Facts | undefined {
  if (probe === undefined) return undefined;
  const { httpGet, grpc, tcpSocket, exec, ...timing } = probe as Partial<types.output.core.v1.Probe>;
  const number = (port: number | string) => ports.find(({ name }) => name === port)?.containerPort ?? port;
  if (httpGet !== undefined) return { type: "http", ...httpGet, port: number(httpGet.port), timing };
  if (grpc !== undefined) return { type: "grpc", ...grpc, timing };
  if (tcpSocket !== undefined) return { type: "tcp", port: number(tcpSocket.port), timing };
  return { type: "exec", ...exec, timing };
}

function serviceFacts({ spec }: types.output.core.v1.Service, containerPorts: readonly UpstreamPort[]): Facts {
  return {
    type: spec.type,
    headless: spec.clusterIP === "None",
    internalTrafficPolicy: optional(spec.internalTrafficPolicy),
    publishNotReadyAddresses: optional(spec.publishNotReadyAddresses),
    ports: Object.fromEntries(
      spec.ports.map(({ name, targetPort, ...port }) => {
        const target = containerPorts.find((candidate) => candidate.name === targetPort);
        return [name, { ...port, targetPort: target?.containerPort ?? targetPort, targetPortName: target?.name }];
      }),
    ),
  };
}

const fromSecret = "from a Secret";

/** By number and transport: two are one place to listen at, whatever they are called. */
function portFacts(ports: readonly UpstreamPort[]): Facts {
  return Object.fromEntries(
    ports.map(({ containerPort, protocol, ...rest }) => [`${containerPort}/${protocol}`, { ...rest }]),
  );
}

/** By path: how a volume is called in between is nobody's concern. */
function mountFacts(mounts: readonly UpstreamMount[], volumeOf: (name: string) => Facts): Facts {
  return Object.fromEntries(mounts.map(({ name, mountPath, ...rest }) => [mountPath, { ...volumeOf(name), ...rest }]));
}

/** The variables with `$(NAME)` in place of what it stands for, where that is a text. */
function expanded(env: Readonly<Record<string, unknown>>): Facts {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    known[name] =
      typeof value === "string"
        ? value.replace(/\$\(([^)]+)\)/g, (text, other: string) => {
            const found = known[other];
            return typeof found === "string" && found !== fromSecret ? found : text;
          })
        : value;
  }
  return known;
}

function selects(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  return selector !== undefined && Object.entries(selector).every(([label, value]) => labels[label] === value);
}

/** Without what is null, undefined or empty, at any depth. */
function filled(value: Facts): Facts {
  return (prune(value) ?? {}) as Facts;
}

function prune(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item: unknown) => prune(item));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, prune(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The type of an object that the API server returned promises every field; what was registered may lack it. */
function optional<T>(value: T | undefined): T | undefined {
  return value;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
