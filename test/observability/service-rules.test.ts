import { checkAlerts } from "../../components/observability/service/check-alerts";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { serviceAlertNames } from "../../components/observability/service/service-alert-names";
import { ownAlertRules, workloadRules } from "../../components/observability/service/service-rules";
import type { AlertsSpec } from "../../components/observability/service/slo-spec";
import type { AlertRule } from "../../components/observability/rules/rule";
import { called, observed, promised } from "./service-examples";

// Which rules a workload has, and what of its own is refused. What the queries yield is for test/e2e/rules.e2e.ts.

const own: AlertRule = {
  alert: "QueueTooLong",
  expr: "queue_length > 100",
  severity: "warning",
  summary: "The queue is long",
  runbook: { url: "https://wiki.example.com/queue" },
};

function alertsOf(workload: ObservedWorkload): readonly AlertRule[] {
  return workloadRules(workload, "service_shop_cartservice").flatMap(({ rules }) =>
    rules.flatMap((rule) => ("alert" in rule ? [rule] : [])),
  );
}

const namesOf = (workload: ObservedWorkload) => alertsOf(workload).map(({ alert }) => alert);

function exprOf(workload: ObservedWorkload, name: string): string {
  const found = alertsOf(workload).find(({ alert }) => alert === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found.expr;
}

const always = ["ServiceDown", "ServiceNotRolledOut", "ServiceRestarting", "ServiceMemoryHigh"];
const requested = ["ServiceErrors", "ServiceSlow"];

test("alerts follow from what is declared", () => {
  const { autoscaler: _, hasVolumes: __, requests: ___, ...plain } = { ...observed, endpoints: [] };
  expect(namesOf(plain)).toEqual(always);
  expect(namesOf({ ...plain, autoscaler: "keda" })).toContain("ServiceAtMaxReplicas");
  expect(namesOf({ ...plain, autoscaler: "hpa", replicas: { min: 3, max: 3 } })).toEqual(always);
  expect(namesOf({ ...plain, hasVolumes: true })).toContain("ServiceVolumeFilling");
  expect(namesOf({ ...plain, endpoints: observed.endpoints })).toContain("ServiceNotScraped");
  expect(namesOf(observed)).toEqual([
    ...requested,
    ...always,
    "ServiceAtMaxReplicas",
    "ServiceVolumeFilling",
    "ServiceNotScraped",
  ]);
  expect(namesOf({ ...observed, kind: "Job", requests: undefined })).toEqual(["JobFailed"]);
  expect(namesOf({ ...observed, kind: "CronJob", requests: undefined })).toEqual(["JobFailed", "ScheduledJobLate"]);
});

test("of what is promised it is told by the budget alone", () => {
  const names = namesOf(promised);
  expect(names).toContain("ErrorBudgetBurn");
  expect(names.filter((name) => requested.includes(name))).toEqual([]);
  expect(namesOf({ ...observed, slo: { availability: 99 } })).toContain("ServiceSlow");
});

test("each alert has labels by which it is routed, a runbook and the dashboard", () => {
  for (const { labels, runbook, dashboard, summary } of alertsOf({
    ...observed,
    alerts: { labels: { team: "cart" } },
  })) {
    expect(labels).toEqual({ namespace: "shop", service: "cartservice", application: "shop", team: "cart" });
    expect({ runbook, dashboard }).toEqual({ runbook: "services", dashboard: "service_shop_cartservice" });
    expect(summary).toMatch(/cartservice/);
  }
});

test("what is recorded of requests, by names that dashboards read, with no labels besides", () => {
  const recorded = workloadRules(observed).flatMap(({ rules }) =>
    rules.flatMap((rule) => ("record" in rule ? [[rule.record, rule.labels]] : [])),
  );
  const labels = { namespace: "shop", service: "cartservice" };
  expect(recorded).toEqual([
    ["service:requests:rate5m", labels],
    ["service:request_errors:ratio_rate5m", labels],
    ...["p50", "p95", "p99"].map((one) => [`service:request_duration_seconds:${one}_5m`, labels]),
  ]);
});

test("alerts can be left out, one or all; what is recorded stays", () => {
  expect(namesOf({ ...observed, alerts: { without: ["ServiceSlow"] } })).not.toContain("ServiceSlow");
  expect(namesOf({ ...promised, alerts: false })).toEqual([]);
  expect(workloadRules({ ...observed, alerts: false }).map(({ name }) => name)).toEqual(["shop.cartservice.requests"]);
});

test("bounds of one's own", () => {
  const bounded = { ...observed, alerts: { errorPercent: 0.1, latency: "250ms" } };
  expect(exprOf(bounded, "ServiceErrors")).toMatch(/^service:request_errors:ratio_rate5m\{.*\} > 0\.001 and on \(\) /);
  expect(exprOf(bounded, "ServiceSlow")).toMatch(/p99_5m\{.*\} > 0\.25 and on \(\) /);
});

test("pods are found by their owner, never by the beginning of a name", () => {
  const owner = (kind: ObservedWorkload["kind"]) =>
    /kube_pod_owner\{[^}]*\}/.exec(exprOf({ ...observed, kind }, "ServiceRestarting"))?.[0];
  expect(owner("Deployment")).toBe(
    'kube_pod_owner{namespace="shop",owner_kind="ReplicaSet",owner_name=~"cartservice-[^-]+"}',
  );
  expect(owner("StatefulSet")).toBe(
    'kube_pod_owner{namespace="shop",owner_kind="StatefulSet",owner_name="cartservice"}',
  );
  expect(owner("DaemonSet")).toBe('kube_pod_owner{namespace="shop",owner_kind="DaemonSet",owner_name="cartservice"}');
});

