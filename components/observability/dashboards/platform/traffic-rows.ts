import type { Row } from "../layout";
import { stat } from "../panel";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { graph, percentiles, rates } from "./graph";

/** Load balancers of AWS. Source: AWS Load Balancer Controller 3.5, `pkg/metrics`. */
export function loadBalancerControllerRows(): Row[] {
  return [
    {
      title: "Load balancers",
      panels: [
        graph("Calls to AWS", units.operations, rates("service, operation", "aws_api_calls_total")),
        graph("Calls to AWS that failed", units.operations, {
          "not allowed: {{operation}}":
            "sum by (operation) (rate(aws_api_call_permission_errors_total[$__rate_interval]))",
          "at the limit: {{operation}}":
            "sum by (operation) (rate(aws_api_call_service_limit_exceeded_errors_total[$__rate_interval]))",
          "slowed down: {{operation}}":
            "sum by (operation) (rate(aws_api_call_throttled_errors_total[$__rate_interval]))",
        }),
        graph(
          "Failures",
          units.operations,
          rates("controller, error_category", "awslbc_controller_reconcile_errors_total"),
        ),
      ],
    },
  ];
}

/** Names in DNS, or in Cloud Map. Source: ExternalDNS 0.21, `controller/metrics.go`. @param namespace that of its pods, as both add-ons run the same program */
export function externalDnsRows(namespace: string): Row[] {
  const of = `{namespace="${namespace}"}`;
  return [
    {
      title: "Names",
      panels: [
        stat({
          title: "Since they were compared",
          unit: units.seconds,
          query: { expr: `time() - max(external_dns_controller_last_sync_timestamp_seconds${of})`, legend: "since" },
          thresholds: worseAbove({ warning: 900, critical: 3600 }),
          noValue: "never",
        }),
        graph(
          "Names wanted and there",
          units.count,
          {
            wanted: `max(external_dns_source_endpoints_total${of})`,
            there: `max(external_dns_registry_endpoints_total${of})`,
          },
          { width: 10 },
        ),
        graph(
          "Failures",
          units.operations,
          {
            "to read what is wanted": `sum(rate(external_dns_source_errors_total${of}[$__rate_interval]))`,
            "to read or write names": `sum(rate(external_dns_registry_errors_total${of}[$__rate_interval]))`,
          },
          { width: 10 },
        ),
      ],
    },
  ];
}

/** The answers of the cache for names on each node. Source: CoreDNS 1.14, `plugin/{metrics,cache,forward}`. */
export function nodeLocalDnsRows(): Row[] {
  // Port of the cache; the cluster's own DNS shows the same metrics on another.
  const of = '{pod=~"node-local-dns-.*"}';
  return [
    {
      title: "Names on each node",
      panels: [
        graph("Answers", units.requests, rates("rcode", `coredns_dns_responses_total${of}`)),
        graph("Time of answers", units.seconds, percentiles(`coredns_dns_request_duration_seconds_bucket${of}`)),
        graph(
          "Answers out of the cache",
          units.share,
          {
            "out of the cache": `sum(rate(coredns_cache_hits_total${of}[$__rate_interval])) / (sum(rate(coredns_cache_hits_total${of}[$__rate_interval])) + sum(rate(coredns_cache_misses_total${of}[$__rate_interval])))`,
          },
          { max: 1 },
        ),
      ],
    },
  ];
}

/** The controller of Envoy Gateway. Source: Envoy Gateway 1.9, `internal`. */
export function envoyGatewayRows(): Row[] {
  return [
    {
      title: "Configuration of proxies",
      panels: [
        graph("Configurations sent", units.operations, rates("status", "xds_snapshot_update_total")),
        graph("Configurations refused by proxies", units.operations, rates("nodeID", "xds_nack_total")),
        graph("Objects written", units.operations, rates("kind, status", "resource_apply_total")),
      ],
    },
  ];
}
