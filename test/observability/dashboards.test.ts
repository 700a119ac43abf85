/**
 * Dashboards as models: what is on them, where it stands and where it leads. Not proven: that Grafana draws them. No package registry that can be used here has a Grafana (Debian has none, and the
 * Go module is a server without its pages), so there is no picture of one either; what the models are made of is checked by the compiler against the types of the Grafana Foundation SDK, and units
 * and the version of the schema against its values.
 */
import { defaultDashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as sdkUnits from "@grafana/grafana-foundation-sdk/units";
import { dataSourceUids } from "../../components/cluster";
import { addOns, isAddOn } from "../../components/addons";
import {
  applicationDashboard,
  applicationDashboards,
} from "../../components/observability/dashboards/application-dashboard";
import { checkDashboards } from "../../components/observability/dashboards/check-dashboards";
import { dashboardConfigMaps } from "../../components/observability/dashboards/config-maps";
import type { Dashboard } from "../../components/observability/dashboards/dashboard";
import { isUid, workloadDashboardUid } from "../../components/observability/dashboards/dashboard-uid";
import type { GrafanaPanel } from "../../components/observability/dashboards/grafana-model";
import { shownAddOns } from "../../components/observability/dashboards/platform/add-on-rows";
import { platformDashboards } from "../../components/observability/dashboards/platform/platform-dashboards";
import { panelsOf } from "../../components/observability/dashboards/queries";
import { workloadDashboard } from "../../components/observability/dashboards/workload-dashboard";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { podPattern } from "../../components/observability/service/pod-pattern";
import { everyDashboard, workloads } from "./dashboard-examples";
import { gatewayOf, observed, promised } from "./service-examples";

function rowsOf({ model }: Dashboard): string[] {
  return model.panels.flatMap((panel) => (panel.type === "row" ? [panel.title ?? ""] : []));
}

function panelOf(dashboard: Dashboard, title: string): GrafanaPanel {
  const found = panelsOf(dashboard).find((panel) => panel.title === title);
  if (found === undefined) throw new Error(`no panel ${title}`);
  return found;
}

function boundsOf(dashboard: Dashboard, title: string): (number | null)[] {
  return (panelOf(dashboard, title).fieldConfig?.defaults.thresholds?.steps ?? []).map(({ value }) => value);
}

const linksOf = ({ model }: Dashboard) => model.links.map(({ title, url }) => [title, url]);

describe("the dashboard of a workload", () => {
  it("has a row for all that is measured of it", () => {
    expect(rowsOf(workloadDashboard(promised))).toEqual([
      "At present",
      "Requests, counted by the application",
      "Objective: 99.9 % without a failure, over 30d",
      "Objective: 99 % within 250ms, over 30d",
      "CPU and memory",
      "Pods",
      "Autoscaler",
      "Volumes",
    ]);
  });

  it("says which key counts requests, instead of empty panels, where nobody does", () => {
    const dashboard = workloadDashboard({ ...observed, requests: undefined });
    expect(rowsOf(dashboard)[1]).toBe("Requests");
    const panel = panelOf(dashboard, "Nobody counts requests to this workload");
    expect(panel.type).toBe("text");
    expect(JSON.stringify(panel)).toContain("metrics.convention");
    expect(JSON.stringify(dashboard)).not.toContain("service:");
  });

  it("has no objectives where nobody counts requests", () => {
    expect(rowsOf(workloadDashboard({ ...promised, requests: undefined }))).not.toContainEqual(
      expect.stringMatching(/^Objective/),
    );
  });

  it("has no row of what it has not", () => {
    const bare: ObservedWorkload = { ...observed, endpoints: [], autoscaler: undefined, hasVolumes: false, links: [] };
    const dashboard = workloadDashboard(bare);
    expect(rowsOf(dashboard).slice(2)).toEqual(["CPU and memory", "Pods"]);
    expect(panelsOf(dashboard).map(({ title }) => title)).not.toContain("Prometheus reads its metrics");
  });

  it("shows runs of a job, and when the next one is due only of one that has a schedule", () => {
    const job: ObservedWorkload = { ...observed, kind: "Job", requests: undefined };
    expect(rowsOf(workloadDashboard(job)).slice(0, 2)).toEqual(["At present", "Runs"]);
    const titles = (kind: "Job" | "CronJob") => panelsOf(workloadDashboard({ ...job, kind })).map(({ title }) => title);
    expect(titles("Job")).not.toContain("Until the next run");
    expect(titles("CronJob")).toContain("Until the next run");
  });

  it("draws its lines at the numbers of its alerts", () => {
    const plain = workloadDashboard(observed);
    expect(boundsOf(plain, "Share that failed")).toEqual([null, 0.05]);
    expect(boundsOf(plain, "Time of answers")).toEqual([null, 1]);
    expect(boundsOf(plain, "Memory, of the limit")).toEqual([null, 0.9, 1]);
    expect(boundsOf(plain, "Restarts within half an hour")).toEqual([null, 3]);
    expect(boundsOf(plain, "Used of each volume")).toEqual([null, 0.75, 0.95]);
    const own = workloadDashboard({ ...observed, alerts: { errorPercent: 2, latency: "300ms" } });
    expect(boundsOf(own, "Share that failed")).toEqual([null, 0.02]);
    expect(boundsOf(own, "Time of answers")).toEqual([null, 0.3]);
  });

  it("draws them at what is promised, where something is", () => {
    const dashboard = workloadDashboard(promised);
    expect(boundsOf(dashboard, "Share that failed")).toEqual([null, 0.001]);
    expect(boundsOf(dashboard, "Time of answers")).toEqual([null, 0.25]);
    expect(boundsOf(dashboard, "Kept over 30d")).toEqual([null, 0.999]);
    expect(boundsOf(dashboard, "Error budget left")).toEqual([null, 0, 0.25]);
    expect(boundsOf(dashboard, "How fast the budget goes")).toEqual([null, 1, 6]);
    expect(panelOf(dashboard, "How fast the budget goes").description).toContain(
      "above 14.4 over 1h, or above 6 over 6h",
    );
  });

  it("goes by the window of the objective", () => {
    const dashboard = workloadDashboard({ ...promised, slo: { availability: 99, window: "7d" } });
    expect(panelOf(dashboard, "Kept over 7d").targets?.map(({ expr }) => expr)).toEqual([
      '1 - slo:sli_error:ratio_rate7d{slo="availability",namespace="shop",service="cartservice"}',
    ]);
  });

  it("asks for examples only where there are traces that they lead to", () => {
    const examples = (dashboard: Dashboard) =>
      panelsOf(dashboard).flatMap(({ targets = [] }) => targets.filter(({ exemplar }) => exemplar === true));
    expect(examples(workloadDashboard(promised))).toEqual([]);
    const [example, ...more] = examples(workloadDashboard(promised, { traces: "tempo" }));
    expect(more).toEqual([]);
    expect(example?.expr).toBe(promised.requests?.latency?.quantile(0.99, "5m"));
  });

  it("leads to its application and to what it calls, if that has a dashboard", () => {
    expect(linksOf(workloadDashboard({ ...observed, links: ["redis", "mails"] }, {}, ["mails", "other"]))).toEqual([
      ["shop", "/d/application_shop"],
      ["calls mails", "/d/service_shop_mails"],
    ]);
    expect(linksOf(workloadDashboard({ ...observed, application: undefined, links: [] }))).toEqual([]);
  });
});

describe("links to logs and traces", () => {
  /** What Explore is asked by a link, with the time as it stands there. */
  function explored(sources: Parameters<typeof workloadDashboard>[1], title: string): unknown {
    const url = workloadDashboard(observed, sources).model.links.find((link) => link.title === title)?.url ?? "";
    expect(url).toContain("%22from%22%3A%22${__from}%22");
    const [, panes = ""] = url.split("panes=");
    const [pane] = Object.values(JSON.parse(decodeURIComponent(panes)) as Record<string, { queries: unknown[] }>);
    return pane?.queries[0];
  }

  it("are there for what is there", () => {
    const titles = (sources: Parameters<typeof workloadDashboard>[1]) =>
      workloadDashboard(observed, sources).model.links.map(({ title }) => title);
    expect(titles({})).toEqual(["shop", "calls redis"]);
    expect(titles({ logs: "elasticsearch", traces: "jaeger" })).toEqual(["shop", "Logs", "Traces", "calls redis"]);
  });

  it("ask for the lines of the workload", () => {
    expect(explored({ logs: "elasticsearch" }, "Logs")).toMatchObject({
      datasource: { type: "elasticsearch", uid: "logs" },
      query: 'kubernetes.namespace:"shop" AND service.name:"cartservice"',
    });
    expect(explored({ logs: { cloudWatchLogGroup: "/shop/pods" } }, "Logs")).toMatchObject({
      datasource: { type: "cloudwatch", uid: "logs" },
      logGroupNames: ["/shop/pods"],
      expression: expect.stringContaining('kubernetes.namespace_name = "shop"') as string,
    });
  });

  it("ask for the traces of the workload", () => {
    expect(explored({ traces: "jaeger" }, "Traces")).toMatchObject({ queryType: "search", service: "cartservice" });
    expect(explored({ traces: "tempo" }, "Traces")).toMatchObject({
      query: '{resource.service.name="cartservice" && resource.k8s.namespace.name="shop"}',
    });
    expect(explored({ traces: "xray" }, "Traces")).toMatchObject({
      datasource: { type: "grafana-x-ray-datasource", uid: "traces" },
      query: 'service("cartservice")',
    });
  });
});

describe("the dashboard of an application", () => {
  it("has rows for what there is, and leads to the dashboards of its workloads", () => {
    const dashboard = applicationDashboard("shop", workloads.slice(0, 5));
    expect(rowsOf(dashboard)).toEqual(["Workloads", "Requests", "Objectives", "CPU and memory"]);
    expect(linksOf(dashboard)).toEqual([
      ["cartservice", "/d/service_shop_cartservice"],
      ["redis", "/d/service_shop_redis"],
      ["agent", "/d/service_shop_agent"],
      ["worker", "/d/service_shop_worker"],
    ]);
  });

  it("has a menu instead of more than twelve links", () => {
    const many = Array.from({ length: 13 }, (_, index) => ({ ...observed, name: `service-${index}` }));
    const [dashboard] = applicationDashboards("shop", many);
    expect(dashboard?.model.links).toEqual([
      { title: "Workloads", type: "dashboards", tags: ["workload of shop"], asDropdown: true, keepTime: true },
    ]);
    expect(workloadDashboard(observed).model.tags).toContain("workload of shop");
  });

  it("leads from a line to a dashboard only if all uids are what a line says", () => {
    const table = (names: readonly string[]) =>
      JSON.stringify(
        panelOf(
          applicationDashboard(
            "shop",
            names.map((name) => ({ ...observed, name })),
          ),
          "Workloads",
        ),
      );
    expect(table(["cartservice"])).toContain(
      "/d/service_${__data.fields.Namespace}_${__data.fields.Workload}?${__url_time_range}",
    );
    expect(table(["cartservice", "a-workload-with-quite-a-long-name"])).not.toContain("__data.fields");
  });

  it("adds up objectives of several windows", () => {
    const week: ObservedWorkload = { ...promised, name: "mails", slo: { availability: 99, window: "7d" } };
    const { targets = [] } = panelOf(applicationDashboard("shop", [promised, week]), "Objectives");
    expect(targets[1]?.expr).toBe(
      "max by (namespace, service, slo) (" +
        '(1 - slo:sli_error:ratio_rate30d{namespace="shop",service="cartservice"})' +
        ' or (1 - slo:sli_error:ratio_rate7d{namespace="shop",service="mails"}))',
    );
  });

  it("has nothing of requests and objectives where there are none, and nothing at all without workloads", () => {
    expect(rowsOf(applicationDashboard("shop", [{ ...observed, requests: undefined }]))).toEqual([
      "Workloads",
      "CPU and memory",
    ]);
    expect(applicationDashboard("shop", []).model.panels).toEqual([]);
  });

  it("comes with those of its workloads that have one, which lead to one another and nowhere else", () => {
    const dashboards = applicationDashboards("shop", workloads);
    const uids = dashboards.map(({ uid }) => uid);
    expect(uids).not.toContain("service_shop_migrate");
    const targets = dashboards.flatMap(({ model }) =>
      model.links.flatMap(({ url }) => (url?.startsWith("/d/") === true ? [url.slice(3)] : [])),
    );
    expect(targets.filter((uid) => !uids.includes(uid))).toEqual([]);
    expect(targets).toContain("service_shop_redis");
  });
});

describe("dashboards of the platform", () => {
  it("are one of the cluster where there is nothing else", () => {
    expect(platformDashboards({ addOns: [] }).map(({ uid }) => uid)).toEqual(["platform_cluster"]);
  });

  it("are one for each part that shows something", () => {
    const dashboards = platformDashboards({
      addOns: ["gatewayApi", "karpenter", "certManager"],
      gateway: gatewayOf("envoy"),
      probes: true,
      costs: true,
      logs: { inCluster: false, shipper: "fluentBit" },
      traces: { spanMetrics: false },
    });
    expect(dashboards.map(({ uid }) => uid)).toEqual([
      "platform_cluster",
      "platform_gateway",
      "platform_uptime",
      "platform_costs",
      "platform_logs",
      "platform_traces",
      "platform_certManager",
      "platform_karpenter",
    ]);
    expect(dashboards.filter(({ folder }) => folder !== "Platform")).toEqual([]);
  });

  it("have none of a gateway that is a service of AWS", () => {
    expect(platformDashboards({ addOns: [], gateway: gatewayOf("alb") })).toHaveLength(1);
  });

  it("know every add-on, and those that show nothing have no pods", () => {
    expect(Object.keys(shownAddOns).sort()).toEqual(Object.keys(addOns).sort());
    const without = Object.entries(shownAddOns).flatMap(([id, shown]) => ("not" in shown ? [id] : []));
    expect(without).toEqual(["admissionPolicies", "gatewayApi", "prometheusOperatorCrds"]);
  });

  it("tell pods of add-ons apart that share a namespace", () => {
    const shared = Object.keys(addOns)
      .filter(isAddOn)
      .flatMap((id) => {
        const shown = shownAddOns[id];
        if ("not" in shown) return [];
        return [{ id, namespace: addOns[id].namespace.name, pods: shown.pods }];
      })
      .filter(
        ({ namespace, pods }, _, all) =>
          pods === undefined &&
          (namespace === "kube-system" || all.filter((other) => other.namespace === namespace).length > 1),
      );
    expect(shared).toEqual([]);
  });

  it("reckon costs by namespace and by team", () => {
    const [, costs] = platformDashboards({ addOns: [], costs: true });
    if (costs === undefined) throw new Error("no dashboard of costs");
    expect(panelOf(costs, "Teams").targets?.[0]?.expr).toContain("group_left (label_slipway_owner)");
    expect(panelOf(costs, "A month at this rate, by namespace").targets).toHaveLength(3);
  });
});

describe("every dashboard", () => {
  const panels = everyDashboard.flatMap((dashboard) =>
    panelsOf(dashboard).map((panel) => ({ uid: dashboard.uid, panel })),
  );

  it("has a uid that Grafana takes, the same as its model, and a title", () => {
    expect(
      everyDashboard.filter(({ uid, model }) => !isUid(uid) || model.uid !== uid || model.title.trim() === ""),
    ).toEqual([]);
  });

  it("has the version of the schema that the SDK writes", () => {
    expect(new Set(everyDashboard.map(({ model }) => model.schemaVersion))).toEqual(
      new Set([defaultDashboard().schemaVersion]),
    );
  });

  it("numbers its panels from 1, each number once", () => {
    for (const { model } of everyDashboard) {
      const ids = model.panels.flatMap((panel) =>
        panel.type === "row" ? [panel.id, ...panel.panels.map(({ id }) => id)] : [panel.id],
      );
      expect(ids).toEqual(ids.map((_, index) => index + 1));
    }
  });

  it("has no two panels at one place, and none beyond its edge", () => {
    const wrong: string[] = [];
    for (const { uid, model } of everyDashboard) {
      const taken = new Set<number>();
      for (const { id, gridPos } of model.panels) {
        if (gridPos.x + gridPos.w > 24) wrong.push(`${uid} ${id} is too wide`);
        for (let place = 0; place < gridPos.w * gridPos.h; place += 1) {
          const x = gridPos.x + (place % gridPos.w);
          const y = gridPos.y + Math.floor(place / gridPos.w);
          if (taken.has(y * 24 + x)) wrong.push(`${uid} ${id} is on another`);
          taken.add(y * 24 + x);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("has no panel without a question or a text", () => {
    const empty = panels.filter(
      ({ panel }) => (panel.type === "text" ? panel.options.content : panel.targets?.[0]?.expr) === undefined,
    );
    expect(empty).toEqual([]);
  });

  it("asks the data source of metrics, and none that is not there", () => {
    const asked = panels.filter(
      ({ panel }) => panel.type !== "text" && panel.datasource?.uid !== dataSourceUids.metrics,
    );
    expect(asked).toEqual([]);
  });

  it("has units that Grafana knows", () => {
    const knownUnits = new Set<unknown>(Object.values(sdkUnits));
    const overrides = panels.flatMap(({ panel }) =>
      (panel.fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
        properties.flatMap(({ id, value }) => (id === "unit" ? [value] : [])),
      ),
    );
    const used = [...panels.map(({ panel }) => panel.fieldConfig?.defaults.unit), ...overrides];
    expect(used.filter((unit) => unit !== undefined && !knownUnits.has(unit))).toEqual([]);
  });

  it("has bounds that ascend", () => {
    for (const { panel } of panels) {
      const values = (panel.fieldConfig?.defaults.thresholds?.steps ?? []).map(({ value }) => value ?? -Infinity);
      expect(values).toEqual([...values].sort((one, other) => one - other));
    }
  });

  it("styles only series that there are", () => {
    const strangers = panels
      .filter(({ panel }) => panel.type === "timeseries")
      .flatMap(({ uid, panel }) =>
        (panel.fieldConfig?.overrides ?? [])
          .filter(({ matcher }) => !(panel.targets ?? []).some(({ legendFormat }) => legendFormat === matcher.options))
          .map(({ matcher }) => `${uid} ${panel.title ?? ""}: ${matcher.options}`),
      );
    expect(strangers).toEqual([]);
  });

  it("is the same each time", () => {
    expect(JSON.stringify(workloadDashboard(promised))).toBe(JSON.stringify(workloadDashboard(promised)));
  });
});

describe("uids", () => {
  it("do not change, as people keep links to them", () => {
    expect(everyDashboard.map(({ uid }) => uid)).toMatchSnapshot();
  });

  it("are of one workload alone, and short enough", () => {
    const uid = workloadDashboardUid;
    expect(uid({ namespace: "a-b", name: "c" })).not.toBe(uid({ namespace: "a", name: "b-c" }));
    const [one, other] = ["x", "y"].map((end) =>
      uid({ namespace: "online-boutique", name: `${"n".repeat(40)}${end}` }),
    );
    expect(one).not.toBe(other);
    expect(one).toHaveLength(40);
  });
});

describe("config maps of dashboards", () => {
  const one = workloadDashboard(promised);

  it("are found by Grafana's sidecar, and hold the model under a name that is the dashboard's alone", () => {
    const [map, ...more] = dashboardConfigMaps({ suffix: "dashboards", name: "shop-dashboards", dashboards: [one] });
    expect(more).toEqual([]);
    expect(map).toEqual({
      suffix: "dashboards",
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "shop-dashboards",
      namespace: undefined,
      labels: { grafana_dashboard: "1" },
      annotations: { grafana_folder: "shop" },
      fields: { data: { "service_shop_cartservice.json": JSON.stringify(one.model) } },
    });
  });

  it("are as few as hold them: one for each folder, and more where one is full", () => {
    const big = (uid: string, folder: string): Dashboard => ({
      uid,
      folder,
      model: { ...one.model, uid, description: "x".repeat(400 * 1024) },
    });
    const maps = dashboardConfigMaps({
      suffix: "dashboards",
      name: "d",
      dashboards: [big("a", "shop"), big("b", "shop"), big("c", "shop"), big("d", "other")],
    });
    expect(
      maps.map(({ suffix, name, annotations, fields }) => [
        suffix,
        name,
        annotations?.grafana_folder,
        Object.keys(fields.data as object),
      ]),
    ).toEqual([
      ["dashboards", "d", "shop", ["a.json", "b.json"]],
      ["dashboards-2", "d-2", "shop", ["c.json"]],
      ["dashboards-3", "d-3", "other", ["d.json"]],
    ]);
    for (const { fields } of maps) expect(Buffer.byteLength(JSON.stringify(fields.data))).toBeLessThan(1024 * 1024);
  });

  it("are none where there are no dashboards", () => {
    expect(dashboardConfigMaps({ suffix: "dashboards", name: "d", dashboards: [] })).toEqual([]);
  });
});

describe("checkDashboards", () => {
  const dashboard = workloadDashboard(observed);
  const path = ["slipway:shop"];

  it("has nothing against dashboards with uids of their own", () => {
    expect(checkDashboards([{ path, dashboard }])).toEqual([]);
  });

  it("refuses two of the same uid, of which Grafana would show one", () => {
    expect(
      checkDashboards([
        { path, dashboard },
        { path: ["slipway:other"], dashboard },
      ]),
    ).toEqual([
      {
        path: ["slipway:other"],
        message: "two dashboards have the same uid, so Grafana would show only one of them",
        found: 'service_shop_cartservice, of "shop: cartservice" and of "shop: cartservice"',
        fix: "rename one of the two",
      },
    ]);
  });

  it("refuses a uid that Grafana does not take", () => {
    expect(checkDashboards([{ path, dashboard: { ...dashboard, uid: "a b" } }])).toEqual([
      {
        path,
        message: "the uid of the dashboard is none that Grafana takes",
        found: "a b",
        allowed: "1 to 40 letters, digits, '-' and '_'",
        fix: "shorten the names that it is made of",
      },
    ]);
  });
});

describe("podPattern", () => {
  const matches = (workload: Parameters<typeof podPattern>[0], pod: string) =>
    new RegExp(`^(?:${podPattern(workload)})$`).test(pod);

  it.each([
    ["Deployment", "cart-6d4cf56db6-x7k2p"],
    ["StatefulSet", "cart-12"],
    ["DaemonSet", "cart-x7k2p"],
    ["Job", "cart-x7k2p"],
    ["Job", "cart-3-x7k2p"],
    ["CronJob", "cart-29384720-x7k2p"],
  ] as const)("finds the pods of a %s", (kind, pod) => {
    expect(matches({ name: "cart", kind }, pod)).toBe(true);
  });

  it.each([
    ["Deployment", "cart-canary-6d4cf56db6-x7k2p"],
    ["Deployment", "cart-agent-x7k2p"],
    ["Deployment", "my-cart-6d4cf56db6-x7k2p"],
    ["StatefulSet", "cart-db-0"],
    ["DaemonSet", "cart-6d4cf56db6-x7k2p"],
    ["Job", "cart-29384720-x7k2p-y"],
    ["CronJob", "cart-x7k2p"],
  ] as const)("does not take for those of a %s what is another's: %s", (kind, pod) => {
    expect(matches({ name: "cart", kind }, pod)).toBe(false);
  });

  it("finds pods whose names Kubernetes has cut", () => {
    const name = "n".repeat(47);
    expect(matches({ name, kind: "Deployment" }, `${name}-6d4cf56db6x7k2p`)).toBe(true);
  });
});
