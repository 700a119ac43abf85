/**
 * What each workload gets where the environment watches workloads, and that it gets nothing elsewhere. What rules, dashboards and variables say is shown in
 * test/observability; that Prometheus, Grafana or a collector take them is not shown here.
 */
import * as pulumi from "@pulumi/pulumi";
import type { PlatformCapabilities } from "../../components/cluster";
import { BatchJob, Microservice, NodeAgent, ScheduledJob, StatefulService, Worker } from "../../components/workloads";
import { workloadDashboard } from "../../components/observability/dashboards/workload-dashboard";
import { podLogAnnotations } from "../../components/observability/logs/log-annotations";
import { ruleGroups } from "../../components/observability/rules/rule";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { ownAlertRules, workloadRules } from "../../components/observability/service/service-rules";
import { otlpEnvironment } from "../../components/observability/traces/otlp-environment";
import { dnsAlone, plainLabels, plainMetadata, RecordedWorkloads } from "./recorded-workloads";

const image = "registry.example.com/orders:1.0.0";
const rules = { observability: { rules: true } } as const satisfies PlatformCapabilities;
const traces = { host: "agent-collector.tracing.svc.cluster.local", namespace: "tracing", spanMetrics: true } as const;
const prometheus = { url: "http://prometheus.monitoring:9090", namespace: "monitoring" };

const ofMonitoring = ["PodMonitor", "PrometheusRule", "ConfigMap"];

/** Objects of monitoring alone. */
function watched({ objects }: RecordedWorkloads): string[] {
  return objects.filter((name) => ofMonitoring.includes(name.split("/")[0] ?? ""));
}

/** What a program makes of a service with everything that can be said of what is seen of it. */
async function recordedService(capabilities: PlatformCapabilities | undefined): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => {
    new Microservice("orders", {
      ...{ cluster, namespace: "team", image, capabilities },
      ports: { http: 8080 },
      metrics: { port: 9464, path: "/actuator/prometheus", scheme: "https", convention: "springBoot" },
      sidecars: { proxy: { image: "proxy:1", metrics: { port: 9901, path: "/stats" }, logs: { format: "logfmt" } } },
      logs: { format: "json", firstLine: "^{" },
      alerts: { labels: { team: "checkout" } },
      dashboard: true,
      traces: true,
    });
  });
}

describe("where nothing is watched", () => {
  it("is what it was, whatever it says of what is seen of it", async () => {
    const bare = await recordedService(undefined);
    expect(watched(bare)).toEqual([]);
    for (const capabilities of [{}, { observability: {} }, { observability: { rules: false, dashboards: true } }]) {
      expect((await recordedService(capabilities)).all).toEqual(bare.all);
    }
  });
});

describe("monitors", () => {
  it("ask every container that has metrics, by the number of its port", async () => {
    const recorded = await recordedService(rules);
    expect(recorded.inputs("PodMonitor/orders")).toMatchObject({
      apiVersion: "monitoring.coreos.com/v1",
      metadata: plainMetadata("orders"),
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
        podMetricsEndpoints: [
          { portNumber: 9464, path: "/actuator/prometheus", scheme: "https" },
          { portNumber: 9901, path: "/stats" },
        ],
      },
    });
  });

  it("are made of every kind that keeps running, and of none without metrics", async () => {
    const metrics = { port: 9100 };
    const recorded = await RecordedWorkloads.of((cluster) => {
      const place = { cluster, namespace: "team", image, capabilities: rules };
      new Microservice("quiet", { ...place, ports: { http: 8080 } });
      new Worker("mailer", { ...place, metrics });
      new NodeAgent("agent", { ...place, metrics });
      new StatefulService("db", {
        ...{ ...place, metrics, ports: { tcp: { port: 5432, protocol: "tcp" } } },
        volumeClaims: { data: { size: "1Gi", mountPath: "/data" } },
      });
      new BatchJob("migrate", place);
      new ScheduledJob("report", { ...place, schedule: "@daily" });
    });
    expect(watched(recorded)).toEqual([
      ...["agent", "db", "mailer"].map((name) => `PodMonitor/${name}`),
      ...["agent", "db", "mailer", "migrate", "quiet", "report"].map((name) => `PrometheusRule/${name}`),
    ]);
  });

  it("are made where the namespace is an output too, but rules and dashboards are not", async () => {
    const capabilities = { observability: { rules: true, dashboards: true } };
    const recorded = await RecordedWorkloads.of((cluster) => {
      const namespace = pulumi.output("team");
      new Microservice("orders", { cluster, namespace, image, ports: { http: 8080 }, metrics: {}, capabilities });
    });
    expect(watched(recorded)).toEqual(["PodMonitor/orders"]);
    expect(recorded.inputs("PodMonitor/orders").metadata).toEqual(plainMetadata("orders"));
  });
});

