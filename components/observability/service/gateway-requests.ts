import type { GatewayCapability, GatewayEngineName } from "../../cluster";
import { can, type Support } from "../../core";
import type { CalledWorkload, RoutedRule } from "./called-workload";
import { requestMetricsOf, type CountedRequests } from "./counted-requests";
import { decimalBoundaries, envoyBoundaries } from "./boundaries";
import type { RequestSource } from "./request-source";

const otherSource = "write metrics: { convention: … } of the container that answers, or have traces make metrics";

type Place = Pick<CalledWorkload, "name" | "namespace">;

type Counting =
  | { readonly by: string; readonly count: (place: Place, rules: readonly RoutedRule[]) => CountedRequests }
  | { readonly not: string };

const counting: Readonly<Record<GatewayEngineName, Counting>> = {
  envoy: {
    by: "envoy_cluster_upstream_rq_xx and envoy_cluster_upstream_rq_time of the clusters of its route's rules",
    count: envoy,
  },
  traefik: { by: "traefik_service_requests_total and traefik_service_request_duration_seconds", count: traefik },
  kong: {
    by: "kong_http_requests_total and kong_request_latency_ms of the services of its route's rules",
    count: kong,
  },
  nginxGatewayFabric: { not: "NGINX without Plus counts all requests together" },
  nginxIngressController: {
    by: "nginx_ingress_controller_upstream_server_response_latency_ms, of which it makes one for each Service",
    count: nginxIngressController,
  },
  alb: { not: "its metrics are in CloudWatch, for each target group, which Prometheus does not read" },
  httpApi: { not: "its metrics are in CloudWatch, which Prometheus does not read" },
  restApi: { not: "its metrics are in CloudWatch, which Prometheus does not read" },
};

/** Whether a gateway counts requests for each workload, in metrics that Prometheus reads. */
export const gatewayRequestSupport: Readonly<Record<GatewayEngineName, Support>> = counting;

/** Requests to a workload as the gateway counts them: those that come from outside. */
export function gatewayRequests(
  { name, namespace, routed = [] }: CalledWorkload,
  gateway: GatewayCapability | undefined,
): RequestSource {
  if (gateway === undefined) {
    return { not: "there is no gateway", fix: "write slipway:gateway: { provider: envoy, … }" };
  }
  const engine = counting[gateway.engine];
  if (!can(engine)) return { not: engine.not, fix: otherSource };
  if (routed.length === 0) return { not: "no route leads to it", fix: "give it a route" };
  const rules = routed.filter(({ protocol }) => protocol === "http");
  if (rules.length === 0) {
    return { not: "answers of gRPC are 200 whatever they say, and it does not look further", fix: otherSource };
  }
  return { metrics: requestMetricsOf(engine.count({ name, namespace }, rules)) };
}

/**
 * Clusters are named after rules; where zones are preferred, or a backend has no pods, there is one for each backend. Tries that are followed by another one
 * are counted apart from answers. Source: Envoy Gateway 1.9, `internal/gatewayapi/helpers.go`, and Envoy, "Cluster manager statistics".
 */
function envoy({ namespace }: Place, rules: readonly RoutedRule[]): CountedRequests {
  const clusters = byRoute(rules).map(([route, numbers]) => `${namespace}/${route}/rule/${numbers}`);
  const labels = `envoy_cluster_name=~"httproute/${oneOf(clusters)}(/backend/[0-9]+)?"`;
  return {
    by: "the gateway envoy",
    counter: "envoy_cluster_upstream_rq_xx",
    labels,
    failed: ['envoy_response_code_class="5"'],
    times: { histogram: "envoy_cluster_upstream_rq_time", labels, unit: "milliseconds", boundaries: envoyBoundaries },
  };
}

/**
 * By Service, whatever leads to it: those of the Gateway API, and those of TraefikServices, which some rules need. Requests that found no pod are not counted.
 * Source: Traefik 3.7, `pkg/provider/kubernetes/gateway/httproute.go` and `crd/kubernetes_http.go`; boundaries: `pkg/observability/types/metrics.go`.
 */
function traefik({ name, namespace }: Place, rules: readonly RoutedRule[]): CountedRequests {
  const services = [
    `httproute-.+-svc-${namespace}-${name}-[0-9]+@kubernetesgateway`,
    ...distinct(rules.map(({ port }) => `${namespace}-${name}-${port}@kubernetescrd`)),
  ];
  const labels = `service=~"${services.join("|")}"`;
  return {
    by: "the gateway traefik",
    counter: "traefik_service_requests_total",
    labels,
    failed: ['code=~"5.."'],
    times: {
      histogram: "traefik_service_request_duration_seconds",
      labels,
      unit: "seconds",
      boundaries: [0.1, 0.3, 1.2, 5],
    },
  };
}

/**
 * Rules of a route with the same backends are one service of Kong's, named after the first. Source: Kong Ingress Controller 3.5,
 * `internal/dataplane/translator/subtranslator/httproute.go`; Kong 3.9, `kong/plugins/prometheus/exporter.lua`.
 */
function kong({ namespace }: Place, rules: readonly RoutedRule[]): CountedRequests {
  const services = byRoute(rules).map(([route, numbers]) => `${namespace}[.]${route}[.]${numbers}`);
  const labels = `service=~"httproute[.]${oneOf(services)}"`;
  return {
    by: "the gateway kong",
    counter: "kong_http_requests_total",
    labels,
    failed: ['code=~"5.."'],
    times: { histogram: "kong_request_latency_ms", labels, unit: "milliseconds", boundaries: kongBoundaries },
  };
}

/** Milliseconds. */
const kongBoundaries = [25, 50, 80, 100, 250, 400, 700, 1000, 2000, 5000, 10_000, 30_000, 60_000] as const;

/**
 * By Service, whatever leads to it. Requests that found no pod are not counted. Source: NGINX Ingress Controller 5.5.4,
 * `internal/metrics/collectors/latency.go`.
 */
function nginxIngressController({ name, namespace }: Place): CountedRequests {
  const labels = `resource_namespace="${namespace}",service="${name}"`;
  const histogram = "nginx_ingress_controller_upstream_server_response_latency_ms";
  return {
    by: "the gateway nginxIngressController",
    counter: `${histogram}_count`,
    labels,
    failed: ['code=~"5.."'],
    times: { histogram, labels, unit: "milliseconds", boundaries: decimalBoundaries },
  };
}

/** Routes, each with an expression of the numbers of its rules. */
function byRoute(rules: readonly RoutedRule[]): [route: string, numbers: string][] {
  return distinct(rules.map(({ route }) => route)).map((route) => [
    route,
    oneOf(distinct(rules.filter((rule) => rule.route === route).map(({ index }) => String(index)))),
  ]);
}

function oneOf(texts: readonly string[]): string {
  return texts.length === 1 ? texts.join() : `(${texts.join("|")})`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
