// What the release of kube-prometheus-stack, its policies, Secrets and identities are given. Whether the chart takes the values is what `npm run charts` shows;
// nothing is scraped here, nobody logs in, and no alert is sent.
import { addOnCapabilities, type AddOnSurroundings, type KubePrometheusStackSpec } from "../../components/addons";
import { secretMark } from "../../testing";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { customResourceProblems } from "./custom-resource-problems";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const secret = (key: string) => ({ secret: "monitoring-secrets", key });
const workspaceArn = "arn:aws:aps:eu-central-1:111122223333:workspace/ws-0a1b2c3d";

const full: KubePrometheusStackSpec = {
  prometheus: {
    retention: "30d",
    storage: { size: "100Gi", class: "gp3" },
    interval: "15s",
    memory: "4Gi",
    externalLabels: { environment: "prod" },
    remoteWrite: [
      { workspaceArn, only: "slo:.+|up" },
      {
        url: "https://metrics.example.com/write",
        basicAuth: { username: secret("user"), password: secret("password") },
      },
      { url: "https://metrics.example.org/write", bearerToken: secret("token") },
    ],
  },
  alerting: {
    receivers: {
      team: {
        slack: { channel: "#alerts", webhook: secret("slack") },
        sns: { topicArn: "arn:aws:sns:eu-central-1:111122223333:alerts" },
      },
    },
    runbooksUrl: "https://runbooks.example.com",
  },
  grafana: {
    url: "https://grafana.example.com",
    storage: { size: "5Gi", class: "gp3" },
    editable: true,
    oidc: {
      issuer: "https://id.example.com",
      clientId: "grafana",
      clientSecret: secret("oidc"),
      groupsClaim: "cognito:groups",
      admins: ["platform", "leads"],
      editors: ["developers"],
    },
  },
  secrets: {
    "monitoring-secrets": { user: "u", password: "p", token: "t", slack: "s", oidc: "o", logs: "l" },
  },
  dataSources: [
    {
      name: "Logs",
      type: "elasticsearch",
      uid: "logs",
      url: "https://elasticsearch-es-http.logging.svc:9200",
      basicAuthUser: "grafana",
      jsonData: { dataLinks: [{ field: "trace.id", url: "${__value.raw}", title: "{{ trace }}" }] },
      secureJsonData: { basicAuthPassword: secret("logs") },
    },
    { name: "Traces", type: "jaeger", uid: "traces", url: "http://jaeger.tracing:16686" },
    { name: "CloudWatch", type: "cloudwatch", uid: "cloudwatch", jsonData: { defaultRegion: "eu-central-1" } },
  ],
};

const tolerations = [{ key: "CriticalAddonsOnly", operator: "Exists" }];
const resources = (cpu: number, memory: number) => ({
  requests: { cpu: `${cpu}m`, memory: `${memory}Mi` },
  limits: { memory: `${memory}Mi` },
});
const spread = (labels: Record<string, string>) =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  }));
const claim = (size: string, storageClassName?: string) => ({
  volumeClaimTemplate: {
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClassName === undefined ? {} : { storageClassName }),
      resources: { requests: { storage: size } },
    },
  },
});
const kept = { whenDeleted: "Retain", whenScaled: "Retain" };
const lost = { whenDeleted: "Delete", whenScaled: "Retain" };
const every = {
  podMonitorSelectorNilUsesHelmValues: false,
  probeSelectorNilUsesHelmValues: false,
  ruleSelectorNilUsesHelmValues: false,
  scrapeConfigSelectorNilUsesHelmValues: false,
  serviceMonitorSelectorNilUsesHelmValues: false,
};
const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

