import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { traceRules } from "../../components/observability/traces/trace-rules";
import { traceStores } from "../../components/observability/traces/tracing-spec";
import { checkRules, testRules, writeRules } from "./rules/promtool";
import { describeWith } from "./test-bed";
import { findPrometheus } from "./toolchain";
import { traceCases } from "./traces/trace-cases";

// What a Prometheus makes of the alerts of traces, by promtool of the distribution on series that are made up. That collectors write such series is in
// traces.e2e.ts; of Tempo's it is not shown.

describeWith("alerts of traces, by promtool on series that are made up", findPrometheus(), ({ promtool }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-trace-rules-"));

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(traceStores)("rules are sound: %s", (store) => {
    const { ok, output } = checkRules(promtool, writeRules(folder, store, traceRules({ store })));
    expect(output).toContain("SUCCESS");
    expect(ok).toBe(true);
  });

  it.each(traceCases.map((one) => [one.name, one] as const))("%s", (_, { store, ...one }) => {
    const { ok, output } = testRules(promtool, folder, traceRules({ store }), one);
    expect(output).toContain("SUCCESS");
    expect(ok).toBe(true);
  });
});
