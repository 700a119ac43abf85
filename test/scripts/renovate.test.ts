// What the expressions of renovate.json find in the files that they are for. Renovate itself does not run here, and nothing is looked up.
import { readFileSync } from "node:fs";
import path from "node:path";
import { addOnNames, addOnVersion, pinnedKubernetesVersions } from "../../components/cluster/eks/add-on-versions";
import { catalogue, charts, manifests, type CatalogueEntry, type ChartEntry } from "../../components/core";

interface Manager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
}

const root = path.resolve(__dirname, "..", "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const { customManagers } = JSON.parse(read("renovate.json")) as { customManagers: Manager[] };

/** What moves by itself, with the reason. */
const withoutRenovate: Readonly<Record<string, string>> = {
  redis: "the tag alpine moves by itself",
};

function managerOf(file: string): Manager {
  const [manager, ...others] = customManagers.filter(({ managerFilePatterns }) =>
    managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
  );
  if (manager === undefined || others.length > 0) throw new Error(`${file} has no manager, or several`);
  return manager;
}

/** What an expression finds in a text: its groups, without those that are not there. */
function found(expression: string | undefined, text: string): { text: string; groups: Record<string, string> }[] {
  return [...text.matchAll(new RegExp(expression ?? "$^", "g"))].map((match) => ({
    text: match[0],
    groups: groupsOf(match),
  }));
}

function groupsOf({ groups = {} }: RegExpExecArray): Record<string, string> {
  // A group that took no part is undefined, which its type does not say.
  return Object.fromEntries(
    Object.entries<string | undefined>(groups).filter(([, group]) => group !== undefined),
  ) as Record<string, string>;
}

interface Table {
  /** As it is exported. */
  readonly name: string;
  readonly entries: readonly (readonly [string, CatalogueEntry])[];
}

const tables: readonly Table[] = [
  { name: "catalogue", entries: Object.entries<CatalogueEntry>(catalogue) },
  { name: "charts", entries: Object.entries<ChartEntry>(charts) },
  { name: "manifests", entries: Object.entries<CatalogueEntry>(manifests) },
];

describe("the catalogue", () => {
  const file = "components/core/catalogue.ts";
  const source = read(file);
  const matches = found(managerOf(file).matchStrings[0], source);

  /** What is found in a table, by the key of the entry. */
  const foundIn = ({ name }: Table): [string, Record<string, string>][] => {
    const after = source.slice(source.indexOf(`export const ${name} = {`));
    return found(managerOf(file).matchStrings[0], after.slice(0, after.indexOf("\n}"))).map(({ text, groups }) => [
      /\n\s+(\w+): \{/.exec(text)?.[1] ?? "",
      groups,
    ]);
  };
  const expected = ({ version, ...entry }: CatalogueEntry | ChartEntry): Record<string, unknown> => {
    const [currentValue = "", currentDigest] = version.split("@");
    const pin = { currentValue, ...(currentDigest === undefined ? {} : { currentDigest }) };
    if (!("chart" in entry)) return pin;
    const { repository, chart } = entry;
    return repository.startsWith("oci://")
      ? { ...pin, datasource: "docker", depName: `${repository.slice("oci://".length)}/${chart}` }
      : { ...pin, datasource: "helm", depName: chart, registryUrl: repository };
  };

  it.each(tables)("has a comment for every pin of $name but those that are named here", (table) => {
    const keys = table.entries.map(([key]) => key);
    expect(foundIn(table).map(([key]) => key)).toEqual(keys.filter((key) => withoutRenovate[key] === undefined));
  });

  it("has no comment that is not found, and no pin outside of the tables", () => {
    expect(source.match(/\/\/ renovate:/g)).toHaveLength(matches.length);
    expect(tables.flatMap(foundIn)).toHaveLength(matches.length);
    expect(source.match(/export const \w+ = \{/g)).toEqual(tables.map(({ name }) => `export const ${name} = {`));
  });

  it.each(tables.flatMap((table) => table.entries.map(([key, entry]) => ({ table, key, entry, name: table.name }))))(
    "has $name.$key with what it is looked up by",
    ({ table, key, entry }) => {
      const groups = foundIn(table).filter(([one]) => one === key);
      if (withoutRenovate[key] !== undefined) {
        expect(groups).toEqual([]);
        return;
      }
      expect(groups).toEqual([[key, expect.objectContaining(expected(entry))]]);
      const { datasource, depName, registryUrl, ...others } = groups[0]?.[1] ?? {};
      expect(datasource).toMatch(/^(docker|helm|github-releases|github-tags)$/);
      expect(depName).toMatch(/^[\w.-]+(\/[\w.-]+)*$/);
      expect(registryUrl !== undefined).toBe(datasource === "helm");
      expect(Object.keys(others).filter((one) => !/^(currentValue|currentDigest|extractVersion)$/.test(one))).toEqual(
        [],
      );
    },
  );

  it("cuts what a version lacks off the tag", () => {
    expect(matches.filter(({ groups }) => groups.extractVersion !== undefined).map(({ groups }) => groups)).toEqual([
      {
        datasource: "github-releases",
        depName: "aws-containers/retail-store-sample-app",
        extractVersion: "^v(?<version>.*)$",
        currentValue: catalogue.retailStore.version,
      },
    ]);
  });
});

describe("the builds of EKS add-ons", () => {
  const file = "components/cluster/eks/add-on-versions.ts";
  const [block, build] = managerOf(file).matchStrings;
  const builds = found(block, read(file)).flatMap(({ text, groups }) =>
    found(build, text).map((inner) => ({ ...groups, ...inner.groups })),
  );

  it("are all found, with their version of Kubernetes", () => {
    expect(builds).toEqual(
      pinnedKubernetesVersions.flatMap((kubernetesVersion) =>
        addOnNames.map((addOn) => ({
          kubernetesVersion,
          addOn,
          currentValue: addOnVersion(addOn, kubernetesVersion)?.version,
        })),
      ),
    );
  });
});

test("no other file has pins for Renovate", () => {
  expect(customManagers.flatMap(({ managerFilePatterns }) => managerFilePatterns)).toEqual([
    "/^components/core/catalogue\\.ts$/",
    "/^components/cluster/eks/add-on-versions\\.ts$/",
  ]);
});
