import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { traceRules } from "../../components/observability/traces/trace-rules";
import { traceStores, type TraceStore } from "../../components/observability/traces/tracing-spec";
import { checkRules, testRules, writeRules } from "./rules/promtool";
import { findPrometheus } from "./toolchain";
import { traceCases } from "./traces/trace-cases";

// What a Prometheus makes of the alerts of traces, by promtool of the distribution on series that are made up. That collectors write such series is in
// traces.e2e.ts; of Tempo's it is not shown.

const programs = findPrometheus();
if ("missing" in programs) process.stdout.write(`\nSKIPPED, promtool: ${programs.missing}\n`);

describe("alerts of traces, by promtool on series that are made up", () => {
  if ("missing" in programs) {
    it.skip(`skipped: ${programs.missing}`, () => undefined);
    return;
  }
  const { promtool } = programs;
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-trace-rules-"));
  const rules = (store: TraceStore) => writeRules(folder, store, traceRules({ store }));

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(traceStores)("rules are sound: %s", (store) => {
    const { ok, output } = checkRules(promtool, rules(store));
    expect(output).toContain("SUCCESS");
    expect(ok).toBe(true);
  });

  it.each(traceCases.map((one) => [one.name, one] as const))("%s", (_, { store, ...one }) => {
    const { ok, output } = testRules(promtool, folder, rules(store), one);
    expect(output).toContain("SUCCESS");
    expect(ok).toBe(true);
  });
});
