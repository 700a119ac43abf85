import type { Audit } from "./find";
import type { Finding } from "./findings";
import type { AuditScope } from "./scope";

/** What a person reads: what was looked at, a table, notes, and the number that is left. */
export function describeAudit({ left, notes, accountId }: Audit, scope: AuditScope): string {
  const cost = left.reduce((sum, { usdPerMonth = 0 }) => sum + usdPerMonth, 0);
  return [
    `${scope.environment}: account ${accountId}, ${scope.region}, cluster ${scope.clusterName}`,
    ...(left.length === 0 ? [] : ["", drawTable(left)]),
    "",
    ...notes.map((note) => `note: ${note}`),
    ...(cost === 0 ? [] : [`they cost at least ${cost.toFixed(2)} USD a month, by list prices of us-east-1`]),
    countOf(left),
  ].join("\n");
}

/** What a program reads. */
export function auditJson({ left, notes, accountId }: Audit, { environment, region, clusterName }: AuditScope): string {
  return JSON.stringify({ environment, account: accountId, region, cluster: clusterName, left, notes }, undefined, 2);
}

function countOf(left: readonly Finding[]): string {
  if (left.length === 0) return "nothing is left";
  return left.length === 1 ? "1 resource is left" : `${left.length} resources are left`;
}

const columns: readonly (readonly [string, (finding: Finding) => string])[] = [
  ["SERVICE", ({ service }) => service],
  ["TYPE", ({ type }) => type],
  ["ID", ({ id }) => id],
  ["NAME", ({ name = "-" }) => name],
  ["STATE", ({ state = "-" }) => state],
  ["CREATED", ({ created = "-" }) => created],
  ["USD/MONTH", ({ usdPerMonth }) => usdPerMonth?.toFixed(2) ?? "-"],
  ["BECAUSE", ({ because }) => because],
];

function drawTable(findings: readonly Finding[]): string {
  const rows = [columns.map(([title]) => title), ...findings.map((one) => columns.map(([, value]) => value(one)))];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}
