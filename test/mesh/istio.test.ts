// What a program with Istio registers for workloads, checked with the schemas of the makers' definitions. That Istio does with it what is meant is not
// shown here: nothing is called.
import type { MeshCapability } from "../../components/cluster";
import { Application, linkTo, Microservice, type ApplicationArgs } from "../../components/workloads";
import { shortType, type RecordedResource } from "../../testing";
import { customResourceProblems } from "../addons/custom-resource-problems";
import { RecordedWorkloads } from "../workloads/recorded-workloads";

const ambient: MeshCapability = { provider: "istio", mode: "ambient", controlPlaneNamespace: "istio-system" };
const sidecar: MeshCapability = { ...ambient, mode: "sidecar" };
const prometheus = { url: "http://prometheus.monitoring:9090", namespace: "monitoring" };

const http = { http: { port: 80, targetPort: 8080 } } as const;

const shop: Pick<ApplicationArgs, "services" | "workers"> = {
  services: {
    web: { image: "web:1", ports: { http: { port: 80, targetPort: 3000 } }, links: [{ linkTo: "orders" }] },
    orders: { image: "orders:1", ports: http },
  },
};

function recorded(mesh: MeshCapability | undefined, workloads: Omit<ApplicationArgs, "cluster"> = shop) {
  return RecordedWorkloads.of(
    (cluster) => new Application("shop", { ...workloads, cluster, capabilities: { mesh, ...workloads.capabilities } }),
  );
}

const kinds = [
  ...["AuthorizationPolicy", "PeerAuthentication", "DestinationRule", "VirtualService", "HTTPRoute", "Gateway"],
];
const ofMesh = ({ objects }: RecordedWorkloads) => objects.filter((name) => kinds.includes(name.split("/")[0] ?? ""));
const metadataOf = (program: RecordedWorkloads, name: string) =>
  program.inputs(name).metadata as { labels: Record<string, string>; annotations?: Record<string, string> };

const pods = (name: string) => ({ selector: { matchLabels: { "app.kubernetes.io/name": name } } });
const from = (account: string) => [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }];
const to = (...ports: string[]) => [{ operation: { ports } }];
/** Who has no identity of the mesh. */
const stranger = { notPrincipals: ["*"] };
/** Pods of a namespace, whether they are in the mesh or not. */
const anyOf = (namespace: string) => [{ source: stranger }, { source: { namespaces: [namespace] } }];

