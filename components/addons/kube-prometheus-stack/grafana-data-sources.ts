import { dataSourceUids } from "../../cluster";
import { ownPrometheus } from "../frame/own-prometheus";
import type { Value } from "../frame/values";
import type { GrafanaDataSource } from "./grafana-spec";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import type { SecretKeyRef } from "./prometheus-spec";
import { defaultInterval } from "./prometheus-values";
import { accounts, ports, stackNamespace } from "./stack-place";
import { mapTexts, verbatimValue } from "./verbatim";

/** Label of exemplars that has the trace, as OpenTelemetry's libraries and collector write it. */
const traceLabel = "trace_id";

/** The data sources, as Grafana's provisioning files have them. Secrets are variables of its environment. */
export function provisionedDataSources(spec: KubePrometheusStackSpec): Value[] {
  const { dataSources = [], alerting } = spec;
  return [
    metricsSource(spec),
    ...(alerting === undefined ? [] : [alertsSource]),
    ...dataSources.map((source) => provisioned(source)),
  ];
}

function metricsSource({ prometheus, dataSources = [] }: KubePrometheusStackSpec): Value {
  const hasTraces = dataSources.some(({ uid }) => uid === dataSourceUids.traces);
  return {
    name: "Prometheus",
    type: "prometheus",
    uid: dataSourceUids.metrics,
    url: ownPrometheus.url,
    access: "proxy",
    isDefault: true,
    editable: false,
    jsonData: {
      httpMethod: "POST",
      timeInterval: prometheus?.interval ?? defaultInterval,
      ...(hasTraces
        ? { exemplarTraceIdDestinations: [{ name: traceLabel, datasourceUid: dataSourceUids.traces }] }
        : {}),
    },
  };
}

const alertsSource: Value = {
  name: "Alertmanager",
  type: "alertmanager",
  uid: dataSourceUids.alerts,
  url: `http://${accounts.alertmanager}.${stackNamespace}:${ports.alertmanager}`,
  access: "proxy",
  editable: false,
  jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
};

function provisioned(source: GrafanaDataSource): Value {
  const { name, type, uid, url, basicAuthUser, jsonData, secureJsonData = {} } = source;
  const secrets = Object.keys(secureJsonData).map((field) => [field, `\${${variableOf(source, field)}}`]);
  return {
    ...(literal({
      name,
      type,
      uid,
      access: "proxy",
      editable: false,
      ...(url === undefined ? {} : { url }),
      ...(basicAuthUser === undefined ? {} : { basicAuth: true, basicAuthUser }),
      ...(jsonData === undefined ? {} : { jsonData }),
    }) as Record<string, Value>),
    ...(secrets.length === 0 ? {} : { secureJsonData: Object.fromEntries(secrets) as Record<string, Value> }),
  };
}

/** Neither Grafana, to which `$` begins a variable, nor Helm finds anything in it to put something else in its place. */
function literal(value: unknown): Value {
  return verbatimValue(mapTexts(value, (text) => text.replaceAll("$", "$$$$")));
}

/** Variables of Grafana's environment with the secrets of its data sources, by their names. */
export function dataSourceVariables(dataSources: readonly GrafanaDataSource[]): Readonly<Record<string, SecretKeyRef>> {
  return Object.fromEntries(
    dataSources.flatMap((source) =>
      Object.entries(source.secureJsonData ?? {}).map(([field, reference]) => [variableOf(source, field), reference]),
    ),
  );
}

function variableOf({ uid }: GrafanaDataSource, field: string): string {
  const inCapitals = (text: string) =>
    text
      .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
      .replace(/[^A-Za-z0-9]+/g, "_")
      .toUpperCase();
  return `DATA_SOURCE_${inCapitals(uid)}_${inCapitals(field)}`;
}
