import type { PlatformCapabilities } from "../../cluster";
import { applicationRequests } from "./application-requests";
import type { CalledWorkload } from "./called-workload";
import { gatewayRequests } from "./gateway-requests";
import { meshRequests } from "./mesh-requests";
import type { RequestMetrics } from "./request-metrics";
import { isCounted, type RequestSource } from "./request-source";
import { sliSources, type SliSource } from "./slo-spec";
import { spanRequests } from "./span-requests";

/** Who counts requests to a workload in an environment, and who does not and why. */
export function requestSources(
  workload: CalledWorkload,
  capabilities: PlatformCapabilities | undefined,
): Readonly<Record<SliSource, RequestSource>> {
  return {
    mesh: meshRequests(workload, capabilities?.mesh),
    gateway: gatewayRequests(workload, capabilities?.gateway),
    application: applicationRequests(workload),
    traces: spanRequests(workload, capabilities?.observability?.traces),
  };
}

/**
 * Where requests to a workload are counted; undefined: nowhere, or it is no service.
 * @param source who is to count. Default: the first that does of mesh, gateway, application, traces
 */
export function requestMetrics(
  workload: CalledWorkload,
  capabilities: PlatformCapabilities | undefined,
  source?: SliSource,
): RequestMetrics | undefined {
  if (workload.kind === "Job" || workload.kind === "CronJob") return undefined;
  const sources = requestSources(workload, capabilities);
  const found = (source === undefined ? sliSources : [source]).map((name) => sources[name]).find(isCounted);
  return found?.metrics;
}
