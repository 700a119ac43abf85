import type { PlatformCapabilities } from "../../cluster";
import type { PlannedRoute } from "../../gateway/planned-route";
import { needsRequests } from "../../mesh";
import type { CalledWorkload } from "../../observability/service/called-workload";
import type { ScrapedEndpoint } from "../../observability/service/observed-workload";
import { routedRules } from "../../observability/service/routed-rules";
import type { PlannedPort } from "../exposure/ports";
import { meshFor, type MeshedFields } from "../mesh/meshed-workload";
import { metricsEndpoint, type MetricsSpec } from "../pod/observation";
import type { ObservedFields } from "./observed-fields";
import { tracesOf } from "./traces";
import { keepsRunning, type WorkloadKind } from "./workload-kind";

interface ObservedContainer {
  readonly metrics?: MetricsSpec | undefined;
}

/** What of a workload it follows from who counts requests to it. */
export interface CalledFields extends ObservedContainer, MeshedFields, ObservedFields {
  readonly sidecars?: Readonly<Record<string, ObservedContainer>> | undefined;
}

export interface CalledArgs {
  readonly objectName: string;
  /** Plain name of its namespace. */
  readonly namespace: string;
  readonly kind: WorkloadKind;
  readonly spec: CalledFields;
  /** Where its containers show metrics. */
  readonly endpoints: readonly ScrapedEndpoint[];
  readonly capabilities: PlatformCapabilities | undefined;
  /** Its own route, which is right; undefined without one. */
  readonly route: PlannedRoute | undefined;
}

/** A workload as those see it who count requests. */
export function calledBy({
  objectName,
  namespace,
  kind,
  spec,
  endpoints,
  capabilities,
  route,
}: CalledArgs): CalledWorkload {
  const isInMesh = meshFor(spec, capabilities) !== undefined;
  return {
    name: objectName,
    namespace,
    kind,
    endpoints,
    convention: [spec, ...Object.values(spec.sidecars ?? {})].flatMap(({ metrics }) => metrics?.convention ?? [])[0],
    isInMesh,
    looksAtRequests: isInMesh && needsRequests(spec.mesh),
    routed: route === undefined ? [] : routedRules(route, objectName),
    hasTraces: tracesOf({ spec, keepsRunning: keepsRunning(kind), capabilities }) !== undefined,
  };
}

/** Where each container shows its metrics, the main one first. Its ports and metrics were checked. */
export function scrapedEndpoints(
  spec: Pick<CalledFields, "metrics" | "sidecars">,
  ports: readonly PlannedPort[],
): ScrapedEndpoint[] {
  const containers = [[undefined, spec] as const, ...Object.entries(spec.sidecars ?? {})];
  return containers.flatMap(([name, { metrics }]) => {
    const endpoint = metricsEndpoint(
      metrics,
      ports.filter(({ container }) => container === name),
    );
    if (endpoint === undefined) return [];
    const { portName, port, path, scheme } = endpoint;
    return [{ portName, port, path, scheme }];
  });
}
