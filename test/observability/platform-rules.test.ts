// Which alerts the platform brings with which add-ons, and that their queries are PromQL. What they do on series is in test/e2e/platform-rules.e2e.ts; that
// controllers write these metrics is told in the code by their sources, and shown by no test.
import type * as promql from "@prometheus-io/lezer-promql" with { "resolution-mode": "import" };
import { addOns } from "../../components/addons";
import { addOnAlerts } from "../../components/observability/platform/add-on-alerts";
import { platformRules } from "../../components/observability/platform/platform-rules";
import type { RuleGroup } from "../../components/observability/rules/rule";
import { allAddOns, allRules } from "./all-rules";

// The package has both forms; types are only of the one that is imported.
const { parser } = jest.requireActual<typeof promql>("@prometheus-io/lezer-promql");

const namesOf = (groups: readonly RuleGroup[]) =>
  groups.map(({ name, rules }) => [name, rules.map((rule) => ("alert" in rule ? rule.alert : rule.record))]);

test("every add-on has alerts, or a reason why it has none", () => {
  expect(Object.keys(addOnAlerts).sort()).toEqual(Object.keys(addOns).sort());
  for (const alerts of Object.values(addOnAlerts)) {
    if ("not" in alerts) expect(alerts.not).toMatch(/^[A-Za-z].{20,}[^.]$/);
    else expect(alerts).not.toEqual([]);
  }
});

test("without add-ons there are the alerts of every cluster", () => {
  expect(namesOf(platformRules({ addOns: [] }))).toEqual([
    [
      "platform-cluster",
      [
        "ControllerDown",
        "ControllerErrors",
        "DnsDown",
        "DnsErrors",
        "DnsSlow",
        "VolumeClaimPending",
        "LoadBalancerPending",
        "AutoscalerBlind",
      ],
    ],
  ]);
});

test("each add-on brings its own, and two that count by the same metrics bring them once", () => {
  const groups = platformRules({ addOns: ["velero", "cloudMap", "externalDns", "certManager", "reloader"] });
  expect(namesOf(groups).slice(1)).toEqual([
    ["platform-cert-manager", ["CertificateRenewalLate", "CertificateExpiring", "CertificateNotReady"]],
    ["platform-cloud-map", ["DnsRecordsNotWritten"]],
    ["platform-reloader", ["ReloadFailing"]],
    ["platform-velero", ["BackupFailed", "BackupLate", "BackupStoreUnavailable"]],
  ]);
  const [controllerDown] = groups[0]?.rules ?? [];
  expect(controllerDown?.expr).toContain(
    'namespace=~"cert-manager|cloud-map|external-dns|kube-system|reloader|velero"',
  );
});

describe.each(Object.entries(allRules))("rules of %s", (name, groups) => {
  const rules = groups.flatMap((group) => group.rules);

  test("are PromQL", () => {
    for (const { expr } of rules) {
      const errors: string[] = [];
      parser.parse(expr).iterate({ enter: (node) => (node.type.isError ? void errors.push(expr) : undefined) });
      expect(errors).toEqual([]);
    }
  });

  test("have a summary, and a page", () => {
    for (const rule of rules) {
      if (!("alert" in rule)) continue;
      expect(rule.alert).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(rule.summary).not.toBe("");
      expect(rule.runbook).toEqual(expect.any(String));
    }
  });

  test("have no alert twice with one severity in one environment", () => {
    const alerts = rules.flatMap((rule) =>
      "alert" in rule ? [`${rule.alert} ${rule.severity} ${JSON.stringify(rule.labels)}`] : [],
    );
    const twice = alerts.filter((alert, index) => alerts.indexOf(alert) !== index);
    // Burn rates have several windows for one alert.
    if (!name.includes("service")) expect(twice).toEqual([]);
  });
});

test("the chart's own alerts are not repeated", () => {
  const ours = Object.values(allRules)
    .flat()
    .flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])));
  expect(
    ours.filter((alert) =>
      /^(Kube|Node(?!Pool|Launch|Dns)|Prometheus|Alertmanager|ConfigReloader|etcd|TargetDown|Watchdog|InfoInhibitor|CPUThrottling)/.test(
        alert,
      ),
    ),
  ).toEqual([]);
  expect(allAddOns.length).toBeGreaterThan(35);
});
