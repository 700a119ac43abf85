import type { RenderedObject } from "../../core";
import { traefikPlace } from "../../addons/traefik/traefik-spec";
import { gatewayMonitoring } from "../gateway-monitoring";

const entrances = 'entrypoint=~"web|websecure"';

/** Its metrics, and when somebody is to be called. Names of metrics: Traefik 3.7, `pkg/observability/metrics`. */
export function traefikMonitoring(): RenderedObject[] {
  return gatewayMonitoring({
    name: "traefik",
    pods: traefikPlace,
    ports: ["metrics"],
    errorRatio:
      `sum(rate(traefik_entrypoint_requests_total{${entrances}, code=~"5.."}[5m]))` +
      ` / sum(rate(traefik_entrypoint_requests_total{${entrances}}[5m]))`,
    // Its buckets end at 0.1, 0.3, 1.2 and 5 seconds.
    slow: {
      query: `histogram_quantile(0.99, sum by (le) (rate(traefik_entrypoint_request_duration_seconds_bucket{${entrances}}[5m]))) > 1.2`,
      summary: "One in a hundred requests takes longer than 1.2 s",
    },
    others: [],
  });
}
