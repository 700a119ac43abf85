// What `npm run versions` prints, and that nothing that is pinned ends soon. Whether an end is the right one is what its source says.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { catalogue, charts, today } from "../../components/core";
import { endingSoon, isEnding, versionRows, type VersionRow } from "../../scripts/versions/rows";
import { versionTable } from "../../scripts/versions/table";

const names = (rows: readonly VersionRow[]): string[] => rows.map(({ name, version }) => `${name} ${version}`);
const find = (rows: readonly VersionRow[], name: string): VersionRow[] => rows.filter((row) => row.name === name);

test("nothing that is pinned ends within 60 days from today", () => {
  expect(versionTable(endingSoon(versionRows(today())))).toBe(versionTable([]));
});

describe("on a fixed day", () => {
  const rows = versionRows("2026-11-21");

  it("has everything that is pinned, by name", () => {
    expect(rows.map(({ name }) => name)).toEqual(rows.map(({ name }) => name).sort());
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(catalogue)));
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.values(charts).map(({ chart }) => `chart/${chart}`)),
    );
  });

  it("tells of a chart what it installs, on which versions of Kubernetes, and how long", () => {
    expect(find(rows, "chart/gateway-helm")).toEqual([
      {
        name: "chart/gateway-helm",
        version: "v1.9.0",
        appVersion: "v1.9.0",
        kubernetes: "1.33-1.36",
        licence: "Apache-2.0",
        endOfLife: "2027-02-14",
        daysLeft: 85,
        source: "https://gateway.envoyproxy.io/news/releases/matrix/",
        pinned: true,
      },
    ]);
  });

  it("leaves digests out", () => {
    expect(find(rows, "valkey")[0]?.version).toMatch(/^[\d.]+-alpine$/);
  });

  it("counts the days of standard support of EKS, then those of extended support", () => {
    const eks = [...find(rows, "eks"), ...find(rows, "eks (extended)")];
    expect(eks.map(({ name, version, daysLeft, pinned }) => [name, version, daysLeft, pinned])).toEqual([
      ["eks", "1.36", 254, true],
      ["eks", "1.35", 126, false],
      ["eks", "1.34", 11, false],
      ["eks (extended)", "1.33", 250, false],
      ["eks (extended)", "1.32", 122, false],
      ["eks (extended)", "1.31", 5, false],
    ]);
  });

  it("has the builds of EKS add-ons for each version of Kubernetes", () => {
    expect(find(rows, "eks/vpc-cni").map(({ kubernetes }) => kubernetes)).toEqual(["1.36", "1.35", "1.34"]);
  });

  it("marks what ends within 60 days, whether it is pinned or not", () => {
    const marked = versionTable(rows)
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.split(/ {2,}/).slice(1, 3).join(" "));
    expect(marked).toEqual(["eks 1.34", "eks (extended) 1.31"]);
  });
});

describe("a pinned version", () => {
  it("is told of 59 days before its end, and not 60 days before", () => {
    expect(names(endingSoon(versionRows("2026-12-16")))).toEqual([]); // 60 days before 2027-02-14
    expect(names(endingSoon(versionRows("2026-12-17")))).toEqual(["chart/gateway-helm v1.9.0"]);
  });

  it("is told of when it has ended", () => {
    expect(names(endingSoon(versionRows("2027-07-01")))).toEqual([
      "chart/base 1.31.1",
      "chart/cni 1.31.1",
      "chart/gateway-helm v1.9.0",
      "chart/istiod 1.31.1",
      "chart/ztunnel 1.31.1",
      "eks 1.36",
      "kubernetes 1.36.3",
    ]);
  });

  it("without an end never is", () => {
    expect(isEnding({ name: "x", version: "1", source: "https://example.com/", pinned: true })).toBe(false);
  });
});

test("the table has a line for each, in columns", () => {
  const row = {
    name: "chart/x",
    version: "1.0.0",
    endOfLife: "2026-12-01",
    daysLeft: 10,
    source: "https://x/",
    pinned: true,
  };
  expect(versionTable([row])).toBe(
    [
      "   name     version  app version  Kubernetes  licence  end of life  days left  source",
      "!  chart/x  1.0.0                                      2026-12-01   10         https://x/",
    ].join("\n"),
  );
});

describe("the command", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["scripts/run-ts.cjs", "scripts/versions.ts", ...args], {
      cwd: path.resolve(__dirname, "..", ".."),
      encoding: "utf8",
      timeout: 30_000,
    });

  it("prints the rows as JSON", () => {
    const { status, stdout } = run("--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(versionRows(today()));
  });

  it("says what it takes", () => {
    const { status, stderr } = run("--jsn");
    expect(status).toBe(2);
    expect(stderr).toContain("npm run versions -- --json");
  });
});
