import type { GatewayCapability, MeshCapability, PlatformCapabilities } from "../../cluster";
import { selectorLabels } from "../../core";
import type { MeshAdmission, MeshCaller, MeshedWorkload, MeshLink, MeshPeer, MeshPolicySpec } from "../../mesh";
import type { LinkTarget, ResolvedLink } from "../exposure/links";
import type { OpenPorts } from "../exposure/network-policy";
import type { IngressRule } from "../exposure/policy-rules";
import type { PlannedPort } from "../exposure/ports";
import type { AdditionalServiceSpec, ServiceSpec } from "../exposure/service-spec";
import type { PodExceptions } from "../pod/security-spec";

/** What of a workload its part in a mesh follows from, whatever its links lead to. */
export interface MeshedFields<Target = unknown> {
  readonly mesh?: MeshPolicySpec<Target> | undefined;
  readonly podExceptions?: PodExceptions | undefined;
}

/** The mesh that a workload takes part in; undefined where there is none, or it stays out. */
export function meshFor(
  { mesh: policy, podExceptions }: MeshedFields,
  capabilities: PlatformCapabilities | undefined,
): MeshCapability | undefined {
  if (policy?.participate === false || podExceptions?.hostNetwork !== undefined) return undefined;
  return capabilities?.mesh;
}

/** What is let in to a workload besides its links. */
export interface LetIn {
  readonly ports: readonly PlannedPort[];
  readonly ingress: readonly IngressRule[];
  readonly open: readonly OpenPorts[];
  /** Ports of its pods that metrics are at. */
  readonly metrics: readonly number[];
  readonly prometheusNamespace: string | undefined;
  /** Names of the ports that routes lead to. */
  readonly routed: readonly string[];
  readonly gateway: GatewayCapability | undefined;
}

/** Everything besides. */
export interface MeshedArgs extends LetIn {
  readonly objectName: string;
  readonly namespace: string;
  readonly isInMeshedNamespace: boolean;
  readonly policy: MeshPolicySpec<LinkTarget>;
  /** With those of claims and splits. */
  readonly links: readonly ResolvedLink[];
  readonly callers: readonly MeshCaller[] | undefined;
  readonly service?: ServiceSpec | undefined;
  readonly additionalServices?: Readonly<Record<string, AdditionalServiceSpec>> | undefined;
  readonly isJob: boolean;
  readonly sharedProxy: string | undefined;
}

/** A workload as meshes see it. */
export function meshedWorkload(mesh: MeshCapability, args: MeshedArgs): MeshedWorkload {
  const { objectName, policy } = args;
  return {
    objectName,
    namespace: args.namespace,
    selector: selectorLabels(objectName),
    services: servicesOf(args),
    ports: args.ports,
    links: args.links.map(({ target, port }): MeshLink => ({ target: peerOf(target), port })),
    callers: args.callers,
    admissions: admissionsOf(args),
    openPorts: openPortsOf(args),
    plainPorts: plainPortsOf(mesh, args),
    policy: { ...policy, split: (policy.split ?? []).map((share) => ({ ...share, to: peerOf(share.to) })) },
    isInMeshedNamespace: args.isInMeshedNamespace,
    isJob: args.isJob,
    sharedProxy: args.sharedProxy,
    prometheusNamespace: args.prometheusNamespace,
  };
}

/** Ports of pods that somebody calls who does not speak the mesh's protocol, though he is let in. */
export function plainPortsOf({ namespaces = [] }: MeshCapability, args: LetIn): number[] {
  const plain = admissionsOf(args).filter(
    ({ cidrs, namespace, isOfPlatform }) =>
      cidrs !== undefined || (isOfPlatform && namespace !== undefined && !namespaces.includes(namespace)),
  );
  const named = plain.flatMap(({ ports }) => ports.flatMap((port) => numbersOf(port, args.ports)));
  return [...new Set([...named, ...openPortsOf(args)])];
}

interface Admission extends MeshAdmission {
  /** Whether it is a service of the platform, which is in the mesh only where that is said. Workloads of other namespaces are, if any are. */
  readonly isOfPlatform: boolean;
}

function admissionsOf({ ports, ingress, metrics, prometheusNamespace, routed, gateway }: LetIn): Admission[] {
  return [
    ...(gateway === undefined || routed.length === 0
      ? []
      : [{ name: "gateway", ports: routed, ...gateway.callers, isOfPlatform: true }]),
    ...ingress.map(({ namespace, pods, cidr, ports: names }, index) => ({
      name: `ingress-${index}`,
      ports: names ?? ports.map(({ name }) => name),
      ...(cidr === undefined ? { namespace, pods } : { cidrs: [cidr] }),
      isOfPlatform: false,
    })),
    ...(metrics.length === 0 || prometheusNamespace === undefined
      ? []
      : [{ name: "metrics", ports: [...new Set(metrics)], namespace: prometheusNamespace, isOfPlatform: true }]),
  ];
}

function openPortsOf({ open }: Pick<LetIn, "open">): number[] {
  const numbers = open.flatMap((one) => [
    ...one.ports.filter(({ protocol }) => protocol !== "udp").map(({ targetPort }) => targetPort),
    ...(one.numbers ?? []),
  ]);
  return [...new Set(numbers)];
}

function numbersOf(port: string | number, ports: readonly PlannedPort[]): number[] {
  if (typeof port === "number") return [port];
  return ports.filter(({ name, protocol }) => name === port && protocol !== "udp").map(({ targetPort }) => targetPort);
}

/** Those that have an address of their own, and lead to its pods. */
function servicesOf({ objectName, ports, service, additionalServices = {} }: MeshedArgs): string[] {
  const hasAddress = (one: ServiceSpec | AdditionalServiceSpec | undefined) =>
    one?.type !== "ExternalName" && one?.headless !== true;
  if (ports.length === 0) return [];
  return [
    ...(hasAddress(service) ? [objectName] : []),
    ...Object.entries(additionalServices).flatMap(([suffix, one]) =>
      hasAddress(one) ? [`${objectName}-${suffix}`] : [],
    ),
  ];
}

function peerOf({ objectName, ports, looksAtRequests = false }: LinkTarget): MeshPeer {
  return { objectName, ports, looksAtRequests };
}
