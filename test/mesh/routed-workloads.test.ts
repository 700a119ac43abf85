// How the gateway is let in to what routes lead to in a mesh, as recorded objects. That a mesh lets it in is not shown here: nothing is called.
import type { GatewayCapability, MeshCapability } from "../../components/cluster";
import { Route } from "../../components/gateway";
import { Application, Microservice, Team, type ApplicationArgs } from "../../components/workloads";
import { portsRoutedTo } from "../../components/workloads/application-routes";
import { linkTargets } from "../../components/workloads/application-spec";
import { problemsOf, RecordedWorkloads } from "../workloads/recorded-workloads";

const istio: MeshCapability = { provider: "istio", mode: "ambient", controlPlaneNamespace: "istio-system" };
const gateway: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com"],
  listeners: [{ name: "https", host: "shop.example.com" }],
  tls: true,
  callers: { namespace: "gateway", pods: { app: "envoy" } },
};
const http = { http: { port: 80, targetPort: 8080 } } as const;
const two = { ...http, api: { port: 9000, protocol: "grpc" } } as const;

const services: NonNullable<ApplicationArgs["services"]> = {
  cart: {
    image: "cart:1",
    ports: http,
    route: { rules: [{ backends: [{}, { to: "other", port: "http" }], mirror: { to: "shadow" } }] },
    policy: { canary: { to: "next", weight: 10 } },
  },
  other: { image: "other:1", ports: two },
  shadow: { image: "shadow:1", ports: http },
  next: { image: "cart:2", ports: http },
  inner: { image: "inner:1", ports: http },
};

const recorded = (mesh: MeshCapability, of = services) =>
  RecordedWorkloads.of(
    (cluster) => new Application("shop", { cluster, capabilities: { mesh, gateway }, services: of }),
  );

const pods = (name: string) => ({ selector: { matchLabels: { "app.kubernetes.io/name": name } } });
/** The gateway, with an identity or without; nobody else who has one. */
const toGateway = {
  from: [{ source: { notPrincipals: ["*"] } }, { source: { namespaces: ["gateway"] } }],
  to: [{ operation: { ports: ["8080"] } }],
};

describe("a gateway outside of the mesh", () => {
  test.each(["cart", "other", "shadow", "next"])(
    "calls %s without encryption, on the routed port alone",
    async (name) => {
      const program = await recorded(istio);
      expect(program.spec(`PeerAuthentication/${name}`)).toEqual({
        ...pods(name),
        mtls: { mode: "STRICT" },
        portLevelMtls: { "8080": { mode: "PERMISSIVE" } },
      });
      expect(program.spec(`AuthorizationPolicy/${name}`)).toEqual({
        ...pods(name),
        action: "ALLOW",
        rules: [toGateway],
      });
    },
  );

  test("is kept out where no route leads to", async () => {
    const program = await recorded(istio);
    expect(program.objects).not.toContain("PeerAuthentication/inner");
    expect(program.spec("AuthorizationPolicy/inner")).toEqual({ ...pods("inner"), action: "ALLOW" });
  });
});

describe("a gateway in the mesh", () => {
  const meshed: MeshCapability = { ...istio, namespaces: ["gateway"] };
  const fromGateway = (ports: readonly number[]) => ({
    from: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateway" } },
        podSelector: { matchLabels: { app: "envoy" } },
      },
    ],
    ports: ports.map((port) => ({ port, protocol: "TCP" })),
  });

  test("calls by mutual TLS, over the mesh's port", async () => {
    const program = await recorded(meshed);
    expect(program.objects.filter((name) => name.startsWith("PeerAuthentication/"))).toEqual([]);
    expect(program.spec("AuthorizationPolicy/next").rules).toEqual([
      { from: [{ source: { namespaces: ["gateway"] } }], to: [{ operation: { ports: ["8080"] } }] },
    ]);
    expect(program.spec("NetworkPolicy/next").ingress).toContainEqual(fromGateway([15008]));
    expect(program.spec("NetworkPolicy/inner").ingress).not.toContainEqual(fromGateway([15008]));
  });

  test("needs no other port where proxies are in the pods, and none where it is outside", async () => {
    for (const mesh of [{ ...meshed, mode: "sidecar" } as const, istio]) {
      const { ingress } = (await recorded(mesh)).spec("NetworkPolicy/next");
      expect(JSON.stringify(ingress)).not.toContain("kubernetes.io/metadata.name");
    }
  });
});

