// What the release of Traefik is given. Whether the chart takes it is what `npm run charts` shows; no request passes through anything here.
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-traefik" };
const entrance = {
  http: { underscoreHeadersStrategy: "delete" },
  transport: { lifeCycle: { requestAcceptGraceTimeout: "60s", graceTimeOut: "60s" } },
};

test("in production there are two to ten, apart, of which one may go at a time", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, traefik: true });
  expect(recorded.inputs("Release/traefik")).toMatchObject({
    chart: "traefik",
    version: "41.3.0",
    repositoryOpts: { repo: "https://traefik.github.io/charts" },
    namespace: "traefik",
  });
  expect(recorded.inputs("Release/traefik").values).toEqual({
    deployment: { replicas: 2, terminationGracePeriodSeconds: 130 },
    autoscaling: {
      enabled: true,
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
    },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "256Mi" } },
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    })),
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    api: { dashboard: false },
    service: { enabled: false },
    ingressClass: { enabled: false },
    gateway: { enabled: false },
    gatewayClass: { enabled: false },
    providers: {
      kubernetesIngress: { enabled: false },
      kubernetesCRD: { enabled: true, safeNaming: true },
      kubernetesGateway: { enabled: true },
    },
    additionalArguments: [
      "--providers.kubernetesgateway.statusaddress.service.namespace=traefik",
      "--providers.kubernetesgateway.statusaddress.service.name=traefik",
    ],
    ports: { web: entrance, websecure: entrance },
    log: { format: "json" },
    accessLog: {
      enabled: true,
      format: "json",
      fields: {
        headers: { defaultMode: "drop", names: { traceparent: "keep" } },
        queryParameters: { defaultMode: "drop" },
      },
    },
  });
  expect(recorded.dependencies("Release/traefik")).toContain("ConfigGroup:add-ons-gateway-api-crds");
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, traefik: {}, highlyAvailable: false });
  expect(recorded.inputs("Release/traefik").values).toMatchObject({
    deployment: { replicas: 1 },
    autoscaling: { enabled: false },
    podDisruptionBudget: { enabled: false },
    topologySpreadConstraints: [],
  });
});

test("what the gateway says of its pods is done", async () => {
  const recorded = await addOnsInExistingCluster({
    gatewayApi: true,
    traefik: {
      replicas: { min: 3, max: 3 },
      cpuMillis: 500,
      memoryMib: 512,
      accessLogs: false,
      proxyProtocolFrom: ["10.0.0.0/16"],
    },
  });
  const behind = { ...entrance, proxyProtocol: { trustedIPs: ["10.0.0.0/16"] } };
  expect(recorded.inputs("Release/traefik").values).toMatchObject({
    deployment: { replicas: 3 },
    autoscaling: { enabled: false },
    resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "512Mi" } },
    ports: { web: behind, websecure: behind },
    accessLog: { enabled: false },
  });
});

test("at a mirror its image keeps its path", async () => {
  const mirrors = { images: "registry.example.com/mirror" };
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, traefik: true, mirrors });
  expect(recorded.inputs("Release/traefik").values).toMatchObject({
    image: { registry: "registry.example.com", repository: "mirror/library/traefik" },
  });
});

test("fewer pods at most than at least are refused", async () => {
  await expect(
    addOnsInExistingCluster({ gatewayApi: true, traefik: { replicas: { min: 3, max: 2 } } }),
  ).rejects.toThrow("this number is out of bounds");
});
