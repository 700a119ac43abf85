import type { MeshCapability } from "../../cluster";
import { dnsLabelLength, physicalName, toDnsLabel } from "../../core";
import { needsRequests } from "../policy-spec";
import type { MeshedWorkload } from "../mesh-engine";

/** Identity of a service account, as certificates of the mesh have it. */
export function principalOf(
  { trustDomain = "cluster.local" }: MeshCapability,
  namespace: string,
  account: string,
): string {
  return `${trustDomain}/ns/${namespace}/sa/${account}`;
}

/** Whole name of a Service, by which Istio's own resources know it. The domain is that of the cluster, which is no trust domain. */
export function hostOf(service: string, namespace: string): string {
  return `${service}.${namespace}.svc.cluster.local`;
}

/** Name of the waypoint that looks at requests to a workload, and of its service account; undefined where none does. */
export function waypointOf({ mode }: MeshCapability, workload: MeshedWorkload): string | undefined {
  if (mode !== "ambient" || !needsRequests(workload.policy)) return undefined;
  return waypointName(workload.sharedProxy ?? workload.objectName);
}

/** Name of the waypoint of an application, or of a workload that is in none: also of a Service, and the value of a label. */
export function waypointName(owner: string): string {
  const suffix = "-waypoint";
  return `${toDnsLabel(physicalName(dnsLabelLength - suffix.length, owner))}${suffix}`;
}
