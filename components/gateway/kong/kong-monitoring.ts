import { kongPlace } from "../../addons/kong/kong-spec";
import type { RenderedObject } from "../../core";
import { gatewayMonitoring } from "../gateway-monitoring";

/** The plugin without which Kong counts nothing of requests. */
export function metricsPlugin(): RenderedObject {
  return {
    suffix: "metrics",
    apiVersion: "configuration.konghq.com/v1",
    kind: "KongClusterPlugin",
    name: "metrics",
    clusterWide: true,
    labels: { global: "true" },
    annotations: { "kubernetes.io/ingress.class": kongPlace.ingressClass },
    fields: {
      plugin: "prometheus",
      config: { status_code_metrics: true, latency_metrics: true, upstream_health_metrics: true },
    },
  };
}

/**
 * Its metrics, and when somebody is to be called. Names of metrics: `kong/plugins/prometheus` of Kong 3.9, and `internal/metrics` of the Kong Ingress
 * Controller 3.5.
 */
export function kongMonitoring(): RenderedObject[] {
  return gatewayMonitoring({
    name: "kong",
    pods: kongPlace,
    ports: ["status", "cmetrics"],
    errorRatio: `sum(rate(kong_http_requests_total{code=~"5.."}[5m])) / sum(rate(kong_http_requests_total[5m]))`,
    slow: {
      query: "histogram_quantile(0.99, sum by (le) (rate(kong_request_latency_ms_bucket[5m]))) > 1000",
      summary: "One in a hundred requests takes longer than a second",
    },
    others: [
      {
        alert: "GatewayRoutesBroken",
        expr: "max(ingress_controller_configuration_push_broken_resource_count) > 0 or max(ingress_controller_translation_broken_resource_count) > 0",
        for: "10m",
        severity: "warning",
        summary: "Kong does not take some route or plugin, and goes on without it",
      },
    ],
  });
}
