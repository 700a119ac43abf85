// What policies of a cluster refuse is told before anything is made. That an API server judges alike is not shown here, but by
// test/e2e/admission-policies.e2e.ts, which has the same images.
import * as pulumi from "@pulumi/pulumi";
import type { AdmissionRules, PlatformCapabilities } from "../../components/cluster";
import { ExistingCluster } from "../../components/cluster";
import { SlipwayError } from "../../components/core";
import { Application, checkWorkloads, inClusterClass, Microservice, Namespace } from "../../components/workloads";
import type { ServedFields } from "../../components/workloads/microservice-spec";
import { checkServices, type ServiceCheckPlace } from "../../components/workloads/exposure/services";
import { planPorts } from "../../components/workloads/exposure/ports";
import { checkAdmittedPod, type AdmittedPod } from "../../components/workloads/pod/admitted-pod";
import { record } from "../../testing";

const image = "registry.example.com/orders:1.4.2";
const addOn = { by: "admissionPolicies" } as const;

describe("Services", () => {
  const check = (served: ServedFields, rules: AdmissionRules[], place: Partial<ServiceCheckPlace> = {}) =>
    checkServices("orders", served, planPorts({ http: 8080 }), { capabilities: { admission: rules }, ...place });

  const nodePorts: ServedFields = {
    service: { type: "NodePort" },
    additionalServices: { office: { type: "NodePort" }, inside: { type: "ClusterIP" } },
  };

  it("of the type NodePort are refused, the workload's own and additional ones", () => {
    const problem = {
      message: "a Service that opens a port of every node is refused by the add-on admissionPolicies",
      found: "NodePort",
      allowed: "ClusterIP, LoadBalancer",
      fix: "use the type ClusterIP with a route, or LoadBalancer; or write slipway:addOns.admissionPolicies.rules.nodePorts: audit",
    };
    expect(check(nodePorts, [{ ...addOn, nodePorts: false }])).toStrictEqual([
      { path: ["service", "type"], ...problem },
      { path: ["additionalServices", "office", "type"], ...problem },
    ]);
  });

  it("are let in where nothing is refused, and in namespaces that are left out", () => {
    expect(check(nodePorts, [])).toEqual([]);
    expect(check(nodePorts, [{ nodePorts: true, classlessLoadBalancers: false }])).toEqual([]);
    const rules = [{ nodePorts: false, exclude: ["legacy"] }];
    expect(check(nodePorts, rules, { namespaceName: "legacy" })).toEqual([]);
    expect(check(nodePorts, rules, { namespaceName: "shop" })).toHaveLength(2);
    // A name that is not known is none of them.
    expect(check(nodePorts, rules)).toHaveLength(2);
  });

  it("are judged by each of several policies, and told of once", () => {
    const rules = [
      { nodePorts: false, exclude: ["legacy"] },
      { by: "the platform team", nodePorts: false, exclude: ["shop"] },
    ];
    const of = (namespaceName: string) =>
      check({ service: { type: "NodePort" } }, rules, { namespaceName }).map(({ message, fix }) => [message, fix]);
    const fix = "use the type ClusterIP with a route, or LoadBalancer";
    expect(of("shop")).toEqual([
      ["a Service that opens a port of every node is refused by a policy of the cluster", fix],
    ]);
    expect(of("legacy")).toEqual([["a Service that opens a port of every node is refused by the platform team", fix]]);
    expect(of("orders")).toHaveLength(1);
  });

  const bare: ServedFields = { additionalServices: { public: { type: "LoadBalancer" } } };
  const open: ServedFields = {
    additionalServices: { public: { type: "LoadBalancer", loadBalancer: { scheme: "internet-facing" } } },
  };
  const balanced = (served: ServedFields, capabilities: PlatformCapabilities | undefined, assumes = false) =>
    checkServices("orders", served, planPorts({ http: 8080 }), { capabilities, assumesCapabilities: assumes });

  it("with a load balancer say who may reach it where there is the controller, whatever policies there are", () => {
    const problem = {
      path: ["additionalServices", "public", "loadBalancer"],
      message:
        "it is not said who may reach the load balancer: without this AWS makes a Classic one, open to the internet",
      found: "type LoadBalancer without loadBalancer",
      fix: "add loadBalancer: { scheme: internet-facing }, or { scheme: internal }",
    };
    const awsLoadBalancerController = true;
    expect(balanced(bare, { awsLoadBalancerController })).toStrictEqual([problem]);
    expect(balanced(bare, { awsLoadBalancerController, admission: [{ classlessLoadBalancers: false }] })).toStrictEqual(
      [problem],
    );
    expect(balanced(open, { awsLoadBalancerController, admission: [{ classlessLoadBalancers: false }] })).toEqual([]);
    expect(balanced({ service: { type: "LoadBalancer", loadBalancer: {} } }, { awsLoadBalancerController })).toEqual(
      [],
    );
  });

  it("with a load balancer are what the cluster makes of them where there is no controller, or none is known of", () => {
    expect(balanced(bare, undefined)).toEqual([]);
    expect(balanced(bare, { awsLoadBalancerController: false })).toEqual([]);
    expect(balanced(bare, { awsLoadBalancerController: true }, true)).toEqual([]);
  });

  it("with a load balancer of no class are refused", () => {
    expect(balanced(bare, { admission: [{ ...addOn, classlessLoadBalancers: false }] })).toStrictEqual([
      {
        path: ["additionalServices", "public", "loadBalancer"],
        message: "a load balancer of no class is refused by the add-on admissionPolicies",
        found: "type LoadBalancer without loadBalancer",
        fix: "use the type ClusterIP with a route, or install the AWS Load Balancer Controller and add loadBalancer: { scheme: internet-facing }, or { scheme: internal }; or write slipway:addOns.admissionPolicies.rules.loadBalancerClass: audit",
      },
    ]);
  });
});

