import { kubeState } from "../kube-state";
import type { Row } from "../layout";
import { metricsTable } from "../metrics-table";
import { boundStyles, stat } from "../panel";
import { worseAbove, worseBelow } from "../thresholds";
import { units } from "../units";
import { graph } from "./graph";

/** The cluster as a whole: nodes, what is used and set aside, pods that do not run, the API server and names. Sources: kube-state-metrics 2.20, node_exporter 1.12, cAdvisor, Kubernetes 1.36, CoreDNS. */
export function clusterRows(): Row[] {
  return [present(), use(), namespaces(), nodes(), controlPlane()];
}

const requested = (resource: string) =>
  `sum(kube_pod_container_resource_requests{${kubeState},resource="${resource}"} * on (namespace, pod) group_left () (kube_pod_status_phase{${kubeState},phase=~"Pending|Running"} == 1))`;
const allocatable = (resource: string) => `sum(kube_node_status_allocatable{${kubeState},resource="${resource}"})`;

function present(): Row {
  const ready = `kube_node_status_condition{${kubeState},condition="Ready",status="true"}`;
  return {
    title: "At present",
    panels: [
      stat({
        title: "Alerts to wake for",
        unit: units.count,
        query: { expr: 'count(ALERTS{alertstate="firing",severity="critical"}) or vector(0)', legend: "alerts" },
        thresholds: worseAbove({ critical: 1 }),
      }),
      stat({
        title: "Other alerts",
        unit: units.count,
        query: { expr: 'count(ALERTS{alertstate="firing",severity="warning"}) or vector(0)', legend: "alerts" },
        thresholds: worseAbove({ warning: 1 }),
      }),
      stat({
        title: "Nodes ready",
        unit: units.share,
        query: { expr: `sum(${ready}) / count(${ready})`, legend: "ready" },
        thresholds: worseBelow({ critical: 0.8, warning: 1 }),
      }),
      stat({ title: "Nodes", unit: units.count, query: { expr: `count(${ready})`, legend: "nodes" } }),
      stat({
        title: "Pods that wait",
        unit: units.count,
        query: { expr: `sum(kube_pod_status_phase{${kubeState},phase="Pending"})`, legend: "waiting" },
        thresholds: worseAbove({ warning: 1, critical: 10 }),
      }),
      stat({
        title: "Containers that crash",
        unit: units.count,
        query: {
          expr: `sum(kube_pod_container_status_waiting_reason{${kubeState},reason="CrashLoopBackOff"}) or vector(0)`,
          legend: "crashing",
        },
        thresholds: worseAbove({ warning: 1 }),
      }),
    ],
  };
}

function use(): Row {
  return {
    title: "Used and set aside",
    panels: [
      graph(
        "CPU",
        units.count,
        {
          used: 'sum(rate(container_cpu_usage_seconds_total{container!=""}[$__rate_interval]))',
          requests: requested("cpu"),
          limit: allocatable("cpu"),
        },
        { styles: boundStyles, description: "Limit: what all nodes have for pods." },
      ),
      graph(
        "Memory",
        units.bytes,
        {
          used: 'sum(container_memory_working_set_bytes{container!=""})',
          requests: requested("memory"),
          limit: allocatable("memory"),
        },
        { styles: boundStyles, description: "Limit: what all nodes have for pods." },
      ),
      graph(
        "Pods",
        units.count,
        {
          "{{phase}}": `sum by (phase) (kube_pod_status_phase{${kubeState},phase!="Succeeded"}) > 0`,
          limit: allocatable("pods"),
        },
        { styles: { limit: boundStyles.limit } },
      ),
    ],
  };
}

function namespaces(): Row {
  const set = (resource: string) =>
    `sum by (namespace) (kube_pod_container_resource_requests{${kubeState},resource="${resource}"})`;
  return {
    title: "Namespaces",
    panels: [
      metricsTable({
        title: "Namespaces",
        labels: { namespace: "Namespace" },
        columns: [
          {
            name: "CPU used",
            expr: 'sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[5m]))',
            unit: units.count,
          },
          { name: "CPU set aside", expr: set("cpu"), unit: units.count },
          {
            name: "Memory used",
            expr: 'sum by (namespace) (container_memory_working_set_bytes{container!=""})',
            unit: units.bytes,
          },
          { name: "Memory set aside", expr: set("memory"), unit: units.bytes },
          {
            name: "Restarts within an hour",
            expr: `sum by (namespace) (increase(kube_pod_container_status_restarts_total{${kubeState}}[1h]))`,
            unit: units.count,
          },
        ],
        height: 10,
      }),
    ],
  };
}

function nodes(): Row {
  return {
    title: "Nodes",
    panels: [
      graph(
        "CPU",
        units.share,
        { "{{instance}}": '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))' },
        { max: 1 },
      ),
      graph(
        "Memory",
        units.share,
        { "{{instance}}": "1 - max by (instance) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)" },
        { max: 1, thresholds: worseAbove({ warning: 0.9 }) },
      ),
      graph(
        "Disks",
        units.share,
        {
          "{{instance}} {{mountpoint}}":
            '1 - max by (instance, mountpoint) (node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs"} / node_filesystem_size_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs"})',
        },
        { max: 1, thresholds: worseAbove({ warning: 0.85, critical: 0.95 }) },
      ),
      graph("Network", units.bytesPerSecond, {
        "in: {{instance}}":
          'sum by (instance) (rate(node_network_receive_bytes_total{device!~"lo|veth.*|cali.*|eni.*"}[$__rate_interval]))',
        "out: {{instance}}":
          'sum by (instance) (rate(node_network_transmit_bytes_total{device!~"lo|veth.*|cali.*|eni.*"}[$__rate_interval]))',
      }),
      graph(
        "Volumes nearly full",
        units.share,
        {
          "{{namespace}} {{persistentvolumeclaim}}":
            "topk(10, max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes))",
        },
        { max: 1, thresholds: worseAbove({ warning: 0.85, critical: 0.95 }) },
      ),
      graph("Conditions of nodes", units.count, {
        "{{condition}}": `sum by (condition) (kube_node_status_condition{${kubeState},condition!="Ready",status="true"})`,
      }),
    ],
  };
}

function controlPlane(): Row {
  return {
    title: "API server and names",
    panels: [
      graph(
        "Calls to the API server",
        units.requests,
        { "{{code}}": "sum by (code) (rate(apiserver_request_total[$__rate_interval]))" },
        { stacked: true },
      ),
      graph("Time of calls to change something", units.seconds, {
        "{{verb}}":
          'histogram_quantile(0.99, sum by (le, verb) (rate(apiserver_request_duration_seconds_bucket{verb=~"POST|PUT|PATCH|DELETE",subresource!~"exec|attach|portforward|log|proxy"}[$__rate_interval])))',
      }),
      graph("Answers about names", units.requests, {
        "{{rcode}}": "sum by (rcode) (rate(coredns_dns_responses_total[$__rate_interval]))",
      }),
    ],
  };
}
