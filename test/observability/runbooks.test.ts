// That every alert of the tree has its section in a page of docs/runbooks/, and every section its alert. Whether it helps is for people to say.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runbookPages } from "../../components/observability/rules/rule";
import { serviceAlertNames } from "../../components/observability/service/service-alert-names";
import { allRules, gatewayRules } from "./all-rules";

const root = path.join(__dirname, "..", "..");
const folder = path.join(root, "docs", "runbooks");
const pages = readdirSync(folder);

interface Section {
  readonly name: string;
  readonly text: string;
}

function sectionsOf(page: string): Section[] {
  const [, ...sections] = readFileSync(path.join(folder, page), "utf8").split(/^## /m);
  return sections.map((text) => ({ name: text.slice(0, text.indexOf("\n")), text }));
}

/** Page and name of each alert that has one of ours. */
const alerts = [
  ...Object.values(allRules).flatMap((groups) =>
    groups.flatMap(({ rules }) =>
      rules.flatMap((rule) =>
        "alert" in rule && typeof rule.runbook === "string" ? [`${rule.runbook}.md ${rule.alert}`] : [],
      ),
    ),
  ),
  ...Object.values(gatewayRules).flatMap((objects) =>
    gatewayAlerts(objects).map(({ alert }) => `gateways.md ${alert}`),
  ),
];

interface GatewayRule {
  readonly alert: string;
  readonly annotations: Readonly<Record<string, string>>;
}

function gatewayAlerts(objects: readonly object[]): GatewayRule[] {
  const found = objects as { kind: string; fields: { spec: { groups: { rules: GatewayRule[] }[] } } }[];
  return found
    .filter(({ kind }) => kind === "PrometheusRule")
    .flatMap(({ fields }) => fields.spec.groups.flatMap(({ rules }) => rules));
}

test("the pages are those that alerts can name", () => {
  expect(pages.sort()).toEqual(runbookPages.map((page) => `${page}.md`).sort());
});

test("every alert has one section, and every section an alert", () => {
  const written = pages.flatMap((page) => sectionsOf(page).map(({ name }) => `${page} ${name}`));
  expect(written.filter((one, index) => written.indexOf(one) !== index)).toEqual([]);
  const told = [...new Set(alerts)].sort();
  // Names are counted over all pages, as an alert is known by its name alone.
  expect(told.map(nameOf).filter((name, index, names) => names.indexOf(name) !== index)).toEqual([]);
  expect(written.sort()).toEqual(told);
  expect(told.length).toBeGreaterThan(60);
});

const nameOf = (one: string) => one.slice(one.indexOf(" ") + 1);

test("the alerts of workloads are among them, all of them", () => {
  const names = new Set(alerts.map(nameOf));
  expect(serviceAlertNames.filter((name) => !names.has(name))).toEqual([]);
});

test.each(Object.entries(gatewayRules))("alerts of the gateway %s name their section", (_, objects) => {
  const rules = gatewayAlerts(objects);
  expect(rules.length).toBeGreaterThan(0);
  for (const { alert, annotations } of rules) {
    const [file = "", anchor] = (annotations.runbook ?? "").split("#");
    expect(path.dirname(file)).toBe("docs/runbooks");
    // The anchor is what a heading of one word becomes on GitHub and the like.
    expect(sectionsOf(path.basename(file)).map(({ name }) => name.toLowerCase())).toContain(anchor);
    expect(anchor).toBe(alert.toLowerCase());
  }
});

describe.each(["platform.md", "gateways.md", "probes.md"])("%s", (page) => {
  test("says in each section what it means, what users notice, what to look at, how to mend it, and when to leave it", () => {
    for (const { text } of sectionsOf(page)) {
      const parts = [
        "**What users notice.** ",
        "**Look first.**\n\n```bash\n",
        "\n```\n\n**Mend it.** ",
        "**Leave it** ",
      ];
      expect(parts.filter((part) => !text.includes(part))).toEqual([]);
    }
  });

  test("names alerts that there are", () => {
    const names = new Set(alerts.map(nameOf));
    const named = sectionsOf(page).flatMap(({ text }) =>
      [
        ...text.matchAll(/`((?:Gateway|Service|Certificate|Secret|Node|Dns|Public|Pods|Mesh|Backup)[A-Z][A-Za-z]+)`/g),
      ].map(([, name = ""]) => name),
    );
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});