describe("rules and dashboards of a workload alone", () => {
  const links = { runbooksUrl: "https://docs.example.com/runbooks", grafanaUrl: "https://grafana.example.com" };
  const capabilities = { observability: { rules: true, dashboards: true, ...links } };

  it("are those of what is seen of it", async () => {
    const seen: (ObservedWorkload | undefined)[] = [];
    const recorded = await RecordedWorkloads.of((cluster) => {
      const orders = new Microservice("orders", {
        ...{ cluster, namespace: "team", image, capabilities, partOf: "shop", ports: { http: 8080 }, metrics: {} },
      });
      seen.push(orders.observed);
    });
    const [observed] = seen;
    if (observed === undefined) throw new Error("nothing is seen of it");
    const labels = { ...plainLabels("orders"), "app.kubernetes.io/part-of": "shop" };
    expect(recorded.inputs("PrometheusRule/orders")).toEqual({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: "orders", namespace: "team", labels },
      spec: { groups: plain(ruleGroups(workloadRules(observed, "service_team_orders"), links)) },
    });
    // It is in no application that would have a dashboard.
    const { uid, folder, model } = workloadDashboard({ ...observed, application: undefined }, undefined, []);
    expect([uid, folder]).toEqual(["service_team_orders", "team"]);
    expect(recorded.inputs("ConfigMap/orders.dashboards")).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        ...{ name: "orders.dashboards", namespace: "team" },
        labels: { ...labels, grafana_dashboard: "1" },
        annotations: { grafana_folder: "team" },
      },
      data: { "service_team_orders.json": JSON.stringify(model) },
    });
    expect(recorded.get("ConfigMap/orders.dashboards").name).toBe("orders-grafana.dashboards");
  });

  it("have alerts of its own in an object of their own, which can be changed like the other", async () => {
    const alert = { alert: "QueueLong", expr: "queue > 9", severity: "warning", summary: "It is long" } as const;
    const alerts = { rules: [{ ...alert, runbook: { url: "https://wiki.example.com/queue" } }] };
    const annotations = { "example.com/changed": "yes" };
    const seen: (ObservedWorkload | undefined)[] = [];
    const recorded = await RecordedWorkloads.of((cluster) => {
      const orders = new Microservice("orders", {
        ...{ cluster, namespace: "team", image, capabilities, ports: { http: 8080 }, alerts },
        transform: { rules: { metadata: { annotations } } },
      });
      seen.push(orders.observed);
    });
    const [observed] = seen;
    if (observed === undefined) throw new Error("nothing is seen of it");
    const objects = watched(recorded).filter((name) => name.startsWith("PrometheusRule/"));
    expect(objects).toEqual(["PrometheusRule/orders", "PrometheusRule/orders.own-alerts"]);
    expect(recorded.get("PrometheusRule/orders.own-alerts").name).toBe("orders-own-alerts");
    const metadata = { namespace: "team", labels: plainLabels("orders"), annotations };
    expect(recorded.inputs("PrometheusRule/orders.own-alerts")).toEqual({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: "orders.own-alerts", ...metadata },
      spec: { groups: plain(ruleGroups(ownAlertRules(observed, "service_team_orders"), links)) },
    });
    expect(JSON.stringify(recorded.inputs("PrometheusRule/orders"))).not.toContain("QueueLong");
  });

  it("leave out the dashboard, and links to it, where there is to be none", async () => {
    const recorded = await RecordedWorkloads.of((cluster) => {
      const place = { cluster, namespace: "team", image, capabilities };
      new Microservice("orders", { ...place, ports: { http: 8080 }, dashboard: false });
      new ScheduledJob("report", { ...place, schedule: "@daily" });
    });
    expect(watched(recorded)).toEqual(["PrometheusRule/orders", "PrometheusRule/report"]);
    expect(JSON.stringify(recorded.inputs("PrometheusRule/orders"))).not.toContain("dashboard_url");
  });

  it("leave room for content of the workload's own that is called like them", async () => {
    const recorded = await RecordedWorkloads.of((cluster) => {
      const config = { dashboards: { data: { a: "b" } }, dashboard: { data: { a: "b" } } };
      new Worker("mailer", { cluster, namespace: "team", image, capabilities, config });
    });
    expect(watched(recorded)).toEqual([
      ...["mailer-dashboard", "mailer-dashboards", "mailer.dashboards"].map((name) => `ConfigMap/${name}`),
      "PrometheusRule/mailer",
    ]);
  });

  it("can be changed, each object by a transform of its own", async () => {
    const annotations = { "example.com/changed": "yes" };
    const change = { metadata: { annotations } };
    const recorded = await RecordedWorkloads.of((cluster) => {
      new Microservice("orders", {
        ...{ cluster, namespace: "team", image, capabilities, ports: { http: 8080 }, metrics: {} },
        transform: { podMonitor: change, rules: change, dashboards: change },
      });
    });
    const found = watched(recorded).map((name) => {
      const { metadata } = recorded.inputs(name) as { readonly metadata: { readonly annotations: unknown } };
      return [name, metadata.annotations];
    });
    expect(found).toEqual([
      ["ConfigMap/orders.dashboards", { grafana_folder: "team", ...annotations }],
      ["PodMonitor/orders", annotations],
      ["PrometheusRule/orders", annotations],
    ]);
  });
});

