import type { GatewayCapability, MeshCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import { meshEngine, type MeshEngine, type MeshMetadata, type MeshServiceMetadata, type MeshTraffic } from "../../mesh";
import type { ResolvedLink } from "../exposure/links";
import type { PlannedPort } from "../exposure/ports";
import { Namespace, plainNameOf } from "../namespace/namespace";
import type { WorkloadPartsArgs } from "../workload-parts";
import { meshedWorkload, meshFor } from "./meshed-workload";

/** What a workload's part in the mesh adds to it. */
export interface MeshPlan {
  readonly pod: MeshMetadata;
  readonly service: MeshServiceMetadata;
  /** What its Services say of ports, by their protocols, unless a port says it by itself. */
  readonly appProtocols: NonNullable<MeshEngine["appProtocols"]>;
  /** Whether its pods need the token of their service account. */
  readonly needsAccountToken: boolean;
  /** Undefined where it stays out. */
  readonly traffic: MeshTraffic | undefined;
  readonly objects: readonly RenderedObject[];
}

/** What is known of a workload when its parts are made. */
interface KnownParts {
  readonly ports: readonly PlannedPort[];
  /** With those of claims and splits. */
  readonly links: readonly ResolvedLink[];
  /** Ports of its pods that metrics are at. */
  readonly metrics: readonly number[];
}

/** Plans a workload's part in the mesh; undefined where there is none, or no pod of it could be in one. The arguments were checked. */
export function planMesh(args: WorkloadPartsArgs, { ports, links, metrics }: KnownParts): MeshPlan | undefined {
  const { objectName, spec, traits, open = [] } = args;
  const mesh = spec.capabilities?.mesh;
  if (mesh === undefined || spec.podExceptions?.hostNetwork !== undefined) return undefined;
  const engine = meshEngine(mesh.provider);
  const takesPart = meshFor(spec, spec.capabilities) !== undefined;
  const namespace = plainNameOf(spec.namespace);
  if (namespace === undefined) throw new Error("a workload was put into a mesh before its namespace was checked");
  const routed = [...new Set([...(args.routed ?? []), ...(spec.routedPorts ?? [])])];
  const gateway = routed.length === 0 ? undefined : spec.capabilities?.gateway;
  const prometheusNamespace = spec.capabilities?.prometheus?.namespace;
  const workload = meshedWorkload(mesh, {
    objectName,
    namespace,
    isInMeshedNamespace: spec.namespace instanceof Namespace && spec.namespace.mesh === mesh.provider,
    policy: spec.mesh ?? {},
    ports,
    links,
    callers: spec.callers,
    ingress: spec.ingress ?? [],
    open,
    metrics,
    prometheusNamespace,
    routed,
    gateway,
    service: spec.service,
    additionalServices: spec.additionalServices,
    isJob: !traits.keepsRunning,
    sharedProxy: spec.meshOwner,
  });
  return {
    pod: engine.pod(mesh, workload),
    service: takesPart ? engine.service(mesh, workload) : {},
    appProtocols: takesPart ? (engine.appProtocols ?? {}) : {},
    needsAccountToken: takesPart && engine.needsAccountToken === true,
    traffic: takesPart
      ? withGateway(engine.traffic(mesh, spec.cluster.ipFamily, prometheusNamespace), mesh, gateway)
      : undefined,
    objects: takesPart ? engine.render(mesh, workload) : [],
  };
}

/** A gateway that is in the mesh itself calls over the ports of the mesh; the policies of routes open those of the workload alone. */
function withGateway(
  traffic: MeshTraffic,
  { namespaces = [] }: MeshCapability,
  gateway: GatewayCapability | undefined,
): MeshTraffic {
  if (gateway === undefined || "cidrs" in gateway.callers || traffic.peerPorts.length === 0) return traffic;
  const { namespace, pods } = gateway.callers;
  if (!namespaces.includes(namespace)) return traffic;
  return { ...traffic, ingress: [...traffic.ingress, { namespace, pods, ports: traffic.peerPorts }] };
}
