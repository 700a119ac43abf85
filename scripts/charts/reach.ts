import {
  selects,
  workloadsOf,
  type Container,
  type KubernetesObject,
  type LabelSelector,
  type Workload,
} from "./objects";
import { operatedWorkloads } from "./operated";

interface ServiceReference {
  readonly name: string;
  readonly namespace: string;
  readonly port?: number;
}

interface Service extends KubernetesObject {
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: number | string;
    }[];
  };
}

interface Policy extends KubernetesObject {
  readonly spec?: {
    readonly podSelector?: LabelSelector;
    readonly ingress?: readonly {
      readonly from?: readonly { readonly namespaceSelector?: LabelSelector }[];
      readonly ports?: readonly {
        readonly port?: number | string;
        readonly endPort?: number;
        readonly protocol?: string;
      }[];
    }[];
  };
}

interface Monitor extends KubernetesObject {
  readonly spec?: {
    readonly selector?: LabelSelector;
    readonly namespaceSelector?: { readonly matchNames?: readonly string[] };
    readonly endpoints?: readonly Endpoint[];
    readonly podMetricsEndpoints?: readonly Endpoint[];
  };
}

interface Endpoint {
  readonly port?: string;
  /** Of pods alone. */
  readonly portNumber?: number;
  readonly targetPort?: number | string;
}

/**
 * What the network policies keep out that must come in: calls of the API server to webhooks and APIs, which it has no labels for, and
 * Prometheus, which reads metrics.
 * @param objects all of an add-on: of its charts and its own
 * @param prometheus the namespace that Prometheus is in
 */
export function checkReach(objects: readonly KubernetesObject[], namespace: string, prometheus: string): string[] {
  const all = [...workloadsOf(objects, namespace), ...operatedWorkloads(objects, namespace)];
  const workloads = all.filter(({ replicas }) => replicas !== undefined && replicas !== 0);
  const policies = objects.filter(({ kind }) => kind === "NetworkPolicy") as Policy[];
  const reach = { objects, namespace, workloads, policies };
  return [
    ...objects.flatMap((object) => calledServices(object).flatMap((service) => checkService(object, service, reach))),
    ...objects.flatMap((object) => checkMonitor(object as Monitor, reach, prometheus)),
  ];
}

interface Reach {
  readonly objects: readonly KubernetesObject[];
  readonly namespace: string;
  readonly workloads: readonly Workload[];
  readonly policies: readonly Policy[];
}

/** The Services that the API server calls because of an object. */
function calledServices({ kind, spec, ...object }: KubernetesObject): ServiceReference[] {
  if (kind === "APIService") return found([(spec as { service?: ServiceReference }).service]);
  if (kind === "CustomResourceDefinition") {
    const { conversion } = spec as { conversion?: { webhook?: { clientConfig?: { service?: ServiceReference } } } };
    return found([conversion?.webhook?.clientConfig?.service]);
  }
  const { webhooks = [] } = object as { webhooks?: readonly { clientConfig?: { service?: ServiceReference } }[] };
  return found(webhooks.map(({ clientConfig }) => clientConfig?.service));
}

function found<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

function checkService(
  { kind, metadata }: KubernetesObject,
  { name, namespace, port = 443 }: ServiceReference,
  reach: Reach,
): string[] {
  const title = `${kind} ${metadata.name}`;
  const service = reach.objects.find(
    (object) => object.kind === "Service" && object.metadata.name === name && inNamespace(object, reach) === namespace,
  ) as Service | undefined;
  if (service === undefined) return [`${title}: its Service ${namespace}/${name} is not there`];
  const target = service.spec?.ports?.find((one) => one.port === port);
  if (target === undefined) return [`${title}: its Service ${name} has no port ${port}`];
  return workloadsBehind(service, reach).flatMap((workload) => {
    const number = portNumber(target.targetPort ?? target.port, workload);
    const open = number !== undefined && lets(workload, number, reach, undefined);
    return open
      ? []
      : [
          `${title}: network policies keep the API server from port ${String(number ?? target.targetPort)} of ${workload.name}`,
        ];
  });
}

