import type { ObservedWorkload } from "../../../components/observability/service/observed-workload";
import { requestMetrics } from "../../../components/observability/service/request-sources";
import { called, gatewayOf, meshOf, promised, watched } from "../../observability/service-examples";
import type { SeriesCase } from "./promtool";

export interface WorkloadCase extends SeriesCase {
  readonly workload: ObservedWorkload;
}

const job = 'job="shop/cartservice"';
const count = (code: string, pod = "a") =>
  `http_server_request_duration_seconds_count{${job},pod="${pod}",http_response_status_code="${code}"}`;
const bucket = (le: string) => `http_server_request_duration_seconds_bucket{${job},pod="a",le="${le}"}`;

const available: ObservedWorkload = {
  ...promised,
  slo: { availability: 99.9 },
  alerts: { without: ["ServiceNotScraped", "ServiceSlow"] },
};
const fast: ObservedWorkload = {
  ...available,
  slo: { latency: { percentile: 99, below: "1s" } },
  alerts: { without: ["ServiceNotScraped", "ServiceErrors"] },
};

const mesh = meshOf("istio", "sidecar");
const inMesh = requestMetrics({ ...called, isInMesh: true }, { ...watched, mesh });
const istio = (code: string, grpc: string, name = "cartservice") =>
  `istio_requests_total{reporter="destination",destination_workload="${name}",destination_workload_namespace="shop",response_code="${code}",grpc_response_status="${grpc}"}`;

const rule = { route: "cartservice", protocol: "http", port: 80 } as const;
const routed = [
  { ...rule, index: 0 },
  { ...rule, index: 2 },
];
const behindGateway = requestMetrics({ ...called, routed }, { ...watched, gateway: gatewayOf("envoy") });
const envoy = (cluster: string, kind: string) =>
  `envoy_cluster_upstream_rq_xx{envoy_cluster_name="httproute/shop/${cluster}",envoy_response_code_class="${kind}"}`;

const page = "ErrorBudgetBurn critical availability";
const ticket = "ErrorBudgetBurn warning availability";
const series = (name: string) =>
  `slo:sli_error:ratio_rate${name}{slo="availability",namespace="shop",service="cartservice"}`;
const remaining = 'slo:error_budget_remaining:ratio{slo="availability",namespace="shop",service="cartservice"}';

const hour = 60;

/** 10 requests a second, of which so many a minute fail from minute `from` on, for `during` minutes. */
function failing(perMinute: number, { from, during, total = 600 }: { from: number; during: number; total?: number }) {
  const after = 60 * hour;
  return {
    [count("200")]:
      `0+${total}x${from} ${steps(total - perMinute, from * total, during)} ${steps(total, from * total + during * (total - perMinute), after)}`,
    [count("500")]: `0+0x${from} ${steps(perMinute, 0, during)} ${steps(0, perMinute * during, after)}`,
  };
}

/** So many samples more of a counter that stands at `from`. */
function steps(each: number, from: number, samples: number): string {
  return `${from + each}+${each}x${samples - 1}`;
}

