export const meshProviders = ["istio", "linkerd", "consul"] as const;
/** Who carries out policies between workloads: what each can do stands in the mesh matrix (`components/mesh/`, `docs/traffic.md`). */
export type MeshProvider = (typeof meshProviders)[number];

export const meshModes = ["ambient", "sidecar"] as const;
/** `ambient`: a proxy on each node, and one more a namespace where requests are looked at. `sidecar`: a proxy in each pod. */
export type MeshMode = (typeof meshModes)[number];

/** The mesh of a cluster, as workloads see it. */
export interface MeshCapability {
  readonly provider: MeshProvider;
  /** Istio has both; Linkerd and Consul have `sidecar` alone. */
  readonly mode: MeshMode;
  /** Namespace of its control plane. */
  readonly controlPlaneNamespace: string;
  /** First part of the identities of workloads. Default: `cluster.local`. */
  readonly trustDomain?: string | undefined;
  /** Whether workloads take calls of the mesh alone, or also those of others, without encryption. Default: `strict`. */
  readonly mtls?: "strict" | "permissive" | undefined;
  /** Namespaces besides those of workloads whose pods are in the mesh, such as that of a gateway or of Prometheus. Default: none. */
  readonly namespaces?: readonly string[] | undefined;
  /** Whether of what it makes for workloads there are several pods. Default: no. */
  readonly highlyAvailable?: boolean | undefined;
}
