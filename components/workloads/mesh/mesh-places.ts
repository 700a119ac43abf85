import type { PlatformCapabilities } from "../../cluster";
import { portsRoutedTo } from "../application-routes";
import type { Workloads } from "../application-spec";
import type { LinkTarget } from "../exposure/links";
import type { WorkloadPlace } from "../workload-spec";
import { callersOf } from "./callers";

/** What a workload of an application is told of the others, as a mesh must know it when the workload is made. */
export interface MeshPlaces {
  /** Empty where there is no mesh. */
  of(objectName: string): Pick<WorkloadPlace, "callers" | "meshOwner" | "routedPorts">;
}

/**
 * What workloads and claims of an application must know of each other in its mesh. Links and routes were checked.
 * @param name that of the application
 */
export function meshPlaces(
  name: string,
  workloads: Workloads,
  targets: ReadonlyMap<string, LinkTarget>,
  capabilities: PlatformCapabilities | undefined,
): MeshPlaces {
  if (capabilities?.mesh === undefined) return { of: () => ({}) };
  const callers = callersOf(workloads, targets);
  const routed = portsRoutedTo(workloads, targets);
  return {
    of: (objectName) => ({
      callers: callers.get(objectName) ?? [],
      meshOwner: name,
      routedPorts: routed.get(objectName) ?? [],
    }),
  };
}
