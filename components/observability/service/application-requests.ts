import type { CalledWorkload } from "./called-workload";
import { requestMetricsOf, type CountedRequests } from "./counted-requests";
import type { RequestSource } from "./request-source";
import type { MetricConvention } from "./slo-spec";

type Counted = Omit<CountedRequests, "by" | "labels" | "times"> & {
  /** Further matchers, of what is no call of a user. */
  readonly without?: string | undefined;
  readonly histogram: string;
  readonly boundaries?: readonly number[] | undefined;
};

const defaultBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/**
 * Names as libraries write them by themselves, times in seconds. Sources: OpenTelemetry's semantic conventions of HTTP metrics, with the boundaries that they
 * advise; Micrometer's `http.server.requests`, whose buckets are there only with `management.metrics.distribution.percentiles-histogram` or `.slo`;
 * go-grpc-middleware's `providers/prometheus`; `promhttp` of client_golang and its likes.
 */
const counted: Readonly<Record<MetricConvention, Counted>> = {
  openTelemetry: {
    counter: "http_server_request_duration_seconds_count",
    failed: ['http_response_status_code=~"5.."'],
    histogram: "http_server_request_duration_seconds",
    boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
  springBoot: {
    counter: "http_server_requests_seconds_count",
    failed: ['status=~"5.."'],
    // Probes and Prometheus itself.
    without: 'uri!~"/actuator.*"',
    histogram: "http_server_requests_seconds",
  },
  goGrpc: {
    counter: "grpc_server_handled_total",
    failed: ['grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss"'],
    without: 'grpc_service!="grpc.health.v1.Health"',
    histogram: "grpc_server_handling_seconds",
    boundaries: defaultBoundaries,
  },
  prometheus: {
    counter: "http_request_duration_seconds_count",
    failed: ['code=~"5.."'],
    histogram: "http_request_duration_seconds",
  },
};

/** Requests to a workload as it counts them itself: all that reach it. */
export function applicationRequests({ name, namespace, endpoints, convention }: CalledWorkload): RequestSource {
  if (endpoints.length === 0) {
    return {
      not: "no container of it shows metrics",
      fix: "write metrics: { convention: … } of the container that answers",
    };
  }
  if (convention === undefined) {
    return {
      not: "it does not say by which names its metrics count requests",
      fix: `write metrics.convention: ${Object.keys(counted).join(", ")}`,
    };
  }
  const { without, histogram, boundaries, ...fields } = counted[convention];
  // The job of its PodMonitor: another workload's name may begin with this one's.
  const labels = [`job="${namespace}/${name}"`, ...(without === undefined ? [] : [without])].join(",");
  return {
    metrics: requestMetricsOf({
      by: "the application",
      ...fields,
      labels,
      times: { histogram, labels, unit: "seconds", boundaries },
    }),
  };
}
