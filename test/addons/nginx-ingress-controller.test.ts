// What the F5 NGINX Ingress Controller is given. Whether the chart takes it is what rendering it shows, and the table of its values' keys says.
import { addOns } from "../../components/addons";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const name = "nginx-ingress-controller";
const labels = { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": name };

test("in production there are two to ten, apart, which read-only hold what they keep", async () => {
  const recorded = await addOnsInExistingCluster({ nginxIngressController: true });
  expect(recorded.inputs(`Release/${name}`)).toMatchObject({
    chart: "oci://ghcr.io/nginx/charts/nginx-ingress",
    version: "2.6.4",
    namespace: name,
  });
  expect(recorded.inputs(`Release/${name}`).values).toEqual({
    fullnameOverride: "nginx-ingress",
    controller: {
      kind: "deployment",
      replicaCount: 2,
      autoscaling: {
        enabled: true,
        minReplicas: 2,
        maxReplicas: 10,
        targetCPUUtilizationPercentage: 70,
        targetMemoryUtilizationPercentage: 0,
      },
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "256Mi" } },
      initContainerResources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "32Mi" } },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      readOnlyRootFilesystem: true,
      lifecycle: { preStop: { sleep: { seconds: 60 } } },
      terminationGracePeriodSeconds: 130,
      ingressClass: { name: "nginx", create: true, setAsDefaultIngress: false },
      enableCustomResources: true,
      enableSnippets: false,
      enableLatencyMetrics: true,
      telemetryReporting: { enable: false },
      disableIPV6: true,
      service: { create: false },
      reportIngressStatus: { enable: true, externalService: name },
      config: {
        entries: {
          http2: "true",
          "server-tokens": "off",
          "ssl-protocols": "TLSv1.2 TLSv1.3",
          "worker-shutdown-timeout": "60s",
          "log-format": expect.stringMatching(
            /^\{"time":"\$time_iso8601".*"path":"\$request_uri_no_args".*\}$/,
          ) as string,
          "log-format-escaping": "json",
        },
      },
    },
    prometheus: { create: true, port: 9113 },
  });
});

test("logs no query and no credentials", async () => {
  const recorded = await addOnsInExistingCluster({ nginxIngressController: true });
  const format = JSON.stringify(recorded.inputs(`Release/${name}`).values);
  expect(format).not.toMatch(/\$(request|request_uri|args|query_string|http_authorization|http_cookie|remote_user)\b/);
});

test("in development there is one, with what it is told", async () => {
  const recorded = await addOnsInExistingCluster({
    nginxIngressController: {
      accessLogs: false,
      minimumTls: "1.3",
      proxyProtocolFrom: ["10.0.0.0/16", "fd00::/8"],
      memoryMib: 512,
    },
    highlyAvailable: false,
  });
  expect(recorded.inputs(`Release/${name}`).values).toMatchObject({
    controller: {
      replicaCount: 1,
      autoscaling: { enabled: false },
      podDisruptionBudget: { enabled: false },
      topologySpreadConstraints: [],
      resources: { requests: { memory: "512Mi" }, limits: { memory: "512Mi" } },
      config: {
        entries: {
          "ssl-protocols": "TLSv1.3",
          "access-log-off": "true",
          "proxy-protocol": "true",
          "real-ip-header": "proxy_protocol",
          "set-real-ip-from": "10.0.0.0/16,fd00::/8",
        },
      },
    },
  });
});

test("refuses fewer pods at most than at least, and values that others decide", () => {
  const problems = addOns.nginxIngressController.check?.(
    { replicas: { min: 3, max: 2 }, values: { controller: { enableSnippets: true } } },
    {
      target: "eks",
      isProduction: true,
      highlyAvailable: true,
      kubernetesVersion: "1.36",
      autoMode: false,
      ipFamily: "ipv4",
      nodeGroups: undefined,
      capabilities: undefined,
      planned: new Map<string, never>(),
    },
  );
  expect(problems?.map(({ path }) => path.join("."))).toEqual(["replicas.max", "values.controller.enableSnippets"]);
});