describe("who may call", () => {
  test.each([
    ["ambient", ambient],
    ["sidecar", sidecar],
  ] as const)("%s: nobody but those who link to it, on the ports of the pods", async (_, mesh) => {
    const program = await recorded(mesh);
    expect(ofMesh(program)).toEqual([
      "AuthorizationPolicy/default-deny",
      "AuthorizationPolicy/orders",
      "AuthorizationPolicy/web",
      "AuthorizationPolicy/web.to.orders",
    ]);
    // Without a rule a policy lets nobody in.
    expect(program.spec("AuthorizationPolicy/default-deny")).toEqual({ action: "ALLOW" });
    expect(program.spec("AuthorizationPolicy/orders")).toEqual({ ...pods("orders"), action: "ALLOW" });
    expect(program.spec("AuthorizationPolicy/web.to.orders")).toEqual({
      ...pods("orders"),
      action: "ALLOW",
      rules: [{ from: from("web"), to: to("8080") }],
    });
    expect(program.dependencies("Deployment/web")).toEqual(
      expect.arrayContaining(["NetworkPolicy/web", "AuthorizationPolicy/web", "AuthorizationPolicy/web.to.orders"]),
    );
  });

  test("without a mesh nothing of it is there", async () => {
    const program = await recorded(undefined);
    expect(ofMesh(program)).toEqual([]);
    expect(metadataOf(program, "Namespace/shop").labels).not.toHaveProperty(["istio.io/dataplane-mode"]);
  });

  test("the identities are those of the mesh's trust domain", async () => {
    const program = await recorded({ ...ambient, trustDomain: "example.com" });
    expect(program.spec("AuthorizationPolicy/web.to.orders")).toMatchObject({
      rules: [{ from: [{ source: { principals: ["example.com/ns/shop/sa/web"] } }] }],
    });
  });

  test("pods of other namespaces by their namespace, addresses without encryption on their ports alone", async () => {
    const program = await recorded(ambient, {
      services: {
        web: {
          image: "web:1",
          ports: { http: { port: 80, targetPort: 3000 }, admin: { port: 81, targetPort: 3001, protocol: "http" } },
          ingress: [
            { namespace: "edge", ports: ["http"] },
            { cidr: "10.0.0.0/16", ports: ["admin"] },
          ],
        },
      },
    });
    expect(program.spec("AuthorizationPolicy/web").rules).toEqual([
      { from: [{ source: { namespaces: ["edge"] } }], to: to("3000") },
      { from: [{ source: { ipBlocks: ["10.0.0.0/16"], ...stranger } }], to: to("3001") },
    ]);
    expect(program.spec("PeerAuthentication/web")).toEqual({
      ...pods("web"),
      mtls: { mode: "STRICT" },
      portLevelMtls: { "3001": { mode: "PERMISSIVE" } },
    });
  });

  test("Prometheus reads metrics without encryption, unless it is in the mesh", async () => {
    const services = { orders: { image: "orders:1", ports: http, metrics: { port: 9090 } } };
    const outside = await recorded(ambient, { services, capabilities: { prometheus } });
    expect(outside.spec("AuthorizationPolicy/orders").rules).toEqual([{ from: anyOf("monitoring"), to: to("9090") }]);
    expect(outside.spec("PeerAuthentication/orders")).toMatchObject({
      portLevelMtls: { "9090": { mode: "PERMISSIVE" } },
    });
    const inside = await recorded(
      { ...ambient, namespaces: ["monitoring"] },
      { services, capabilities: { prometheus } },
    );
    expect(inside.spec("AuthorizationPolicy/orders").rules).toEqual([
      { from: [{ source: { namespaces: ["monitoring"] } }], to: to("9090") },
    ]);
    expect(ofMesh(inside)).not.toContain("PeerAuthentication/orders");
  });

  test.each([
    ["pods outside of the mesh", { namespace: "gateway", pods: { app: "envoy" } }, ambient, true, anyOf("gateway")],
    [
      "pods of the mesh",
      { namespace: "gateway" },
      { ...ambient, namespaces: ["gateway"] },
      false,
      [{ source: { namespaces: ["gateway"] } }],
    ],
    [
      "a load balancer",
      { cidrs: ["10.0.0.0/16"] },
      ambient,
      true,
      [{ source: { ipBlocks: ["10.0.0.0/16"], ...stranger } }],
    ],
    ["a load balancer", { cidrs: ["10.0.0.0/16"] }, sidecar, true, [{ source: { ipBlocks: ["10.0.0.0/16"] } }]],
  ] as const)("a gateway of %s reaches the port of the route alone", async (_, callers, mesh, isPlain, whom) => {
    const ports = { ...http, admin: { port: 81, targetPort: 8081, protocol: "http" } } as const;
    const program = await recorded(mesh, {
      services: { orders: { image: "orders:1", ports, route: { hosts: ["shop.example.com"], port: "http" } } },
      capabilities: {
        gateway: {
          ...{ engine: "envoy", name: "shop", namespace: "gateway", hosts: ["shop.example.com"], tls: false, callers },
          listeners: [{ name: "http", host: "shop.example.com" }],
        },
      },
    });
    expect(program.spec("AuthorizationPolicy/orders").rules).toEqual([{ from: whom, to: to("8080") }]);
    expect(ofMesh(program).includes("PeerAuthentication/orders")).toBe(isPlain);
    if (isPlain) {
      expect(program.spec("PeerAuthentication/orders").portLevelMtls).toEqual({ "8080": { mode: "PERMISSIVE" } });
    }
  });
});

