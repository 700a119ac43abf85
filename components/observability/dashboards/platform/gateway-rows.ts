import type { GatewayCapability, GatewayEngineName } from "../../../cluster";
import type { Row } from "../layout";
import { colours } from "../palette";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { graph, percentiles, rates, type Queries } from "./graph";

/** How a gateway counts what goes through it. */
interface GatewayCounts {
  /** Requests per second by their status. */
  readonly requests: Queries;
  /** Share that failed, 0 to 1. */
  readonly errors: string;
  readonly durations: Queries;
  readonly unit: typeof units.seconds | typeof units.milliseconds;
  readonly others: Row["panels"];
}

/** Share from where on the alert `GatewayErrors` says so. */
const errorShare = 0.05;

/** What a gateway is asked, what fails and how long it takes; or why it does not say so to Prometheus. */
export function gatewayRows(gateway: GatewayCapability): Row[] | { readonly not: string } {
  const counts = countsOf[gateway.engine](gateway);
  if ("not" in counts) return counts;
  const { requests, errors, durations, unit, others } = counts;
  return [
    {
      title: "Requests",
      panels: [
        graph("Requests by status", units.requests, requests, { stacked: true }),
        graph(
          "Share that failed",
          units.share,
          { failed: errors },
          { thresholds: worseAbove({ critical: errorShare }), styles: { failed: { colour: colours.bad } } },
        ),
        graph("Time of answers", unit, durations),
        ...others,
      ],
    },
  ];
}

const inAws = { not: "it is a service of AWS, whose metrics are in CloudWatch" } as const;

const countsOf: Readonly<
  Record<GatewayEngineName, (gateway: GatewayCapability) => GatewayCounts | { readonly not: string }>
> = {
  envoy,
  kong,
  traefik,
  nginxIngressController,
  nginxGatewayFabric: () => ({
    not: "its metrics of requests are those of NGINX' agent, whose names are not settled",
  }),
  alb: () => inAws,
  httpApi: () => inAws,
  restApi: () => inAws,
};

/** Source: Envoy 1.39, `envoy_http_*` of its pods. Requests of its own ports are left out, as in its alerts. */
function envoy({ name, namespace }: GatewayCapability): GatewayCounts {
  const pods = `namespace="${namespace}",job="${namespace}/${name}"`;
  const requests = `${pods},envoy_http_conn_manager_prefix=~"https?-.*"`;
  const all = `envoy_http_downstream_rq_xx{${requests}}`;
  return {
    requests: {
      "{{envoy_response_code_class}}xx": `sum by (envoy_response_code_class) (rate(${all}[$__rate_interval]))`,
    },
    errors: share(`envoy_http_downstream_rq_xx{${requests},envoy_response_code_class="5"}`, all),
    durations: percentiles(`envoy_http_downstream_rq_time_bucket{${requests}}`),
    unit: units.milliseconds,
    others: [
      graph("Connections", units.count, {
        "{{pod}}": `sum by (pod) (envoy_http_downstream_cx_active{${requests}})`,
      }),
      graph("Memory that it holds", units.bytes, {
        "{{pod}}": `max by (pod) (envoy_server_memory_allocated{${pods}})`,
      }),
      graph("Services that answer", units.share, {
        "{{envoy_cluster_name}}": `min by (envoy_cluster_name) (envoy_cluster_membership_healthy{${pods}} / (envoy_cluster_membership_total{${pods}} > 0)) < 1`,
      }),
    ],
  };
}

/** Source: Kong 3.9, `kong/plugins/prometheus`; Kong Ingress Controller 3.5, `internal/metrics`. */
function kong(): GatewayCounts {
  return {
    requests: rates("code", "kong_http_requests_total"),
    errors: share('kong_http_requests_total{code=~"5.."}', "kong_http_requests_total"),
    durations: percentiles("kong_request_latency_ms_bucket"),
    unit: units.milliseconds,
    others: [
      graph("Requests by service", units.requests, {
        "{{service}}": "sum by (service) (rate(kong_http_requests_total[$__rate_interval]))",
      }),
      graph("Objects that it does not take", units.count, {
        "not taken": "max(ingress_controller_configuration_push_broken_resource_count)",
        "not understood": "max(ingress_controller_translation_broken_resource_count)",
      }),
      graph("Configurations sent", units.operations, rates("success", "ingress_controller_configuration_push_count")),
    ],
  };
}

/** Source: Traefik 3.7, `pkg/observability/metrics`. */
function traefik(): GatewayCounts {
  const entrances = 'entrypoint=~"web|websecure"';
  const all = `traefik_entrypoint_requests_total{${entrances}}`;
  return {
    requests: rates("code", all),
    errors: share(`traefik_entrypoint_requests_total{${entrances},code=~"5.."}`, all),
    durations: percentiles(`traefik_entrypoint_request_duration_seconds_bucket{${entrances}}`),
    unit: units.seconds,
    others: [
      graph(
        "Connections",
        units.count,
        { "{{entrypoint}}": "sum by (entrypoint) (traefik_open_connections)" },
        { width: 12 },
      ),
      graph(
        "Configurations read",
        units.operations,
        { read: "sum(rate(traefik_config_reloads_total[$__rate_interval]))" },
        { width: 12 },
      ),
    ],
  };
}

/** Source: F5 NGINX Ingress Controller 5.5, `internal/metrics`, with `-enable-latency-metrics`. */
function nginxIngressController(): GatewayCounts {
  const latency = "nginx_ingress_controller_upstream_server_response_latency_ms";
  return {
    requests: rates("code", `${latency}_count`),
    errors: share(`${latency}_count{code=~"5.."}`, `${latency}_count`),
    durations: percentiles(`${latency}_bucket`),
    unit: units.milliseconds,
    others: [
      graph(
        "Configurations read",
        units.operations,
        {
          read: "sum(rate(nginx_ingress_controller_nginx_reloads_total[$__rate_interval]))",
          refused: "sum(rate(nginx_ingress_controller_nginx_reload_errors_total[$__rate_interval]))",
        },
        { width: 12 },
      ),
      graph(
        "Objects",
        units.count,
        {
          "Ingress, {{type}}": "max by (type) (nginx_ingress_controller_ingress_resources_total)",
          VirtualServer: "max(nginx_ingress_controller_virtualserver_resources_total)",
        },
        { width: 12 },
      ),
    ],
  };
}

function share(failed: string, all: string): string {
  return `(sum(rate(${failed}[$__rate_interval])) or vector(0)) / sum(rate(${all}[$__rate_interval]))`;
}
