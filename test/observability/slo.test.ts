import type { PlatformCapabilities } from "../../components/cluster";
import { checkSlo } from "../../components/observability/service/check-slo";
import {
  burnRate,
  burnThreshold,
  burnWindows,
  plannedObjectives,
} from "../../components/observability/service/objectives";
import { sloRules } from "../../components/observability/service/slo-rules";
import type { SloSpec } from "../../components/observability/service/slo-spec";
import type { CalledWorkload } from "../../components/observability/service/called-workload";
import { called, gatewayOf, meshOf, observed, promised, watched } from "./service-examples";

// The figures of objectives, what is recorded of them, and what is refused. That the alerts come and go as they should is for test/e2e/rules.e2e.ts.

const ratesOf = (window: string) => burnWindows.map((windows) => burnRate(window, windows));

test("burn rates over 30 days are those of the workbook", () => {
  expect(ratesOf("30d")).toEqual([14.4, 6, 3, 1]);
});

test("over other windows the same share of the budget is gone, and never slower than it lasts", () => {
  expect(ratesOf("90d")).toEqual([43.2, 18, 9, 3]);
  expect(ratesOf("28d")).toEqual([13.44, 5.6, 2.8, 1]);
  expect(ratesOf("7d")).toEqual([3.36, 1.4, 1, 1]);
});

test.each([
  [99.9, "30d", [0.0144, 0.006, 0.003, 0.001]],
  [99, "7d", [0.0336, 0.014, 0.01, 0.01]],
  // All requests could fail, and no budget of a tenth of them would burn 14.4 times too fast.
  [90, "30d", [0.9, 0.6, 0.3, 0.1]],
])("of a promise of %d %% over %s so many failures are too many", (availability, window, thresholds) => {
  const [objective] = plannedObjectives({ ...observed, slo: { availability, window } });
  if (objective === undefined) throw new Error("nothing is promised");
  expect(burnWindows.map((windows) => burnThreshold(objective, windows))).toEqual(thresholds);
});

test("what is recorded of objectives, by names that dashboards read", () => {
  const [short, long] = sloRules(promised);
  const records = (rules: typeof short, slo: string) =>
    (rules?.rules ?? []).flatMap((rule) => ("record" in rule && rule.labels?.slo === slo ? [rule.record] : []));
  const scraped = ["5m", "30m", "1h", "2h", "6h"].map((window) => `slo:sli_error:ratio_rate${window}`);
  for (const slo of ["availability", "latency"]) {
    expect(records(short, slo)).toEqual(["slo:requests:rate5m", "slo:failed_requests:rate5m", ...scraped]);
    expect(records(long, slo)).toEqual([
      "slo:sli_error:ratio_rate1d",
      "slo:sli_error:ratio_rate3d",
      "slo:sli_error:ratio_rate30d",
      "slo:error_budget:ratio",
      "slo:error_budget_remaining:ratio",
    ]);
  }
  expect(short?.rules[0]).toMatchObject({ labels: { slo: "availability", namespace: "shop", service: "cartservice" } });
});

test("shares of failures: none without requests, 0 without failures, and of times by the bucket that is promised", () => {
  const [availability, latency] = plannedObjectives(promised);
  const counter = 'http_server_request_duration_seconds_count{job="shop/cartservice"';
  const all = `sum(rate(${counter}}[1h]))`;
  const failed = `sum(rate(${counter},http_response_status_code=~"5.."}[1h]))`;
  expect(availability?.failureRatio("1h")).toBe(`(${failed} or 0 * ${all}) / (${all} > 0)`);
  const within = 'sum(rate(http_server_request_duration_seconds_bucket{job="shop/cartservice",le="0.25"}[1h]))';
  expect(latency?.failureRatio("1h")).toBe(`clamp_min(${all} - ${within}, 0) / (${all} > 0)`);
});

test("a page and a ticket for each promise, with labels by which they are routed", () => {
  const alerts = sloRules({ ...promised, alerts: { labels: { team: "checkout" } } }).flatMap(({ rules }) =>
    rules.flatMap((rule) => ("alert" in rule ? [[rule.alert, rule.severity, rule.labels, rule.runbook]] : [])),
  );
  const labels = { namespace: "shop", service: "cartservice", application: "shop", team: "checkout" };
  expect(alerts).toEqual(
    ["availability", "latency"].flatMap((slo) =>
      ["critical", "warning"].map((severity) => ["ErrorBudgetBurn", severity, { slo, ...labels }, "objectives"]),
    ),
  );
});

test("where the application chooses its buckets, it is told of a promise that none of them ends at", () => {
  const requests = { by: "x", rate: (r: string) => `rate${r}`, errors: (r: string) => `errors${r}` };
  const latency = { within: () => "within", all: () => "all", quantile: () => "quantile" };
  const names = (boundaries?: readonly number[]) =>
    sloRules({
      ...observed,
      requests: { ...requests, latency: { ...latency, boundaries } },
      slo: { latency: { percentile: 99, below: "300ms" } },
    }).flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])));
  expect(names()).toContain("ObjectiveNotMeasured");
  expect(names([0.3])).not.toContain("ObjectiveNotMeasured");
});

test("no rules without a promise, or without anybody who counts; no alerts where they are left out", () => {
  expect(sloRules(observed)).toEqual([]);
  expect(sloRules({ ...promised, requests: undefined })).toEqual([]);
  const hasAlerts = (alerts: typeof promised.alerts) =>
    sloRules({ ...promised, alerts }).some(({ rules }) => rules.some((rule) => "alert" in rule));
  expect(hasAlerts(undefined)).toBe(true);
  expect(hasAlerts({ without: ["ErrorBudgetBurn"] })).toBe(false);
  expect(hasAlerts(false)).toBe(false);
});

