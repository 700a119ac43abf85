import type { CalledWorkload } from "../../observability/service/called-workload";
import type { ObservedWorkload } from "../../observability/service/observed-workload";
import { requestMetrics } from "../../observability/service/request-sources";
import { selectorLabels } from "../../core";
import type { PlatformCapabilities } from "../../cluster";
import type { ReplicasSpec } from "../scaling/autoscaling-spec";
import { needsEvents } from "../scaling/event-scaling";
import { defaultReplicas, isAutoscaled } from "../scaling/replicas";
import type { VolumeClaims, Volumes } from "../pod/volume-spec";
import type { ObjectiveFields, RunningObservedFields } from "./observed-fields";
import { keepsRunning, type WorkloadKind } from "./workload-kind";

/** What of a workload monitors, rules and dashboards follow from, besides who counts requests to it. */
export interface WatchedFields extends RunningObservedFields, ObjectiveFields {
  readonly replicas?: ReplicasSpec | undefined;
  readonly volumes?: Volumes | undefined;
  readonly volumeClaims?: VolumeClaims | undefined;
}

export interface ObservedArgs {
  readonly called: CalledWorkload;
  readonly spec: WatchedFields;
  /** Name of what it is part of. */
  readonly application: string | undefined;
  /** Names of what it calls in its namespace. */
  readonly links: readonly string[];
  readonly capabilities: PlatformCapabilities | undefined;
}

/** A workload as monitors, rules and dashboards see it. It was checked. */
export function observedWorkload({ called, spec, application, links, capabilities }: ObservedArgs): ObservedWorkload {
  const { name, namespace, kind, endpoints } = called;
  return {
    name,
    namespace,
    application,
    kind,
    endpoints,
    podLabels: selectorLabels(name),
    ...scaling(kind, spec),
    links: [...new Set(links)].filter((link) => link !== name),
    hasVolumes: hasVolumes(spec),
    hasDashboard: keepsRunning(kind) && spec.dashboard !== false,
    requests: keepsRunning(kind) ? requestMetrics(called, capabilities, spec.slo?.source) : undefined,
    slo: spec.slo,
    alerts: spec.alerts,
  };
}

/** How many pods there are, and who says so; of agents it is the nodes, and jobs come and go. */
function scaling(kind: WorkloadKind, { replicas }: WatchedFields): Pick<ObservedWorkload, "replicas" | "autoscaler"> {
  if (kind === "StatefulSet") return fixed(typeof replicas === "number" ? replicas : 1);
  if (kind !== "Deployment") return {};
  const known = replicas ?? defaultReplicas;
  if (!isAutoscaled(known)) return fixed(known);
  const { min, max } = known;
  return { replicas: { min, max }, autoscaler: needsEvents(known) ? "keda" : "hpa" };
}

function fixed(count: number): Pick<ObservedWorkload, "replicas"> {
  return { replicas: { min: count, max: count } };
}

/** Of other volumes than those by claims the kubelet tells nothing. */
function hasVolumes({ volumes = {}, volumeClaims = {} }: WatchedFields): boolean {
  return Object.keys(volumeClaims).length > 0 || Object.values(volumes).some((volume) => "claim" in volume);
}
