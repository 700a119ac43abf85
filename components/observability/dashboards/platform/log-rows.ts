import type { LogShipper } from "../../../cluster";
import { logNamespaces } from "../../logs/store-names";
import type { Row } from "../layout";
import { colours } from "../palette";
import { stat } from "../panel";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { graph } from "./graph";
import { podsRow } from "./pods-row";

/** What there is of logs. */
export interface LogParts {
  /** Whether Elasticsearch keeps them, in the cluster. */
  readonly inCluster: boolean;
  /** Who reads them on nodes. Fluent Bit has a dashboard of its own, as an add-on. */
  readonly shipper: LogShipper;
}

/** Elasticsearch, Kibana and Logstash, where they are there, and the shippers. */
export function logRows({ inCluster, shipper }: LogParts): Row[] {
  return [
    ...(inCluster
      ? [
          storeRow(),
          nodesRow(),
          volumes(logNamespaces.store),
          podsRow({ namespace: logNamespaces.store }, "Store: pods"),
        ]
      : []),
    ...(shipper === "filebeat" ? [podsRow({ namespace: logNamespaces.shipping }, "Shippers: pods")] : []),
  ];
}

const of = `namespace="${logNamespaces.store}"`;

/** Source: elasticsearch_exporter 1.11, `collector`. */
function storeRow(): Row {
  return {
    title: "Elasticsearch",
    panels: [
      stat({
        title: "Health",
        unit: units.count,
        query: {
          expr: `max(elasticsearch_cluster_health_status{${of},color="red"} * 2 or elasticsearch_cluster_health_status{${of},color="yellow"})`,
          legend: "health",
        },
        texts: {
          "0": { text: "green", colour: colours.good },
          "1": { text: "yellow", colour: colours.attention },
          "2": { text: "red", colour: colours.bad },
        },
        noValue: "not known",
      }),
      stat({
        title: "Parts without a node",
        unit: units.count,
        query: { expr: `max(elasticsearch_cluster_health_unassigned_shards{${of}})`, legend: "parts" },
        thresholds: worseAbove({ warning: 1 }),
      }),
      graph("Lines written", units.operations, {
        "{{name}}": `sum by (name) (rate(elasticsearch_indices_indexing_index_total{${of}}[$__rate_interval]))`,
      }),
      graph("Searches", units.operations, {
        "{{name}}": `sum by (name) (rate(elasticsearch_indices_search_query_total{${of}}[$__rate_interval]))`,
      }),
    ],
  };
}

function nodesRow(): Row {
  return {
    title: "Elasticsearch: nodes",
    panels: [
      graph(
        "Heap",
        units.share,
        {
          "{{name}}": `max by (name) (elasticsearch_jvm_memory_used_bytes{${of},area="heap"} / elasticsearch_jvm_memory_max_bytes{${of},area="heap"})`,
        },
        { max: 1, thresholds: worseAbove({ warning: 0.9 }) },
      ),
      graph(
        "Disks",
        units.share,
        {
          "{{name}}": `1 - min by (name) (elasticsearch_filesystem_data_available_bytes{${of}} / elasticsearch_filesystem_data_size_bytes{${of}})`,
        },
        { max: 1, thresholds: worseAbove({ warning: 0.85, critical: 0.94 }) },
      ),
      graph("Writes refused", units.operations, {
        "{{name}}": `sum by (name) (rate(elasticsearch_thread_pool_rejected_count{${of},type="write"}[$__rate_interval]))`,
      }),
    ],
  };
}

function volumes(namespace: string): Row {
  const of = `{namespace="${namespace}"}`;
  return {
    title: "Volumes",
    panels: [
      graph(
        "Used",
        units.share,
        {
          "{{persistentvolumeclaim}}": `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes${of} / kubelet_volume_stats_capacity_bytes${of})`,
        },
        {
          max: 1,
          thresholds: worseAbove({ warning: 0.75, critical: 0.85 }),
          description: "From 85 % on, Elasticsearch puts nothing more there.",
          width: 12,
        },
      ),
      graph(
        "Used",
        units.bytes,
        {
          "{{persistentvolumeclaim}}": `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes${of})`,
        },
        { width: 12 },
      ),
    ],
  };
}
