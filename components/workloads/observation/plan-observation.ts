import type { RenderedObject } from "../../core";
import type { PlannedRoute } from "../../gateway/planned-route";
import { podLogAnnotations } from "../../observability/logs/log-annotations";
import type { ObservedWorkload, ScrapedEndpoint } from "../../observability/service/observed-workload";
import { podMonitor } from "../../observability/service/pod-monitor";
import { selectorLabels } from "../../core";
import type { LinkTarget } from "../exposure/links";
import type { PlannedPort } from "../exposure/ports";
import { plainNameOf } from "../namespace/namespace";
import type { AnyWorkload } from "../workload-check";
import type { WorkloadPlace } from "../workload-spec";
import { calledBy, scrapedEndpoints } from "./called-workload";
import { observationObjects, type ObservationObjects } from "./observation-objects";
import { observedWorkload, type WatchedFields } from "./observed-workload";
import type { WorkloadKind } from "./workload-kind";

export interface ObservationArgs {
  readonly objectName: string;
  readonly kind: WorkloadKind;
  readonly spec: AnyWorkload<LinkTarget> & WatchedFields & WorkloadPlace;
  readonly ports: readonly PlannedPort[];
  /** Names of what it calls in its namespace. */
  readonly links: readonly string[];
  /** Its own route; undefined without one. */
  readonly route: PlannedRoute | undefined;
}

/** What is seen of a workload adds to it. */
export interface ObservationPlan extends ObservationObjects {
  /** Who reads its metrics: at most one object. */
  readonly monitors: readonly RenderedObject[];
  /** What who ships its log lines is told. */
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** Undefined where nobody reads rules, or the name of its namespace is not known before anything is made. */
  readonly observed: ObservedWorkload | undefined;
}

/** Plans what is seen of a workload: nothing where the environment sees to nothing. The arguments were checked. */
export function planObservation(args: ObservationArgs): ObservationPlan {
  const { objectName, spec, ports } = args;
  const capability = spec.capabilities?.observability;
  const podAnnotations = logAnnotations(objectName, spec, capability?.logs?.shipper);
  if (capability?.rules !== true) {
    return { monitors: [], rules: [], dashboards: [], podAnnotations, observed: undefined };
  }
  const endpoints = scrapedEndpoints(spec, ports);
  const podLabels = selectorLabels(objectName);
  const observed = observe(args, endpoints);
  const isAlone = observed !== undefined && spec.observer === undefined;
  return {
    monitors: endpoints.length === 0 ? [] : podMonitor({ name: objectName, endpoints, podLabels }),
    podAnnotations,
    observed,
    ...(isAlone ? observationObjects(objectName, [observed], capability, false) : { rules: [], dashboards: [] }),
  };
}

/** Rules ask by the name of the namespace, so where that is an output there are none. */
function observe(
  { objectName, kind, spec, links, route }: ObservationArgs,
  endpoints: readonly ScrapedEndpoint[],
): ObservedWorkload | undefined {
  const { capabilities, partOf } = spec;
  const namespace = plainNameOf(spec.namespace);
  if (namespace === undefined) return undefined;
  const called = calledBy({ objectName, namespace, kind, spec, endpoints, capabilities, route });
  return observedWorkload({ called, spec, application: partOf, links, capabilities });
}

function logAnnotations(
  objectName: string,
  spec: Pick<AnyWorkload, "logs" | "sidecars">,
  shipper: Parameters<typeof podLogAnnotations>[0] | undefined,
): Record<string, string> {
  if (shipper === undefined) return {};
  const containers = [[objectName, spec] as const, ...Object.entries(spec.sidecars ?? {})];
  return Object.fromEntries(
    containers.flatMap(([name, { logs }]) =>
      logs === undefined ? [] : Object.entries(podLogAnnotations(shipper, name, logs)),
    ),
  );
}
