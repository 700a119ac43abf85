import type { PlatformCapabilities } from "../../components/cluster";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import type { CalledWorkload } from "../../components/observability/service/called-workload";
import type { RequestMetrics } from "../../components/observability/service/request-metrics";
import { isCounted } from "../../components/observability/service/request-source";
import { requestMetrics, requestSources } from "../../components/observability/service/request-sources";
import { routedRules } from "../../components/observability/service/routed-rules";
import { metricConventions, sliSources } from "../../components/observability/service/slo-spec";
import { called, gatewayOf, meshOf, watched } from "./service-examples";

// The queries by which requests are counted. That the meshes and gateways write metrics of these names was read in their sources, and of Envoy seen in its own
// statistics; nothing of them runs here.

const routed = { route: "cartservice", protocol: "http", index: 0, port: 7070 } as const;
const everything: PlatformCapabilities = {
  ...watched,
  mesh: meshOf("istio", "sidecar"),
  gateway: gatewayOf("envoy"),
  observability: { rules: true, traces: { host: "agent", namespace: "tracing", spanMetrics: true } },
};
const counted: CalledWorkload = { ...called, isInMesh: true, routed: [routed], hasTraces: true };

function metricsOf(workload: CalledWorkload, capabilities: PlatformCapabilities): RequestMetrics {
  const found = requestMetrics(workload, capabilities);
  if (found === undefined) throw new Error("nobody counts requests");
  return found;
}

test("of several the mesh counts first, then the gateway, the application, and its spans", () => {
  const { mesh: _, ...withoutMesh } = everything;
  const { gateway: __, ...withoutBoth } = withoutMesh;
  expect(metricsOf(counted, everything).by).toBe("the mesh istio");
  expect(metricsOf(counted, withoutMesh).by).toBe("the gateway envoy");
  expect(metricsOf(counted, withoutBoth).by).toBe("the application");
  expect(metricsOf({ ...counted, convention: undefined }, withoutBoth).by).toBe("its spans");
  expect(requestMetrics(counted, everything, "application")?.by).toBe("the application");
  expect(requestMetrics({ ...counted, convention: undefined }, everything, "application")).toBeUndefined();
  expect(requestMetrics({ ...counted, kind: "CronJob" }, everything)).toBeUndefined();
});

test("Istio's proxy in the pod that is called", () => {
  const labels = 'reporter="destination",destination_workload="cartservice",destination_workload_namespace="shop"';
  const { rate, errors, latency } = metricsOf(counted, everything);
  expect(rate("5m")).toBe(`sum(rate(istio_requests_total{${labels}}[5m]))`);
  expect(errors("1h")).toBe(
    `sum(rate(istio_requests_total{${labels},response_code=~"5.."}[1h]) or rate(istio_requests_total{${labels},grpc_response_status=~"2|4|12|13|14|15"}[1h]))`,
  );
  expect(latency?.within(0.25, "5m")).toBe(
    `sum(rate(istio_request_duration_milliseconds_bucket{${labels},le=~"250([.]0)?"}[5m]))`,
  );
  expect(latency?.within(0.0005, "5m")).toContain('le="0.5"');
  expect(latency?.all("5m")).toBe(`sum(rate(istio_request_duration_milliseconds_count{${labels}}[5m]))`);
  expect(latency?.quantile(0.99, "5m")).toBe(
    `histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${labels}}[5m]))) / 1000 >= 0`,
  );
  expect(latency?.boundaries?.slice(0, 4)).toEqual([0.0005, 0.001, 0.005, 0.01]);
});

test("Istio's waypoint counts where the mesh looks at requests, by the Service that is called", () => {
  const ambient = { ...watched, mesh: meshOf("istio", "ambient") };
  expect(metricsOf({ ...counted, looksAtRequests: true }, ambient).rate("5m")).toBe(
    'sum(rate(istio_requests_total{reporter="waypoint",destination_service_name="cartservice",destination_service_namespace="shop"}[5m]))',
  );
  expect(requestSources(counted, ambient).mesh).toEqual({
    not: "in ambient mode requests are looked at only where a policy is about them",
    fix: 'give it a policy about requests, such as mesh: { timeout: "10s" }',
  });
  expect(requestSources({ ...counted, isInMesh: false }, ambient).mesh).toEqual({
    not: "the workload takes no part in it",
    fix: "remove mesh.participate: false",
  });
});

test("Linkerd's proxy in the pod that is called, by the label that its kind has", () => {
  const linkerd = { ...watched, mesh: meshOf("linkerd", "sidecar") };
  const { errors, latency } = metricsOf({ ...counted, kind: "StatefulSet" }, linkerd);
  const labels = 'direction="inbound",namespace="shop",statefulset="cartservice",route_name!="probe"';
  expect(errors("5m")).toBe(`sum(rate(response_total{${labels},classification="failure"}[5m]))`);
  expect(latency?.within(0.3, "5m")).toBe(`sum(rate(response_latency_ms_bucket{${labels},le=~"300([.]0)?"}[5m]))`);
});

test("Envoy's clusters are named after the rules that lead to the workload", () => {
  const envoy = { ...watched, gateway: gatewayOf("envoy") };
  expect(metricsOf(counted, envoy).errors("5m")).toBe(
    'sum(rate(envoy_cluster_upstream_rq_xx{envoy_cluster_name=~"httproute/shop/cartservice/rule/0(/backend/[0-9]+)?",envoy_response_code_class="5"}[5m]))',
  );
  const several = [routed, { ...routed, index: 2 }, { ...routed, route: "frontend", index: 1 }];
  expect(metricsOf({ ...counted, routed: several }, envoy).rate("5m")).toContain(
    '{envoy_cluster_name=~"httproute/(shop/cartservice/rule/(0|2)|shop/frontend/rule/1)(/backend/[0-9]+)?"}',
  );
});

