// What Linkerd is told of workloads: objects and annotations, as plain data. That its proxies do so is not shown here; that the API server takes the
// objects with the definitions of edge-26.8.3 was tried by hand.
import { execFileSync } from "node:child_process";
import type { MeshCapability } from "../../components/cluster";
import { customResourceArgs, type RenderedObject } from "../../components/core";
import { linkerd } from "../../components/mesh/linkerd/linkerd";
import { meshFeatures, type MeshedWorkload, type MeshPort } from "../../components/mesh/mesh-engine";

const mesh: MeshCapability = { provider: "linkerd", mode: "sidecar", controlPlaneNamespace: "linkerd" };
const http: MeshPort = { name: "http", port: 80, targetPort: 8080, protocol: "http" };
const grpc: MeshPort = { name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" };
const tcp: MeshPort = { name: "data", port: 5432, targetPort: 5432, protocol: "tcp" };
const udp: MeshPort = { name: "dns", port: 53, targetPort: 5353, protocol: "udp" };

const orders: MeshedWorkload = {
  objectName: "orders",
  namespace: "shop",
  selector: { "app.kubernetes.io/name": "orders" },
  services: ["orders"],
  ports: [http],
  links: [],
  callers: undefined,
  admissions: [],
  openPorts: [],
  plainPorts: [],
  policy: {},
  isInMeshedNamespace: true,
  isJob: false,
};

const render = (fields: Partial<MeshedWorkload>) => linkerd.render(mesh, { ...orders, ...fields });
/** Objects by kind and name. */
const named = (objects: readonly RenderedObject[]) =>
  Object.fromEntries(objects.map(({ kind, name, fields }) => [`${kind}/${name}`, fields.spec]));
const everywhere = { networks: [{ cidr: "0.0.0.0/0" }, { cidr: "::/0" }] };
const authorization = (server: string, authentication: object) => ({
  targetRef: { group: "policy.linkerd.io", kind: "Server", name: server },
  requiredAuthenticationRefs: [authentication],
});
const reference = (kind: string, name: string) => ({ group: "policy.linkerd.io", kind, name });

const server = (port: number, proxyProtocol: string) => ({
  podSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
  port,
  proxyProtocol,
  accessPolicy: "deny",
});

test("each port of the pods has a Server, once, with which nobody may call who is not let in", () => {
  const alias: MeshPort = { ...http, name: "web", port: 8081 };
  const objects = render({
    ports: [http, alias, tcp, { ...http, name: "tls", targetPort: 8443, protocol: "https" }, udp],
  });
  expect(named(objects)).toEqual({
    "Server/orders-http": server(8080, "unknown"),
    "Server/orders-data": server(5432, "opaque"),
    "Server/orders-tls": server(8443, "opaque"),
  });
  expect(objects.map(({ apiVersion }) => apiVersion)).toEqual(Array(3).fill("policy.linkerd.io/v1beta3"));
});

test("who links to a workload is let in by a policy of its own, at the first port that leads to the same", () => {
  const alias: MeshPort = { ...http, name: "web", port: 8081 };
  const target = { objectName: "payments", ports: [http, alias, udp] };
  const links = [http, alias, udp].map((port) => ({ target, port }));
  expect(render({ ports: [], links })).toEqual([
    {
      suffix: "mesh-to-payments-http",
      apiVersion: "policy.linkerd.io/v1alpha1",
      kind: "AuthorizationPolicy",
      name: "orders.to.payments-http",
      fields: {
        spec: authorization("payments-http", { kind: "ServiceAccount", name: "orders", namespace: "shop" }),
      },
    },
  ]);
});

test("others are let in by their identity, where they have one, by their addresses, and else by the network policies alone", () => {
  const objects = render({
    ports: [http, tcp],
    admissions: [
      { name: "gateway", ports: ["http"], namespace: "gateways" },
      { name: "ingress-0", ports: ["data"], namespace: "reports", pods: { app: "reports" } },
      { name: "ingress-1", ports: ["data"], cidrs: ["10.0.0.0/8"] },
      { name: "metrics", ports: [9090], namespace: "monitoring" },
    ],
    openPorts: [8443],
    plainPorts: [8080, 9090, 8443],
  });
  const own = ({ kind }: RenderedObject) => kind !== "Server";
  expect(named(objects.filter(own))).toEqual({
    "NetworkAuthentication/orders.plain-gateway": everywhere,
    "AuthorizationPolicy/orders.plain-gateway.http": authorization(
      "orders-http",
      reference("NetworkAuthentication", "orders.plain-gateway"),
    ),
    "MeshTLSAuthentication/orders.ingress-0": {
      identities: ["*.reports.serviceaccount.identity.linkerd.cluster.local"],
    },
    "AuthorizationPolicy/orders.ingress-0.data": authorization(
      "orders-data",
      reference("MeshTLSAuthentication", "orders.ingress-0"),
    ),
    "NetworkAuthentication/orders.ingress-1": { networks: [{ cidr: "10.0.0.0/8" }] },
    "AuthorizationPolicy/orders.ingress-1.data": authorization(
      "orders-data",
      reference("NetworkAuthentication", "orders.ingress-1"),
    ),
    "NetworkAuthentication/orders.plain-metrics": everywhere,
    "AuthorizationPolicy/orders.plain-metrics.port-9090": authorization(
      "orders-port-9090",
      reference("NetworkAuthentication", "orders.plain-metrics"),
    ),
    "NetworkAuthentication/orders.everyone": everywhere,
    "AuthorizationPolicy/orders.everyone.port-8443": authorization(
      "orders-port-8443",
      reference("NetworkAuthentication", "orders.everyone"),
    ),
  });
  expect(objects.filter(({ kind }) => kind === "Server").map(({ name }) => name)).toEqual([
    "orders-http",
    "orders-data",
    "orders-port-8443",
    "orders-port-9090",
  ]);
});

test("the kubelet's probes of gRPC are let in, and nothing else with them", () => {
  const parentRefs = [reference("Server", "orders-grpc")];
  expect(named(render({ ports: [grpc] }))).toEqual({
    "Server/orders-grpc": server(9000, "gRPC"),
    "GRPCRoute/orders-grpc.calls": { parentRefs, rules: [{}] },
    "GRPCRoute/orders-grpc.probes": {
      parentRefs,
      rules: [{ matches: [{ method: { type: "Exact", service: "grpc.health.v1.Health" } }] }],
    },
    "NetworkAuthentication/orders-grpc.probes": everywhere,
    "AuthorizationPolicy/orders-grpc.probes": {
      targetRef: { group: "gateway.networking.k8s.io", kind: "GRPCRoute", name: "orders-grpc.probes" },
      requiredAuthenticationRefs: [reference("NetworkAuthentication", "orders-grpc.probes")],
    },
  });
});

test("a workload that takes calls without encryption looks at nobody", () => {
  const policy = { mtls: "permissive" } as const;
  expect(render({ policy, admissions: [{ name: "gateway", ports: ["http"], namespace: "gateways" }] })).toEqual([]);
  expect(linkerd.pod(mesh, { ...orders, policy })).toEqual({
    annotations: { "config.linkerd.io/default-inbound-policy": "all-unauthenticated" },
  });
  expect(linkerd.render({ ...mesh, mtls: "permissive" }, orders)).toEqual([]);
  expect(linkerd.render({ ...mesh, mtls: "permissive" }, { ...orders, policy: { mtls: "strict" } })).toHaveLength(1);
});

test("namespaces and pods say that they take part, and that nobody may call who is not let in", () => {
  const deny = { "config.linkerd.io/default-inbound-policy": "deny" };
  expect(linkerd.namespace(mesh)).toEqual({ annotations: { "linkerd.io/inject": "enabled", ...deny } });
  expect(linkerd.namespace({ ...mesh, mtls: "permissive" })).toEqual({
    annotations: { "linkerd.io/inject": "enabled" },
  });
  expect(linkerd.pod(mesh, { ...orders, ports: [http, tcp, { ...tcp, name: "more", targetPort: 25 }] })).toEqual({
    annotations: { ...deny, "config.linkerd.io/opaque-ports": "25,5432" },
  });
  expect(linkerd.pod(mesh, { ...orders, isInMeshedNamespace: false })).toEqual({
    annotations: { "linkerd.io/inject": "enabled", ...deny },
  });
  expect(linkerd.pod(mesh, { ...orders, policy: { participate: false } })).toEqual({
    annotations: { "linkerd.io/inject": "disabled" },
  });
});

test("retries, times and pods that fail are told by annotations of the Service", () => {
  const policy = {
    timeout: "1.5s",
    retries: { attempts: 2, on: ["gatewayError", "5xx", "retriable4xx"], perTryTimeout: "500ms" },
    circuitBreaker: { ejection: { consecutiveFailures: 3, baseEjectionTime: "10m" } },
    locality: "preferZone",
  } as const;
  expect(linkerd.service(mesh, { ...orders, ports: [http, grpc], policy })).toEqual({
    annotations: {
      "timeout.linkerd.io/request": "1500ms",
      "retry.linkerd.io/limit": "2",
      "retry.linkerd.io/http": "gateway-error,5xx,409",
      "retry.linkerd.io/grpc": "unavailable,internal",
      "retry.linkerd.io/timeout": "500ms",
      "balancer.linkerd.io/failure-accrual": "consecutive",
      "balancer.linkerd.io/failure-accrual-consecutive-max-failures": "3",
      "balancer.linkerd.io/failure-accrual-consecutive-min-penalty": "600s",
      "balancer.linkerd.io/failure-accrual-consecutive-max-penalty": "600s",
    },
    trafficDistribution: "PreferSameZone",
  });
  const defaults = { retries: { attempts: 1 }, circuitBreaker: { ejection: {} } } as const;
  expect(linkerd.service(mesh, { ...orders, policy: defaults })).toEqual({
    annotations: {
      "retry.linkerd.io/limit": "1",
      "retry.linkerd.io/http": "gateway-error",
      "balancer.linkerd.io/failure-accrual": "consecutive",
      "balancer.linkerd.io/failure-accrual-consecutive-max-failures": "5",
      "balancer.linkerd.io/failure-accrual-consecutive-min-penalty": "30s",
      "balancer.linkerd.io/failure-accrual-consecutive-max-penalty": "300s",
    },
  });
  expect(linkerd.service(mesh, orders)).toEqual({});
});

test("shares of the requests are routes of the Service, which say of retries what it says", () => {
  const next = { objectName: "orders-next", ports: [{ ...http, port: 81 }, grpc] };
  const objects = render({
    ports: [http, grpc],
    policy: {
      mtls: "permissive",
      split: [
        { to: next, port: "http", weight: 10 },
        { to: { objectName: "orders-test", ports: [http] }, weight: 5 },
      ],
      retries: { attempts: 1 },
    },
  });
  const route = (port: MeshPort, retries: Record<string, string>, first: number, second: number) => ({
    suffix: `mesh-split-${port.name}`,
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: port.protocol === "grpc" ? "GRPCRoute" : "HTTPRoute",
    name: `orders.mesh.${port.name}`,
    annotations: { "retry.linkerd.io/limit": "1", ...retries },
    fields: {
      spec: {
        parentRefs: [{ group: "", kind: "Service", name: "orders", port: port.port }],
        rules: [
          {
            backendRefs: [
              { name: "orders", port: port.port, weight: 85 },
              { name: "orders-next", port: first, weight: 10 },
              { name: "orders-test", port: second, weight: 5 },
            ],
          },
        ],
      },
    },
  });
  expect(objects).toEqual([
    route(http, { "retry.linkerd.io/http": "gateway-error" }, 81, 80),
    route(grpc, { "retry.linkerd.io/grpc": "unavailable" }, 81, 80),
  ]);
});

test("routes are such as the Gateway API takes", () => {
  const routes = render({
    ports: [http, grpc],
    policy: { split: [{ to: { objectName: "orders-next", ports: [http] }, weight: 10 }] },
  }).filter(({ apiVersion }) => apiVersion.startsWith("gateway."));
  expect(routes.map(({ kind }) => kind)).toEqual(["GRPCRoute", "GRPCRoute", "HTTPRoute", "GRPCRoute"]);
  const objects = routes.map((route) => customResourceArgs(route, { namespace: "shop" }));
  const program =
    "import * as models from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';" +
    `for (const object of ${JSON.stringify(objects)}) new models[object.kind](object).validate();`;
  expect(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" })).toBe("");
});

test("network policies open what proxies carry calls over, and the control plane", () => {
  expect(linkerd.traffic(mesh, "ipv4")).toEqual({
    peerPorts: [4143],
    ingress: [],
    egress: [{ namespace: "linkerd", ports: [8080, 8086, 8090] }],
  });
});

test("what it cannot do is said of each feature, and what it cannot say of each field", () => {
  const support = linkerd.supports("sidecar");
  expect(Object.keys(support)).toEqual(meshFeatures);
  expect(meshFeatures.filter((feature) => "not" in support[feature])).toEqual([
    "retryBackoff",
    "retryBudget",
    "maxConnections",
    "maxPendingRequests",
    "maxRequests",
    "delay",
    "abort",
  ]);
  const policy = {
    retries: { attempts: 1, on: ["connectFailure", "5xx", "reset"] },
    circuitBreaker: { ejection: { interval: "10s", maxEjectedPercent: 50 } },
  } as const;
  expect(linkerd.check?.(policy, [http], "sidecar")).toEqual([
    {
      path: ["retries", "on", 0],
      message: "Linkerd tries requests again by their answer, and there is none here",
      found: "connectFailure",
      allowed: "gatewayError, 5xx, retriable4xx",
      fix: "remove it",
    },
    {
      path: ["retries", "on", 2],
      message: "Linkerd tries requests again by their answer, and there is none here",
      found: "reset",
      allowed: "gatewayError, 5xx, retriable4xx",
      fix: "remove it",
    },
    {
      path: ["circuitBreaker", "ejection", "interval"],
      message: "Linkerd counts failures as they come, and looks at no intervals",
      found: "10s",
      fix: "remove interval",
    },
    {
      path: ["circuitBreaker", "ejection", "maxEjectedPercent"],
      message: "Linkerd puts each pod aside that fails, and has no bound of how many",
      found: "50",
      fix: "remove maxEjectedPercent",
    },
  ]);
  expect(linkerd.check?.({ retries: { attempts: 1, on: ["retriable4xx"] } }, [grpc], "sidecar")).toEqual([
    {
      path: ["retries", "on"],
      message: "this is an answer of HTTP, and the workload has no port for it",
      found: "retriable4xx",
      allowed: "gatewayError, 5xx",
      fix: "write gatewayError",
    },
  ]);
  expect(linkerd.check?.({ retries: { attempts: 1 }, circuitBreaker: { ejection: {} } }, [http], "sidecar")).toEqual(
    [],
  );
});
