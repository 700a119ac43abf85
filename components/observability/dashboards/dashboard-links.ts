import { dataSourceUids, type GrafanaSources } from "../../cluster";
import type { ObservedWorkload } from "../service/observed-workload";
import { podPattern } from "../service/pod-pattern";
import type { GrafanaLink } from "./grafana-model";

/** Types of Grafana's plug-ins for logs and traces. */
export const dataSourceTypes = {
  elasticsearch: "elasticsearch",
  cloudWatch: "cloudwatch",
  jaeger: "jaeger",
  tempo: "tempo",
  xray: "grafana-x-ray-datasource",
} as const;

/** To another dashboard, at the same time. */
export function dashboardLink(title: string, uid: string): GrafanaLink {
  return { title, type: "link", icon: "dashboard", url: `/d/${uid}`, keepTime: true };
}

/** To all dashboards of a tag, as a menu. */
export function tagLink(title: string, tag: string): GrafanaLink {
  return { title, type: "dashboards", tags: [tag], asDropdown: true, keepTime: true };
}

/** To a workload's log lines and traces in Explore, where there are any, at the time of the dashboard. */
export function exploreLinks(workload: ObservedWorkload, sources: GrafanaSources): GrafanaLink[] {
  return [
    ...(sources.logs === undefined ? [] : [exploreLink("Logs", dataSourceUids.logs, logQuery(workload, sources.logs))]),
    ...(sources.traces === undefined
      ? []
      : [exploreLink("Traces", dataSourceUids.traces, traceQuery(workload, sources.traces))]),
  ];
}

type ExploreQuery = Readonly<Record<string, unknown>>;

function exploreLink(title: string, uid: string, query: ExploreQuery): GrafanaLink {
  const pane = {
    datasource: uid,
    queries: [{ refId: "A", ...query }],
    range: { from: "FROM", to: "TO" },
  };
  // Grafana fills in variables of a link's address where they stand as they are.
  const panes = encodeURIComponent(JSON.stringify({ [title.toLowerCase()]: pane }))
    .replace("FROM", "${__from}")
    .replace("TO", "${__to}");
  return {
    title,
    type: "link",
    icon: title === "Logs" ? "doc" : "bolt",
    url: `/explore?schemaVersion=1&orgId=1&panes=${panes}`,
    targetBlank: true,
  };
}

/** Lines of a workload's pods: in Elasticsearch the fields are the same whoever ships them. */
function logQuery(workload: ObservedWorkload, logs: NonNullable<GrafanaSources["logs"]>): ExploreQuery {
  const { namespace, name } = workload;
  if (logs === "elasticsearch") {
    return {
      datasource: { type: dataSourceTypes.elasticsearch, uid: dataSourceUids.logs },
      query: `kubernetes.namespace:"${namespace}" AND service.name:"${name}"`,
      timeField: "@timestamp",
      metrics: [{ id: "1", type: "logs" }],
    };
  }
  return {
    datasource: { type: dataSourceTypes.cloudWatch, uid: dataSourceUids.logs },
    queryMode: "Logs",
    region: "default",
    logGroupNames: [logs.cloudWatchLogGroup],
    expression:
      "fields @timestamp, @message" +
      ` | filter kubernetes.namespace_name = "${namespace}" and kubernetes.pod_name like /^${podPattern(workload)}$/` +
      " | sort @timestamp desc | limit 1000",
  };
}

function traceQuery({ name, namespace }: ObservedWorkload, store: NonNullable<GrafanaSources["traces"]>): ExploreQuery {
  const datasource = { type: dataSourceTypes[store], uid: dataSourceUids.traces };
  switch (store) {
    case "jaeger":
      return { datasource, queryType: "search", service: name };
    case "tempo":
      return {
        datasource,
        queryType: "traceql",
        query: `{resource.service.name="${name}" && resource.k8s.namespace.name="${namespace}"}`,
      };
    case "xray":
      return { datasource, queryType: "getTraceSummaries", region: "default", query: `service("${name}")` };
  }
}