/** What becomes of budgets of 99.9 % over 30 days, and of 99 % within a time. */
export const sloCases: readonly WorkloadCase[] = [
  {
    name: "where nothing fails the share is 0, the budget is whole, and nobody is told",
    workload: available,
    series: { [count("200")]: `0+600x${8 * hour}` },
    moments: [
      { at: "7h", firing: [], values: { [series("5m")]: 0, [series("6h")]: 0, [series("30d")]: 0, [remaining]: 1 } },
    ],
  },
  {
    // Days are judged by the two hours that there are of them, so that the ticket comes too.
    name: "a total failure pages within two minutes, and until half an hour after it",
    workload: available,
    series: failing(600, { from: 2 * hour, during: 10 }),
    moments: [
      { at: "2h", firing: [] },
      { at: "2h2m", firing: [page, ticket] },
      { at: "2h16m", firing: [page, ticket] },
      { at: "2h42m", firing: [ticket] },
    ],
  },
  {
    // 2 % of the budget of 30 days are 14.4 hours' worth: at 5 % failures, fifty times what is promised, after 17.28 minutes.
    name: "a fast burn pages when 2 % of the budget are gone",
    workload: available,
    series: failing(30, { from: 6 * hour, during: 3 * hour }),
    moments: [
      { at: "6h15m", firing: [ticket], values: { [series("1h")]: 0.0125 } },
      { at: "6h19m", firing: [page, ticket], values: { [series("5m")]: 0.05 } },
      { at: "9h6m", firing: [page, ticket] },
      // Short windows are those of the other pair by now.
      { at: "9h40m", firing: [ticket] },
    ],
  },
  {
    // 0.8 %: eight times what is promised, which is 5 % of the budget after 4.5 hours.
    name: "a burn below the fast one pages when 5 % of the budget are gone",
    workload: available,
    series: failing(5, { from: 6 * hour, during: 6 * hour }),
    moments: [
      { at: "10h15m", firing: [ticket] },
      { at: "10h40m", firing: [page, ticket], values: { [series("30m")]: 0.00833 } },
    ],
  },
  {
    // 0.4 %: 10 % of the budget after 18 hours; never a page.
    name: "a slow burn opens a ticket when 10 % of the budget are gone, and pages nobody",
    workload: available,
    interval: "2m",
    evaluated: "2m",
    series: failing(4.8, { from: 36 * hour, during: 11 * hour, total: 1200 }),
    moments: [
      { at: "89h", firing: [] },
      { at: "91h", firing: [ticket] },
    ],
  },
  {
    name: "what burns slower than the budget lasts tells nobody",
    workload: available,
    interval: "2m",
    evaluated: "4m",
    series: { [count("200")]: "0+1200x2400", [count("500")]: "0+1.08x2400" },
    moments: [{ at: "74h", firing: [], values: { [remaining]: 0.10081, [series("3d")]: 0.0009 } }],
  },
  {
    name: "a burst of failures that is soon over is noise",
    workload: available,
    series: failing(60, { from: 6 * hour, during: 2 }),
    moments: [
      { at: "6h3m", firing: [] },
      { at: "6h10m", firing: [] },
      { at: "8h", firing: [] },
    ],
  },
  {
    // One request each ten minutes, and one of the six of an hour fails: a sixth of all, 166 times what is promised.
    name: "one failed request at night pages nobody, nor opens a ticket",
    workload: available,
    series: {
      [count("200")]: `0x4 1x9 2x9 3x9 4x9 5x9 6x9 7x9 8x9 9x${2 * hour}`,
      [count("500")]: `0x64 1x${2 * hour}`,
    },
    moments: [
      { at: "1h6m", firing: [], values: { [series("1h")]: 0.14286 } },
      { at: "1h30m", firing: [] },
    ],
  },
  {
    name: "without requests there is no share, and without series there is nothing",
    workload: available,
    series: { [count("200")]: `1000x${hour}` },
    moments: [
      {
        at: "30m",
        firing: [],
        values: {
          [series("5m")]: undefined,
          [series("30d")]: undefined,
          'slo:requests:rate5m{service="cartservice"}': 0,
          'service:requests:rate5m{service="cartservice"}': 0,
          'service:request_errors:ratio_rate5m{service="cartservice"}': undefined,
        },
      },
      { at: "3h", firing: [], values: { 'service:requests:rate5m{service="cartservice"}': undefined } },
    ],
  },
  {
    name: "pods that start again, or are replaced, are no requests and no failures",
    workload: available,
    series: {
      [count("200", "a")]: `0+600x59 0+600x59 0+600x${hour}`,
      [count("500", "a")]: `40x59 0x59 0x${hour}`,
      [count("200", "b")]: `0+600x30 stale`,
      [count("200", "c")]: `_x31 0+600x${3 * hour}`,
    },
    moments: [
      { at: "29m", values: { [series("5m")]: 0, "slo:requests:rate5m": 20 } },
      // 8 of the one that started again two minutes ago, 10 of the other.
      { at: "1h2m", firing: [], values: { [series("5m")]: 0, "slo:requests:rate5m": 18 } },
      { at: "2h2m", firing: [], values: { [series("1h")]: 0 } },
    ],
  },
  {
    name: "a long window weighs requests, not hours: a bad night with few of them is little",
    workload: available,
    series: {
      [count("200")]: `0+600x${12 * hour} ${steps(11, 600 * 12 * hour, 12 * hour)}`,
      [count("500")]: `0x${12 * hour} ${steps(1, 0, 12 * hour)}`,
    },
    // 720 of 440,640: a mean of hours would be a twenty-fourth.
    moments: [{ at: "24h", values: { [series("1d")]: 0.00163 } }],
  },
  {
    name: "a promise over a week: 3.36 times too fast",
    workload: { ...available, slo: { availability: 99, window: "7d" } },
    series: failing(24, { from: 2 * hour, during: 3 * hour }),
    // 4 %: 3.36 % of an hour after 50.4 minutes.
    moments: [
      { at: "2h48m", firing: [ticket] },
      { at: "2h53m", firing: [page, ticket] },
    ],
  },
  {
    name: "a service that promises little pages when almost everything fails",
    workload: { ...available, slo: { availability: 90 } },
    series: failing(600, { from: 6 * hour, during: 2 * hour }),
    moments: [
      { at: "6h50m", firing: [ticket] },
      { at: "6h56m", firing: [page, ticket] },
    ],
  },
  {
    name: "in a mesh what failed by both codes counts once, and calls of others do not count",
    workload: { ...available, requests: inMesh },
    series: {
      [istio("200", "0")]: "0+450x60",
      [istio("200", "14")]: "0+50x60",
      [istio("503", "14")]: "0+100x60",
      [istio("500", "0", "cartservice-canary")]: "0+600x60",
      [istio("500", "0").replace("destination", "source")]: "0+600x60",
    },
    moments: [{ at: "20m", values: { [series("5m")]: 0.25, "service:request_errors:ratio_rate5m": 0.25 } }],
  },
  {
    name: "at a gateway all rules that lead to it count, and none that leads elsewhere",
    workload: { ...available, requests: behindGateway },
    series: {
      [envoy("cartservice/rule/0", "2")]: "0+500x60",
      [envoy("cartservice/rule/2/backend/1", "5")]: "0+100x60",
      [envoy("cartservice/rule/1", "5")]: "0+600x60",
      [envoy("cartservice/rule/20", "5")]: "0+600x60",
      [envoy("cartservice-canary/rule/0", "5")]: "0+600x60",
    },
    moments: [{ at: "20m", values: { [series("5m")]: 0.16667, "slo:requests:rate5m": 10 } }],
  },
  ...["1", "1.0"].map((le): WorkloadCase => ({
    name: `slow answers burn a budget too, whether the bucket is called ${le} or not`,
    workload: fast,
    series: {
      [bucket(le)]: `0+600x${2 * hour} ${steps(300, 600 * 2 * hour, hour)}`,
      [bucket("+Inf")]: `0+600x${3 * hour}`,
      [count("200")]: `0+600x${3 * hour}`,
    },
    moments: [
      { at: "2h", firing: [] },
      { at: "2h5m", firing: [] },
      {
        at: "2h30m",
        firing: ["ErrorBudgetBurn critical latency", "ErrorBudgetBurn warning latency"],
        values: { 'slo:sli_error:ratio_rate5m{slo="latency"}': 0.5 },
      },
    ],
  })),
];