/** Each problem as `path: message → fix`. */
function problems(
  slo: SloSpec,
  workload: CalledWorkload = called,
  capabilities: PlatformCapabilities = watched,
): string[] {
  return checkSlo(slo, workload, capabilities).map(
    ({ path, message, fix }) => `${path.join(".")}: ${message} → ${fix}`,
  );
}

test("a sound promise is let through", () => {
  expect(problems({ availability: 99.9, latency: { percentile: 99, below: "250ms" }, window: "28d" })).toEqual([]);
});

test.each<[string, SloSpec, string]>([
  ["nothing", {}, ": nothing is promised → write availability: 99.9"],
  [
    "all requests",
    { availability: 100 },
    "availability: a promise of all requests leaves no budget of errors, and the first one breaks it → write 99.9",
  ],
  ["none", { availability: 0 }, "availability: this is no share of requests that can be promised → write 99.9"],
  [
    "a share in place of a percentage",
    { availability: 100.5 },
    "availability: this is no share of requests that can be promised → write 99.9",
  ],
  [
    "a percentile of 100",
    { latency: { percentile: 100, below: "250ms" } },
    "latency.percentile: a promise of all requests leaves no budget of errors, and the first one breaks it → write 99.9",
  ],
  [
    "a time without its unit",
    { latency: { percentile: 99, below: "300" } },
    "latency.below: a time needs its unit → write 300ms or 300s",
  ],
  ["no time", { latency: { percentile: 99, below: "fast" } }, "latency.below: this is no time → write 300ms"],
  [
    "a time that no bucket ends at",
    { latency: { percentile: 99, below: "300ms" } },
    "latency.below: requests are counted in buckets by the application, and none ends at this time → write 250ms",
  ],
  [
    "a window that is shorter than an alert's",
    { availability: 99.9, window: "2d" },
    "window: the window is shorter than the longest one that its alerts judge, 3d → write 7d or longer",
  ],
  [
    "a window that is short",
    { availability: 99.9, window: "5d" },
    "window: an objective cannot be over such a time → write 30d",
  ],
  [
    "a window that is long",
    { availability: 99.9, window: "120d" },
    "window: an objective cannot be over such a time → write 30d",
  ],
  ["a window in weeks", { availability: 99.9, window: "4w" }, "window: this is no time in days → write 28d"],
  ["no window", { availability: 99.9, window: "month" }, "window: this is no time in days → write 30d"],
  [
    "a source that is not there",
    { availability: 99.9, source: "mesh" },
    "source: this does not count requests to the workload: there is no mesh → write slipway:mesh: { provider: istio }, or linkerd",
  ],
])("refused: %s", (_, slo, problem) => {
  expect(problems(slo)).toEqual([problem]);
});

test("a fraction was meant as a percentage", () => {
  const [problem] = checkSlo({ availability: -0.5 }, called, watched);
  expect(problem?.fix).toBe("write 99.9");
  expect(checkSlo({ availability: 0.999 }, called, watched)).toEqual([
    {
      path: ["availability"],
      message: "this is a share, not a percentage",
      found: "0.999",
      allowed: "a percentage, at least 1 and below 100",
      fix: "write 99.9",
    },
  ]);
});

test("without anybody who counts, it says who does not and why, and what would", () => {
  const alb = { ...watched, gateway: gatewayOf("alb"), mesh: meshOf("consul", "sidecar") };
  expect(checkSlo({ availability: 99.9 }, { ...called, convention: undefined }, alb)).toEqual([
    {
      path: [],
      message: "nobody in this environment counts requests to the workload",
      found:
        "mesh: the metrics of its proxies are off here; " +
        "gateway: its metrics are in CloudWatch, for each target group, which Prometheus does not read; " +
        "application: it does not say by which names its metrics count requests; " +
        "traces: no metrics are made out of spans",
      fix: "write metrics.convention: openTelemetry, springBoot, goGrpc, prometheus, or remove slo",
    },
  ]);
});

test("where nobody reads rules a promise is refused; where it is not known, only what can be said of it is checked", () => {
  expect(problems({ availability: 99.9 }, called, {})).toEqual([
    ": nobody would look after the objective, as the environment has no Prometheus that reads rules → " +
      "write slipway:observability: { metrics: true }, or remove slo",
  ]);
  const latency = { percentile: 99, below: "123ms" };
  expect(checkSlo({ latency }, { ...called, endpoints: [] }, undefined)).toEqual([]);
});

test("a window is not longer than metrics are kept", () => {
  const kept = (retention: string) => ({ ...watched, observability: { rules: true, retention } });
  expect(problems({ availability: 99.9 }, called, kept("15d"))).toEqual([
    "window: metrics are not kept as long as the window, so that its budget of errors would never be known → " +
      "write slipway:observability.metrics.retention: 30d, or a shorter window",
  ]);
  expect(problems({ availability: 99.9, window: "14d" }, called, kept("15d"))).toEqual([]);
  expect(problems({ availability: 99.9 }, called, kept("30d"))).toEqual([]);
});

test("boundaries are those of who counts: what one gateway measures, another does not", () => {
  const routed = {
    ...called,
    convention: undefined,
    routed: [{ route: "cartservice", protocol: "http", index: 0, port: 80 }],
  } as const;
  const slo = { latency: { percentile: 95, below: "300ms" } };
  const behind = (engine: "envoy" | "traefik" | "kong") =>
    problems(slo, routed, { ...watched, gateway: gatewayOf(engine) });
  expect(behind("traefik")).toEqual([]);
  expect(behind("envoy")).toEqual([expect.stringContaining("write 250ms")]);
  expect(behind("kong")).toEqual([expect.stringContaining("write 250ms")]);
});
