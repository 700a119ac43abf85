import type { ObservedWorkload } from "../../../components/observability/service/observed-workload";
import { observed } from "../../observability/service-examples";
import type { WorkloadCase } from "./slo-cases";

const place = 'namespace="shop",deployment="cartservice"';
const up = 'up{job="shop/cartservice",pod="a",container="server"}';
const available = `kube_deployment_status_replicas_available{${place}}`;
const updated = `kube_deployment_status_replicas_updated{${place}}`;
const wanted = `kube_deployment_spec_replicas{${place}}`;

/** Two pods that run, whose metrics are read. */
const running = { [up]: "1x300", [available]: "2x300", [updated]: "2x300", [wanted]: "2x300" };

/** Who owns the pods `a` of the workload and `b` of a canary whose name begins with its own. */
const owned = {
  'kube_pod_owner{namespace="shop",pod="a",owner_kind="ReplicaSet",owner_name="cartservice-7d9f"}': "1x300",
  'kube_pod_owner{namespace="shop",pod="b",owner_kind="ReplicaSet",owner_name="cartservice-canary-7d9f"}': "1x300",
};

const onPod = (pod: string) => `namespace="shop",pod="${pod}",container="server"`;
const restarts = (pod: string) => `kube_pod_container_status_restarts_total{${onPod(pod)}}`;
const memory = (pod: string) => `container_memory_working_set_bytes{${onPod(pod)},image="x"}`;
const limit = (pod: string) => `kube_pod_container_resource_limits{${onPod(pod)},resource="memory"}`;
const autoscaler = (metric: string) =>
  `kube_horizontalpodautoscaler_${metric}{namespace="shop",horizontalpodautoscaler="cartservice"}`;
const free = (claim: string) =>
  `kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="${claim}"}`;
const size = (claim: string) =>
  `kubelet_volume_stats_capacity_bytes{namespace="shop",persistentvolumeclaim="${claim}"}`;
const claimOf = (pod: string) =>
  `kube_pod_spec_volumes_persistentvolumeclaims_info{namespace="shop",pod="${pod}",persistentvolumeclaim="data-${pod}"}`;
const count = (code: string) =>
  `http_server_request_duration_seconds_count{job="shop/cartservice",http_response_status_code="${code}"}`;
const bucket = (le: string) => `http_server_request_duration_seconds_bucket{job="shop/cartservice",le="${le}"}`;

const job: ObservedWorkload = { ...observed, name: "migrate", kind: "Job", requests: undefined };
const cronJob: ObservedWorkload = { ...observed, name: "report", kind: "CronJob", requests: undefined };
const runs = (name: string) => ({
  [`kube_job_owner{namespace="shop",job_name="${name}",owner_kind="CronJob",owner_name="report"}`]: "1x300",
});
const jobFailed = (name: string) => `kube_job_failed{namespace="shop",job_name="${name}",condition="true"}`;
const began = (name: string) => `kube_job_status_start_time{namespace="shop",job_name="${name}"}`;
const succeeded = 'kube_cronjob_status_last_successful_time{namespace="shop",cronjob="report"}';