describe("what network policies open", () => {
  test("ambient: the tunnel beside each port, probes, and waypoints", async () => {
    const program = await recorded(ambient);
    const tunnel = { port: 15008, protocol: "TCP" };
    const waypoints = {
      podSelector: { matchLabels: { "gateway.networking.k8s.io/gateway-class-name": "istio-waypoint" } },
    };
    expect(program.spec("NetworkPolicy/orders").ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { "links.slipway/orders.http": "true" } } }],
        ports: [{ port: "http", protocol: "TCP" }, tunnel],
      },
      { from: [{ ipBlock: { cidr: "169.254.7.127/32" } }] },
      { from: [waypoints], ports: [tunnel] },
    ]);
    expect((program.spec("NetworkPolicy/web").egress as unknown[]).slice(1)).toEqual([
      {
        to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } } }],
        ports: [{ port: "http", protocol: "TCP" }, tunnel],
      },
      { to: [waypoints], ports: [tunnel] },
    ]);
  });

  test("sidecars: what proxies count is read by Prometheus, where there is one", async () => {
    const metrics = {
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [{ port: 15090, protocol: "TCP" }],
    };
    const ingressOf = async (capabilities: ApplicationArgs["capabilities"]) => {
      const program = await recorded(sidecar, { ...shop, capabilities: { mesh: sidecar, ...capabilities } });
      return program.spec("NetworkPolicy/orders").ingress;
    };
    expect(await ingressOf({ prometheus })).toContainEqual(metrics);
    expect(await ingressOf({})).not.toContainEqual(metrics);
  });

  test("sidecars: the control plane", async () => {
    const program = await recorded(sidecar);
    expect((program.spec("NetworkPolicy/orders").egress as unknown[]).slice(1)).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
            podSelector: { matchLabels: { app: "istiod" } },
          },
        ],
        ports: [{ port: 15012, protocol: "TCP" }],
      },
    ]);
  });
});

describe("who is in the mesh", () => {
  const services = {
    in: { image: "in:1", ports: { sql: { port: 5432, protocol: "tcp" } } },
    out: { image: "out:1", ports: http, mesh: { participate: false } },
  } as const;

  test("ambient: by the label of the namespace, without a change of pods", async () => {
    const program = await recorded(ambient, { services });
    expect(metadataOf(program, "Namespace/shop").labels["istio.io/dataplane-mode"]).toBe("ambient");
    expect(program.pods("Deployment/in").metadata.labels).not.toHaveProperty(["istio.io/dataplane-mode"]);
    expect(program.pods("Deployment/out").metadata.labels["istio.io/dataplane-mode"]).toBe("none");
    expect(ofMesh(program)).toEqual(["AuthorizationPolicy/default-deny", "AuthorizationPolicy/in"]);
    expect(program.spec("Service/in").ports).toMatchObject([{ appProtocol: "tcp" }]);
  });

  test("sidecars: by the label of the namespace; metrics stay where they are", async () => {
    const program = await recorded(sidecar, { services });
    expect(metadataOf(program, "Namespace/shop").labels["istio-injection"]).toBe("enabled");
    expect(program.pods("Deployment/in").metadata.annotations).toEqual({
      "prometheus.istio.io/merge-metrics": "false",
    });
    expect(program.pods("Deployment/out").metadata.labels["sidecar.istio.io/inject"]).toBe("false");
  });

  test.each([
    ["ambient", ambient, { "istio.io/dataplane-mode": "ambient" }],
    ["sidecar", sidecar, { "sidecar.istio.io/inject": "true" }],
  ] as const)("%s: in a namespace that somebody else has made, by a label of the pods", async (_, mesh, labels) => {
    const program = await RecordedWorkloads.of((cluster) => {
      const place = { cluster, namespace: "theirs", capabilities: { mesh } };
      const orders = new Microservice("orders", { ...place, image: "orders:1", ports: http });
      new Microservice("web", { ...place, image: "web:1", ports: http, links: [linkTo(orders)] });
    });
    expect(program.pods("Deployment/web").metadata.labels).toMatchObject(labels);
    expect(program.spec("AuthorizationPolicy/web.to.orders")).toMatchObject({
      rules: [{ from: [{ source: { principals: ["cluster.local/ns/theirs/sa/web"] } }] }],
    });
  });
});

const policy = {
  retries: {
    attempts: 3,
    on: ["5xx", "retriable4xx"],
    perTryTimeout: "300ms",
    backoff: { base: "50ms" },
    budget: { percent: 25, minConcurrent: 5 },
  },
  timeout: "1500ms",
  circuitBreaker: {
    maxConnections: 100,
    maxPendingRequests: 10,
    maxRequests: 200,
    ejection: { consecutiveFailures: 3, maxEjectedPercent: 30 },
  },
  split: [{ to: "canary", weight: 10 }],
  faults: { delay: { duration: "2s", percent: 0.5 }, abort: { status: 503, percent: 1 } },
  locality: "preferZone",
} as const;

