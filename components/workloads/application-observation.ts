import type { Problem } from "../core";
import type { ListedWorkload, WorkloadSection } from "./application-spec";
import type { LinkTarget } from "./exposure/links";
import type { ServedFields } from "./microservice-spec";
import { checkObservation } from "./observation/check-observation";
import type { ObjectiveFields } from "./observation/observed-fields";
import type { WorkloadKind } from "./observation/workload-kind";
import { countedRoute, mapRouted, routeTargetsOf } from "./routed-workload";
import type { WorkloadContext } from "./workload-check";

const kinds: Readonly<Record<WorkloadSection, WorkloadKind>> = {
  services: "Deployment",
  workers: "Deployment",
  statefulServices: "StatefulSet",
  nodeAgents: "DaemonSet",
  jobs: "Job",
  scheduledJobs: "CronJob",
};

/** What is wrong with what is promised of a workload whose route is right, and with changes to its alerts. Paths are relative to it. */
export function checkObservationOf(
  { section, name: objectName, spec }: ListedWorkload & { readonly spec: ObjectiveFields & Partial<ServedFields> },
  targets: ReadonlyMap<string, LinkTarget>,
  context: WorkloadContext,
): Problem[] {
  // What its route leads to may not be looked at; then it is not known who counts.
  if (routeTargetsOf(spec).some(([, target]) => !targets.has(target))) return [];
  const self = targets.get(objectName) ?? { objectName, ports: [] };
  const found = { ports: spec.ports, ...mapRouted(spec, (target) => targets.get(target) ?? self) };
  const route = countedRoute(objectName, found, context.capabilities);
  return checkObservation({ objectName, kind: kinds[section], spec, route }, context);
}