describe("in production", () => {
  let recorded: RecordedCluster;
  let values: Values;
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      kubePrometheusStack: full,
      certManager: true,
      keda: true,
      prometheusOperatorCrds: true,
      isProduction: true,
      protected: true,
    });
    values = recorded.inputs("Release:add-ons-kube-prometheus-stack").values as Values;
  });

  test("the release comes after the definitions, cert-manager and its Secrets, and brings no definitions", () => {
    expect(recorded.inputs("Release:add-ons-kube-prometheus-stack")).toMatchObject({
      chart: "kube-prometheus-stack",
      version: "88.5.3",
      repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
      name: "kube-prometheus-stack",
      namespace: "monitoring",
      atomic: true,
      timeout: 600,
    });
    expect(values.crds).toEqual({ enabled: false });
    // Its volumes would be left behind by a cluster that takes it along.
    expect(recorded.get("Release:add-ons-kube-prometheus-stack").deletedWith).toBeNull();
    expect(recorded.get("Namespace:add-ons-kube-prometheus-stack").deletedWith).toBeNull();
    expect(recorded.get("Namespace:add-ons-keda").deletedWith).not.toBeNull();
    expect(recorded.get("Release:add-ons-keda").deletedWith).not.toBeNull();
    expect([...recorded.prerequisites("Release:add-ons-kube-prometheus-stack")]).toEqual(
      expect.arrayContaining([
        "Release:add-ons-prometheus-operator-crds",
        "Release:add-ons-cert-manager",
        "Secret:add-ons-kube-prometheus-stack-secret-monitoring-secrets",
        "Secret:add-ons-kube-prometheus-stack-grafana",
        "PodIdentityAssociation:cluster-identity-monitoring.kube-prometheus-stack-prometheus",
        "PodIdentityAssociation:cluster-identity-monitoring.kube-prometheus-stack-alertmanager",
        "PodIdentityAssociation:cluster-identity-monitoring.kube-prometheus-stack-grafana",
      ]),
    );
  });

  test("there are two of Prometheus, never on one node, that read what every namespace has", () => {
    expect(values.prometheus).toEqual({
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
      service: { sessionAffinity: "ClientIP" },
      prometheusSpec: {
        replicas: 2,
        resources: resources(200, 4096),
        podAntiAffinity: "hard",
        topologySpreadConstraints: spread({
          "app.kubernetes.io/name": "prometheus",
          "operator.prometheus.io/name": "kube-prometheus-stack-prometheus",
        }),
        tolerations,
        ...every,
        retention: "30d",
        retentionSize: "87040MB",
        scrapeInterval: "15s",
        evaluationInterval: "15s",
        storageSpec: claim("100Gi", "gp3"),
        persistentVolumeClaimRetentionPolicy: kept,
        externalLabels: { cluster: "shop-dev", environment: "prod" },
        replicaExternalLabelName: "__replica__",
        enableFeatures: ["exemplar-storage"],
        remoteWrite: [
          {
            url: "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-0a1b2c3d/api/v1/remote_write",
            sigv4: { region: "eu-central-1" },
            queueConfig: { maxSamplesPerSend: 1000, maxShards: 200, capacity: 2500 },
            sendExemplars: true,
            writeRelabelConfigs: [{ sourceLabels: ["__name__"], regex: "slo:.+|up", action: "keep" }],
          },
          {
            url: "https://metrics.example.com/write",
            basicAuth: {
              username: { name: "monitoring-secrets", key: "user" },
              password: { name: "monitoring-secrets", key: "password" },
            },
            sendExemplars: true,
          },
          {
            url: "https://metrics.example.org/write",
            authorization: { type: "Bearer", credentials: { name: "monitoring-secrets", key: "token" } },
            sendExemplars: true,
          },
        ],
      },
    });
  });

  test("what the values make of Prometheus and Alertmanager meets their definitions", () => {
    const { storageSpec, podAntiAffinity, ...prometheus } = values.prometheus?.prometheusSpec as Record<string, object>;
    const {
      storage,
      podAntiAffinity: apart,
      ...alertmanager
    } = values.alertmanager?.alertmanagerSpec as Record<string, object>;
    expect([podAntiAffinity, apart]).toEqual(["hard", "hard"]);
    // As the chart puts them there; the package's model wants two fields in a claim that the definition does not.
    const complete = (stated: object | undefined) => ({
      volumeClaimTemplate: {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "EmbeddedPersistentVolumeClaim",
        ...(stated as { volumeClaimTemplate: object }).volumeClaimTemplate,
      },
    });
    const object = (kind: string, spec: object) => ({
      apiVersion: "monitoring.coreos.com/v1",
      kind,
      metadata: { name: "x", namespace: "monitoring" },
      spec,
    });
    expect(
      customResourceProblems([
        object("Prometheus", { ...prometheus, storage: complete(storageSpec) }),
        object("Alertmanager", { ...alertmanager, storage: complete(storage) }),
      ]),
    ).toEqual({ checked: 2, problems: [] });
  });

  test("there are two of Alertmanager, with their Secrets as files, and nothing of the API server", () => {
    const { config, ...rest } = values.alertmanager ?? {};
    expect(rest).toEqual({
      enabled: true,
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
      alertmanagerSpec: {
        replicas: 2,
        resources: resources(20, 128),
        podAntiAffinity: "hard",
        topologySpreadConstraints: spread({
          "app.kubernetes.io/name": "alertmanager",
          alertmanager: "kube-prometheus-stack-alertmanager",
        }),
        tolerations,
        automountServiceAccountToken: false,
        secrets: ["monitoring-secrets"],
        storage: claim("1Gi", "gp3"),
        persistentVolumeClaimRetentionPolicy: kept,
      },
    });
    expect(config).toMatchObject({ route: { receiver: "team" } });
  });

  test("Grafana has its data sources, log-in and dashboards given, and reads no Secrets", () => {
    expect(values.grafana).toEqual({
      enabled: true,
      replicas: 1,
      resources: resources(100, 512),
      tolerations,
      containerSecurityContext: { readOnlyRootFilesystem: true },
      extraEmptyDirMounts: [{ name: "tmp", mountPath: "/tmp" }],
      admin: { existingSecret: "grafana-admin", userKey: "admin-user", passwordKey: "admin-password" },
      deploymentStrategy: { type: "Recreate" },
      initChownData: { enabled: false },
      persistence: {
        enabled: true,
        size: "5Gi",
        storageClassName: "gp3",
        annotations: { "helm.sh/resource-policy": "keep" },
      },
      rbac: { useExistingClusterRole: "kube-prometheus-stack-grafana-dashboards" },
      extraObjects: [
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRole",
          metadata: { name: "kube-prometheus-stack-grafana-dashboards" },
          rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }],
        },
      ],
      sidecar: {
        resources: resources(10, 128),
        securityContext: { readOnlyRootFilesystem: true },
        enableUniqueFilenames: true,
        datasources: { enabled: false },
        dashboards: {
          enabled: true,
          label: "grafana_dashboard",
          labelValue: "1",
          searchNamespace: "ALL",
          resource: "configmap",
          folderAnnotation: "grafana_folder",
          annotations: { grafana_folder: "Kubernetes" },
          extraMounts: [{ name: "tmp", mountPath: "/tmp" }],
          provider: { foldersFromFilesStructure: true, allowUiUpdates: true },
        },
      },
      defaultDashboardsEditable: true,
      datasources: {
        "datasources.yaml": {
          apiVersion: 1,
          prune: true,
          datasources: [
            {
              name: "Prometheus",
              type: "prometheus",
              uid: "prometheus",
              url: "http://kube-prometheus-stack-prometheus.monitoring:9090",
              access: "proxy",
              isDefault: true,
              editable: false,
              jsonData: {
                httpMethod: "POST",
                timeInterval: "15s",
                exemplarTraceIdDestinations: [{ name: "trace_id", datasourceUid: "traces" }],
              },
            },
            {
              name: "Alertmanager",
              type: "alertmanager",
              uid: "alertmanager",
              url: "http://kube-prometheus-stack-alertmanager.monitoring:9093",
              access: "proxy",
              editable: false,
              jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
            },
            {
              name: "Logs",
              type: "elasticsearch",
              uid: "logs",
              access: "proxy",
              editable: false,
              url: "https://elasticsearch-es-http.logging.svc:9200",
              basicAuth: true,
              basicAuthUser: "grafana",
              // Neither a variable to Grafana nor a template to Helm.
              jsonData: { dataLinks: [{ field: "trace.id", url: "$${__value.raw}", title: "{{ `{{` }} trace }}" }] },
              secureJsonData: { basicAuthPassword: "${DATA_SOURCE_LOGS_BASIC_AUTH_PASSWORD}" },
            },
            {
              name: "Traces",
              type: "jaeger",
              uid: "traces",
              access: "proxy",
              editable: false,
              url: "http://jaeger.tracing:16686",
            },
            {
              name: "CloudWatch",
              type: "cloudwatch",
              uid: "cloudwatch",
              access: "proxy",
              editable: false,
              jsonData: { defaultRegion: "eu-central-1" },
            },
          ],
        },
      },
      envValueFrom: {
        DATA_SOURCE_LOGS_BASIC_AUTH_PASSWORD: { secretKeyRef: { name: "monitoring-secrets", key: "logs" } },
        GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: { name: "monitoring-secrets", key: "oidc" } },
      },
      "grafana.ini": {
        server: { root_url: "https://grafana.example.com" },
        analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
        news: { news_feed_enabled: false },
        security: { disable_gravatar: true, cookie_secure: true },
        plugins: {
          preinstall_disabled: true,
          preinstall_auto_update: false,
          disable_plugins:
            "grafana-azure-monitor-datasource,grafana-postgresql-datasource,grafana-pyroscope-datasource,influxdb,loki,mssql,mysql,opentsdb,stackdriver,tempo,zipkin",
        },
        "auth.generic_oauth": {
          enabled: true,
          name: "SSO",
          client_id: "grafana",
          scopes: "openid profile email",
          auth_url: "https://id.example.com/authorize",
          token_url: "https://id.example.com/token",
          api_url: "https://id.example.com/userinfo",
          use_pkce: true,
          allow_sign_up: true,
          role_attribute_path:
            "(contains(\"cognito:groups\"[*], 'platform') || contains(\"cognito:groups\"[*], 'leads')) && 'Admin' || (contains(\"cognito:groups\"[*], 'developers')) && 'Editor' || 'Viewer'",
          allow_assign_grafana_admin: false,
        },
      },
      serviceMonitor: { enabled: true },
      testFramework: { enabled: false },
    });
  });

  test("what EKS keeps out of reach is not looked at, and its alerts are not there", () => {
    for (const key of ["kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler"]) {
      expect(values[key]).toEqual({ enabled: false });
    }
    expect(values.defaultRules).toEqual({
      rules: {
        alertmanager: true,
        etcd: false,
        kubeControllerManager: false,
        kubeProxy: false,
        kubeSchedulerAlerting: false,
        kubeSchedulerRecording: false,
      },
    });
  });

  test("the operator has a certificate of cert-manager, and the exporter of nodes a namespace in which it may look at them", () => {
    expect(values.prometheusOperator).toEqual({
      resources: resources(50, 192),
      tolerations,
      kubeletService: { namespace: "monitoring" },
      prometheusConfigReloader: { resources: resources(10, 50) },
      admissionWebhooks: { certManager: { enabled: true }, patch: { resources: resources(20, 64) } },
    });
    expect(values.kubelet).toEqual({ namespace: "monitoring", serviceMonitor: { cAdvisorInterval: "15s" } });
    expect(values["prometheus-node-exporter"]).toEqual({
      namespaceOverride: "kube-system",
      resources: resources(20, 64),
      tolerations: [{ operator: "Exists" }],
      priorityClassName: "system-node-critical",
    });
    expect(values.nodeExporter).toEqual({
      operatingSystems: { aix: { enabled: false }, darwin: { enabled: false } },
    });
    const { collectors, ...state } = values["kube-state-metrics"] ?? {};
    expect(state).toEqual({ resources: resources(20, 192), tolerations });
    expect(collectors).toHaveLength(26);
    expect((collectors as string[]).filter((kind) => ["secrets", "configmaps"].includes(kind))).toEqual([]);
    expect(recorded.inputs("Namespace:add-ons-kube-prometheus-stack").metadata).toMatchObject({
      name: "monitoring",
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
  });

  test("values of Secrets are secrets, and Grafana's password is random", () => {
    expect(recorded.inputs("Secret:add-ons-kube-prometheus-stack-secret-monitoring-secrets")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "monitoring-secrets", namespace: "monitoring" },
      type: "Opaque",
      stringData: secretMark,
    });
    expect(recorded.inputs("RandomPassword:add-ons-kube-prometheus-stack-grafana-password")).toEqual({
      length: 32,
      special: false,
    });
    expect(recorded.inputs("Secret:add-ons-kube-prometheus-stack-grafana")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "grafana-admin", namespace: "monitoring" },
      type: "Opaque",
      stringData: secretMark,
    });
  });

  test.each([
    ["prometheus", ["aps:RemoteWrite"], [workspaceArn]],
    ["alertmanager", ["sns:Publish"], ["arn:aws:sns:eu-central-1:111122223333:alerts"]],
  ])("%s has an identity that may write there, and nothing else", (account, actions, resource) => {
    const { policy } = recorded.inputs(
      `RolePolicy:cluster-identity-monitoring.kube-prometheus-stack-${account}-role-policy`,
    );
    expect(JSON.parse(String(policy))).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: resource }],
    });
  });

  test("who asks Prometheus is let in, and Grafana is let out to its data sources alone", () => {
    const policy = (suffix: string) =>
      recorded.inputs(`NetworkPolicy:add-ons-kube-prometheus-stack${suffix}`).spec as Record<string, unknown>;
    const dns = {
      to: [inNamespace("kube-system")],
      ports: [{ protocol: "UDP", port: 53 }, ...tcp(53)],
    };
    const agent = { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: tcp(80) };
    expect(policy("")).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [{ podSelector: {} }] },
        { ports: tcp(10250) },
        { from: [inNamespace("monitoring")], ports: tcp(8080) },
      ],
      egress: [{ to: [{ podSelector: {} }] }, dns, { ports: tcp(443) }, agent],
    });
    expect(policy("-prometheus")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/managed-by": "prometheus-operator" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [{ podSelector: {} }] },
        { from: [inNamespace("keda")], ports: tcp(9090) },
        { from: [inNamespace("monitoring")], ports: tcp(9090, 9093, 8080) },
      ],
      egress: [{}],
    });
    expect(policy("-grafana")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "grafana" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [{ podSelector: {} }] },
        // Nobody says who brings people there.
        { ports: tcp(3000) },
        { from: [inNamespace("monitoring")], ports: tcp(3000) },
      ],
      egress: [
        { to: [{ podSelector: {} }] },
        dns,
        { to: [inNamespace("logging"), inNamespace("tracing")] },
        { ports: tcp(443) },
        agent,
      ],
    });
  });
});

