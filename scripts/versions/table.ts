import { isEnding, type VersionRow } from "./rows";

const columns = [
  { title: "name", of: ({ name }: VersionRow) => name },
  { title: "version", of: ({ version }: VersionRow) => version },
  { title: "app version", of: ({ appVersion = "" }: VersionRow) => appVersion },
  { title: "Kubernetes", of: ({ kubernetes = "" }: VersionRow) => kubernetes },
  { title: "licence", of: ({ licence = "" }: VersionRow) => licence },
  { title: "end of life", of: ({ endOfLife = "" }: VersionRow) => endOfLife },
  { title: "days left", of: ({ daysLeft }: VersionRow) => (daysLeft === undefined ? "" : String(daysLeft)) },
  { title: "source", of: ({ source }: VersionRow) => source },
] as const;

/** The rows as text, in columns; what ends soon has a mark at its beginning. */
export function versionTable(rows: readonly VersionRow[]): string {
  const lines = [
    ["", ...columns.map(({ title }) => title)],
    ...rows.map((row) => [isEnding(row) ? "!" : "", ...columns.map(({ of }) => of(row))]),
  ];
  const widths = ["", ...columns].map((_, index) => Math.max(1, ...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