describe("pods", () => {
  const check = (pod: AdmittedPod, rules: AdmissionRules, partOf?: string) =>
    checkAdmittedPod(pod, { capabilities: { admission: [rules] }, partOf });
  const refused = (images: readonly string[], rules: AdmissionRules) =>
    images.filter((one) => check({ image: one }, rules).length > 0);

  const digest = `sha256:${"0".repeat(64)}`;

  it("have images of a version", () => {
    const pinned = [
      "busybox:1.38.0",
      "registry.example.com:5000/web:1",
      `registry.example.com:5000/web@${digest}`,
      `registry.example.com/web:latest@${digest}`,
      "registry.example.com/web:not-latest",
    ];
    const moving = ["busybox", "registry.example.com:5000/web", "registry.example.com/web:latest"];
    expect(refused([...pinned, ...moving], { unpinnedImages: false })).toEqual(moving);
    expect(refused(moving, { unpinnedImages: true })).toEqual([]);
    expect(check({ image: "busybox" }, { ...addOn, unpinnedImages: false })).toStrictEqual([
      {
        path: ["image"],
        message: "an image without a tag of a version is refused by the add-on admissionPolicies",
        found: "busybox",
        allowed: "a tag other than latest, or a digest",
        fix: "name the version; or write slipway:addOns.admissionPolicies.rules.imageTags: audit",
      },
    ]);
  });

  it("have images of the registries that are named, Docker Hub's by its whole name", () => {
    const rules: AdmissionRules = {
      registries: ["docker.io/library", "registry.example.com:5000", "quay.io/jetstack", "localhost"],
    };
    const own = [
      "busybox:1",
      "docker.io/library/busybox:1",
      "registry.example.com:5000/a/b:1",
      "quay.io/jetstack/x:1",
      "localhost/x:1",
    ];
    const foreign = [
      "bitnami/redis:1",
      "docker.io/busybox:1",
      "registry.example.com/a:1",
      "quay.io/jetstack-x/y:1",
      "quay.io/jetstack:1",
      "registry.example.com.evil.net:5000/web:1",
    ];
    expect(refused([...own, ...foreign], rules)).toEqual(foreign);
    expect(refused(foreign, { registries: [] })).toEqual([]);
    expect(check({ image: "bitnami/redis:1" }, { ...addOn, ...rules })).toStrictEqual([
      {
        path: ["image"],
        message: "an image of another registry is refused by the add-on admissionPolicies",
        found: "bitnami/redis:1, which is docker.io/bitnami/redis:1",
        allowed: "docker.io/library, registry.example.com:5000, quay.io/jetstack, localhost",
        fix: "take it from one of these; or write slipway:addOns.admissionPolicies.registries with its own too",
      },
    ]);
  });

  it("are looked at in all of their containers, but for images that are not known yet or are none", () => {
    const pod: AdmittedPod = {
      image: pulumi.output("busybox"),
      initContainers: { first: { image: "busybox" }, second: { image } },
      sidecars: { proxy: { image: "envoy" }, wrong: { image: "no image" } },
    };
    expect(check(pod, { unpinnedImages: false }).map(({ path }) => path)).toEqual([
      ["initContainers", "first", "image"],
      ["sidecars", "proxy", "image"],
    ]);
  });

  it("have the labels that are asked for, from whichever field", () => {
    const podLabels = [
      "app.kubernetes.io/name",
      "app.kubernetes.io/managed-by",
      "app.kubernetes.io/part-of",
      "app.kubernetes.io/component",
      "slipway/owner",
      "slipway/tier",
      "example.com/cost-centre",
    ];
    const labelled: AdmittedPod = {
      image,
      owner: "shop",
      tier: "gold",
      component: "api",
      podLabels: { "example.com/cost-centre": "4711" },
    };
    expect(check(labelled, { podLabels }, "shop")).toEqual([]);
    expect(check({ image }, { podLabels }).map(({ path, fix }) => [path.join("."), fix])).toEqual([
      ["", "make it a part of an Application, or pass partOf"],
      ["component", "write component"],
      ["owner", "write owner"],
      ["tier", "write tier"],
      ["podLabels.example.com/cost-centre", "add it under podLabels"],
    ]);
    expect(check({ image }, { ...addOn, podLabels: ["slipway/owner"] })).toStrictEqual([
      {
        path: ["owner"],
        message: "pods without the label slipway/owner are refused by the add-on admissionPolicies",
        allowed: "pods with slipway/owner",
        fix: "write owner; or write slipway:addOns.admissionPolicies.rules.labels: audit",
      },
    ]);
  });
});