test("in development there is one of each, whose volume goes with it, and no Alertmanager for nobody to tell", async () => {
  const recorded = await addOnsInExistingCluster({
    kubePrometheusStack: true,
    prometheusOperatorCrds: true,
    highlyAvailable: false,
  });
  const values = recorded.inputs("Release/kube-prometheus-stack").values as Values;
  expect(values.alertmanager).toEqual({ enabled: false });
  expect(values.prometheus).toEqual({
    podDisruptionBudget: { enabled: false },
    service: { sessionAffinity: "ClientIP" },
    prometheusSpec: {
      replicas: 1,
      resources: resources(100, 1024),
      podAntiAffinity: "",
      topologySpreadConstraints: [],
      tolerations,
      ...every,
      retention: "31d",
      retentionSize: "8704MB",
      scrapeInterval: "30s",
      evaluationInterval: "30s",
      storageSpec: claim("10Gi"),
      persistentVolumeClaimRetentionPolicy: lost,
      externalLabels: { cluster: "slipway-test" },
      replicaExternalLabelName: "__replica__",
      enableFeatures: ["exemplar-storage"],
      remoteWrite: [],
    },
  });
  // Prometheus would say forever that it has nobody to tell.
  expect(values.defaultRules).toMatchObject({
    rules: { alertmanager: false },
    disabled: { PrometheusNotConnectedToAlertmanagers: true },
  });
  expect(values.prometheusOperator).toMatchObject({ admissionWebhooks: { certManager: { enabled: false } } });
  expect(values.grafana).not.toHaveProperty("persistence");
  expect(values.grafana).toMatchObject({
    datasources: { "datasources.yaml": { datasources: [{ name: "Prometheus", jsonData: { timeInterval: "30s" } }] } },
  });
});

