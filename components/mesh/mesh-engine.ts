import type { MeshCapability, MeshMode, MeshProvider } from "../cluster";
import type { Problem, RenderedObject, Support } from "../core";
import type { MeshPolicySpec } from "./policy-spec";

export const meshFeatures = [
  "strictMtls",
  "permissiveMtls",
  "authorization",
  "retries",
  "retryConditions",
  "perTryTimeout",
  "retryBackoff",
  "retryBudget",
  "timeout",
  "maxConnections",
  "maxPendingRequests",
  "maxRequests",
  "ejection",
  "split",
  "delay",
  "abort",
  "locality",
  "exclusion",
] as const;
/** What a mesh may be able to do: a row of the matrix. */
export type MeshFeature = (typeof meshFeatures)[number];

/** A port of a workload, as `PlannedPort` has it. */
export interface MeshPort {
  readonly name: string;
  /** Of the Service. */
  readonly port: number;
  /** Of the pods: what policies at the pods mean. */
  readonly targetPort: number;
  readonly protocol: "http" | "https" | "grpc" | "tcp" | "udp";
}

/** Another workload of the same namespace. Its service account has its name. */
export interface MeshPeer {
  readonly objectName: string;
  /** All of its ports. */
  readonly ports: readonly MeshPort[];
  /** Whether the mesh looks at requests to it, as `needsRequests` says of its policy. Default: no. */
  readonly looksAtRequests?: boolean | undefined;
}

/** A port of another workload that one calls. */
export interface MeshLink {
  readonly target: MeshPeer;
  readonly port: MeshPort;
}

/** A workload that calls this one, and the ports that it calls. */
export interface MeshCaller {
  readonly objectName: string;
  /** Names of the ports. Default: all. */
  readonly ports?: readonly string[] | undefined;
}

/** Who else may call: pods of a namespace, all of them or those with labels, or addresses. */
export interface MeshAdmission {
  /** What tells it from others of the workload: a DNS label. */
  readonly name: string;
  /** Names of the workload's ports, or numbers of its pods. */
  readonly ports: readonly (string | number)[];
  /** Namespace of the callers. Undefined without `cidrs`: the workload's own. */
  readonly namespace?: string | undefined;
  /** Labels of the callers, which meshes cannot tell by: network policies do. */
  readonly pods?: Readonly<Record<string, string>> | undefined;
  /** Addresses in place of pods: such callers are never in the mesh. */
  readonly cidrs?: readonly string[] | undefined;
}

/** A workload in a mesh, as engines see it: plain data, known before anything is made. */
export interface MeshedWorkload {
  /** Name of the workload, of its Service, and of its service account. */
  readonly objectName: string;
  /** Name of its namespace. */
  readonly namespace: string;
  /** Its pods have these labels. */
  readonly selector: Readonly<Record<string, string>>;
  /** Names of its Services that lead to its pods, its own first. None of what nobody calls. */
  readonly services: readonly string[];
  readonly ports: readonly MeshPort[];
  /** What it calls, each port once; targets of claims and of the splits of what it calls are among them. */
  readonly links: readonly MeshLink[];
  /** Who calls it by links; undefined where that is not known, as without an `Application`. */
  readonly callers: readonly MeshCaller[] | undefined;
  /** Who else may call: the gateway, `ingress`, Prometheus, load balancers. */
  readonly admissions: readonly MeshAdmission[];
  /** Ports of its pods that are for everybody within and without the cluster: those of a load balancer or node port. */
  readonly openPorts: readonly number[];
  /**
   * Ports of its pods that are called without encryption by somebody who is let in: the gateway's where it cannot speak the mesh's, Prometheus', those
   * of load balancers.
   */
  readonly plainPorts: readonly number[];
  readonly policy: MeshPolicySpec<MeshPeer>;
  /** Whether its namespace was made with `namespace()` of the same mesh, so that its pods need not say so themselves. */
  readonly isInMeshedNamespace: boolean;
  /** Whether it runs to an end. */
  readonly isJob: boolean;
  /** Namespace of the Prometheus that reads metrics. Undefined: none is known. */
  readonly prometheusNamespace?: string | undefined;
  /**
   * Name of the application that `shared()` was called for; undefined without one: the workload makes its own.
   */
  readonly sharedProxy?: string | undefined;
}

