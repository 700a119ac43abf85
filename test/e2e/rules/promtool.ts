import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { withoutUndefined } from "../../../components/core";
import { ruleGroups, type RuleGroup } from "../../../components/observability/rules/rule";

/** What is to be at a time after the beginning. */
export interface Moment {
  /** Such as `6h30m`. */
  readonly at: string;
  /** Alerts that fire, all of them, each as `Name` or `Name severity`. Default: not looked at. */
  readonly firing?: readonly string[] | undefined;
  /** Values of queries; undefined: there is no series. */
  readonly values?: Readonly<Record<string, number | undefined>> | undefined;
}

/** Series that are made up, and what follows from them. */
export interface SeriesCase {
  readonly name: string;
  /** Time between two samples. Default: `1m`. */
  readonly interval?: string | undefined;
  /** Time between two evaluations. Default: `1m`. */
  readonly evaluated?: string | undefined;
  /** Values by series, in promtool's notation: `0+60x100` is a counter that grows by 60 a hundred times. */
  readonly series: Readonly<Record<string, string>>;
  readonly moments: readonly Moment[];
}

/** Writes rules as the operator gives them to Prometheus; returns the file. YAML takes JSON as it is. */
export function writeRules(folder: string, name: string, groups: readonly RuleGroup[]): string {
  const file = path.join(folder, `${name}.rules.json`);
  writeFileSync(file, JSON.stringify(withoutUndefined({ groups: ruleGroups(groups) })));
  return file;
}

/** What promtool says of rules: nothing is wrong where `ok`. */
export function checkRules(promtool: string, file: string): { ok: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(promtool, ["check", "rules", file], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

/**
 * What promtool says of a case, whichever groups come first: Prometheus evaluates groups independently of one another, and promtool
 * by chance if no order is given. One that reads what another records may be an evaluation behind.
 */
export function testRules(
  promtool: string,
  folder: string,
  groups: readonly RuleGroup[],
  series: SeriesCase,
): { ok: boolean; output: string } {
  const rules = writeRules(folder, "case", groups);
  const order = groups.map(({ name }) => name);
  const forwards = testInOrder(promtool, folder, rules, series, order);
  return forwards.ok && order.length > 1 ? testInOrder(promtool, folder, rules, series, order.toReversed()) : forwards;
}

function testInOrder(
  promtool: string,
  folder: string,
  rules: string,
  { name, interval = "1m", evaluated = "1m", series, moments }: SeriesCase,
  order: readonly string[],
): { ok: boolean; output: string } {
  const file = path.join(folder, "case.json");
  const test = {
    name,
    interval,
    input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
    promql_expr_test: moments.flatMap(expressions),
  };
  const tests = { rule_files: [rules], evaluation_interval: evaluated, group_eval_order: order, tests: [test] };
  writeFileSync(file, JSON.stringify(tests));
  const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", file], {
    encoding: "utf8",
    timeout: 120_000,
  });
  return { ok: status === 0, output: `${order.join(", ")}: ${stdout}${stderr}` };
}

function expressions({ at, firing, values = {} }: Moment): object[] {
  return [
    ...(firing === undefined
      ? []
      : [
          {
            expr: 'max by (alertname, severity, slo) (ALERTS{alertstate="firing"})',
            eval_time: at,
            exp_samples: firing.map((text) => ({ labels: labelsOf(text), value: 1 })),
          },
        ]),
    ...Object.entries(values).map(([expr, value]) => ({
      // In whole hundred-thousandths, as promtool compares numbers bit by bit.
      expr: `round(max(${expr}) * 100000)`,
      eval_time: at,
      exp_samples: value === undefined ? [] : [{ labels: "{}", value: Math.round(value * 100_000) }],
    })),
  ];
}

/** `Name severity slo`. */
function labelsOf(text: string): string {
  const [alertname = "", severity = "", slo] = text.split(" ");
  return `{alertname="${alertname}", severity="${severity}"${slo === undefined ? "" : `, slo="${slo}"`}}`;
}