test("without Grafana there are neither its password nor its policy; on another cluster the control plane is looked at if asked for", async () => {
  const recorded = await addOnsInExistingCluster({
    kubePrometheusStack: { grafana: false, controlPlane: true, prometheus: { storage: false } },
    prometheusOperatorCrds: true,
  });
  const values = recorded.inputs("Release/kube-prometheus-stack").values as Values;
  expect(values.grafana).toEqual({ enabled: false });
  expect(values.kubeEtcd).toEqual({ enabled: true });
  expect(values.defaultRules).toMatchObject({ rules: { etcd: true, kubeSchedulerAlerting: true } });
  const { prometheusSpec } = values.prometheus as { prometheusSpec: object };
  expect(prometheusSpec).not.toHaveProperty("storageSpec");
  expect(prometheusSpec).toMatchObject({ retentionSize: "" });
  const own = recorded.all.filter(({ path }) => path.includes("add-ons-kube-prometheus-stack/"));
  expect(own.map(({ path }) => path.split("/").at(-1)).sort()).toEqual([
    "Namespace:add-ons-kube-prometheus-stack",
    "NetworkPolicy:add-ons-kube-prometheus-stack",
    "NetworkPolicy:add-ons-kube-prometheus-stack-prometheus",
    "Release:add-ons-kube-prometheus-stack",
  ]);
});

