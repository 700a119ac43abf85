// That each entry is complete, and of a form. That it is true is what its source says; nobody asks it here.
import { catalogue, charts, manifests, type CatalogueEntry, type ChartEntry } from "../../components/core";

const entries: [string, CatalogueEntry][] = [
  ...Object.entries<CatalogueEntry>(catalogue),
  ...Object.entries<ChartEntry>(charts).map(([name, entry]): [string, CatalogueEntry] => [`charts.${name}`, entry]),
  ...Object.entries<CatalogueEntry>(manifests).map(([name, entry]): [string, CatalogueEntry] => [
    `manifests.${name}`,
    entry,
  ]),
];

test.each(entries)(
  "%s says what it is, whose, and under which licence",
  (_, { version, source, licence, endOfLife }) => {
    expect(version).toMatch(/^[\w.-]+(@sha256:[a-f0-9]{64})?$/);
    expect(source).toMatch(/^https:\/\/[\w.-]+\//);
    expect(licence).toMatch(/^[\w.-]+( (OR|AND) [\w.-]+)*$/);
    expect(endOfLife ?? "2026-01-01").toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Number.isNaN(Date.parse(endOfLife ?? "2026-01-01"))).toBe(false);
  },
);

const chartEntries = Object.entries<ChartEntry>(charts);

test.each(chartEntries)(
  "charts.%s has an address and a range of Kubernetes",
  (_, { repository, chart, appVersion, kubernetes }) => {
    expect(`${repository}/${chart}`).toMatch(/^(https|oci):\/\/[\w./-]+[\w]\/[a-z0-9-]+$/);
    expect(appVersion).toMatch(/^(v|edge-)?\d+\.\d+/);
    const [from, to] = [kubernetes.from, kubernetes.to].map((version) => Number(/^1\.(\d+)$/.exec(version)?.[1]));
    expect(from).toBeLessThanOrEqual(to ?? NaN);
    expect(kubernetes.named).not.toBe(`${kubernetes.from} to ${kubernetes.to}`);
  },
);

test("every chart is made for the version of Kubernetes that clusters get", () => {
  const minor = Number(catalogue.kubernetes.version.split(".")[1]);
  const without = chartEntries.filter(
    ([
      ,
      {
        kubernetes: { from, to },
      },
    ]) => {
      const [oldest = NaN, newest = NaN] = [from, to].map((version) => Number(version.split(".")[1]));
      return !(oldest <= minor && minor <= newest);
    },
  );
  expect(without.map(([name]) => name)).toEqual([]);
});

test("no chart is there twice", () => {
  const names = chartEntries.map(([, { chart }]) => chart);
  expect(names).toEqual([...new Set(names)]);
});
