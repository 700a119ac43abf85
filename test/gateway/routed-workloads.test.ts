/** What routes of workloads are made of, recorded. What a gateway does with them is shown by `npm run e2e`. */
import { ExistingCluster, type GatewayCapability } from "../../components/cluster";
import { SlipwayError } from "../../components/core";
import { Route } from "../../components/gateway";
import { Application, Microservice, type ApplicationArgs } from "../../components/workloads";
import { record, type RecordedResource } from "../../testing";

const gateway: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com"],
  listeners: [{ name: "https", host: "shop.example.com" }],
  tls: true,
  callers: { namespace: "gateway", pods: { app: "envoy" } },
};
const capabilities = { gateway };
const image = "registry.example.com/cart:1.0.0";

async function recordApplication(
  services: NonNullable<ApplicationArgs["services"]>,
): Promise<readonly RecordedResource[]> {
  const { resources } = await record(() => {
    new Application("store", { cluster: new ExistingCluster("cluster"), capabilities, services });
  });
  return resources;
}

const find = (resources: readonly RecordedResource[], kind: string, name: string): RecordedResource => {
  const found = resources.find(({ inputs, name: own }) => inputs.kind === kind && own === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
};

test("a route comes after the pods, the Service and what lets the gateway in", async () => {
  const resources = await recordApplication({ cart: { image, ports: { http: 8080 }, route: { paths: ["/cart"] } } });
  const route = find(resources, "HTTPRoute", "store-cart");
  const parent = "Application:store/Microservice:store-cart";
  expect(route.parent).toBe(parent);
  expect(route.inputs).toMatchObject({
    metadata: {
      name: "cart",
      labels: { "app.kubernetes.io/name": "cart", "app.kubernetes.io/part-of": "store" },
    },
    spec: {
      hostnames: ["shop.example.com"],
      rules: [{ backendRefs: [{ kind: "Service", name: "cart", port: 8080 }] }],
    },
  });
  expect(route.dependsOn).toEqual(
    expect.arrayContaining([
      `${parent}/Deployment:store-cart`,
      `${parent}/Service:store-cart`,
      `${parent}/NetworkPolicy:store-cart-from-gateway`,
    ]),
  );
});

test("the gateway's pods are let in, to the port that is asked for and no other", async () => {
  const resources = await recordApplication({
    cart: { image, ports: { http: { port: 80, targetPort: 8080 }, "tcp-admin": 9000 }, route: {} },
  });
  expect(find(resources, "NetworkPolicy", "store-cart-from-gateway").inputs.spec).toEqual({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "cart" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateway" } },
            podSelector: { matchLabels: { app: "envoy" } },
          },
        ],
        ports: [{ port: 8080, protocol: "TCP" }],
      },
    ],
  });
});

test("the same for every other workload that requests go to, canaries and mirrors too", async () => {
  const ports = { http: 8080 };
  const resources = await recordApplication({
    cart: {
      image,
      ports,
      route: { rules: [{ backends: [{}, { to: "other" }], mirror: { to: "shadow" } }] },
      policy: { canary: { to: "next", weight: 10 } },
    },
    other: { image, ports },
    shadow: { image, ports },
    next: { image, ports },
  });
  const admitted = resources.filter(({ name }) => name.startsWith("store-cart-from-gateway"));
  expect(admitted.map(({ name, inputs }) => [name, inputs.spec])).toEqual(
    ["", "-to-next", "-to-other", "-to-shadow"].map((suffix, index) => [
      `store-cart-from-gateway${suffix}`,
      expect.objectContaining({
        podSelector: { matchLabels: { "app.kubernetes.io/name": ["cart", "next", "other", "shadow"][index] } },
      }) as unknown,
    ]),
  );
});

test("without a route nothing is made", async () => {
  const resources = await recordApplication({ cart: { image, ports: { http: 8080 } } });
  const made = resources.filter(
    ({ name, inputs }) => name.includes("gateway") || String(inputs.kind).endsWith("Route"),
  );
  expect(made).toEqual([]);
});

test("a gateway that sends from addresses is let in by these", async () => {
  const addresses: GatewayCapability = { ...gateway, engine: "alb", callers: { cidrs: ["10.0.0.0/16"] } };
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    const place = { cluster, namespace: "team", capabilities: { gateway: addresses } };
    new Microservice("cart", { ...place, image, ports: { http: 8080 }, route: {} });
  });
  const { spec } = find(resources, "NetworkPolicy", "cart-from-gateway").inputs as { spec: { ingress: unknown } };
  expect(spec.ingress).toEqual([
    { from: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: [{ port: 8080, protocol: "TCP" }] },
  ]);
});

test("a route on its own leads to a workload that is made elsewhere", async () => {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    const cart = new Microservice("cart", { cluster, namespace: "team", image, ports: { http: 8080 } });
    new Route("sale", { cluster, namespace: "team", to: cart, capabilities, paths: ["/sale"] });
  });
  expect(find(resources, "HTTPRoute", "sale").inputs).toMatchObject({
    metadata: { name: "sale", namespace: "team" },
    spec: { rules: [{ matches: [{ path: { value: "/sale" } }], backendRefs: [{ name: "cart" }] }] },
  });
  expect(find(resources, "NetworkPolicy", "sale-from-gateway").inputs).toMatchObject({
    metadata: { name: "sale-from-gateway-to-cart" },
  });
});

test("what a transform says of a route is merged into it", async () => {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    new Microservice("cart", {
      ...{ cluster, namespace: "team", capabilities, image, ports: { http: 8080 }, route: {} },
      transform: { route: { metadata: { annotations: { note: "kept" } } } },
    });
  });
  expect(find(resources, "HTTPRoute", "cart").inputs).toMatchObject({ metadata: { annotations: { note: "kept" } } });
});

test("what is wrong with a route stops the whole application, with its path", async () => {
  const wrong = recordApplication({
    cart: { image, ports: { http: 8080 }, route: {}, policy: { canary: { to: "cart-nxt", weight: 10 } } },
    "cart-next": { image, ports: { http: 8080 } },
  });
  await expect(wrong).rejects.toThrow(SlipwayError);
  await expect(wrong).rejects.toThrow(
    /services\.cart\.policy\.canary\.to\n {3}problem: requests would go to a workload that does not exist\n {3}found: {3}cart-nxt\n.*\n {3}fix: {5}did you mean cart-next\?/,
  );
});

test("two services of an application with the same requests", async () => {
  const wrong = recordApplication({
    cart: { image, ports: { http: 8080 }, route: { paths: ["/cart"] } },
    basket: { image, ports: { http: 8080 }, route: { paths: ["/cart"] } },
  });
  await expect(wrong).rejects.toThrow(
    /services\.basket\.route\.paths\[0\]\n {3}problem: cart has a route for the same requests/,
  );
});
