// What Consul is told of workloads: objects and annotations, as plain data. That its proxies do so is not shown here; that the API server takes the
// objects with the definitions of consul-k8s 2.0.3 was tried by hand.
import type { MeshCapability } from "../../components/cluster";
import type { RenderedObject } from "../../components/core";
import { consul } from "../../components/mesh/consul/consul";
import { meshFeatures, type MeshedWorkload, type MeshPort } from "../../components/mesh/mesh-engine";

const mesh: MeshCapability = { provider: "consul", mode: "sidecar", controlPlaneNamespace: "consul" };
const http: MeshPort = { name: "http", port: 80, targetPort: 8080, protocol: "http" };
const grpc: MeshPort = { name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" };
const metrics: MeshPort = { name: "metrics", port: 9090, targetPort: 9090, protocol: "http" };
const tcp: MeshPort = { name: "data", port: 5432, targetPort: 5432, protocol: "tcp" };
const udp: MeshPort = { name: "dns", port: 53, targetPort: 5353, protocol: "udp" };

const orders: MeshedWorkload = {
  objectName: "orders",
  namespace: "shop",
  selector: { "app.kubernetes.io/name": "orders" },
  services: ["orders"],
  ports: [http],
  links: [],
  callers: [],
  admissions: [],
  openPorts: [],
  plainPorts: [],
  policy: {},
  isInMeshedNamespace: false,
  isJob: false,
};

const render = (fields: Partial<MeshedWorkload>, of = mesh) => consul.render(of, { ...orders, ...fields });
/** Specs by kind and name. */
const named = (objects: readonly RenderedObject[]) =>
  Object.fromEntries(objects.map(({ kind, name, fields }) => [`${kind}/${name}`, fields.spec]));
const intentions = (...sources: string[]) => ({
  destination: { name: "orders" },
  sources: sources.map((name) => ({ name, action: "allow" })),
});
const annotationsOf = (fields: Partial<MeshedWorkload>, of = mesh) =>
  consul.pod(of, { ...orders, ...fields }).annotations ?? {};
const key = (name: string) => `consul.hashicorp.com/${name}`;

test("what is spoken at a workload is said, and who may call it, in one object for all of them", () => {
  const callers = [
    { objectName: "web", ports: ["http"] },
    { objectName: "api" },
    { objectName: "web", ports: ["http"] },
    { objectName: "batch", ports: ["other"] },
  ];
  expect(render({ callers })).toEqual([
    {
      suffix: "mesh",
      apiVersion: "consul.hashicorp.com/v1alpha1",
      kind: "ServiceDefaults",
      name: "orders",
      fields: { spec: { protocol: "http" } },
    },
    {
      suffix: "mesh",
      apiVersion: "consul.hashicorp.com/v1alpha1",
      kind: "ServiceIntentions",
      name: "orders",
      fields: { spec: intentions("api", "web") },
    },
  ]);
});

test("a workload that nobody calls has no intentions, as empty ones are refused", () => {
  expect(named(render({}))).toEqual({ "ServiceDefaults/orders": { protocol: "http" } });
  expect(named(render({ callers: undefined }))).toEqual({ "ServiceDefaults/orders": { protocol: "http" } });
});

test("callers of a namespace are any, as Consul knows names alone; those from without the mesh are none of its", () => {
  const inside = { name: "ingress-0", ports: ["http"], namespace: "reports" };
  expect(named(render({ admissions: [inside], callers: [{ objectName: "web" }] }))).toMatchObject({
    "ServiceIntentions/orders": intentions("web", "*"),
  });
  expect(named(render({ admissions: [inside], plainPorts: [8080] }))).not.toHaveProperty("ServiceIntentions/orders");
  const addresses = { name: "ingress-1", ports: ["http"], cidrs: ["10.0.0.0/8"] };
  expect(named(render({ admissions: [addresses] }))).not.toHaveProperty("ServiceIntentions/orders");
  const elsewhere = { name: "metrics", ports: [9090], namespace: "monitoring" };
  expect(named(render({ admissions: [elsewhere] }))).not.toHaveProperty("ServiceIntentions/orders");
});

test.each<[string, readonly MeshPort[], string]>([
  ["http", [http], "http"],
  ["https, which it cannot read,", [{ ...http, protocol: "https" }], "tcp"],
  ["grpc", [grpc], "grpc"],
  ["tcp", [udp, tcp], "tcp"],
])("%s is a protocol of Consul", (_, ports, protocol) => {
  expect(named(render({ ports }))).toEqual({ "ServiceDefaults/orders": { protocol } });
});

test("encryption and connections are said where they are not those of the mesh", () => {
  const policy = { mtls: "permissive", circuitBreaker: { maxConnections: 100 } } as const;
  expect(named(render({ policy }))).toEqual({
    "ServiceDefaults/orders": { protocol: "http", mutualTLSMode: "permissive", maxInboundConnections: 100 },
  });
  const permissive: MeshCapability = { ...mesh, mtls: "permissive" };
  expect(named(render({ policy: { mtls: "permissive" } }, permissive))).toEqual({
    "ServiceDefaults/orders": { protocol: "http" },
  });
  expect(named(render({ policy: { mtls: "strict" } }, permissive))).toEqual({
    "ServiceDefaults/orders": { protocol: "http", mutualTLSMode: "strict" },
  });
});

test("retries and times are a route, and shares a split", () => {
  const policy = {
    timeout: "1500ms",
    retries: { attempts: 3, on: ["5xx", "retriable4xx"] },
    split: [{ to: { objectName: "orders-next", ports: [http] }, weight: 10 }],
  } as const;
  expect(named(render({ policy }))).toMatchObject({
    "ServiceRouter/orders": {
      routes: [{ destination: { requestTimeout: "1500ms", numRetries: 3, retryOn: ["5xx", "retriable-4xx"] } }],
    },
    "ServiceSplitter/orders": {
      splits: [
        { weight: 90, service: "orders" },
        { weight: 10, service: "orders-next" },
      ],
    },
  });
  expect(named(render({ policy: { retries: { attempts: 1 } } }))).toMatchObject({
    "ServiceRouter/orders": {
      routes: [{ destination: { numRetries: 1, retryOn: ["connect-failure", "reset", "gateway-error"] } }],
    },
  });
});

test("a workload without ports has a Service that leads nowhere, by which Consul knows it", () => {
  expect(render({ ports: [], services: [], links: [] })).toEqual([
    {
      suffix: "mesh",
      apiVersion: "v1",
      kind: "Service",
      name: "orders",
      fields: { spec: { clusterIP: "None", selector: { "app.kubernetes.io/name": "orders" } } },
    },
  ]);
  expect(annotationsOf({ ports: [], services: [] })).toEqual({
    [key("connect-inject")]: "true",
    [key("kubernetes-service")]: "orders",
    [key("enable-consul-dataplane-as-sidecar")]: "true",
  });
});

test("pods say by which Service they are known, and which port is carried", () => {
  expect(annotationsOf({})).toEqual({
    [key("connect-inject")]: "true",
    [key("kubernetes-service")]: "orders",
    [key("enable-consul-dataplane-as-sidecar")]: "true",
    [key("connect-service-port")]: "8080",
  });
  expect(annotationsOf({ policy: { participate: false } })).toEqual({ [key("connect-inject")]: "false" });
});

test("the port that is carried is the first that nobody calls past the mesh, or else one that the mesh calls", () => {
  const portOf = (fields: Partial<MeshedWorkload>) => annotationsOf(fields)[key("connect-service-port")];
  expect(portOf({ ports: [udp, metrics, http], plainPorts: [9090] })).toBe("8080");
  const plain = { ports: [metrics, http], plainPorts: [8080, 9090] };
  expect(portOf({ ...plain, callers: [{ objectName: "web", ports: ["http"] }] })).toBe("8080");
  expect(portOf({ ...plain, callers: [] })).toBe("9090");
});

test.each<[string, Partial<MeshedWorkload>, string | undefined]>([
  ["nothing", {}, undefined],
  ["what the gateway and Prometheus call", { ports: [http, metrics], plainPorts: [9090, 8080] }, "8080,9090"],
  ["ports of load balancers", { openPorts: [8443] }, "8443"],
  ["gRPC, for its probes", { ports: [grpc] }, "9000"],
  ["what is not carried, where that is let be", { ports: [http, tcp], policy: { mtls: "permissive" } }, "5432"],
])("past the proxy goes %s", (_, fields, ports) => {
  expect(annotationsOf(fields)[key("transparent-proxy-exclude-inbound-ports")]).toBe(ports);
});

test("network policies open what proxies carry calls over, and the servers", () => {
  expect(consul.traffic(mesh, "ipv4")).toEqual({
    peerPorts: [20000],
    ingress: [],
    egress: [{ namespace: "consul", pods: { app: "consul", component: "server" }, ports: [8501, 8502] }],
  });
  expect(consul.namespace(mesh)).toEqual({});
  expect(consul.service(mesh, orders)).toEqual({});
});

test("what it cannot do is said of each feature", () => {
  const support = consul.supports("sidecar");
  expect(Object.keys(support)).toEqual(meshFeatures);
  expect(meshFeatures.filter((feature) => "not" in support[feature])).toEqual([
    "perTryTimeout",
    "retryBackoff",
    "retryBudget",
    "maxPendingRequests",
    "maxRequests",
    "ejection",
    "delay",
    "abort",
    "locality",
  ]);
  expect(consul).toMatchObject({ needsCallers: true, needsAccountToken: true });
});

test("a workload of several ports is refused, unless what is not carried is let be", () => {
  expect(consul.check?.({}, [http, tcp], "sidecar")).toEqual([
    {
      path: [],
      message: "Consul carries one port of a workload, unless with an enterprise licence",
      found: "http (http), data (tcp)",
      allowed: "one port, besides those that the gateway, Prometheus and others call from without the mesh",
      fix: "make a workload of its own of the others; or write mesh: { mtls: permissive }, with which the first port alone is carried, or mesh: { participate: false }",
    },
  ]);
  expect(consul.check?.({ mtls: "permissive", timeout: "1s" }, [tcp, http], "sidecar")).toEqual([
    {
      path: [],
      message: "the policy is about requests, and Consul carries the first port alone, which has none",
      found: "data (tcp), http (http)",
      allowed: "a first port with the protocol http or grpc",
      fix: "write the port for requests first",
    },
  ]);
  expect(consul.check?.({ mtls: "permissive", timeout: "1s" }, [http, tcp], "sidecar")).toEqual([]);
  expect(consul.check?.({}, [http, { ...http, name: "web", port: 81 }], "sidecar")).toEqual([]);
  expect(consul.check?.({}, [], "sidecar")).toEqual([]);
});
