import { customResourceArgs } from "../../components/core";
import { meshMonitors } from "../../components/observability/service/mesh-monitors";
import { podMonitor } from "../../components/observability/service/pod-monitor";
import { customResourceProblems } from "../addons/custom-resource-problems";
import { meshOf, observed } from "./service-examples";

// What Prometheus is told to read, as objects of its operator. That a Prometheus reads it so is for test/e2e/prometheus.e2e.ts.

const podLabels = { "app.kubernetes.io/name": "cartservice" };

test("each container that shows metrics, by its port, path and scheme, in the namespace of the owner", () => {
  const endpoints = [
    { portName: "http", path: "/metrics", scheme: "http" },
    { portName: "metrics", port: 9901, path: "/stats/prometheus", scheme: "https" },
  ] as const;
  const relabelings = [{ targetLabel: "service", replacement: "cartservice" }];
  expect(podMonitor({ name: "cartservice", endpoints, podLabels })).toEqual([
    {
      suffix: "",
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      name: "cartservice",
      fields: {
        spec: {
          selector: { matchLabels: podLabels },
          podMetricsEndpoints: [
            { port: "http", path: "/metrics", relabelings },
            {
              portNumber: 9901,
              path: "/stats/prometheus",
              relabelings,
              scheme: "https",
              tlsConfig: { insecureSkipVerify: true },
            },
          ],
        },
      },
    },
  ]);
});

test("nothing where nothing is shown", () => {
  expect(podMonitor({ name: "cartservice", endpoints: [], podLabels })).toEqual([]);
});

test("the proxies of Istio, in pods or before workloads; other meshes bring their own, or show nothing", () => {
  const endpointOf = (mode: "ambient" | "sidecar") =>
    meshMonitors(meshOf("istio", mode)).map(({ fields: { spec } }) => spec);
  const kept = {
    path: "/stats/prometheus",
    metricRelabelings: [{ sourceLabels: ["__name__"], action: "keep", regex: "istio_.*" }],
  };
  expect(endpointOf("sidecar")).toEqual([
    {
      namespaceSelector: { any: true },
      selector: { matchExpressions: [{ key: "security.istio.io/tlsMode", operator: "Exists" }] },
      podMetricsEndpoints: [{ port: "http-envoy-prom", ...kept }],
    },
  ]);
  expect(endpointOf("ambient")).toEqual([
    {
      namespaceSelector: { any: true },
      selector: { matchLabels: { "gateway.networking.k8s.io/gateway-class-name": "istio-waypoint" } },
      podMetricsEndpoints: [{ port: "metrics", ...kept }],
    },
  ]);
  expect(meshMonitors(meshOf("linkerd", "sidecar"))).toEqual([]);
  expect(meshMonitors(meshOf("consul", "sidecar"))).toEqual([]);
});

test("the operator's definitions take them", () => {
  const objects = [...podMonitor(observed), ...meshMonitors(meshOf("istio", "sidecar"))];
  const resources = objects.map((object) => customResourceArgs(object, { namespace: "shop" }));
  expect(customResourceProblems(resources)).toEqual({ checked: 2, problems: [] });
});