/** Labels and annotations for an object of somebody else. */
export interface MeshMetadata {
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** The same for Services that lead to pods. */
export interface MeshServiceMetadata extends MeshMetadata {
  /** Which pods a caller is to have. Default: any. */
  readonly trafficDistribution?: "PreferSameZone" | undefined;
}

/** Other pods or addresses, and TCP ports. */
export interface MeshRule {
  /** Undefined with `pods`: the workload's own namespace. */
  readonly namespace?: string | undefined;
  /** Default: all pods of the namespace. */
  readonly pods?: Readonly<Record<string, string>> | undefined;
  /** In place of pods. */
  readonly cidr?: string | undefined;
  /** Default: all. */
  readonly ports?: readonly number[] | undefined;
}

/** What network policies must let through besides what the workload itself needs. */
export interface MeshTraffic {
  /** TCP ports of the pods at the other end that are open wherever a port of theirs is: what the mesh carries calls over. */
  readonly peerPorts: readonly number[];
  /** Into each pod. */
  readonly ingress: readonly MeshRule[];
  /** Out of each pod. */
  readonly egress: readonly MeshRule[];
}

/** A namespace whose workloads share something. */
export interface MeshNamespace {
  /** Logical name of who makes it, which also names the objects. */
  readonly name: string;
  readonly namespace: string;
  /** Whether the mesh looks at requests to any of the workloads. */
  readonly looksAtRequests: boolean;
  /** Namespace of the Prometheus that reads metrics. */
  readonly prometheusNamespace?: string | undefined;
}

/** Carries out policies with one mesh. It renders plain data; whoever owns an object makes it. */
export interface MeshEngine {
  readonly provider: MeshProvider;
  /** What it is called. */
  readonly title: string;
  readonly modes: readonly MeshMode[];
  /** What it can do. */
  supports(mode: MeshMode): Readonly<Record<MeshFeature, Support>>;
  /**
   * What is wrong with a policy that it can carry out in general, or with a workload that has none. Paths are relative to the policy; `ports` are those that
   * the mesh carries. Left out: nothing.
   */
  check?(policy: MeshPolicySpec<unknown>, ports: readonly MeshPort[], mode: MeshMode): Problem[];
  /**
   * Whether who calls a workload must be known when it is made, as one object of the mesh holds all of them. Then workloads say so themselves where
   * no `Application` knows. Default: no.
   */
  readonly needsCallers?: boolean | undefined;
  /**
   * What Services say is spoken on ports, by their protocols, unless a port says it by itself: in the words of the mesh; of `tcp` it would
   * otherwise be guessed, which those that wait for the server to speak first do not survive. Default: nothing.
   */
  readonly appProtocols?: Readonly<Partial<Record<MeshPort["protocol"], string>>> | undefined;
  /** Whether its proxies need the token of the pod's service account. Default: no. */
  readonly needsAccountToken?: boolean | undefined;
  /** Labels and annotations of a namespace of workloads. */
  namespace(mesh: MeshCapability): MeshMetadata;
  /** What comes with such a namespace, such as that nobody may call anybody unless it is said. */
  namespaceObjects(mesh: MeshCapability, namespace: string): RenderedObject[];
  /** What the workloads of an application share. */
  shared(mesh: MeshCapability, place: MeshNamespace): RenderedObject[];
  /** Labels and annotations of a workload's pods, whether it takes part or not. */
  pod(mesh: MeshCapability, workload: MeshedWorkload): MeshMetadata;
  /** Labels and annotations of the workload's own Services. */
  service(mesh: MeshCapability, workload: MeshedWorkload): MeshServiceMetadata;
  /** What the pods of a workload that takes part may send and receive for the mesh. */
  traffic(mesh: MeshCapability, ipFamily: "ipv4" | "ipv6", prometheusNamespace?: string): MeshTraffic;
  /** Objects of a workload that takes part; suffixes begin with `mesh`. */
  render(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[];
}
