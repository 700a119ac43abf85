import type { AddOnContext } from "../frame/add-on";
import { podsOf, resourcesOf, systemTolerations, type Pods } from "../frame/pods";
import type { Value, Values } from "../frame/values";
import { dataSourceVariables, provisionedDataSources } from "./grafana-data-sources";
import { clientSecretVariable, oidcSection } from "./grafana-oidc";
import type { GrafanaSpec } from "./grafana-spec";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import type { SecretKeyRef } from "./prometheus-spec";
import { dashboardReader, grafanaAdminSecret, parts } from "./stack-place";
import { dashboardSidecar, without } from "./stack-pods";

const defaultSize = "10Gi";

/** Data sources that Grafana's image brings as programs of their own, each with a process that takes memory, used or not. */
const bundledSources: readonly string[] = [
  "cloudwatch",
  "elasticsearch",
  "grafana-azure-monitor-datasource",
  "grafana-postgresql-datasource",
  "grafana-pyroscope-datasource",
  "influxdb",
  "jaeger",
  "loki",
  "mssql",
  "mysql",
  "opentsdb",
  "stackdriver",
  "tempo",
  "zipkin",
];

const containerSecurity = { readOnlyRootFilesystem: true } as const;
const temporary = { name: "tmp", mountPath: "/tmp" } as const;

/** Values of Grafana. */
export function grafanaValues(context: AddOnContext<KubePrometheusStackSpec>, all: readonly Pods[]): Values {
  const { options } = context;
  const { grafana = {}, dataSources = [] } = options;
  if (grafana === false) return { enabled: false };
  const pods = podsOf(all, parts.grafana);
  const { adminSecret = grafanaAdminSecret, editable = false } = grafana;
  const variables = Object.entries({ ...dataSourceVariables(dataSources), ...oidcVariables(grafana) });
  return {
    enabled: true,
    replicas: pods.replicas,
    resources: resourcesOf(without(pods, dashboardSidecar)),
    tolerations: systemTolerations,
    containerSecurityContext: containerSecurity,
    // Its data sources are programs of their own, which it speaks with by sockets there.
    extraEmptyDirMounts: [temporary],
    admin: { existingSecret: adminSecret, userKey: "admin-user", passwordKey: "admin-password" },
    ...storageOf(grafana, context.isProtected),
    // Its own role would let Grafana read the Secrets of all namespaces.
    rbac: { useExistingClusterRole: dashboardReader },
    extraObjects: [readerRole],
    sidecar: {
      resources: resourcesOf({ ...pods, ...dashboardSidecar }),
      securityContext: containerSecurity,
      // Of two of a name, in two namespaces, each is shown.
      enableUniqueFilenames: true,
      // Whoever may make a config map anywhere could otherwise have Grafana send requests to wherever they like.
      datasources: { enabled: false },
      dashboards: {
        enabled: true,
        label: "grafana_dashboard",
        labelValue: "1",
        searchNamespace: "ALL",
        resource: "configmap",
        folderAnnotation: "grafana_folder",
        annotations: { grafana_folder: "Kubernetes" },
        extraMounts: [temporary],
        provider: { foldersFromFilesStructure: true, allowUiUpdates: editable },
      },
    },
    defaultDashboardsEditable: editable,
    datasources: { "datasources.yaml": { apiVersion: 1, prune: true, datasources: provisionedDataSources(options) } },
    ...(variables.length === 0
      ? {}
      : { envValueFrom: Object.fromEntries(variables.map(([name, reference]) => [name, variableOf(reference)])) }),
    "grafana.ini": configuration(grafana, new Set(dataSources.map(({ type }) => type))),
    serviceMonitor: { enabled: true },
    testFramework: { enabled: false },
  };
}

function oidcVariables({ oidc }: GrafanaSpec): Readonly<Record<string, SecretKeyRef>> {
  return oidc === undefined ? {} : { [clientSecretVariable]: oidc.clientSecret };
}

function variableOf({ secret, key }: SecretKeyRef): Value {
  return { secretKeyRef: { name: secret, key } };
}

const readerRole: Value = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  metadata: { name: dashboardReader },
  rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }],
};

/** A volume can be at one pod at a time: the old pod goes before the new one comes. */
function storageOf({ storage }: GrafanaSpec, isProtected: boolean): Record<string, Value> {
  if (storage === undefined) return {};
  return {
    deploymentStrategy: { type: "Recreate" },
    // It would run as root; the volume belongs to Grafana's group already.
    initChownData: { enabled: false },
    persistence: {
      enabled: true,
      size: storage.size ?? defaultSize,
      ...(storage.class === undefined ? {} : { storageClassName: storage.class }),
      // The claim is the chart's own, and would go with the release.
      ...(isProtected ? { annotations: { "helm.sh/resource-policy": "keep" } } : {}),
    },
  };
}

function configuration({ url, oidc }: GrafanaSpec, types: ReadonlySet<string>): Value {
  const unused = bundledSources.filter((type) => !types.has(type));
  return {
    ...(url === undefined ? {} : { server: { root_url: url } }),
    analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
    news: { news_feed_enabled: false },
    security: { disable_gravatar: true, cookie_secure: url?.startsWith("https://") ?? false },
    plugins: {
      // Otherwise it stops data sources of its image to put newer ones in their place, which it cannot write, and is without them.
      preinstall_disabled: true,
      preinstall_auto_update: false,
      disable_plugins: unused.join(","),
    },
    ...(oidc === undefined ? {} : { "auth.generic_oauth": oidcSection(oidc) }),
  };
}
