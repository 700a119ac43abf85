import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";

/**
 * Consul: a mesh (Consul service mesh, once Consul Connect), and a registry of services for those who must keep one.
 *
 * Its servers are under the Business Source License 1.1 of HashiCorp (an IBM company), which is no open-source licence: production use is allowed, but not
 * in what competes with HashiCorp's own products. What its makers keep for Consul Enterprise is not here: namespaces (a name of a service is one of the
 * whole cluster), more than one port of a service in the mesh, preference for pods of the same zone, backups by itself.
 */
export interface ConsulSpec extends HelmOptions {
  /** Name of the datacenter in the registry: lower-case letters, digits, `-` and `_`. It never changes. Default: `dc1`. */
  readonly datacenter?: string | undefined;
  /** Where each server keeps its state, of which there are three in production. */
  readonly storage?: ConsulStorageSpec | undefined;
  /** Whether workloads can be in its mesh. Without, it is a registry alone. Default: true. */
  readonly mesh?: boolean | undefined;
  /**
   * Whether workloads take calls of the mesh alone, or also those of others, without encryption. Each workload can say otherwise. Default: `strict`.
   */
  readonly mtls?: "strict" | "permissive" | undefined;
  /**
   * Whether Services of Kubernetes are in the registry too, for clients outside of the cluster: `true` for those with the annotation
   * `consul.hashicorp.com/service-sync: "true"`. Workloads of the mesh are in it by themselves. Default: false.
   */
  readonly syncCatalog?: boolean | ConsulSyncSpec | undefined;
  /** Whether its servers have a page for people, within the cluster. It shows what the token of whoever looks at it may see. Default: false. */
  readonly ui?: boolean | undefined;
  /** What the proxy of each pod asks for. */
  readonly proxy?: ConsulProxySpec | undefined;
  /** Changes to what it consists of. Default: none. */
  readonly transform?: (HelmOptions["transform"] & ConsulTransform) | undefined;
}

export interface ConsulStorageSpec {
  /** Such as `10Gi`. Default: `10Gi`. */
  readonly size?: string | undefined;
  /** Class of storage. Default: that of the cluster. */
  readonly storageClass?: string | undefined;
}

export interface ConsulSyncSpec {
  /** `annotated`: those with the annotation `consul.hashicorp.com/service-sync: "true"`; `all`: every one without `"false"`. Default: `annotated`. */
  readonly services?: "annotated" | "all" | undefined;
  /** Namespaces whose Services may be in the registry. Default: all but `kube-system` and `kube-public`. */
  readonly namespaces?: readonly string[] | undefined;
}

export interface ConsulProxySpec {
  /** In thousandths of a core. Default: 50. */
  readonly cpuMillis?: number | undefined;
  /** In MiB: the request, and the limit is twice that. Default: 128. */
  readonly memoryMib?: number | undefined;
}

export interface ConsulTransform {
  /** Of the settings of the mesh: `Mesh` and `ProxyDefaults`. */
  readonly settings?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}

export const consulName = "consul";
export const defaultStorage = "10Gi";

/** What goes into the registry, if anything. */
export function syncOf({ syncCatalog = false }: ConsulSpec): ConsulSyncSpec | undefined {
  if (typeof syncCatalog === "object") return syncCatalog;
  return syncCatalog ? {} : undefined;
}