const full: Omit<ApplicationArgs, "cluster"> = {
  services: {
    web: { image: "web:1", ports: { http: { port: 80, targetPort: 3000 } }, links: [{ linkTo: "orders" }] },
    orders: { image: "orders:1", ports: http, ingress: [{ namespace: "edge" }], mesh: policy },
    canary: { image: "orders:2", ports: http },
  },
};

const virtualService = {
  hosts: ["orders.shop.svc.cluster.local"],
  http: [
    {
      name: "http",
      match: [{ port: 80 }],
      route: [
        { destination: { host: "orders.shop.svc.cluster.local", port: { number: 80 } }, weight: 90 },
        { destination: { host: "canary.shop.svc.cluster.local", port: { number: 80 } }, weight: 10 },
      ],
      timeout: "1500ms",
      retries: { attempts: 3, retryOn: "5xx,retriable-4xx", perTryTimeout: "300ms", backoff: "50ms" },
      fault: {
        delay: { percentage: { value: 0.5 }, fixedDelay: "2s" },
        abort: { percentage: { value: 1 }, httpStatus: 503 },
      },
    },
  ],
};

const destinationRule = {
  host: "orders.shop.svc.cluster.local",
  trafficPolicy: {
    connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 10, http2MaxRequests: 200 } },
    outlierDetection: { consecutive5xxErrors: 3, interval: "10s", baseEjectionTime: "30s", maxEjectionPercent: 30 },
    retryBudget: { percent: 25, minRetryConcurrency: 5 },
  },
};

/** What HTTPRoutes can say. */
const byRoutes: Omit<ApplicationArgs, "cluster"> = {
  services: {
    ...full.services,
    web: { image: "web:1", links: [{ linkTo: "orders", port: "http" }] },
    orders: {
      image: "orders:1",
      ports: { ...http, api: { port: 90, targetPort: 9000, protocol: "grpc" }, sql: 5432 },
      mesh: { timeout: "2s", split: [{ to: "canary", weight: 25 }] },
    },
  },
};