const capabilities: PlatformCapabilities = {
  admission: [{ unpinnedImages: false, nodePorts: false, registries: ["registry.example.com"], exclude: ["legacy"] }],
};

test("every kind of workload is looked at, and what meets a claim in the cluster", () => {
  const moving = "registry.example.com/orders";
  const nodePort = { ports: { http: 8080 }, service: { type: "NodePort" } } as const;
  const workloads = {
    services: { orders: { image: moving, ...nodePort } },
    workers: { mailer: { image: moving } },
    statefulServices: {
      ledger: { image: moving, ...nodePort, volumeClaims: { data: { size: "1Gi", mountPath: "/data" } } },
    },
    nodeAgents: { shipper: { image: moving, ...nodePort } },
    jobs: { migrate: { image: moving } },
    scheduledJobs: { report: { image: moving, schedule: "15 3 * * *" } },
    claims: { sessions: { kind: "redis" }, password: { kind: "secret" } },
  } as const;
  const paths = (namespaceName: string) =>
    checkWorkloads(workloads, { capabilities, namespaceName, claimClasses: [inClusterClass] }).map(({ path }) =>
      path.join("."),
    );
  expect(paths("shop").sort()).toEqual([
    "claims.sessions",
    "jobs.migrate.image",
    "nodeAgents.shipper.image",
    "nodeAgents.shipper.service.type",
    "scheduledJobs.report.image",
    "services.orders.image",
    "services.orders.service.type",
    "statefulServices.ledger.image",
    "statefulServices.ledger.service.type",
    "workers.mailer.image",
  ]);
  expect(paths("legacy")).toEqual([]);
});

describe("constructors", () => {
  async function problemsOf(make: (cluster: ExistingCluster) => unknown): Promise<string[]> {
    let problems: string[] = [];
    await record(() => {
      const cluster = new ExistingCluster("cluster");
      try {
        make(cluster);
      } catch (error) {
        if (!(error instanceof SlipwayError)) throw error;
        problems = error.problems.map(({ path }) => path.join("."));
      }
    });
    return problems;
  }

  const service = { image: "registry.example.com/orders", ports: { http: 8080 }, capabilities };

  it.each<[string, (cluster: ExistingCluster) => Namespace | pulumi.Input<string>, string[]]>([
    ["a name", () => "shop", ["image"]],
    ["a name that is left out", () => "legacy", []],
    ["a Namespace", (cluster) => new Namespace("shop", { cluster }), ["image"]],
    ["a Namespace that is left out", (cluster) => new Namespace("old", { cluster, objectName: "legacy" }), []],
    ["a name that is not known yet", () => pulumi.output("legacy"), ["image"]],
  ])("of a workload know the namespace by %s", async (_, namespace, expected) => {
    const found = await problemsOf((cluster) => {
      new Microservice("orders", { cluster, namespace: namespace(cluster), ...service });
    });
    expect(found).toEqual(expected);
  });

  it.each<[string, Partial<ConstructorParameters<typeof Application>[1]>, string[]]>([
    ["shop", {}, ["services.orders.image"]],
    ["legacy", {}, []],
    ["shop", { namespace: "legacy" }, []],
    ["shop", { namespace: { name: "legacy" } }, []],
    ["legacy", { namespace: { name: "shop" } }, ["services.orders.image"]],
  ])("of an application know the namespace: %s, %j", async (name, args, expected) => {
    const { image: moving, ports } = service;
    const found = await problemsOf((cluster) => {
      new Application(name, { cluster, capabilities, services: { orders: { image: moving, ports } }, ...args });
    });
    expect(found).toEqual(expected);
  });

  it("know that the pods of an application have its name as a label", async () => {
    const partOf = { admission: [{ podLabels: ["app.kubernetes.io/part-of"] }] };
    const orders = { image, ports: { http: 8080 } };
    const found = await problemsOf((cluster) => {
      const claims = { sessions: { kind: "redis" } } as const;
      const args = { cluster, capabilities: partOf, claimClasses: [inClusterClass], claims };
      new Application("shop", { ...args, services: { orders } });
    });
    expect(found).toEqual([]);
    const alone = await problemsOf((cluster) => {
      new Microservice("orders", { cluster, namespace: "shop", ...orders, capabilities: partOf });
    });
    expect(alone).toEqual([""]);
  });
});
