// Who may call whom by the policies that are made for Istio, read as its references define them: allowed is what a rule of any policy of the pods
// matches. That Istio reads them so is not shown here: nothing is called. Network policies, which come before, are left out.
import type { GatewayCapability, MeshCapability } from "../../components/cluster";
import { Application, type ApplicationArgs } from "../../components/workloads";
import { shortType } from "../../testing";
import { RecordedWorkloads } from "../workloads/recorded-workloads";

const ambient: MeshCapability = { provider: "istio", mode: "ambient", controlPlaneNamespace: "istio-system" };
const sidecar: MeshCapability = { ...ambient, mode: "sidecar" };
const modes = [
  ["ambient", ambient],
  ["sidecar", sidecar],
] as const;

interface Caller {
  /** In the form `namespace/account`; undefined without encryption. */
  readonly account?: string;
  readonly address: string;
}

interface Rule {
  readonly from?: readonly { readonly source: Partial<Record<string, readonly string[]>> }[];
  readonly to?: readonly { readonly operation: { readonly ports: readonly string[] } }[];
}

interface Policy {
  readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly targetRefs?: readonly { readonly name: string }[];
  readonly rules?: readonly Rule[];
}

function matches(rule: Rule, { account, address }: Caller, port: number): boolean {
  const principal = account?.replace(/^(.*)\//, "cluster.local/ns/$1/sa/");
  const isOf = ({
    principals,
    notPrincipals,
    namespaces,
    ipBlocks,
    ...others
  }: Partial<Record<string, readonly string[]>>) => {
    expect(others).toEqual({});
    expect(notPrincipals ?? ["*"]).toEqual(["*"]);
    return (
      (principals === undefined || (principal !== undefined && principals.includes(principal))) &&
      (notPrincipals === undefined || principal === undefined) &&
      (namespaces === undefined || namespaces.some((namespace) => account?.startsWith(`${namespace}/`) === true)) &&
      // Ranges of these tests end with whole numbers.
      (ipBlocks === undefined || ipBlocks.some((range) => address.startsWith(range.replace(/\.0\.0\/16$/, "."))))
    );
  };
  return (
    (rule.from?.some(({ source }) => isOf(source)) ?? true) &&
    (rule.to?.some(({ operation }) => operation.ports.includes(String(port))) ?? true)
  );
}

/** Ports of the pods of `orders` that a caller may call, at the pods or at the waypoint. */
function callable(program: RecordedWorkloads, caller: Caller, at: "pods" | "waypoint" = "pods"): number[] {
  const policies = program.all
    .filter(({ type }) => shortType(type) === "AuthorizationPolicy")
    .map(({ inputs }) => inputs.spec as Policy)
    .filter(({ selector, targetRefs }) =>
      at === "pods"
        ? targetRefs === undefined &&
          (selector === undefined || selector.matchLabels["app.kubernetes.io/name"] === "orders")
        : targetRefs?.some(({ name }) => name === "orders"),
    );
  const numbers = at === "pods" ? [8080, 8081, 8082] : [80, 81, 82];
  return numbers.filter(
    (port) =>
      policies.length === 0 || policies.some(({ rules = [] }) => rules.some((rule) => matches(rule, caller, port))),
  );
}

const gateway: GatewayCapability = {
  ...{ engine: "envoy", name: "gateway", namespace: "gateway", hosts: ["shop.example.com"], tls: false },
  listeners: [{ name: "http", host: "shop.example.com" }],
  callers: { namespace: "gateway", pods: { app: "envoy" } },
};
const ports = {
  http: { port: 80, targetPort: 8080 },
  metrics: { port: 81, targetPort: 8081, protocol: "http" },
  admin: { port: 82, targetPort: 8082, protocol: "http" },
} as const;
const http = { http: { port: 80, targetPort: 8080 } } as const;

type Orders = Partial<NonNullable<ApplicationArgs["services"]>[string]>;

function shop(mesh: MeshCapability, orders: Orders, callers: GatewayCapability["callers"] = gateway.callers) {
  return RecordedWorkloads.of(
    (cluster) =>
      new Application("shop", {
        cluster,
        capabilities: { mesh, gateway: { ...gateway, callers } },
        services: {
          orders: { image: "orders:1", ports, ...orders },
          reader: { image: "reader:1", ports: http, links: [{ linkTo: "orders", port: "metrics" }] },
          other: { image: "other:1", ports: http },
        },
      }),
  );
}

const reader: Caller = { account: "shop/reader", address: "10.0.1.1" };
const other: Caller = { account: "shop/other", address: "10.0.1.2" };
const plain: Caller = { address: "10.0.1.3" };
const edge: Caller = { account: "edge/proxy", address: "10.0.1.4" };
const route = { hosts: ["shop.example.com"], port: "http" } as const;

describe.each(modes)("%s: a port that is called without encryption", (_, mesh) => {
  test("is not for those with an identity who link to another port", async () => {
    const program = await shop(mesh, { route });
    expect(callable(program, plain)).toEqual([8080]);
    expect(callable(program, reader)).toEqual([8081]);
    expect(callable(program, other)).toEqual([]);
    expect(callable(program, { account: "gateway/envoy", address: "10.0.1.5" })).toEqual([8080]);
  });

  test("is for pods of the mesh too whose namespace is let in, at the waypoint as well", async () => {
    const orders = { route, ingress: [{ namespace: "edge", ports: ["http", "admin"] }], mesh: { timeout: "2s" } };
    const program = await shop(mesh, orders);
    expect(callable(program, edge)).toEqual([8080, 8082]);
    expect(callable(program, plain)).toEqual([8080]);
    if (mesh.mode === "sidecar") return;
    expect(callable(program, edge, "waypoint")).toEqual([80, 82]);
    expect(callable(program, reader, "waypoint")).toEqual([81]);
    expect(callable(program, plain, "waypoint")).toEqual([]);
    expect(callable(program, { account: "shop/shop-waypoint", address: "10.0.1.6" })).toEqual([8080, 8081, 8082]);
  });
});

describe("addresses", () => {
  const balancer = { cidrs: ["10.0.0.0/16"] };
  const own = { service: { type: "LoadBalancer" }, ports: http } as const;

  test("ambient: are not those of pods, which come through the tunnel", async () => {
    const program = await shop(ambient, { route }, balancer);
    expect(callable(program, plain)).toEqual([8080]);
    expect(callable(program, { address: "10.1.0.1" })).toEqual([]);
    expect(callable(program, reader)).toEqual([8081]);
  });

  test("sidecars: may be those of pods, whose ports network policies see", async () => {
    const program = await shop(sidecar, { route }, balancer);
    expect(callable(program, reader)).toEqual([8080, 8081]);
  });

  test.each(modes)("%s: ports of a load balancer are for everybody outside", async (_, mesh) => {
    const program = await RecordedWorkloads.of(
      (cluster) =>
        new Application("shop", {
          cluster,
          capabilities: { mesh },
          services: { orders: { image: "orders:1", ...own } },
        }),
    );
    expect(callable(program, plain)).toEqual([8080]);
    expect(callable(program, other)).toEqual(mesh.mode === "ambient" ? [] : [8080]);
  });
});

describe.each(modes)("%s: where calls may come without encryption", (_, mesh) => {
  test.each([
    ["at one workload", mesh, { mesh: { mtls: "permissive" } }],
    ["everywhere", { ...mesh, mtls: "permissive" } as const, {}],
  ] as const)("%s, network policies alone say who without an identity may", async (_where, permissive, orders) => {
    const program = await shop(permissive, { ...orders, ingress: [{ namespace: "edge", ports: ["admin"] }] });
    expect(callable(program, plain)).toEqual([8080, 8081, 8082]);
    expect(callable(program, reader)).toEqual([8081]);
    expect(callable(program, edge)).toEqual([8082]);
    expect(callable(program, other)).toEqual([]);
    expect(program.objects.includes("PeerAuthentication/orders")).toBe(permissive.mtls !== "permissive");
  });

  test("a workload that is strict takes none", async () => {
    const program = await shop({ ...mesh, mtls: "permissive" }, { mesh: { mtls: "strict" } });
    expect(callable(program, plain)).toEqual([]);
    expect(callable(program, reader)).toEqual([8081]);
  });

  test("what looks at requests comes to all ports", async () => {
    const program = await shop(mesh, { mesh: { mtls: "permissive", timeout: "2s" } });
    expect(callable(program, plain)).toEqual([8080, 8081, 8082]);
    if (mesh.mode === "sidecar") return;
    expect(callable(program, { account: "shop/shop-waypoint", address: "10.0.1.6" })).toEqual([8080, 8081, 8082]);
    expect(callable(program, reader, "waypoint")).toEqual([81]);
  });
});

test.each([
  ["shop", "shop-waypoint"],
  ["s".repeat(54), `${"s".repeat(54)}-waypoint`],
  ["s".repeat(55), `${"s".repeat(45)}-18c5bc95-waypoint`],
  [`${"s".repeat(54)}-one`, `${"s".repeat(45)}-b8e9429d-waypoint`],
])("the waypoint of %s has a name that a Service and a label can have", async (name, waypoint) => {
  const program = await RecordedWorkloads.of(
    (cluster) =>
      new Application(name, {
        ...{ cluster, capabilities: { mesh: ambient }, namespace: "shop" },
        services: { orders: { image: "orders:1", ports: http, mesh: { timeout: "2s" } } },
      }),
  );
  expect(waypoint.length).toBeLessThanOrEqual(63);
  expect(program.objects).toContain(`Gateway/${waypoint}`);
  expect(program.inputs("Service/orders").metadata).toMatchObject({ labels: { "istio.io/use-waypoint": waypoint } });
  expect(program.spec(`NetworkPolicy/${waypoint}`)).toMatchObject({
    podSelector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": waypoint } },
  });
  expect(JSON.stringify(program.spec("AuthorizationPolicy/orders"))).toContain(`/sa/${waypoint}"`);
});