describe("what becomes of requests", () => {
  test.each([
    ["ambient", ambient],
    ["sidecar", sidecar],
  ] as const)("%s: every field of a policy", async (_, mesh) => {
    const program = await recorded(mesh, full);
    expect(program.spec("VirtualService/orders")).toEqual(virtualService);
    expect(program.spec("DestinationRule/orders")).toEqual(destinationRule);
    expect(metadataOf(program, "Service/orders").annotations).toMatchObject({
      "networking.istio.io/traffic-distribution": "PreferSameZone",
    });
    expect(ofMesh(program).some((name) => name.startsWith("HTTPRoute/"))).toBe(false);
  });

  test("ambient: what routes of the Gateway API can say they say, for each port", async () => {
    const program = await recorded(ambient, byRoutes);
    expect(ofMesh(program).filter((name) => /Route|Virtual/.test(name))).toEqual([
      "HTTPRoute/orders.mesh.api",
      "HTTPRoute/orders.mesh.http",
    ]);
    expect(program.spec("HTTPRoute/orders.mesh.http")).toEqual({
      parentRefs: [{ group: "", kind: "Service", name: "orders", port: 80 }],
      rules: [
        {
          timeouts: { request: "2s" },
          backendRefs: [
            { name: "orders", port: 80, weight: 75 },
            { name: "canary", port: 80, weight: 25 },
          ],
        },
      ],
    });
  });

  test("ambient: a waypoint, whom the pods let in, and which lets in who links to the Service, on its ports", async () => {
    const program = await recorded({ ...ambient, highlyAvailable: true }, full);
    expect(metadataOf(program, "Service/orders").labels["istio.io/use-waypoint"]).toBe("shop-waypoint");
    expect(metadataOf(program, "Service/web").labels).not.toHaveProperty(["istio.io/use-waypoint"]);
    expect(program.spec("Gateway/shop-waypoint")).toEqual({
      gatewayClassName: "istio-waypoint",
      listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
      infrastructure: { parametersRef: { group: "", kind: "ConfigMap", name: "shop-waypoint" } },
    });
    expect(program.dependencies("Gateway/shop-waypoint")).toEqual(
      expect.arrayContaining(["NetworkPolicy/shop-waypoint", "ConfigMap/shop-waypoint"]),
    );
    const data = program.inputs("ConfigMap/shop-waypoint").data as Record<string, string>;
    expect(Object.fromEntries(Object.entries(data).map(([key, text]) => [key, JSON.parse(text) as unknown]))).toEqual({
      deployment: {
        spec: {
          template: { spec: { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } } },
        },
      },
      horizontalPodAutoscaler: {
        spec: {
          minReplicas: 2,
          maxReplicas: 6,
          metrics: [
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
          ],
        },
      },
      podDisruptionBudget: { spec: { maxUnavailable: 1 } },
    });

    const service = { targetRefs: [{ group: "", kind: "Service", name: "orders" }], action: "ALLOW" };
    const edge = [{ source: { namespaces: ["edge"] } }];
    expect(program.spec("AuthorizationPolicy/orders").rules).toEqual([
      { from: edge, to: to("8080") },
      { from: from("shop-waypoint"), to: to("8080") },
    ]);
    expect(program.spec("AuthorizationPolicy/orders.requests")).toEqual({
      ...service,
      rules: [{ from: edge, to: to("80") }],
    });
    expect(program.spec("AuthorizationPolicy/web.to.orders.requests")).toEqual({
      ...service,
      rules: [{ from: from("web"), to: to("80") }],
    });
    // A share of its requests goes on from the waypoint, and with sidecars from those who call.
    expect(program.spec("AuthorizationPolicy/orders.split.canary").rules).toEqual([
      { from: from("shop-waypoint"), to: to("8080") },
    ]);
    expect(program.spec("AuthorizationPolicy/web.to.canary").rules).toEqual([{ from: from("web"), to: to("8080") }]);
    expect(program.pods("Deployment/web").metadata.labels).toMatchObject({ "links.slipway/canary.http": "true" });
  });

  test("ambient: one pod of it has no autoscaler and no budget; sidecars need none", async () => {
    const program = await recorded(ambient, full);
    expect(Object.keys(program.inputs("ConfigMap/shop-waypoint").data as object)).toEqual(["deployment"]);
    const without = await recorded(sidecar, full);
    expect(without.objects.filter((name) => name.includes("waypoint"))).toEqual([]);
    expect(without.objects.filter((name) => name.endsWith(".requests"))).toEqual([]);
  });

  test("ambient: a workload of no application has a waypoint of its own", async () => {
    const program = await RecordedWorkloads.of(
      (cluster) =>
        new Microservice("orders", {
          ...{ cluster, namespace: "theirs", capabilities: { mesh: ambient } },
          ...{ image: "orders:1", ports: http, mesh: { timeout: "2s" } },
        }),
    );
    expect(program.get("Gateway/orders-waypoint").path).toBe("Microservice:orders/Gateway:orders-mesh-waypoint");
    expect(metadataOf(program, "Service/orders").labels["istio.io/use-waypoint"]).toBe("orders-waypoint");
  });
});

test("every object is one that the definitions of the makers take", async () => {
  const programs = [
    await recorded(ambient, full),
    await recorded(sidecar, full),
    await recorded(ambient, byRoutes),
    await recorded({ ...ambient, mtls: "permissive" }, full),
  ];
  const objects = programs.flatMap(({ all }) => all.filter(isOfMesh).map(({ inputs }) => inputs));
  expect(objects.length).toBeGreaterThan(20);
  const wrong = {
    ...{ apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: { name: "wrong" } },
    spec: { host: "orders", trafficPolicy: { outlierDetection: { maxEjectionPercent: "30" } } },
  };
  const { checked, problems } = customResourceProblems([...objects, wrong]);
  expect(checked).toBe(objects.length + 1);
  expect(problems).toEqual([expect.stringMatching(/^DestinationRule wrong: .*maxEjectionPercent/)]);
});

function isOfMesh({ type }: RecordedResource): boolean {
  return kinds.includes(shortType(type));
}
