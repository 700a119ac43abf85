/** Probes, as fields of their container. That a kubelet asks them is shown by `npm run e2e:pods`. */
import { planPorts, type Ports } from "../../components/workloads/exposure/ports";
import { checkProbes, containerProbes, type ProbesSpec } from "../../components/workloads/pod/probes";

function written(probes: ProbesSpec | undefined, ports: Ports = {}): object {
  return containerProbes(probes, planPorts(ports));
}

describe("by default", () => {
  const both = (probe: object) => ({ readinessProbe: probe, livenessProbe: probe });

  it.each<[string, Ports, object]>([
    ["nothing is asked without ports", {}, {}],
    ["a connection is opened on the first port", { http: 8080, admin: 9000 }, both({ tcpSocket: { port: "http" } })],
    ["gRPC health is asked where gRPC is spoken", { grpc: 9000 }, both({ grpc: { port: 9000 } })],
    ["UDP is passed over", { dns: { port: 53, protocol: "udp" }, http: 8080 }, both({ tcpSocket: { port: "http" } })],
    ["nothing is asked by UDP", { dns: { port: 53, protocol: "udp" } }, {}],
  ])("%s", (_, ports, expected) => {
    expect(written(undefined, ports)).toEqual(expected);
  });

  it("false switches one off, and timing is kept", () => {
    expect(written({ liveness: false, readiness: { tcp: {}, periodSeconds: 5 } }, { http: 8080 })).toEqual({
      readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 5 },
    });
  });
});

it("a worker asks by command or by number", () => {
  const probes: ProbesSpec = {
    startup: { http: { path: "/started", port: 8081 } },
    readiness: { grpc: { port: 9000, service: "orders.Orders" } },
    liveness: { tcp: { port: 9001 } },
  };
  expect(checkProbes(probes, [])).toEqual([]);
  expect(written(probes)).toEqual({
    startupProbe: { httpGet: { path: "/started", port: 8081 } },
    readinessProbe: { grpc: { port: 9000, service: "orders.Orders" } },
    livenessProbe: { tcpSocket: { port: 9001 } },
  });
  expect(written({ liveness: { exec: { command: ["alive"] } } })).toEqual({
    livenessProbe: { exec: { command: ["alive"] } },
  });
});

it.each<[string, Ports, NonNullable<NonNullable<Extract<ProbesSpec["readiness"], object>>["http"]>, object]>([
  ["said", { http: 8080 }, { path: "/", scheme: "https" }, { path: "/", port: "http", scheme: "HTTPS" }],
  ["by the port's protocol", { https: 8443 }, { path: "/" }, { path: "/", port: "https", scheme: "HTTPS" }],
  [
    "by the protocol of a number",
    { https: 8443 },
    { path: "/", port: 8443 },
    { path: "/", port: 8443, scheme: "HTTPS" },
  ],
  ["against the port's protocol", { https: 8443 }, { path: "/", scheme: "http" }, { path: "/", port: "https" }],
  ["not, by default", { http: 8080 }, { path: "/" }, { path: "/", port: "http" }],
])("HTTP is asked by TLS: %s", (_, ports, http, httpGet) => {
  expect(written({ readiness: { http }, liveness: false }, ports)).toEqual({ readinessProbe: { httpGet } });
});

it("headers are listed in order", () => {
  const http = { path: "/healthz", headers: { Cookie: "probe=1", Accept: "*/*" } };
  expect(written({ readiness: { http }, liveness: false }, { http: 8080 })).toEqual({
    readinessProbe: {
      httpGet: {
        path: "/healthz",
        port: "http",
        httpHeaders: [
          { name: "Cookie", value: "probe=1" },
          { name: "Accept", value: "*/*" },
        ],
      },
    },
  });
});

describe("what is refused", () => {
  const told = (probes: ProbesSpec, ports: Ports = {}): string[] =>
    checkProbes(probes, planPorts(ports)).map(({ path, message }) => `${path.join(".")}: ${message}`);

  it.each<[string, ProbesSpec, Ports]>([
    [
      "probes.liveness.tcp: the probe asks on a port, but the workload has none that takes connections",
      { liveness: { tcp: {} } },
      {},
    ],
    [
      "probes.liveness.http.port: the probe asks on a port that does not exist",
      { liveness: { http: { path: "/", port: "htp" } } },
      { http: 80 },
    ],
    [
      "probes.liveness.tcp.port: the number is none that Kubernetes takes here",
      { liveness: { tcp: { port: 70_000 } } },
      {},
    ],
    [
      "probes.liveness.http.headers.X Probe: this is no name of an HTTP header",
      { liveness: { http: { path: "/", headers: { "X Probe": "1", "X-Probe_1~": "1" } } } },
      { http: 80 },
    ],
    [
      "probes.readiness.http.headers.Host:: this is no name of an HTTP header",
      { readiness: { http: { path: "/", headers: { "Host:": "orders" } } } },
      { http: 80 },
    ],
    [
      "probes.startup.exec.command: the probe runs a command, but there is none",
      { startup: { exec: { command: [] } } },
      {},
    ],
    ["probes.liveness: the probe does not say what to ask", { liveness: {} }, {}],
    ["probes.liveness: the probe asks in more than one way", { liveness: { tcp: {}, grpc: {} } }, { http: 80 }],
    [
      "probes.startup.successThreshold: a startup probe counts the first success",
      { startup: { tcp: {}, successThreshold: 2 } },
      { http: 80 },
    ],
  ])("%s", (problem, probes, ports) => {
    expect(told(probes, ports)).toEqual([problem]);
  });
});
