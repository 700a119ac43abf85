import type { AlertRule, RuleGroup } from "../rules/rule";
import type { LoggingAround } from "./logging-around";
import { elasticPlan } from "./logging-plan";
import type { LoggingSpec } from "./logging-spec";
import { shipperNamespaces, shipperOf } from "./shipper";
import { exporterJob, linesOfIndex } from "./store/exporter";
import { dataStreamPatterns, elasticsearchName, logNamespaces } from "./store-names";

const inStore = `namespace="${logNamespaces.store}"`;

/** Alerts about the logs themselves: the store, those who read on nodes, and snapshots. */
export function logRules(spec: LoggingSpec, around: LoggingAround): RuleGroup[] {
  const shipper = shipperOf(spec);
  return [
    {
      name: "logs",
      rules: [
        ...(spec.store === "elastic" ? storeAlerts(elasticPlan(spec, around).nodes) : []),
        ...(spec.elasticsearch?.snapshots === undefined ? [] : snapshotAlerts),
        ...shipperAlerts(shipperNamespaces[shipper]),
        ...(shipper === "fluentBit" ? [shipperDrops] : []),
      ],
    },
  ];
}

function storeAlerts(nodes: number): AlertRule[] {
  const free = `elasticsearch_filesystem_data_available_bytes{${inStore}} / elasticsearch_filesystem_data_size_bytes{${inStore}}`;
  return [
    {
      alert: "LogStoreDown",
      // Also where there is none of it, but for when nobody knows: others are always there.
      expr: `(sum(kube_statefulset_status_replicas_ready{${inStore}, statefulset=~"${elasticsearchName}-es-.*"}) or 0 * count(kube_statefulset_status_replicas_ready)) == 0`,
      for: "10m",
      severity: "critical",
      summary: "Elasticsearch has no node that is ready: logs wait on nodes, and cannot be searched.",
      runbook: "logs",
    },
    {
      alert: "LogStoreNotWatched",
      expr: `absent(up{job="${exporterJob}"} == 1)`,
      for: "15m",
      severity: "warning",
      summary: "Nobody asks Elasticsearch for its health, its disks and its snapshots: no other alert tells of them.",
      runbook: "logs",
    },
    {
      alert: "LogStoreRed",
      expr: `elasticsearch_cluster_health_status{${inStore}, color="red"} == 1`,
      for: "5m",
      severity: "critical",
      summary: "A part of the logs is on no node: it cannot be searched, and may not be written to.",
      runbook: "logs",
    },
    // A single node has no copies that could be missing.
    ...(nodes > 1
      ? [
          {
            alert: "LogStoreYellow",
            expr: `elasticsearch_cluster_health_status{${inStore}, color="yellow"} == 1`,
            for: "30m",
            severity: "warning",
            summary: "Copies of logs are missing: the loss of one more node may lose some.",
            runbook: "logs",
          } as const,
        ]
      : []),
    {
      alert: "LogStoreDiskFilling",
      expr: `min by (name) (${free}) < 0.15`,
      for: "15m",
      severity: "warning",
      summary:
        "Node {{ $labels.name }} of Elasticsearch has {{ $value | humanizePercentage }} of its disk left: it takes no new shards.",
      description: "Keep logs for fewer days, or give the volumes more room.",
      runbook: "logs",
    },
    {
      alert: "LogStoreDiskFull",
      expr: `min by (name) (${free}) < 0.06`,
      for: "5m",
      severity: "critical",
      summary:
        "Node {{ $labels.name }} of Elasticsearch has {{ $value | humanizePercentage }} of its disk left: at 5 % nothing is written any more.",
      runbook: "logs",
    },
    {
      alert: "LogStoreHeapHigh",
      expr: `max by (name) (elasticsearch_jvm_memory_used_bytes{${inStore}, area="heap"} / elasticsearch_jvm_memory_max_bytes{${inStore}, area="heap"}) > 0.9`,
      for: "15m",
      severity: "warning",
      summary:
        "Node {{ $labels.name }} of Elasticsearch uses {{ $value | humanizePercentage }} of its heap: searches and writes may be refused.",
      runbook: "logs",
    },
    {
      alert: "LogStoreRejects",
      expr: `sum by (name) (increase(elasticsearch_thread_pool_rejected_count{${inStore}, type="write"}[15m])) > 0`,
      for: "15m",
      severity: "warning",
      summary: "Node {{ $labels.name }} of Elasticsearch refuses writes: more logs come than it can take.",
      runbook: "logs",
    },
    {
      alert: "LogsNotArriving",
      // Of the indices of logs alone: Kibana writes to its own each few seconds. While nothing has come at all there is none of them.
      expr: `(sum(rate(${linesOfIndex}{${inStore}, index=~"[.]ds-${dataStreamPatterns.logs.replace("*", ".*")}"}[10m])) or 0 * sum(up{job="${exporterJob}"} == 1)) == 0`,
      for: "15m",
      severity: "critical",
      summary: "Elasticsearch is there, but no line is written to it.",
      runbook: "logs",
    },
  ];
}

const snapshotsTaken = `elasticsearch_slm_stats_total_snapshots_taken_total{${inStore}}`;

const snapshotAlerts: readonly AlertRule[] = [
  {
    alert: "LogSnapshotFailed",
    // Those of the policy are counted only from the first.
    expr: `sum(increase(elasticsearch_slm_stats_total_snapshots_failed_total{${inStore}}[1d])) > 0`,
    severity: "warning",
    summary: "A snapshot of logs failed within the last day.",
    runbook: "logs",
  },
  {
    alert: "LogSnapshotLate",
    expr: `max(${snapshotsTaken}) - max(${snapshotsTaken} offset 2d) == 0 or absent(${snapshotsTaken})`,
    for: "1h",
    severity: "warning",
    summary: "No snapshot of logs was made for two days, or Elasticsearch does not say.",
    runbook: "logs",
  },
];

const shipperAlerts = (namespace: string): AlertRule[] => [
  {
    alert: "LogShipperDown",
    expr: `kube_daemonset_status_number_unavailable{namespace="${namespace}"} > 0`,
    for: "15m",
    severity: "warning",
    summary: "On {{ $value }} nodes nobody reads logs; what is written there is lost when files are rotated.",
    runbook: "logs",
  },
  {
    alert: "LogShipperMissing",
    // Where nothing is known of any other, nobody counts them.
    expr: `absent(kube_daemonset_status_desired_number_scheduled{namespace="${namespace}"} > 0) and on () count(kube_daemonset_status_desired_number_scheduled)`,
    for: "15m",
    severity: "critical",
    summary: "Nobody reads logs on any node: what is written is lost when files are rotated.",
    runbook: "logs",
  },
];

const shipperDrops: AlertRule = {
  alert: "LogShipperDrops",
  expr: `sum by (pod) (increase(fluentbit_output_dropped_records_total{namespace="${shipperNamespaces.fluentBit}"}[10m])) > 0`,
  for: "5m",
  severity: "warning",
  summary:
    "Fluent Bit pod {{ $labels.pod }} has given up on {{ $value | humanize }} lines: the store refused them, or its buffer is full.",
  runbook: "logs",
};