test("alerts of one's own come with the labels of the workload", () => {
  const workload = { ...observed, alerts: { rules: [{ ...own, labels: { queue: "orders" } }] } };
  expect(ownAlertRules(workload, "service_shop_cartservice")).toEqual([
    {
      name: "shop.cartservice.own-alerts",
      rules: [
        {
          ...own,
          labels: { namespace: "shop", service: "cartservice", application: "shop", queue: "orders" },
          dashboard: "service_shop_cartservice",
        },
      ],
    },
  ]);
});

test("alerts of one's own are not among the others, and where there are none there is no group of them", () => {
  expect(workloadRules({ ...observed, alerts: { rules: [own] } })).toEqual(workloadRules(observed));
  for (const alerts of [undefined, false, {}, { rules: [] }] as const) {
    expect(ownAlertRules({ ...observed, alerts })).toEqual([]);
  }
});

test("the list of names is whole", () => {
  const latency = { percentile: 99, below: "1s" };
  const unsure =
    observed.requests?.latency === undefined ? undefined : { ...observed.requests.latency, boundaries: undefined };
  const requests = observed.requests === undefined ? undefined : { ...observed.requests, latency: unsure };
  const all = [
    observed,
    { ...promised, requests, slo: { availability: 99, latency } },
    { ...observed, kind: "CronJob" as const },
  ].flatMap(namesOf);
  expect([...new Set(all)].sort()).toEqual([...serviceAlertNames].sort());
});

function problems(alerts: AlertsSpec, slo?: ObservedWorkload["slo"]): string[] {
  return checkAlerts(alerts, { kind: called.kind, requests: observed.requests, slo }).map(
    ({ path, message, fix }) => `${path.join(".")}: ${message} → ${fix}`,
  );
}

test("sound changes are let through", () => {
  expect(
    problems({
      without: ["JobFailed"],
      errorPercent: 1,
      latency: "2s",
      labels: { team: "a" },
      rules: [{ ...own, for: "5m" }],
    }),
  ).toEqual([]);
});

test.each<[string, AlertsSpec, string]>([
  [
    "an alert that there is not",
    { without: ["ServiceSlo"] },
    "without.0: workloads have no such alert → did you mean ServiceSlow?",
  ],
  ["no share", { errorPercent: 0 }, "errorPercent: this is no share of requests that can be told of → write 5"],
  ["a time without unit", { latency: "2" }, "latency: a time needs its unit → write 2ms or 2s"],
  [
    "a time beyond the last bucket",
    { latency: "10s" },
    "latency: longer times are not told apart by who measures, the application, so that nobody would be told → write a shorter time",
  ],
  [
    "a label of its own",
    { labels: { service: "x" } },
    "labels.service: alerts have this label already → use another name, such as team",
  ],
  ["no label", { labels: { "a-b": "x" } }, "labels.a-b: this is no name of a label of Prometheus → write a_b"],
  [
    "an alert without a runbook",
    { rules: [{ ...own, runbook: undefined } as unknown as AlertRule] },
    "rules.0.runbook: whoever is told must be able to read what to do → write runbook: { url: https://… }",
  ],
  [
    "a page of this project's",
    { rules: [{ ...own, runbook: "services" }] },
    "rules.0.runbook: the pages of this project have no section of an alert of your own → write runbook: { url: https://… }",
  ],
  [
    "no address",
    { rules: [{ ...own, runbook: { url: "wiki" } }] },
    "rules.0.runbook.url: this is no address of a page → write runbook: { url: https://… }",
  ],
  [
    "no name",
    { rules: [{ ...own, alert: "queue" }] },
    "rules.0.alert: this is no name of an alert → name it like QueueTooLong",
  ],
  [
    "no query",
    { rules: [{ ...own, expr: " " }] },
    "rules.0.expr: there is no query → write PromQL: what it yields is told of",
  ],
  [
    "no sentence",
    { rules: [{ ...own, summary: "" }] },
    "rules.0.summary: an alert says what is wrong → write one sentence",
  ],
  ["no time", { rules: [{ ...own, for: "soon" }] }, "rules.0.for: this is no time of Prometheus → write 5m"],
  ["one name twice", { rules: [own, own] }, "rules.1.alert: two alerts have one name → give one another name"],
  [
    "a name that is taken",
    { rules: [{ ...own, alert: "ServiceDown" }] },
    "rules.0.alert: workloads have an alert of this name by themselves → use another name, and leave the other out with without",
  ],
])("refused: %s", (_, alerts, problem) => {
  expect(problems(alerts)).toEqual([problem]);
});