describe("traces", () => {
  const capabilities = { observability: { traces } };

  it("are sent by variables above the container's own, which may name them, and are let out", async () => {
    const recorded = await RecordedWorkloads.of((cluster) => {
      new Microservice("orders", {
        ...{ cluster, namespace: "team", partOf: "shop", image, capabilities, ports: { http: 8080 } },
        env: { NAME: "$(OTEL_SERVICE_NAME)-1" },
        sidecars: { proxy: { image: "proxy:1" } },
      });
    });
    const { containers, initContainers } = recorded.onlyPods.spec;
    const given = otlpEnvironment(traces, { name: "orders", namespace: "team", application: "shop" });
    expect(given.map(({ name }) => name)).toContain("OTEL_SERVICE_NAME");
    expect(containers[0]?.env).toEqual([...given, { name: "NAME", value: "$(OTEL_SERVICE_NAME)-1" }]);
    expect(initContainers?.[0]?.env).toBeUndefined();
    expect(recorded.spec("NetworkPolicy/orders").egress).toEqual([
      ...dnsAlone,
      {
        to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "tracing" } } }],
        ports: [
          { port: 4317, protocol: "TCP" },
          { port: 4318, protocol: "TCP" },
        ],
      },
    ]);
    expect(watched(recorded)).toEqual([]);
  });

  it("leave variables to who sets them, also by content of its own", async () => {
    const recorded = await RecordedWorkloads.of((cluster) => {
      new Microservice("orders", {
        ...{ cluster, namespace: "team", image, capabilities, ports: { http: 8080 } },
        config: { telemetry: { data: { EXPORTER_OTLP_ENDPOINT: "http://mine:4318" } } },
        envFrom: [{ config: "telemetry", prefix: "OTEL_" }],
        env: { OTEL_SERVICE_NAME: "orders-api" },
      });
    });
    const names = (recorded.onlyPods.spec.containers[0]?.env as { readonly name: string }[]).map(({ name }) => name);
    expect(names.filter((name) => name === "OTEL_SERVICE_NAME")).toEqual(["OTEL_SERVICE_NAME"]);
    expect(names).not.toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
    expect(names.at(-1)).toBe("OTEL_SERVICE_NAME");
  });

  it("are not sent where the workload says so, and by jobs only where they do", async () => {
    const recorded = await RecordedWorkloads.of((cluster) => {
      const place = { cluster, namespace: "team", image, capabilities };
      new Microservice("orders", { ...place, ports: { http: 8080 }, traces: false });
      new BatchJob("migrate", place);
      new ScheduledJob("report", { ...place, schedule: "@daily", traces: true });
    });
    const names = ["Deployment/orders", "Job/migrate", "CronJob/report"];
    expect(names.map((name) => recorded.pods(name).spec.containers[0]?.env !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
    const egress = ["orders", "migrate", "report"].map((name) => recorded.spec(`NetworkPolicy/${name}`).egress);
    expect(egress.map((all) => (all as unknown[]).length)).toEqual([1, 1, 2]);
  });
});

describe("logs", () => {
  it.each(["filebeat", "fluentBit"] as const)("say to %s what each container's lines are", async (shipper) => {
    const capabilities = { observability: { logs: { shipper } } };
    const [bare, recorded] = [await recordedService(undefined), await recordedService(capabilities)];
    expect(recorded.onlyPods.metadata.annotations).toEqual({
      ...bare.onlyPods.metadata.annotations,
      ...podLogAnnotations(shipper, "orders", { format: "json", firstLine: "^{" }),
      ...podLogAnnotations(shipper, "proxy", { format: "logfmt" }),
    });
  });
});

describe("metrics ports", () => {
  it("are open to Prometheus", async () => {
    const recorded = await recordedService({ ...rules, prometheus });
    expect(recorded.spec("NetworkPolicy/orders").ingress).toContainEqual({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [
        { port: 9464, protocol: "TCP" },
        { port: 9901, protocol: "TCP" },
      ],
    });
  });
});

/** As the recorder has it: without what is undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