function checkMonitor(monitor: Monitor, reach: Reach, prometheus: string): string[] {
  const { kind, metadata, spec = {} } = monitor;
  if (kind !== "ServiceMonitor" && kind !== "PodMonitor") return [];
  const endpoints = spec.endpoints ?? spec.podMetricsEndpoints ?? [];
  const watched =
    kind === "PodMonitor"
      ? reach.workloads
          .filter(({ template }) => selects(spec.selector, template.metadata?.labels))
          .map((workload) => ({ workload, ports: undefined }))
      : (
          reach.objects.filter(
            (object) => object.kind === "Service" && selects(spec.selector, labelsOf(object)),
          ) as Service[]
        ).flatMap((service) =>
          workloadsBehind(service, reach).map((workload) => ({ workload, ports: service.spec?.ports })),
        );
  const title = `${kind} ${metadata.name}`;
  // What is in other namespaces alone, such as the API server, is nothing of the add-on.
  const places = spec.namespaceSelector?.matchNames ?? [];
  if (watched.length === 0 && places.length > 0 && !places.includes(inNamespace(monitor, reach))) return [];
  return endpoints.flatMap(({ port, portNumber: stated, targetPort = stated }) => {
    if (kind === "PodMonitor" && port === undefined && targetPort === undefined) {
      return checkAllPorts(
        title,
        watched.map(({ workload }) => workload),
        reach,
        prometheus,
      );
    }
    // A Service without the port is one of the workload's others.
    const seen = watched.flatMap(({ workload, ports }) => {
      const ofService = ports?.find(({ name }) => name === port);
      const target = targetPort ?? (ports === undefined ? port : (ofService?.targetPort ?? ofService?.port));
      const number = target === undefined ? undefined : portNumber(target, workload);
      return number === undefined ? [] : [{ workload, number }];
    });
    if (seen.length === 0) return [`${title}: it watches nothing at the port ${String(port ?? targetPort)}`];
    return seen
      .filter(({ workload, number }) => !lets(workload, number, reach, prometheus))
      .map(
        ({ workload, number }) => `${title}: network policies keep Prometheus from port ${number} of ${workload.name}`,
      );
  });
}

/** Without a port every port of a pod is one, of which the monitor keeps some by rules that are not read here. */
function checkAllPorts(title: string, watched: readonly Workload[], reach: Reach, prometheus: string): string[] {
  if (watched.length === 0) return [`${title}: it watches nothing`];
  return watched
    .filter(
      (workload) => !portsOf(workload).some(({ containerPort }) => lets(workload, containerPort, reach, prometheus)),
    )
    .map(({ name }) => `${title}: network policies keep Prometheus from every port of ${name}`);
}

function labelsOf({ metadata }: KubernetesObject): Readonly<Record<string, string>> {
  return (metadata as { labels?: Readonly<Record<string, string>> }).labels ?? {};
}

function inNamespace({ metadata }: KubernetesObject, { namespace }: Reach): string {
  return metadata.namespace ?? namespace;
}

function workloadsBehind(service: Service, reach: Reach): Workload[] {
  const { selector } = service.spec ?? {};
  if (selector === undefined) return [];
  return reach.workloads.filter(
    ({ template, namespace }) =>
      namespace === inNamespace(service, reach) && selects({ matchLabels: selector }, template.metadata?.labels),
  );
}

function portNumber(port: number | string, workload: Workload): number | undefined {
  if (typeof port === "number") return port;
  return portsOf(workload).find(({ name }) => name === port)?.containerPort;
}

function portsOf({ template }: Workload): NonNullable<Container["ports"]>[number][] {
  return [...(template.spec.initContainers ?? []), ...template.spec.containers].flatMap(({ ports }) => ports ?? []);
}

/**
 * Whether policies let somebody in at a port. No policy reaches pods in the network of their node.
 * @param from the namespace that calls; undefined for the API server, which is in none
 */
function lets(workload: Workload, port: number, reach: Reach, from: string | undefined): boolean {
  if (workload.template.spec.hostNetwork === true) return true;
  const own = reach.policies.filter(
    (policy) =>
      inNamespace(policy, reach) === workload.namespace &&
      selects(policy.spec?.podSelector ?? {}, workload.template.metadata?.labels),
  );
  return (
    own.length === 0 ||
    own.some((policy) => (policy.spec?.ingress ?? []).some((rule) => allows(rule, port, from, workload)))
  );
}

function allows(
  { from: peers, ports }: NonNullable<NonNullable<Policy["spec"]>["ingress"]>[number],
  port: number,
  from: string | undefined,
  workload: Workload,
): boolean {
  const isOpen =
    peers === undefined ||
    peers.length === 0 ||
    (from !== undefined &&
      peers.some(({ namespaceSelector }) => selects(namespaceSelector, { "kubernetes.io/metadata.name": from })));
  if (!isOpen) return false;
  return (
    ports === undefined ||
    ports.length === 0 ||
    ports.some(({ port: one, endPort }) => {
      const first = one === undefined ? undefined : portNumber(one, workload);
      return (
        one === undefined ||
        first === port ||
        (first !== undefined && endPort !== undefined && first <= port && port <= endPort)
      );
    })
  );
}
