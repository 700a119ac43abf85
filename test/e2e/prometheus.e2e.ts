import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RuleGroup } from "../../components/observability/rules/rule";
import { podMonitor } from "../../components/observability/service/pod-monitor";
import { workloadRules } from "../../components/observability/service/service-rules";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { promised } from "../observability/service-examples";
import { Authority } from "./gateways/certificates";
import { CountingService } from "./rules/counting-service";
import { PrometheusOnLoopback, scrapeConfigs } from "./rules/prometheus-on-loopback";
import { writeRules } from "./rules/promtool";
import { findPrometheus } from "./toolchain";

// A real Prometheus of the distribution (2.42) reads two pods of a workload by the settings of its PodMonitor, which the test translates as the operator does, and
// evaluates the workload's rules with windows of seconds. What it records is what was injected. Neither the operator nor a cluster takes part.

const workload: ObservedWorkload = {
  ...promised,
  endpoints: [
    { portName: "http", port: 8080, path: "/metrics", scheme: "http" },
    { portName: "secure", port: 8443, path: "/internal/metrics", scheme: "https" },
  ],
};

/** Rules as they are, but for their windows: seconds in place of minutes, hours and days. */
function hastened(groups: readonly RuleGroup[]): RuleGroup[] {
  const windows: Readonly<Record<string, string>> = {
    "5m": "5s",
    "30m": "6s",
    "1h": "8s",
    "2h": "9s",
    "6h": "10s",
    "1d": "10s",
    "3d": "12s",
    "30d": "15s",
  };
  return groups.map((group) => ({
    ...group,
    interval: "1s",
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: rule.expr.replace(/\[(\w+)\]/g, (_, window: string) => `[${windows[window] ?? window}]`),
    })),
  }));
}

const folder = mkdtempSync(path.join(tmpdir(), "slipway-prometheus-"));
const plain = new CountingService({ requests: 40, failed: 10, slow: 2 });
let secure: CountingService | undefined;
let prometheus: PrometheusOnLoopback | undefined;

beforeAll(async () => {
  const programs = findPrometheus();
  if ("missing" in programs) throw new Error(programs.missing);
  const authority = await Authority.make(path.join(folder, "authority"));
  secure = new CountingService({ requests: 60, failed: 0, slow: 8 }, await authority.sign("pod.example.com"));
  const [monitor] = podMonitor(workload);
  if (monitor === undefined) throw new Error("nothing is monitored");
  const scrapes = scrapeConfigs(monitor, workload.namespace, [
    [{ pod: "cartservice-7d9f-a", container: "server", port: await plain.listen() }],
    [{ pod: "cartservice-7d9f-b", container: "server", port: await secure.listen() }],
  ]);
  const rules = writeRules(folder, "workload", hastened(workloadRules(workload)));
  prometheus = await PrometheusOnLoopback.start(programs.prometheus, folder, { scrapes, rules });
}, 60_000);

afterAll(async () => {
  await prometheus?.stop();
  await Promise.all([plain.close(), secure?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

function server(): PrometheusOnLoopback {
  if (prometheus === undefined) throw new Error("Prometheus has not started");
  return prometheus;
}

const labels = 'namespace="shop",service="cartservice"';

test("both pods are read, by path and scheme, with the labels that rules and autoscalers ask by", async () => {
  await server().waitUntil("both are up", async () => Object.keys(await server().query("up == 1")).length === 2);
  const targets = await server().query(
    'count by (job, namespace, service, pod, container) (up{job="shop/cartservice"})',
  );
  expect(Object.keys(targets).sort()).toEqual(
    ["a", "b"].map(
      (pod) =>
        `container="server",job="shop/cartservice",namespace="shop",pod="cartservice-7d9f-${pod}",service="cartservice"`,
    ),
  );
  expect([...plain.asked]).toEqual(["/metrics"]);
  expect([...(secure?.asked ?? [])]).toEqual(["/internal/metrics"]);
});

test("what is recorded is what was injected: 100 requests a second, a tenth failed, a tenth slow", async () => {
  const filled =
    'count_over_time(slo:requests:rate5m{slo="latency"}[15s]) >= 14 and on () slo:error_budget_remaining:ratio{slo="latency"}';
  await server().waitUntil(
    "the longest window is full",
    async () => Object.keys(await server().query(filled)).length === 1,
    40,
  );
  const valueOf = async (query: string) => Object.values(await server().query(query));
  expect(await valueOf(`service:requests:rate5m{${labels}}`)).toEqual([expect.closeTo(100, -1)]);
  expect(await valueOf(`service:request_errors:ratio_rate5m{${labels}}`)).toEqual([expect.closeTo(0.1, 2)]);
  // Of a hundred ninety are within 0.1 s, and ten between 0.25 and 0.5: the 99th is at nine tenths of the way.
  expect(await valueOf(`service:request_duration_seconds:p99_5m{${labels}}`)).toEqual([expect.closeTo(0.475, 2)]);
  for (const slo of ["availability", "latency"]) {
    for (const window of ["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"]) {
      const recorded = await server().query(`slo:sli_error:ratio_rate${window}{slo="${slo}"}`);
      expect(recorded).toEqual({
        [`__name__="slo:sli_error:ratio_rate${window}",${labels},slo="${slo}"`]: expect.closeTo(0.1, 2) as number,
      });
    }
  }
  // A tenth is a hundred times what 99.9 % leave, and ten times what 99 % do.
  expect(await valueOf('slo:error_budget_remaining:ratio{slo="availability"}')).toEqual([expect.closeTo(-99, -1)]);
  expect(await valueOf('slo:error_budget_remaining:ratio{slo="latency"}')).toEqual([expect.closeTo(-9, 0)]);
}, 60_000);

test("both burn fast enough to page, but only where failures are many enough", async () => {
  const firing = await server().query(
    'count by (alertname, severity, slo) (ALERTS{alertstate="firing",service="cartservice"})',
  );
  expect(Object.keys(firing).sort()).toEqual(
    [
      'alertname="ErrorBudgetBurn",severity="critical",slo="availability"',
      'alertname="ErrorBudgetBurn",severity="warning",slo="availability"',
      // Ten times: a ticket, and below 14.4 the slower page.
      'alertname="ErrorBudgetBurn",severity="critical",slo="latency"',
      'alertname="ErrorBudgetBurn",severity="warning",slo="latency"',
    ].sort(),
  );
});
