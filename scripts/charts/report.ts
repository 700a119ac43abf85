import { recordLimit } from "./record";
import type { AddOnReport, ChartReport } from "./render";

/** What came of a case, as text. */
export function describeCase(name: string, reports: readonly AddOnReport[]): string {
  const lines = reports.flatMap(({ addOn, charts, manifests, problems }) => [
    ...(charts.length + manifests.length === 0 ? [row(addOn, "no chart", "", outcome(problems))] : []),
    ...charts.map((chart) =>
      row(
        addOn,
        `${chart.chart} ${chart.version}`,
        chart.missing ?? whatIsIn(chart),
        chart.missing === undefined ? outcome(problems) : "",
      ),
    ),
    ...manifests.map(({ files, missing, objects }) =>
      row(
        addOn,
        files === 1 ? "a file" : `${files} files`,
        missing.length === 0 ? `${objects.length} objects` : `${missing.length} of them not in the folder`,
        charts.length === 0 ? outcome(problems) : "",
      ),
    ),
    ...problems.map((problem) => `    - ${problem}`),
  ]);
  return [`${name}:`, ...lines].join("\n");
}

function whatIsIn({ objects, hooks, recordBytes, leftOut }: ChartReport): string {
  const record = `record ${Math.round((100 * recordBytes) / recordLimit)} % of the limit`;
  return `${objects} objects, ${hooks} of them hooks, ${record}${leftOut === undefined ? "" : `, without ${leftOut}`}`;
}

function row(...cells: readonly string[]): string {
  return `  ${cells.map((cell, index) => cell.padEnd([30, 36, 54, 0][index] ?? 0)).join("  ")}`.trimEnd();
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