/** Each alert of a workload comes, goes, and is not taken for another's. */
export const alertCases: readonly WorkloadCase[] = [
  {
    name: "nothing is told of what runs",
    workload: observed,
    series: { ...running, ...owned },
    moments: [{ at: "2h", firing: [] }],
  },
  {
    name: "ServiceDown after three minutes without a ready pod, until there is one",
    workload: observed,
    series: { ...running, [available]: "2x10 0x10 1x2 2x60" },
    moments: [
      { at: "13m", firing: [] },
      { at: "15m", firing: ["ServiceDown critical"] },
      { at: "22m", firing: [] },
      { at: "40m", firing: [] },
    ],
  },
  {
    name: "nothing is told of what is scaled to zero, or of a canary whose name begins like it",
    workload: observed,
    series: {
      ...running,
      [available]: "0x300",
      [updated]: "0x300",
      [wanted]: "0x300",
      'kube_deployment_status_replicas_available{namespace="shop",deployment="cartservice-canary"}': "0x300",
      'kube_deployment_spec_replicas{namespace="shop",deployment="cartservice-canary"}': "2x300",
    },
    moments: [{ at: "1h", firing: [] }],
  },
  {
    name: "a stateful service and a node agent are down by their own numbers",
    workload: { ...observed, kind: "StatefulSet" },
    series: {
      [up]: "1x300",
      'kube_statefulset_status_replicas_available{namespace="shop",statefulset="cartservice"}': "0x300",
      'kube_statefulset_replicas{namespace="shop",statefulset="cartservice"}': "2x300",
    },
    moments: [{ at: "20m", firing: ["ServiceDown critical", "ServiceNotRolledOut warning"] }],
  },
  {
    name: "a node agent without nodes is not down",
    workload: { ...observed, kind: "DaemonSet" },
    series: {
      [up]: "1x300",
      'kube_daemonset_status_number_available{namespace="shop",daemonset="cartservice"}': "0x60 3x60 0x60",
      'kube_daemonset_status_desired_number_scheduled{namespace="shop",daemonset="cartservice"}': "0x60 3x200",
    },
    moments: [
      { at: "50m", firing: [] },
      { at: "115m", firing: [] },
      { at: "2h6m", firing: ["ServiceDown critical"] },
    ],
  },
  {
    name: "ServiceNotRolledOut when a new version does not come up in a quarter of an hour",
    workload: observed,
    series: { ...running, [updated]: "2x10 1x20 2x60" },
    moments: [
      { at: "25m", firing: [] },
      { at: "28m", firing: ["ServiceNotRolledOut warning"] },
      { at: "33m", firing: [] },
    ],
  },
  {
    name: "ServiceRestarting after three restarts in half an hour",
    workload: observed,
    series: {
      ...running,
      ...owned,
      [restarts("a")]: "0x10 1x4 2x4 3x4 3x100",
      [restarts("b")]: "0x3 9x200",
      [`kube_pod_container_status_restarts_total{job="opencost",${onPod("a")}}`]: "0x10 1x4 2x4 3x4 3x100",
    },
    moments: [
      { at: "19m", firing: [] },
      { at: "23m", firing: ["ServiceRestarting warning"] },
      { at: "55m", firing: [] },
    ],
  },
  {
    name: "a sidecar that restarts is told of too",
    workload: observed,
    series: { ...running, ...owned, [`kube_pod_init_container_status_restarts_total{${onPod("a")}}`]: "0+1x200" },
    moments: [{ at: "1h", firing: ["ServiceRestarting warning"] }],
  },
  {
    name: "ServiceMemoryHigh beyond nine tenths of what a container may take",
    workload: observed,
    series: {
      ...running,
      ...owned,
      [memory("a")]: "50x10 95x20 50x60",
      [limit("a")]: "100x300",
      [memory("b")]: "99x300",
      [limit("b")]: "100x300",
    },
    moments: [
      { at: "19m", firing: [] },
      { at: "23m", firing: ["ServiceMemoryHigh warning"] },
      { at: "33m", firing: [] },
    ],
  },
  {
    name: "ServiceAtMaxReplicas while the autoscaler would want more",
    workload: observed,
    series: {
      ...running,
      [autoscaler("status_desired_replicas")]: "3x10 6x20 5x60",
      [autoscaler("spec_max_replicas")]: "6x300",
    },
    moments: [
      { at: "25m", firing: [] },
      { at: "28m", firing: ["ServiceAtMaxReplicas warning"] },
      { at: "33m", firing: [] },
    ],
  },
  {
    name: "ServiceVolumeFilling for a volume that is nearly full, not for that of another workload",
    workload: observed,
    series: {
      ...running,
      ...owned,
      [claimOf("a")]: "1x300",
      [claimOf("b")]: "1x300",
      [free("data-a")]: "30x10 4x30 60x60",
      [size("data-a")]: "100x300",
      [free("data-b")]: "1x300",
      [size("data-b")]: "100x300",
    },
    moments: [
      { at: "25m", firing: [] },
      { at: "28m", firing: ["ServiceVolumeFilling warning"] },
      { at: "43m", firing: [] },
    ],
  },
  {
    name: "ServiceVolumeFilling for a volume that is full within a day as things go, once a quarter is left",
    workload: observed,
    series: {
      ...running,
      ...owned,
      [claimOf("a")]: "1x300",
      [free("data-a")]: "40-0.1x290",
      [size("data-a")]: "100x300",
    },
    moments: [
      { at: "2h20m", firing: [] },
      { at: "2h50m", firing: ["ServiceVolumeFilling warning"] },
    ],
  },
  {
    name: "ServiceNotScraped when metrics cannot be read",
    workload: observed,
    series: { ...running, [up]: "1x10 0x20 1x60" },
    moments: [
      { at: "25m", firing: [] },
      { at: "28m", firing: ["ServiceNotScraped warning"] },
      { at: "33m", firing: [] },
    ],
  },
  {
    name: "ServiceNotScraped when nobody even tries, though there are pods",
    workload: observed,
    series: { [available]: "2x30 0x60", [wanted]: "2x30 0x60", [updated]: "2x30 0x60" },
    moments: [
      { at: "20m", firing: ["ServiceNotScraped warning"] },
      { at: "35m", firing: [] },
    ],
  },
  {
    name: "ServiceErrors beyond a twentieth of the requests, for ten minutes",
    workload: observed,
    series: {
      ...running,
      [count("200")]: "0+540x200",
      [count("500")]: "0x20 60+60x30 1860x100",
    },
    moments: [
      { at: "28m", firing: [] },
      { at: "34m", firing: ["ServiceErrors critical"], values: { "service:request_errors:ratio_rate5m": 0.1 } },
      { at: "58m", firing: [] },
    ],
  },
  {
    name: "a few failed requests of a few are no reason to wake anybody",
    workload: observed,
    series: { ...running, [count("200")]: "0x200", [count("500")]: "0x3 1x3 2x3 3x3 4x3 5x3 6x3 7x3 8x100" },
    moments: [
      { at: "30m", firing: [], values: { "service:request_errors:ratio_rate5m": 1 } },
      { at: "45m", firing: [] },
    ],
  },
  {
    name: "ServiceSlow when one of a hundred requests takes longer than a second",
    workload: observed,
    series: {
      ...running,
      [bucket("1")]: "0+600x20 12570+570x30 29700+600x60",
      [bucket("2.5")]: "0+600x200",
      [bucket("+Inf")]: "0+600x200",
      [count("200")]: "0+600x200",
    },
    moments: [
      { at: "28m", firing: [] },
      { at: "33m", firing: ["ServiceSlow warning"], values: { "service:request_duration_seconds:p99_5m": 2.2 } },
      { at: "58m", firing: [], values: { "service:request_duration_seconds:p99_5m": 0.99 } },
    ],
  },
  {
    name: "of less than a hundred requests the slowest is no percentile",
    workload: observed,
    series: {
      ...running,
      [bucket("1")]: "0+9x200",
      [bucket("2.5")]: "0+10x200",
      [bucket("+Inf")]: "0+10x200",
      [count("200")]: "0+10x200",
    },
    moments: [{ at: "1h", firing: [], values: { "service:request_duration_seconds:p99_5m": 2.35 } }],
  },
  {
    name: "JobFailed when a job has failed for good",
    workload: job,
    series: { [jobFailed("migrate")]: "0x10 1x10", [jobFailed("migrate-other")]: "1x60" },
    moments: [
      { at: "9m", firing: [] },
      { at: "12m", firing: ["JobFailed warning"] },
      { at: "40m", firing: [] },
    ],
  },
  {
    name: "JobFailed when the last run of a scheduled job failed, until one succeeds that began later",
    workload: cronJob,
    series: {
      ...runs("report-1"),
      ...runs("report-2"),
      [began("report-1")]: "_x5 300x200",
      [jobFailed("report-1")]: "_x10 1x200",
      [began("report-2")]: "_x30 1800x200",
      [succeeded]: "60x40 2400x200",
    },
    moments: [
      { at: "8m", firing: [] },
      { at: "12m", firing: ["JobFailed warning"] },
      { at: "35m", firing: ["JobFailed warning"] },
      { at: "43m", firing: [] },
    ],
  },
  {
    name: "JobFailed when a scheduled job has never succeeded",
    workload: cronJob,
    series: { ...runs("report-1"), [began("report-1")]: "300x200", [jobFailed("report-1")]: "1x200" },
    moments: [{ at: "12m", firing: ["JobFailed warning"] }],
  },
  {
    name: "ScheduledJobLate a quarter of an hour after its time, until it runs",
    workload: cronJob,
    series: { 'kube_cronjob_next_schedule_time{namespace="shop",cronjob="report"}': "600x40 3600x60" },
    moments: [
      { at: "24m", firing: [] },
      { at: "27m", firing: ["ScheduledJobLate warning"] },
      { at: "43m", firing: [] },
    ],
  },
];
