import type { MeshCapability, MeshMode, MeshProvider } from "../../cluster";
import { can, type Support } from "../../core";
import { decimalBoundaries, envoyBoundaries } from "./boundaries";
import type { CalledWorkload } from "./called-workload";
import { failedGrpcNumbers, requestMetricsOf, type CountedRequests } from "./counted-requests";
import type { RequestSource } from "./request-source";

/** Whether a mesh counts requests for each workload. */
export const meshRequestSupport: Readonly<Record<MeshProvider, Readonly<Record<MeshMode, Support>>>> = {
  istio: {
    ambient: { by: "istio_requests_total of waypoints, for workloads with a policy about requests" },
    sidecar: { by: "istio_requests_total of the proxies in pods" },
  },
  linkerd: {
    ambient: { not: "it has no proxies on nodes" },
    sidecar: { by: "response_total of the proxies in pods" },
  },
  consul: {
    ambient: { not: "it has no proxies on nodes" },
    sidecar: { not: "the metrics of its proxies are off here" },
  },
};

const otherSource = "write metrics: { convention: … } of the container that answers, or have traces make metrics";

/** Requests to a workload as the mesh counts them. */
export function meshRequests(workload: CalledWorkload, mesh: MeshCapability | undefined): RequestSource {
  if (mesh === undefined) {
    return { not: "there is no mesh", fix: "write slipway:mesh: { provider: istio }, or linkerd" };
  }
  const support = meshRequestSupport[mesh.provider][mesh.mode];
  if (!can(support)) return { not: support.not, fix: otherSource };
  if (workload.isInMesh !== true) {
    return { not: "the workload takes no part in it", fix: "remove mesh.participate: false" };
  }
  if (mesh.provider === "linkerd") return { metrics: requestMetricsOf(linkerd(workload)) };
  if (mesh.mode === "sidecar") return { metrics: requestMetricsOf(istioSidecar(workload)) };
  if (workload.looksAtRequests === true) return { metrics: requestMetricsOf(istioWaypoint(workload)) };
  return {
    not: "in ambient mode requests are looked at only where a policy is about them",
    fix: 'give it a policy about requests, such as mesh: { timeout: "10s" }',
  };
}

/**
 * The proxy of the pod that is called: what comes from outside of the mesh is counted too; what found no pod is not. Answers of gRPC are 200 whatever they say.
 */
function istioSidecar({ name, namespace }: CalledWorkload): CountedRequests {
  return istio(`reporter="destination",destination_workload="${name}",destination_workload_namespace="${namespace}"`);
}

/** Of requests that found no pod it knows the Service alone. */
function istioWaypoint({ name, namespace }: CalledWorkload): CountedRequests {
  return istio(`reporter="waypoint",destination_service_name="${name}",destination_service_namespace="${namespace}"`);
}

function istio(labels: string): CountedRequests {
  return {
    by: "the mesh istio",
    counter: "istio_requests_total",
    labels,
    failed: ['response_code=~"5.."', `grpc_response_status=~"${failedGrpcNumbers}"`],
    times: {
      histogram: "istio_request_duration_milliseconds",
      labels,
      unit: "milliseconds",
      boundaries: envoyBoundaries,
    },
  };
}

/** Of the proxy of the pod that is called; its chart's monitor gives each series the labels that the proxy's pod has. */
function linkerd({ name, namespace, kind }: CalledWorkload): CountedRequests {
  // Probes of the kubelet are no calls. Prometheus' own are counted, two a minute, where metrics are at a port that the proxy carries.
  const labels = `direction="inbound",namespace="${namespace}",${kind.toLowerCase()}="${name}",route_name!="probe"`;
  return {
    by: "the mesh linkerd",
    counter: "response_total",
    labels,
    failed: ['classification="failure"'],
    times: { histogram: "response_latency_ms", labels, unit: "milliseconds", boundaries: decimalBoundaries },
  };
}
