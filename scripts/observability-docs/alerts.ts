import { requestMetrics } from "../../components/observability/service/request-sources";
import { workloadRules } from "../../components/observability/service/service-rules";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import type { AlertRule } from "../../components/observability/rules/rule";
import { table } from "./table";

const service: ObservedWorkload = {
  name: "cart",
  namespace: "shop",
  application: "shop",
  kind: "Deployment",
  endpoints: [{ portName: "metrics", port: 9464, path: "/metrics", scheme: "http" }],
  podLabels: { "app.kubernetes.io/name": "cart" },
  replicas: { min: 2, max: 6 },
  autoscaler: "hpa",
  links: [],
  hasVolumes: true,
};
const counted = requestMetrics({ ...service, convention: "prometheus" }, undefined);

/** Between them they have every alert that a workload has by itself. */
const examples: readonly ObservedWorkload[] = [
  { ...service, requests: counted },
  { ...service, kind: "CronJob", endpoints: [], replicas: undefined, autoscaler: undefined },
  { ...service, requests: counted, slo: { availability: 99.9, latency: { percentile: 99, below: "300ms" } } },
];

/** The alerts that workloads have by themselves, each with the section that says what to do. */
export function alertTable(): string {
  const alerts = examples.flatMap((workload) =>
    workloadRules(workload).flatMap(({ rules }) => rules.filter((rule): rule is AlertRule => "alert" in rule)),
  );
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  return table(
    ["alert", "severity", "after", "it says"],
    names.map((name) => {
      const alike = alerts.filter(({ alert }) => alert === name);
      const [first] = alike;
      if (first === undefined) throw new Error(`${name} is of no workload`);
      const page = typeof first.runbook === "string" ? first.runbook : undefined;
      return [
        `[${name}](runbooks/${page ?? ""}.md#${name.toLowerCase()})`,
        [...new Set(alike.map(({ severity }) => severity))].join(", "),
        first.for ?? "at once",
        first.summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "`$1`"),
      ];
    }),
  );
}
