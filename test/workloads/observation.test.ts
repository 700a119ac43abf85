/** What tells a Prometheus and a shipper of logs where to look. That they look there is not shown. */
import { planPorts, type Ports } from "../../components/workloads/exposure/ports";
import { checkMainContainer, checkSidecar } from "../../components/workloads/pod/container";
import { ownContent } from "../../components/workloads/pod/content";
import {
  checkLogs,
  checkMetrics,
  logsAnnotations,
  metricsAnnotations,
  metricsEndpoint,
  metricsPorts,
  type MetricsSpec,
} from "../../components/workloads/pod/observation";

const ports: Ports = { dns: { port: 53, protocol: "udp" }, http: { port: 80, targetPort: 8080 }, admin: 9000 };

describe("metrics", () => {
  it("are nowhere by default", () => {
    expect(metricsEndpoint(undefined, planPorts(ports))).toBeUndefined();
    expect(metricsPorts(undefined, planPorts(ports))).toEqual([]);
    expect(metricsAnnotations(undefined)).toEqual({});
    expect(checkMetrics(undefined, [])).toEqual([]);
  });

  it.each<[string, MetricsSpec, object]>([
    [
      "on the first port that takes connections",
      {},
      { port: 8080, portName: "http", isServed: true, path: "/metrics", scheme: "http" },
    ],
    [
      "on a port by name",
      { port: "admin", path: "/prometheus", scheme: "https" },
      { port: 9000, portName: "admin", isServed: true, path: "/prometheus", scheme: "https" },
    ],
    [
      "on the number of a port",
      { port: 8080 },
      { port: 8080, portName: "http", isServed: true, path: "/metrics", scheme: "http" },
    ],
    [
      "on a number that is in no Service",
      { port: 9464 },
      { port: 9464, portName: "metrics", isServed: false, path: "/metrics", scheme: "http" },
    ],
  ])("are %s", (_, spec, endpoint) => {
    expect(checkMetrics(spec, planPorts(ports))).toEqual([]);
    expect(metricsEndpoint(spec, planPorts(ports))).toEqual(endpoint);
  });

  it("have a port of the container's own where they are in no Service", () => {
    expect(metricsPorts({ port: 9464 }, planPorts(ports))).toEqual([
      { name: "metrics", containerPort: 9464, protocol: "TCP" },
    ]);
    expect(metricsPorts({ port: 8080 }, planPorts(ports))).toEqual([]);
    expect(metricsPorts({ port: 53 }, planPorts(ports))).toEqual([
      { name: "metrics", containerPort: 53, protocol: "TCP" },
    ]);
  });

  it("are told to a Prometheus", () => {
    expect(metricsAnnotations(metricsEndpoint({ port: 9464, scheme: "https" }, []))).toEqual({
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "9464",
      "prometheus.io/path": "/metrics",
      "prometheus.io/scheme": "https",
    });
  });

  const found = (spec: MetricsSpec, of: Ports) => checkMetrics(spec, planPorts(of));

  it("are refused on a port that is none", () => {
    expect(found({ port: "admn" }, ports)).toEqual([
      {
        path: ["metrics", "port"],
        message: "metrics are on a port that does not exist",
        found: "admn",
        allowed: "http, admin, or a number",
        fix: "did you mean admin?",
      },
    ]);
    expect(found({}, {})).toEqual([
      {
        path: ["metrics"],
        message: "metrics are asked for on a port, but the container has none that takes connections",
        fix: "give the number as port, such as 9090",
      },
    ]);
    expect(found({ port: 9464 }, { metrics: 9000 })).toEqual([
      {
        path: ["metrics", "port"],
        message: "the container has a port metrics, but its metrics are on another one",
        found: "port metrics is 9000, metrics are on 9464",
        fix: "write port: metrics, or rename that port",
      },
    ]);
  });

  it.each<[string, Ports, object]>([
    [
      "whose Service would lead to the main container's",
      { http: 8080, metrics: { port: 9000, container: "proxy" } },
      {
        path: ["metrics", "port"],
        message: "another container of the pod has a port metrics, and its Service would lead to this one's",
        found: "port metrics is 9000 of the sidecar proxy, metrics are on 9464",
        fix: "rename that port, or add one for 9464 under ports and name it here",
      },
    ],
    [
      "that listens there already",
      { http: 8080, admin: { port: 80, targetPort: 9464, container: "proxy" } },
      {
        path: ["metrics", "port"],
        message: "another container of the pod listens on this port",
        found: "9464, which is port admin of the sidecar proxy",
        fix: "give the number that this container listens on, or say metrics of that one",
      },
    ],
  ])("are refused on a port of another container, %s", (_, of, problem) => {
    const pod = {
      own: ownContent("orders", {}, {}),
      ports: planPorts(of),
      volumes: {},
      claims: {},
      security: undefined,
    };
    const proxy = { image: "proxy:1", metrics: { port: 9464 } };
    expect(checkMainContainer({ image: "orders:1", metrics: { port: 9464 } }, pod)).toEqual([problem]);
    // A port of one's own of that number, or that name, is none of another's.
    expect(checkSidecar("proxy", proxy, { ...pod, ports: planPorts({ http: 8080 }) })).toEqual([]);
    expect(checkSidecar("proxy", proxy, { ...pod, ports: planPorts({ metrics: 8080 }) })).toEqual([
      expect.objectContaining({ found: "port metrics is 8080 of the main container, metrics are on 9464" }),
    ]);
  });

  it("may be on a number that another container has for UDP", () => {
    expect(checkMetrics({ port: 53 }, [], planPorts({ dns: { port: 53, protocol: "udp" } }))).toEqual([]);
  });

  it.each<[string, MetricsSpec]>([
    ["metrics.port: metrics are asked for by a connection, but the port is UDP", { port: "dns" }],
    ["metrics.port: the number is none that Kubernetes takes here", { port: 0 }],
    ["metrics.path: this is no path of a URL", { path: "metrics" }],
  ])("are refused: %s", (problem, spec) => {
    expect(found(spec, ports).map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([problem]);
  });
});

describe("logs", () => {
  it("are described by annotations of each container", () => {
    expect(logsAnnotations("orders", undefined)).toEqual({});
    expect(logsAnnotations("orders", { format: "json" })).toEqual({ "logs.slipway/orders": "json" });
    expect(logsAnnotations("proxy", { format: "text", firstLine: "^\\d{4}-" })).toEqual({
      "logs.slipway/proxy": "text",
      "logs.slipway/proxy.first-line": "^\\d{4}-",
    });
  });

  it("begin with what a regular expression matches", () => {
    expect(checkLogs({ format: "text", firstLine: "(?i)^error" })).toEqual([]);
    expect(checkLogs({ format: "text", firstLine: "^(" })).toEqual([
      {
        path: ["logs", "firstLine"],
        message: "this is no regular expression: unterminated group",
        found: "^(",
        fix: "write one that the first line of each entry matches, such as ^\\d{4}-",
      },
    ]);
  });

  it("are of a container whose name fits into the annotation", () => {
    const firstLine = "^\\d";
    expect(checkLogs({ format: "text", firstLine }, "a".repeat(52))).toEqual([]);
    expect(checkLogs({ format: "text", firstLine }, "a".repeat(53)).map(({ allowed }) => allowed)).toEqual([
      "at most 52 characters",
    ]);
    expect(checkLogs({ format: "text" }, "a".repeat(63))).toEqual([]);
  });
});
