import type { AddOnReport } from "./render";

/** What came of a case, as text. */
export function describeCase(name: string, reports: readonly AddOnReport[]): string {
  const lines = reports.flatMap(({ addOn, charts, problems }) => [
    ...(charts.length === 0 ? [row(addOn, "no chart", "", outcome(problems))] : []),
    ...charts.map(({ chart, version, missing, objects, hooks }) =>
      row(
        addOn,
        `${chart} ${version}`,
        missing ?? `${objects} objects, ${hooks} of them hooks`,
        missing === undefined ? outcome(problems) : "",
      ),
    ),
    ...problems.map((problem) => `    - ${problem}`),
  ]);
  return [`${name}:`, ...lines].join("\n");
}

function row(...cells: readonly string[]): string {
  return `  ${cells.map((cell, index) => cell.padEnd([30, 36, 28, 0][index] ?? 0)).join("")}`.trimEnd();
}

function outcome(problems: readonly string[]): string {
  return problems.length === 0 ? "fine" : problems.length === 1 ? "1 problem" : `${problems.length} problems`;
}

/** One line about everything. */
export function summarizeReports(reports: readonly AddOnReport[]): string {
  const charts = new Map(reports.flatMap((report) => report.charts.map((one) => [`${one.chart} ${one.version}`, one])));
  const missing = [...charts.values()].filter((one) => one.missing?.startsWith("not in the folder"));
  const problems = new Set(reports.flatMap((report) => report.problems.map((problem) => `${report.addOn} ${problem}`)));
  return [
    `${charts.size - missing.length} of ${charts.size} charts rendered`,
    ...(missing.length === 0
      ? []
      : [`${missing.map((one) => `${one.chart} ${one.version}`).join(", ")} not in the folder`]),
    problems.size === 1 ? "1 problem" : `${problems.size} different problems`,
  ].join("; ");
}