test.each([
  ["Istio", istio],
  ["Linkerd", { provider: "linkerd", mode: "sidecar", controlPlaneNamespace: "linkerd" }],
  ["Consul", { provider: "consul", mode: "sidecar", controlPlaneNamespace: "consul" }],
] as const)("%s is told of each canary", async (_, mesh) => {
  const next = { image: "cart:2", ports: http };
  const cart = { image: "cart:1", ports: http, route: {} };
  const of = async (policy: object) => {
    const program = await recorded(mesh, { cart: { ...cart, ...policy }, next });
    const own = program.all.filter(({ parent }) => (parent ?? "").endsWith(":shop-next"));
    return own.map(({ type, inputs }) => ({ type, inputs }));
  };
  const told = await of({ policy: { canary: { to: "next", weight: 10 } } });
  expect(told).not.toEqual([]);
  expect(told).not.toEqual(await of({}));
});

test("the ports are those of backends, mirrors and canaries, each once, whosever route it is", () => {
  const all: ApplicationArgs["services"] = {
    ...services,
    other: {
      image: "other:1",
      ports: two,
      route: { rules: [{ matches: [{ path: "/api" }], backends: [{ port: "api" }] }] },
    },
    old: {
      image: "old:1",
      ports: http,
      route: { rules: [{ matches: [{ path: "/old" }], redirect: { path: { full: "/" } } }] },
      policy: { canary: { to: "inner", weight: 1 } },
    },
    itself: { image: "itself:1", ports: http, route: { rules: [{ backends: [{ to: "itself" }] }] } },
  };
  const routed = portsRoutedTo({ services: all }, linkTargets({ services: all }));
  expect(Object.fromEntries(routed)).toEqual({
    cart: ["http"],
    other: ["http", "api"],
    shadow: ["http"],
    next: ["http"],
    itself: ["http"],
  });
});

describe("a route on its own", () => {
  const place = { namespace: "shop", capabilities: { mesh: istio, gateway } } as const;
  const cart = { ...place, image: "cart:1", ports: two } as const;

  test("leads to a workload that is told of it", async () => {
    const program = await RecordedWorkloads.of((cluster) => {
      const to = new Microservice("cart", { ...cart, cluster, routedPorts: ["http"] });
      new Route("front", { ...place, cluster, to, port: "http" });
    });
    expect(program.objects).toContain("HTTPRoute/front");
    expect(program.spec("PeerAuthentication/cart")).toMatchObject({
      portLevelMtls: { "8080": { mode: "PERMISSIVE" } },
    });
    expect(program.spec("AuthorizationPolicy/cart").rules).toEqual([toGateway]);
  });

  test("is not let in by the mesh otherwise", async () => {
    const program = await RecordedWorkloads.of((cluster) => {
      const to = new Microservice("cart", { ...cart, cluster });
      new Route("front", { ...place, cluster, to, port: "http" });
    });
    expect(program.objects).not.toContain("PeerAuthentication/cart");
    expect(program.spec("AuthorizationPolicy/cart")).toEqual({ ...pods("cart"), action: "ALLOW" });
  });

  test("leads to a port that there is", async () => {
    const told = (routedPorts: readonly string[]) =>
      problemsOf((cluster) => new Microservice("cart", { ...cart, cluster, routedPorts }));
    expect(await told(["http", "htpt"])).toEqual(["routedPorts.1: the workload has no port of this name"]);
  });
});

test("the namespaces of a team are in the mesh, and so is what is put into them", async () => {
  const program = await RecordedWorkloads.of((cluster) => {
    const capabilities = { mesh: istio };
    const team = new Team("commerce", { cluster, capabilities, namespaces: { shop: {} } });
    new Application("store", {
      ...{ cluster, capabilities, namespace: team.namespace("shop") },
      services: { cart: { image: "cart:1", ports: http } },
    });
  });
  expect(program.inputs("Namespace/shop").metadata).toMatchObject({ labels: { "istio.io/dataplane-mode": "ambient" } });
  expect(program.spec("AuthorizationPolicy/default-deny")).toEqual({ action: "ALLOW" });
  expect(program.get("AuthorizationPolicy/default-deny").inputs.metadata).toMatchObject({ namespace: "shop" });
  expect(program.pods("Deployment/cart").metadata.labels).not.toHaveProperty(["istio.io/dataplane-mode"]);
});

test("without a mesh, a team's namespaces are as ever", async () => {
  const made = async (capabilities: { mesh?: undefined } | undefined) =>
    (await RecordedWorkloads.of((cluster) => new Team("commerce", { cluster, capabilities, namespaces: { shop: {} } })))
      .objects;
  expect(await made({})).toEqual(await made(undefined));
});