test.each([
  ["sum(rate(a[5m])", "a bracket is not closed → add ) where it ends"],
  ["a[5m > 1", "a bracket is not closed → add ] where it ends"],
  ['a{b="c" > 1', "a bracket is not closed → add } where it ends"],
  ["sum(a)) > 1", "a bracket is closed that was not opened → remove )"],
  ["sum(a[5m)] > 1", "another bracket is open here → write ], or remove )"],
  ['a{b="c} > 1', 'a quote is not closed → add " where the text ends'],
  ["a{b='c} > 1", "a quote is not closed → add ' where the text ends"],
  ["a > > 1", "two operators follow each other → remove one of them"],
  ["a == > 1", "two operators follow each other → remove one of them"],
  ["a and or b", "two operators follow each other → remove one of them"],
  ["a = 1", "PromQL does not compare with = → write =="],
  ["a >", "an operator has nothing behind it → write what it compares with, or remove it"],
  ["a and # b", "an operator has nothing behind it → write what it compares with, or remove it"],
  ["sum(a /) > 1", "an operator has nothing behind it → write what it compares with, or remove it"],
])("no Prometheus can read %s", (expr, problem) => {
  expect(problems({ rules: [{ ...own, expr }] })).toEqual([`rules.0.expr: ${problem}`]);
});

test("queries that Prometheus can read are let through", () => {
  const all = [
    "a > -1 and -b < +1 or - -c < 2",
    'a{b=~"[)({]",c!=\'it"s\',d!~`\\`,e="\\""} == bool 0',
    "sum by (pod) (rate(a[5m:30s] offset -5m)) / on (pod) group_left sum by (or) (b) * 1e-5 >= 0.5 # don't (",
    "# first (\na unless b # >\n^ 2 atan2 c",
    "max_over_time(a:b[1h] @ end()) != Inf % 3",
    ...[observed, promised].flatMap((workload) =>
      workloadRules(workload).flatMap(({ rules }) => rules.map((rule) => rule.expr)),
    ),
  ];
  expect(all.filter((expr) => problems({ rules: [{ ...own, expr }] }).length > 0)).toEqual([]);
});

test("functions of templates that Prometheus does not know are refused, the others are not", () => {
  const summary = '{{ $value | humanise | printf "%s | unknown" }} and {{ $labels.pod | base64 }}, a | b';
  expect(problems({ rules: [{ ...own, summary, description: "{{ $value|humanizeDurations }}" }] })).toEqual([
    "rules.0.summary: Prometheus knows no such function in a template → did you mean humanize?",
    "rules.0.summary: Prometheus knows no such function in a template → remove it with its |",
    "rules.0.description: Prometheus knows no such function in a template → did you mean humanizeDuration?",
  ]);
  const fine = '{{ with query "up | x" }}{{ . | first | value | humanize1024 }}{{ end }} {{/* a | b */}}';
  expect(
    problems({ rules: [{ ...own, summary: fine, description: "{{ $labels.host | stripPort | toUpper }}" }] }),
  ).toEqual([]);
});

test("bounds of what is promised, or of what nobody calls, would be lost", () => {
  expect(problems({ errorPercent: 1, latency: "2s" }, { availability: 99.9 })).toEqual([
    "errorPercent: of what is promised it is told when the budget of errors burns, so that this says nothing → remove it, or slo.availability",
  ]);
  expect(checkAlerts({ latency: "2s" }, { kind: "CronJob" })).toEqual([
    { path: ["latency"], message: "nobody calls a job, so that this says nothing", fix: "remove it" },
  ]);
});
