// What is said of applications whose policies for the mesh do not fit together, and who is told of whom. That a mesh works is not shown here.
import type { MeshCapability } from "../../components/cluster";
import { Application, Microservice, type ApplicationArgs } from "../../components/workloads";
import { linkTargets } from "../../components/workloads/application-spec";
import { callersOf } from "../../components/workloads/mesh/callers";
import { problemsOf, refusalOf } from "../workloads/recorded-workloads";

const istio: MeshCapability = { provider: "istio", mode: "ambient", controlPlaneNamespace: "istio-system" };
const http = { http: { port: 80, targetPort: 8080 } } as const;

const told = (workloads: Omit<ApplicationArgs, "cluster">, mesh: MeshCapability = istio) =>
  problemsOf((cluster) => new Application("shop", { cluster, capabilities: { mesh }, ...workloads }));

const orders = { image: "orders:1", ports: http } as const;

describe("shares of the requests", () => {
  const split = (...shares: { to: string; port?: string; weight: number }[]) => ({
    services: {
      orders: { ...orders, mesh: { split: shares } },
      canary: { image: "orders:2", ports: http },
      two: { image: "two:1", ports: { ...http, api: { port: 90, targetPort: 9000, protocol: "grpc" } } },
    },
    statefulServices: {
      db: { image: "db:1", ports: { sql: 5432 }, volumeClaims: { data: { size: "1Gi", mountPath: "/data" } } },
    },
  });

  test.each([
    [
      "no workload",
      [{ to: "canari", weight: 1 }],
      "to: the application has no workload of this name that anybody could call",
    ],
    ["itself", [{ to: "orders", weight: 1 }], "to: what is left of the shares stays with the workload itself"],
    ["no port for requests", [{ to: "db", weight: 1 }], "db has no port for requests"],
    ["one of several ports", [{ to: "two", weight: 1 }], "two has several ports for requests"],
    ["no such port", [{ to: "two", port: "web", weight: 1 }], "port: two has no port for requests of this name"],
  ] as const)("lead to %s", async (_, shares, problem) => {
    const path = `services.orders.mesh.split.0`;
    expect(await told(split(...shares) as never)).toEqual([
      problem.includes(": ") ? `${path}.${problem}` : `${path}: ${problem}`,
    ]);
  });

  test("lead to one twice", async () => {
    expect(await told(split({ to: "canary", weight: 1 }, { to: "canary", weight: 2 }) as never)).toEqual([
      "services.orders.mesh.split.1.to: a share for this workload is there already",
    ]);
  });

  test("have names that are meant", async () => {
    const { problems } = await refusalOf(
      (cluster) =>
        new Application("shop", {
          ...{ cluster, capabilities: { mesh: istio } },
          ...(split({ to: "canari", weight: 1 }) as object),
        }),
    );
    expect(problems).toMatchObject([{ found: "canari", allowed: "canary, two, db", fix: "did you mean canary?" }]);
  });
});

describe("who stays out", () => {
  const out = (mesh: object) => ({
    services: {
      orders: { ...orders, mesh },
      web: { image: "web:1", links: [{ linkTo: "orders" }], mesh: { participate: false } },
    },
  });

  test("cannot call those who take calls of the mesh alone", async () => {
    expect(await told(out({}))).toEqual([
      "services.web.links.0: the workload stays out of the mesh, and what it links to takes calls of the mesh alone",
    ]);
  });

  test.each([
    ["of the target", out({ mtls: "permissive" }), istio],
    ["of the mesh", out({}), { ...istio, mtls: "permissive" }],
    ["as the target is out too", out({ participate: false }), istio],
  ] as const)("can where calls without encryption are taken: %s", async (_, workloads, mesh) => {
    const errors: unknown[] = [];
    await problemsOf((cluster) => new Application("shop", { cluster, capabilities: { mesh }, ...workloads })).catch(
      (error: unknown) => errors.push(error),
    );
    expect(errors).toEqual([new Error("it was not refused")]);
  });
});

test("a policy without a mesh is refused with the path of the workload", async () => {
  const { problems } = await refusalOf(
    (cluster) => new Application("shop", { cluster, services: { orders: { ...orders, mesh: { timeout: "1s" } } } }),
  );
  expect(problems).toEqual([
    {
      path: ["services", "orders", "mesh"],
      message: "there is no mesh that could carry out the policy",
      found: "timeout",
      fix: "set slipway:mesh.provider to istio, linkerd or consul, or slipway:capabilities.mesh if the cluster has one, or remove mesh here",
    },
  ]);
});

test("requests to a Service without an address cannot be looked at", async () => {
  expect(
    await told({ services: { orders: { ...orders, service: { headless: true }, mesh: { timeout: "1s" } } } }),
  ).toEqual([
    "services.orders.mesh: the policy is about requests to the Service, which has no address that they could come to",
  ]);
});

test("a mesh that must know the callers is told by the application, or by the workload itself", async () => {
  const mesh: MeshCapability = { provider: "consul", mode: "sidecar", controlPlaneNamespace: "consul" };
  expect(
    await problemsOf(
      (cluster) => new Microservice("orders", { cluster, namespace: "shop", capabilities: { mesh }, ...orders }),
    ),
  ).toEqual(["callers: Consul must be told at once who calls a workload, and nobody knows it here"]);
});

test("callers of workloads and claims are those who link to them, with the ports, and those whose calls are passed on", () => {
  const workloads: Omit<ApplicationArgs, "cluster"> = {
    services: {
      web: { image: "web:1", ports: http, links: [{ linkTo: "orders" }] },
      orders: {
        ...orders,
        env: { URL: { fromClaim: "db", value: "url" } },
        mesh: { split: [{ to: "canary", weight: 5 }] },
      },
      canary: { image: "orders:2", ports: http },
    },
    claims: { db: { kind: "postgres" } },
  };
  expect(Object.fromEntries(callersOf(workloads, linkTargets(workloads, { mesh: istio })))).toEqual({
    orders: [{ objectName: "web", ports: ["http"] }],
    canary: [{ objectName: "web", ports: ["http"] }],
    db: [{ objectName: "orders" }],
  });
});