const around: AddOnSurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: false,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

test("workloads may rely on its Prometheus, rules and dashboards", () => {
  const prometheus = { url: "http://kube-prometheus-stack-prometheus.monitoring:9090", namespace: "monitoring" };
  expect(addOnCapabilities({ kubePrometheusStack: full }, around)).toEqual({
    prometheus,
    observability: {
      rules: true,
      retention: "30d",
      dashboards: true,
      runbooksUrl: "https://runbooks.example.com",
      grafanaUrl: "https://grafana.example.com",
    },
  });
  expect(addOnCapabilities({ kubePrometheusStack: { grafana: false } }, around)).toEqual({
    prometheus,
    observability: { rules: true, retention: "31d" },
  });
});

test("other add-ons rely on it where nobody states another", async () => {
  const addOns = {
    kubePrometheusStack: true,
    prometheusOperatorCrds: true,
    openCost: true,
    reloader: true,
  } as const;
  const values = async (capabilities?: object) => {
    const recorded = await addOnsInExistingCluster({
      ...addOns,
      ...(capabilities === undefined ? {} : { capabilities }),
    });
    return {
      asked: recorded.inputs("Release/opencost").values,
      reloader: recorded.inputs("NetworkPolicy/reloader").spec,
      before: recorded.dependencies("Release/opencost"),
    };
  };
  const own = await values();
  const asked = (url: string) => ({ opencost: { prometheus: { external: { url } } } });
  const scraped = (namespace: string) => ({
    ingress: [{ from: [{ podSelector: {} }] }, { from: [inNamespace(namespace)], ports: tcp(9090) }],
  });
  expect(own.asked).toMatchObject(asked("http://kube-prometheus-stack-prometheus.monitoring:9090"));
  expect(own.reloader).toMatchObject(scraped("monitoring"));
  // What kube-state-metrics counts is not counted twice.
  expect(own.asked).toMatchObject({
    opencost: { metrics: { kubeStateMetrics: { emitKsmV1Metrics: false, emitKsmV1MetricsOnly: true } } },
  });
  expect(own.before).toContain("Release/kube-prometheus-stack");
  const other = await values({ prometheus: { url: "http://other.metrics:9090", namespace: "metrics" } });
  expect(other.asked).toMatchObject(asked("http://other.metrics:9090"));
  expect(other.reloader).toMatchObject(scraped("metrics"));
});
