import type { ControlPlane, KubernetesObject } from "./control-plane";

/** An object by kind, namespace and name, with the finalizers that hold it. */
export interface InventoryEntry {
  readonly id: string;
  readonly finalizers: readonly string[];
}

/**
 * Every object of every kind that the API server lists, custom ones included. Left out is what the control plane itself makes
 * whenever it likes: events, leases, and its own namespaces `kube-*`.
 */
export async function takeInventory(plane: ControlPlane): Promise<InventoryEntry[]> {
  const kinds = (await plane.kubectl(["api-resources", "--verbs=list", "--output=name"])).trim().split("\n");
  const listed = kinds.filter((kind) => !/^(events|leases|componentstatuses)(\.|$)/.test(kind));
  const objects = await plane.list<KubernetesObject>(listed.join(","), "--all-namespaces", "--ignore-not-found");
  return objects
    .filter(({ metadata }) => metadata.namespace?.startsWith("kube-") !== true)
    .map(({ kind, metadata }) => ({
      id: [kind, metadata.namespace ?? "", metadata.name].join("/"),
      finalizers: metadata.finalizers ?? [],
    }));
}
