import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { workloadRules } from "../../components/observability/service/service-rules";
import { called, gatewayOf, observed, promised, watched } from "../observability/service-examples";
import { requestMetrics } from "../../components/observability/service/request-sources";
import { queriesOf } from "../../components/observability/dashboards/queries";
import { everyDashboard, workloads as shownWorkloads } from "../observability/dashboard-examples";
import { alertCases } from "./rules/alert-cases";
import { sloCases } from "./rules/slo-cases";
import { checkRules, testRules, writeRules } from "./rules/promtool";
import { findPrometheus } from "./toolchain";

// What a Prometheus makes of the rules of workloads, by promtool of the distribution (2.42) on series that are made up. The Prometheus of the cluster is newer;
// what differs between the two is told in components/observability/service/counted-requests.ts. Whether exporters write such series is not proven here.

const programs = findPrometheus();
const promtool = "missing" in programs ? "" : programs.promtool;
const folder = mkdtempSync(path.join(tmpdir(), "slipway-rules-"));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("Prometheus is there", () => {
  expect(programs).not.toHaveProperty("missing");
});

const routed = {
  ...called,
  convention: undefined,
  routed: [{ route: "cartservice", protocol: "http", index: 0, port: 80 }],
} as const;

const workloads: Readonly<Record<string, ObservedWorkload>> = {
  observed,
  promised,
  "behind a gateway": { ...promised, requests: requestMetrics(routed, { ...watched, gateway: gatewayOf("envoy") }) },
  "over a week": { ...promised, slo: { availability: 99, window: "7d" } },
  "a stateful service": { ...observed, kind: "StatefulSet" },
  "a node agent": { ...observed, kind: "DaemonSet", autoscaler: undefined },
  "a job": { ...observed, kind: "Job", requests: undefined },
  "a scheduled job": { ...observed, kind: "CronJob", requests: undefined },
};

test.each(Object.entries(workloads))("rules are sound: %s", (name, workload) => {
  const { ok, output } = checkRules(promtool, writeRules(folder, name.replaceAll(" ", "-"), workloadRules(workload)));
  expect(output).toContain("SUCCESS");
  expect(ok).toBe(true);
});

test.each(shownWorkloads.map((workload) => [workload.name, workload] as const))(
  "rules are sound, whoever counts requests: %s",
  (name, workload) => {
    expect(checkRules(promtool, writeRules(folder, name, workloadRules(workload))).ok).toBe(true);
  },
);

test("queries of dashboards are what Prometheus takes", () => {
  const queries = queriesOf(everyDashboard);
  const rules = queries.map((expr, index) => ({ record: `dashboard:query:${index}`, expr }));
  const { output } = checkRules(promtool, writeRules(folder, "dashboards", [{ name: "dashboards", rules }]));
  expect(queries.length).toBeGreaterThan(100);
  expect(output).toContain(`SUCCESS: ${queries.length} rules found`);
});

test("rules that are not sound are found", () => {
  const broken = [{ name: "broken", rules: [{ record: "a:b", expr: "sum(rate(x[5m])" }] }];
  expect(checkRules(promtool, writeRules(folder, "broken", broken)).ok).toBe(false);
});

describe.each([
  ["objectives", sloCases],
  ["alerts", alertCases],
])("%s", (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { workload, ...one }) => {
    expect(testRules(promtool, folder, workloadRules(workload), one)).toEqual({
      ok: true,
      output: expect.stringContaining("SUCCESS") as string,
    });
  });
});