test("Traefik and the NGINX Ingress Controller count by Service, Kong by rules", () => {
  expect(metricsOf(counted, { ...watched, gateway: gatewayOf("traefik") }).rate("5m")).toBe(
    'sum(rate(traefik_service_requests_total{service=~"httproute-.+-svc-shop-cartservice-[0-9]+@kubernetesgateway|shop-cartservice-7070@kubernetescrd"}[5m]))',
  );
  expect(metricsOf(counted, { ...watched, gateway: gatewayOf("kong") }).errors("5m")).toBe(
    'sum(rate(kong_http_requests_total{service=~"httproute[.]shop[.]cartservice[.]0",code=~"5.."}[5m]))',
  );
  expect(metricsOf(counted, { ...watched, gateway: gatewayOf("nginxIngressController") }).errors("5m")).toBe(
    'sum(rate(nginx_ingress_controller_upstream_server_response_latency_ms_count{resource_namespace="shop",service="cartservice",code=~"5.."}[5m]))',
  );
});

test.each(["nginxGatewayFabric", "alb", "httpApi", "restApi"] as const)(
  "%s counts nothing for each service",
  (engine) => {
    const { gateway } = requestSources(counted, { ...watched, gateway: gatewayOf(engine) });
    expect(gateway).toMatchObject({ not: expect.stringMatching(/CloudWatch|NGINX without Plus/) as string });
  },
);

test("a gateway counts neither what has no route nor gRPC", () => {
  const envoy = { ...watched, gateway: gatewayOf("envoy") };
  expect(requestSources({ ...counted, routed: [] }, envoy).gateway).toEqual({
    not: "no route leads to it",
    fix: "give it a route",
  });
  expect(requestSources({ ...counted, routed: [{ ...routed, protocol: "grpc" }] }, envoy).gateway).toMatchObject({
    not: "answers of gRPC are 200 whatever they say, and it does not look further",
  });
});

test.each([
  [
    "openTelemetry",
    'http_server_request_duration_seconds_count{job="shop/cartservice",http_response_status_code=~"5.."}',
  ],
  ["springBoot", 'http_server_requests_seconds_count{job="shop/cartservice",uri!~"/actuator.*",status=~"5.."}'],
  [
    "goGrpc",
    'grpc_server_handled_total{job="shop/cartservice",grpc_service!="grpc.health.v1.Health",grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss"}',
  ],
  ["prometheus", 'http_request_duration_seconds_count{job="shop/cartservice",code=~"5.."}'],
] as const)("an application that counts by the names of %s", (convention, selector) => {
  expect(metricsOf({ ...called, convention }, watched).errors("5m")).toBe(`sum(rate(${selector}[5m]))`);
});

test("boundaries that the application chooses are not known", () => {
  const known = metricConventions.filter(
    (convention) => metricsOf({ ...called, convention }, watched).latency?.boundaries !== undefined,
  );
  expect(known).toEqual(["openTelemetry", "goGrpc"]);
});

test("an application counts nothing that shows no metrics, or does not say their names", () => {
  expect(requestSources({ ...called, endpoints: [] }, watched).application).toMatchObject({
    not: "no container of it shows metrics",
  });
  expect(requestSources({ ...called, convention: undefined }, watched).application).toEqual({
    not: "it does not say by which names its metrics count requests",
    fix: "write metrics.convention: openTelemetry, springBoot, goGrpc, prometheus",
  });
});

test("spans count what a workload was asked for, in its own namespace", () => {
  const { traces } = requestSources(counted, everything);
  if (!isCounted(traces)) throw new Error(traces.not);
  expect(traces.metrics.errors("5m")).toBe(
    'sum(rate(traces_span_metrics_calls_total{service_name="cartservice",k8s_namespace_name="shop",span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_ERROR"}[5m]))',
  );
  expect(requestSources(counted, watched).traces).toMatchObject({ not: "no metrics are made out of spans" });
  expect(requestSources({ ...counted, hasTraces: false }, everything).traces).toMatchObject({
    not: "the workload sends no traces",
  });
});

test("who does not count says why, and what would", () => {
  const sources = requestSources({ ...called, convention: undefined }, watched);
  expect(sliSources.map((source) => Object.keys(sources[source]))).toEqual(sliSources.map(() => ["not", "fix"]));
});

test("rules of a route are numbered as the gateway reads them, and those of a canary count for the workload", () => {
  const port = { name: "http", port: 7070, targetPort: 8080, protocol: "http" } as const;
  const to = (...services: string[]) => services.map((service) => ({ service, port, weight: 1 }));
  const match = { path: { prefix: "/" }, methods: [], headers: [], query: [] } as const;
  const route: PlannedRoute = {
    name: "cartservice",
    protocol: "http",
    hosts: ["shop.example.com"],
    listeners: ["https"],
    webSockets: false,
    policy: {},
    rules: [
      { matches: [match, match], backends: to("cartservice"), rewrite: { path: { prefix: "/" } }, timeouts: {} },
      { matches: [match], backends: to("other"), timeouts: {} },
      { matches: [match, match], backends: to("cartservice", "cartservice-next"), timeouts: {} },
      { matches: [match], backends: [], redirect: { host: "example.com" }, timeouts: {} },
    ],
  };
  const indices = (service: string) => routedRules(route, service).map(({ index }) => index);
  // A prefix that is replaced may have one match alone, so that the first rule is two.
  expect(indices("cartservice")).toEqual([0, 1, 3]);
  expect(indices("other")).toEqual([2]);
  expect(indices("cartservice-next")).toEqual([]);
  expect(routedRules(route, "other")).toEqual([{ route: "cartservice", protocol: "http", index: 2, port: 7070 }]);
});
