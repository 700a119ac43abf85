// What the release of Kong is given. Whether the chart takes it is what `npm run charts` shows; no request passes through anything here.
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = {
  "app.kubernetes.io/name": "kong",
  "app.kubernetes.io/component": "app",
  "app.kubernetes.io/instance": "kong",
};

test("in production there are two to ten, apart, each with its controller, and none has a database", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, kong: true });
  expect(recorded.inputs("Release/kong")).toMatchObject({
    chart: "kong",
    version: "3.4.1",
    repositoryOpts: { repo: "https://charts.konghq.com" },
    namespace: "kong",
  });
  expect(recorded.inputs("Release/kong").values).toEqual({
    image: { tag: "3.9.3" },
    replicaCount: 2,
    autoscaling: {
      enabled: true,
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
    },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "512Mi" } },
    initContainerResources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "32Mi" } },
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    })),
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    terminationGracePeriodSeconds: 130,
    lifecycle: { preStop: { exec: { command: ["kong", "quit", "--wait=60", "--timeout=60"] } } },
    proxy: { enabled: false, http: { parameters: [] }, tls: { parameters: ["http2"] } },
    admin: { enabled: false },
    manager: { enabled: false },
    portal: { enabled: false },
    portalapi: { enabled: false },
    cluster: { enabled: false },
    env: {
      router_flavor: "expressions",
      headers: "off",
      anonymous_reports: "off",
      admin_gui_listen: "off",
      ssl_cipher_suite: "intermediate",
      nginx_http_lua_shared_dict: "slipway_answers 64m",
      nginx_http_log_format:
        `slipway escape=json '{"time":"$time_iso8601","address":"$remote_addr","method":"$request_method",` +
        `"host":"$host","path":"$uri","protocol":"$server_protocol","status":"$status","bytes":"$bytes_sent",` +
        `"seconds":"$request_time","upstream":"$upstream_addr","upstreamSeconds":"$upstream_response_time",` +
        `"agent":"$http_user_agent","traceparent":"$http_traceparent"}'`,
      proxy_access_log: "/dev/stdout slipway",
      admin_access_log: "off",
      status_access_log: "off",
    },
    ingressController: {
      enabled: true,
      image: { tag: "3.5.13" },
      ingressClass: "kong",
      admissionWebhook: { enabled: false },
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
      env: { publish_service: "kong/kong", anonymous_reports: "false" },
    },
  });
  expect(recorded.dependencies("Release/kong")).toContain("ConfigGroup:add-ons-gateway-api-crds");
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, kong: {}, highlyAvailable: false });
  expect(recorded.inputs("Release/kong").values).toMatchObject({
    replicaCount: 1,
    autoscaling: { enabled: false },
    podDisruptionBudget: { enabled: false },
    topologySpreadConstraints: [],
  });
});

test("what the gateway says of its pods is done", async () => {
  const recorded = await addOnsInExistingCluster({
    gatewayApi: true,
    kong: {
      replicas: { min: 3, max: 4 },
      cpuMillis: 500,
      memoryMib: 1024,
      minimumTls: "1.3",
      accessLogs: false,
      proxyProtocolFrom: ["10.0.0.0/16", "10.1.0.0/16"],
    },
  });
  const { values } = recorded.inputs("Release/kong");
  expect(values).toMatchObject({
    replicaCount: 3,
    autoscaling: { minReplicas: 3, maxReplicas: 4 },
    resources: { requests: { cpu: "500m", memory: "1024Mi" } },
    proxy: { http: { parameters: ["proxy_protocol"] }, tls: { parameters: ["http2", "proxy_protocol"] } },
    env: {
      ssl_cipher_suite: "modern",
      proxy_access_log: "off",
      real_ip_header: "proxy_protocol",
      nginx_proxy_set_real_ip_from: "10.0.0.0/16; set_real_ip_from 10.1.0.0/16",
    },
  });
  // By this Kong would believe X-Forwarded-* of whoever comes by way of these addresses: of everybody.
  expect(values).not.toHaveProperty("env.trusted_ips");
  expect(JSON.stringify(values)).not.toContain("log_format");
});

test("at a mirror its images keep their paths", async () => {
  const mirrors = { images: "registry.example.com/mirror" };
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, kong: true, mirrors });
  expect(recorded.inputs("Release/kong").values).toMatchObject({
    image: { repository: "registry.example.com/mirror/library/kong" },
    ingressController: { image: { repository: "registry.example.com/mirror/kong/kubernetes-ingress-controller" } },
  });
});
