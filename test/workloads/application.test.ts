/**
 * What an Application makes of workloads and claims that name each other. That a job has completed before what waits for it starts is
 * shown by `npm run e2e`; here it is that the one depends on the other.
 */
import * as pulumi from "@pulumi/pulumi";
import { ExistingCluster } from "../../components/cluster";
import {
  Application,
  checkApplicationNames,
  checkWorkloads,
  claimed,
  inClusterClass,
  linkTo,
  Namespace,
  Team,
  type ApplicationArgs,
  type ClaimClass,
  type Workloads,
} from "../../components/workloads";
import { record } from "../../testing";
import { plainLabels, problemsOf, RecordedWorkloads, refusalOf } from "./recorded-workloads";

type Args = Omit<ApplicationArgs, "cluster">;

const image = "registry.example.com/orders:1.4.2";
const volumeClaims = { data: { size: "1Gi", mountPath: "/data" } };

/** Registers one application called `shop`. */
function recorded(args: Args): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => new Application("shop", { cluster, ...args }));
}

function problems(args: Args): Promise<string[]> {
  return problemsOf((cluster) => new Application("shop", { cluster, ...args }));
}

/** The environment of a workload's main container, and what its policy lets it out to besides DNS. */
function usesOf(shop: RecordedWorkloads, controller: string): { env: unknown; labels: unknown; egress: unknown[] } {
  const { metadata, spec } = shop.pods(controller);
  const [, name = ""] = controller.split("/");
  return {
    env: spec.containers[0]?.env,
    labels: metadata.labels,
    egress: (shop.spec(`NetworkPolicy/${name}`).egress as unknown[]).slice(1),
  };
}

/** One workload of each kind, each saying the same. */
function oneOfEach(spec: object): Workloads {
  return {
    services: { service: { image, ...spec } },
    workers: { worker: { image, ...spec } },
    statefulServices: { store: { image, volumeClaims, ...spec } },
    nodeAgents: { agent: { image, ...spec } },
    jobs: { job: { image, ...spec } },
    scheduledJobs: { report: { image, schedule: "@daily", ...spec } },
  };
}

const controllersOfEach = [
  "Deployment/service",
  "Deployment/worker",
  "StatefulSet/store",
  "DaemonSet/agent",
  "Job/job",
  "CronJob/report",
];

describe("an application of one workload of each kind", () => {
  it("is a namespace and a component for each, of which each knows the whole", async () => {
    const shop = await recorded(oneOfEach({}));
    const components = shop.all.filter(({ parent }) => parent === "Application:shop").map(({ path }) => path);
    expect(components.sort()).toEqual([
      "Application:shop/BatchJob:shop-job",
      "Application:shop/Microservice:shop-service",
      "Application:shop/Namespace:shop-namespace",
      "Application:shop/NodeAgent:shop-agent",
      "Application:shop/ScheduledJob:shop-report",
      "Application:shop/StatefulService:shop-store",
      "Application:shop/Worker:shop-worker",
    ]);
    for (const controller of controllersOfEach) {
      const [, name = ""] = controller.split("/");
      expect(shop.inputs(controller).metadata).toMatchObject({
        name,
        namespace: "shop",
        labels: { ...plainLabels(name), "app.kubernetes.io/part-of": "shop" },
      });
    }
  });

  it("tells where each answers that does", async () => {
    const shop = await recorded({
      services: { orders: { image, ports: { http: 8080, admin: 9000 } } },
      workers: { mailer: { image } },
      statefulServices: { ledger: { image, volumeClaims, ports: { tcp: 7000 } } },
      nodeAgents: { collector: { image, ports: { grpc: 4317 } } },
    });
    expect(shop.get("Application:shop").outputs).toEqual({
      namespace: "shop",
      services: { orders: "orders:8080", mailer: "no port", ledger: "ledger:7000", collector: "collector:4317" },
    });
  });

  it("has its workloads by name, kind by kind", async () => {
    const made: Application[] = [];
    await record(() => {
      made.push(new Application("shop", { cluster: new ExistingCluster("cluster"), ...oneOfEach({}) }));
    });
    expect([...(made[0]?.workloads ?? [])].map(([name, workload]) => [name, workload.logicalName])).toEqual([
      ["service", "shop-service"],
      ["worker", "shop-worker"],
      ["store", "shop-store"],
      ["agent", "shop-agent"],
      ["job", "shop-job"],
      ["report", "shop-report"],
    ]);
  });
});

describe("the namespace", () => {
  it("has the application's name and enforces the restricted level", async () => {
    const shop = await recorded({ workers: { mailer: { image } } });
    expect(shop.inputs("Namespace/shop").metadata).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
    expect(shop.dependencies("ServiceAccount/mailer")).toEqual(["NetworkPolicy/default-deny"]);
  });

  it("may have a name of its own", async () => {
    const shop = await recorded({ namespace: "shop-eu", workers: { mailer: { image } } });
    expect(shop.get("Namespace/shop-eu").name).toBe("shop-namespace");
    expect(shop.inputs("Deployment/mailer").metadata).toMatchObject({ namespace: "shop-eu" });
  });

  it("may say more, and then its level is that of the workloads", async () => {
    const nodeAgents = {
      collector: {
        image,
        volumes: { logs: { hostPath: "/var/log", mountPath: "/var/log" } },
        podExceptions: { hostPath: "reads logs" },
      },
    };
    const shop = await recorded({
      namespace: { name: "agents", podSecurity: "privileged", quota: { pods: 50 } },
      nodeAgents,
    });
    expect(shop.inputs("Namespace/agents").metadata).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "privileged" },
    });
    expect(shop.objects).toContain("ResourceQuota/quota");
    expect(await problems({ nodeAgents })).toEqual([
      expect.stringMatching(/^nodeAgents\.collector\.podExceptions\.hostPath: /),
    ]);
  });

  it("may be one that a team has, and then none is made", async () => {
    const register = (cluster: ExistingCluster): void => {
      const team = new Team("payments", {
        cluster,
        namespaces: { agents: { podSecurity: "privileged" } },
      });
      const job = new Namespace("before", { cluster });
      new Application(
        "shop",
        {
          cluster,
          namespace: team.namespace("agents"),
          protected: true,
          nodeAgents: {
            collector: {
              image,
              after: ["migrate"],
              volumes: { logs: { hostPath: "/var/log", mountPath: "/var/log" } },
              podExceptions: { hostPath: "reads logs" },
              // Of another application in the same namespace.
              affinity: { near: [{ workload: "shipper" }] },
            },
          },
          jobs: { migrate: { image } },
          claims: { key: { kind: "secret" } },
          claimClasses: [inClusterClass],
        },
        { dependsOn: [job] },
      );
    };
    const shop = await RecordedWorkloads.of(register);
    expect(shop.all.filter(({ parent }) => parent === "Application:shop").map(({ path }) => path)).toEqual(
      expect.not.arrayContaining(["Application:shop/Namespace:shop-namespace"]),
    );
    expect(shop.objects.filter((name) => name.startsWith("Namespace/"))).toEqual([
      "Namespace/agents",
      "Namespace/before",
    ]);
    expect(shop.get("Namespace/agents").protect).toBe(false);
    expect(shop.inputs("DaemonSet/collector").metadata).toMatchObject({ namespace: "agents" });
    // Its own namespace would have waited for all of them.
    for (const name of ["DaemonSet/collector", "Job/migrate", "Secret/key-credentials"]) {
      expect([name, shop.dependencies(name)]).toEqual([
        name,
        expect.arrayContaining([name.startsWith("DaemonSet") ? "Job/migrate" : "Namespace/before"]),
      ]);
    }
  });

  it("that a team has gives its level and its roles to the checks", async () => {
    const errors: unknown[] = [];
    await RecordedWorkloads.of((cluster) => {
      const namespace = new Namespace("agents", { cluster, access: { view: ["support"] } });
      try {
        new Application("shop", {
          cluster,
          namespace,
          workers: {
            view: { image, apiPermissions: { namespace: [{ resources: ["pods"], verbs: ["get"] }] } },
            root: {
              image,
              volumes: { logs: { hostPath: "/var/log", mountPath: "/var/log" } },
              podExceptions: { hostPath: "reads logs" },
            },
          },
        });
      } catch (error) {
        errors.push(error);
      }
    });
    expect(errors).toMatchObject([
      {
        problems: [
          { path: ["workers", "view", "apiPermissions", "namespace"] },
          { path: ["workers", "root", "podExceptions", "hostPath"] },
        ],
      },
    ]);
  });

  it("is refused with the workloads, by its path", async () => {
    expect(await problems({ namespace: "Shop", workers: { mailer: { image: "not an image" } } })).toEqual([
      expect.stringMatching(/^namespace: /),
      "workers.mailer.image: this is no reference to an image",
    ]);
  });
});

describe("links by name", () => {
  it("lead to services, stateful services and agents, in any direction", async () => {
    const shop = await recorded({
      services: {
        orders: {
          image,
          ports: { http: 8080 },
          env: { LEDGER: linkTo("ledger"), SELF: linkTo("orders", { as: "url" }) },
        },
      },
      statefulServices: {
        ledger: { image, volumeClaims, ports: { tcp: 7000 }, env: { ORDERS: linkTo("orders", { as: "host" }) } },
      },
      nodeAgents: { collector: { image, ports: { grpc: 4317 }, links: [linkTo("ledger")] } },
    });
    expect(usesOf(shop, "Deployment/orders").env).toEqual([
      { name: "LEDGER", value: "ledger:7000" },
      { name: "SELF", value: "http://orders:8080" },
    ]);
    expect(usesOf(shop, "StatefulSet/ledger").env).toEqual([{ name: "ORDERS", value: "orders" }]);
    expect(usesOf(shop, "DaemonSet/collector").labels).toMatchObject({ "links.slipway/ledger.tcp": "true" });
    expect(shop.get("NodeAgent:shop-collector").outputs.links).toEqual(["ledger:tcp"]);
  });

  it("are found in every container of every kind", async () => {
    const env = { API: linkTo("api") };
    const { services, ...others } = oneOfEach({
      env,
      initContainers: { wait: { image, env } },
      sidecars: { proxy: { image, env } },
    });
    const shop = await recorded({ services: { ...services, api: { image, ports: { http: 8080 } } }, ...others });
    const written = [{ name: "API", value: "api:8080" }];
    for (const controller of controllersOfEach) {
      const { initContainers = [], containers } = shop.pods(controller).spec;
      expect([...initContainers, ...containers].map((container) => [container.name, container.env])).toEqual([
        ["proxy", written],
        ["wait", written],
        [controller.split("/")[1], written],
      ]);
      const { labels, egress } = usesOf(shop, controller);
      expect(labels).toMatchObject({ "links.slipway/api.http": "true" });
      expect(egress).toEqual([
        {
          to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "api" } } }],
          ports: [{ port: "http", protocol: "TCP" }],
        },
      ]);
    }
  });

  it("may be optional: the variable is another, or there is none", async () => {
    const optional = { optional: true } as const;
    const workers = {
      mailer: {
        image,
        env: {
          API: linkTo("api", { ...optional, otherwise: "none" }),
          ADS: linkTo("ads", optional),
        },
        links: [linkTo("ads", optional)],
      },
    };
    const without = usesOf(await recorded({ workers }), "Deployment/mailer");
    expect(without).toEqual({
      env: [{ name: "API", value: "none" }],
      labels: { ...plainLabels("mailer"), "app.kubernetes.io/part-of": "shop" },
      egress: [],
    });
    const services = { api: { image, ports: { http: 8080 } }, ads: { image, ports: { http: 8081 } } };
    expect(usesOf(await recorded({ services, workers }), "Deployment/mailer").env).toEqual([
      { name: "API", value: "api:8080" },
      { name: "ADS", value: "ads:8081" },
    ]);
  });

  it("that are optional do not lead to what nobody can call, or to a name with a slip of the pen", () => {
    const optional = { optional: true } as const;
    const found = checkWorkloads({
      services: { orders: { image, ports: { http: 8080 } }, "api-v1": { image, ports: { http: 8080 } } },
      workers: {
        mailer: {
          image,
          env: {
            A: linkTo("ordres", optional),
            B: linkTo("importer", optional),
            // Other names, which may well be missing.
            C: linkTo("orders-api", optional),
            D: linkTo("api-v2", optional),
          },
        },
        importer: { image },
      },
    });
    expect(found).toEqual([
      {
        path: ["workers", "mailer", "env", "A", "linkTo"],
        message: "the link leads to a service that does not exist",
        found: "ordres",
        allowed: "orders, api-v1",
        fix: "did you mean orders?",
      },
      {
        path: ["workers", "mailer", "env", "B", "linkTo"],
        message: "the link leads to one of the workers, which nobody can call",
        found: "importer",
        allowed: "orders, api-v1",
        fix: "name a service of the same application, or add it",
      },
    ]);
  });

  it("to what does not exist, cannot be called or has no such port are refused", async () => {
    const error = await refusalOf(
      (cluster) =>
        new Application("shop", {
          cluster,
          services: { orders: { image, ports: { http: 8080, admin: 9000 } } },
          workers: {
            mailer: {
              image,
              env: {
                A: linkTo("ordres"),
                B: linkTo("importer"),
                C: linkTo("orders"),
                D: linkTo("orders", { port: "htp" }),
              },
              links: [linkTo("nothing-like-it")],
            },
            importer: { image },
          },
        }),
    );
    expect(error.problems).toEqual([
      {
        path: ["workers", "mailer", "env", "A", "linkTo"],
        message: "the link leads to a service that does not exist",
        found: "ordres",
        allowed: "orders",
        fix: "did you mean orders?",
      },
      {
        path: ["workers", "mailer", "env", "B", "linkTo"],
        message: "the link leads to one of the workers, which nobody can call",
        found: "importer",
        allowed: "orders",
        fix: "name a service of the same application, or add it",
      },
      {
        path: ["workers", "mailer", "env", "C"],
        message: "orders has several ports, and the link does not say which",
        allowed: "http, admin",
        fix: "add port: http, or another of them",
      },
      {
        path: ["workers", "mailer", "env", "D", "port"],
        message: "orders has no port of this name",
        found: "htp",
        allowed: "http, admin",
        fix: "did you mean http?",
      },
      {
        path: ["workers", "mailer", "links", 0, "linkTo"],
        message: "the link leads to a service that does not exist",
        found: "nothing-like-it",
        allowed: "orders",
        fix: "name a service of the same application, or add it",
      },
    ]);
  });

  it("of an application that nobody can call lead nowhere", () => {
    const [problem] = checkWorkloads({ workers: { mailer: { image, links: [linkTo("orders")] } } });
    expect(problem?.allowed).toBe("nothing, as no workload of the application has ports");
  });

  it("are checked for what they say themselves, even if their target is missing", async () => {
    const env = { API: linkTo("api", { optional: true, port: "http", ports: ["http"] }) };
    expect(await problems({ workers: { mailer: { image, env } } })).toEqual([
      "workers.mailer.env.API.ports: the link has both port and ports",
    ]);
  });
});

describe("affinity", () => {
  const near = (...names: string[]) => names.map((workload) => ({ workload }));

  it("is to what has pods in the namespace: workloads, and claims that a pod meets", () => {
    const claims = { cache: { kind: "redis" }, key: { kind: "secret" } } as const;
    const workers = {
      mailer: { image, affinity: { near: near("importer", "cache", "key", "mailre") } },
      importer: { image, affinity: { apart: near("nothing-like-it", "mailer", "No Name", "told-of") } },
    };
    const found = checkWorkloads({ workers, claims }, { claimClasses: [inClusterClass], unchecked: ["told-of"] });
    const problem = (path: (string | number)[], name: string, fix: string): object => ({
      path: ["workers", ...path, "workload"],
      message: "the application has no workload of this name",
      found: name,
      allowed: "mailer, importer, cache, told-of",
      fix,
    });
    expect(found.filter(({ found: name }) => name !== "No Name")).toEqual([
      problem(["mailer", "affinity", "near", 2], "key", "name one of its workloads, or remove it"),
      problem(["mailer", "affinity", "near", 3], "mailre", "did you mean mailer?"),
      problem(["importer", "affinity", "apart", 0], "nothing-like-it", "name one of its workloads, or remove it"),
    ]);
    expect(found).toHaveLength(4);
  });

  it("to a claim that nobody meets is told of once", () => {
    const workers = { mailer: { image, affinity: { near: near("cache") } } };
    expect(checkWorkloads({ workers, claims: { cache: { kind: "redis" } } }).map(({ path }) => path)).toEqual([
      ["claims", "cache", "kind"],
    ]);
  });
});

describe("claims by name", () => {
  const claims = { cache: { kind: "redis" } } as const;
  const claimClasses = [inClusterClass];

  it("give their values to every container of every kind, and open the way", async () => {
    const env = { HOST: claimed("cache", "host"), URL: claimed("cache", "url") };
    const shop = await recorded({
      ...oneOfEach({ env, initContainers: { wait: { image, env } }, sidecars: { proxy: { image, env } } }),
      claims,
      claimClasses,
    });
    const written = [
      { name: "HOST", value: "cache" },
      { name: "URL", valueFrom: { secretKeyRef: { name: "cache-credentials", key: "url" } } },
    ];
    for (const controller of controllersOfEach) {
      const { initContainers = [], containers } = shop.pods(controller).spec;
      expect([...initContainers, ...containers].map((container) => container.env)).toEqual([written, written, written]);
      const { labels, egress } = usesOf(shop, controller);
      expect(labels).toMatchObject({ "links.slipway/cache.redis": "true" });
      expect(egress).toEqual([
        {
          to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "cache" } } }],
          ports: [{ port: "redis", protocol: "TCP" }],
        },
      ]);
      expect(shop.dependencies(controller)).toEqual(
        expect.arrayContaining(["Deployment/cache", "Secret/cache-credentials"]),
      );
    }
  });

  it("are made in the namespace of the application, as a part of it", async () => {
    const shop = await recorded({ claims, claimClasses });
    expect(shop.get("InClusterRedis:shop-cache").parent).toBe("Application:shop");
    expect(shop.inputs("Deployment/cache").metadata).toMatchObject({
      namespace: "shop",
      labels: { "app.kubernetes.io/part-of": "shop" },
    });
  });

  it("are refused if nobody meets them, or nobody claimed them", async () => {
    expect(
      await problems({
        claims,
        workers: { mailer: { image, env: { URL: claimed("cahce", "url"), X: claimed("cache", "x") } } },
      }),
    ).toEqual([
      "workers.mailer.env.URL.fromClaim: the application has no claim of this name",
      "workers.mailer.env.X.value: a redis has no value of this name",
      "claims.cache.kind: nothing in this environment provides a redis",
    ]);
  });

  it("of a class for development are only met by name in production", async () => {
    expect(await problems({ claims, claimClasses, isProduction: true })).toEqual([
      "claims.cache.class: in production a redis of a class for development, without copies and backups, is only had by its name",
    ]);
    const shop = await recorded({
      claims: { cache: { kind: "redis", class: "inCluster" } },
      claimClasses,
      isProduction: true,
    });
    expect(shop.objects).toContain("Deployment/cache");
  });
});

describe("after", () => {
  it("makes every object of a workload of any kind depend on the job", async () => {
    const shop = await recorded({
      ...oneOfEach({ after: ["migrate"] }),
      jobs: { job: { image, after: ["migrate"] }, migrate: { image } },
    });
    for (const name of [...controllersOfEach, "ServiceAccount/service", "NetworkPolicy/report"]) {
      expect([name, shop.dependencies(name)]).toEqual([name, expect.arrayContaining(["Job/migrate"])]);
    }
    expect(shop.dependencies("Job/migrate")).not.toContain("Job/job");
  });

  it("may be a way of several jobs, in whatever order they are written", async () => {
    const jobs = {
      third: { image, after: ["second"] },
      second: { image, after: ["first"] },
      first: { image },
    };
    const shop = await recorded({ jobs, workers: { mailer: { image, after: ["third"] } } });
    expect(shop.dependencies("Job/third")).toContain("Job/second");
    expect(shop.dependencies("Job/second")).toContain("Job/first");
    expect(shop.dependencies("Job/first")).not.toContain("Job/second");
    expect(shop.dependencies("Deployment/mailer")).toContain("Job/third");
  });

  it("leaves those alone that wait for nothing", async () => {
    const shop = await recorded({ jobs: { migrate: { image } }, workers: { mailer: { image } } });
    expect(shop.dependencies("Deployment/mailer")).toEqual([
      "NetworkPolicy/default-deny",
      "NetworkPolicy/mailer",
      "ServiceAccount/mailer",
    ]);
  });

  it("of what is no job is refused", async () => {
    const error = await refusalOf(
      (cluster) =>
        new Application("shop", {
          cluster,
          jobs: { migrate: { image } },
          workers: { mailer: { image, after: ["migrat", "importer"] }, importer: { image } },
        }),
    );
    expect(error.problems).toEqual([
      {
        path: ["workers", "mailer", "after"],
        message: "only a job can be waited for, and there is no such job",
        found: "migrat",
        allowed: "migrate",
        fix: "did you mean migrate?",
      },
      {
        path: ["workers", "mailer", "after"],
        message: "only a job can be waited for, and there is no such job",
        found: "importer",
        allowed: "migrate",
        fix: "add it under jobs, or remove it here",
      },
    ]);
    expect(checkWorkloads({ workers: { mailer: { image, after: ["migrate"] } } })[0]?.allowed).toBe(
      "nothing, as the application has no jobs",
    );
  });

  it("in a circle is refused, once for each circle", async () => {
    const jobs = {
      a: { image, after: ["b"] },
      b: { image, after: ["d", "c"] },
      c: { image, after: ["a"] },
      d: { image },
      own: { image, after: ["own"] },
      behind: { image, after: ["a"] },
    };
    const error = await refusalOf((cluster) => new Application("shop", { cluster, jobs }));
    expect(error.problems.map(({ path, message, found }) => [path.join("."), message, found])).toEqual(
      [
        ["jobs.a.after", "a → b → c → a"],
        ["jobs.own.after", "own → own"],
      ].map(([path, way]) => [path, "the jobs wait for each other, so none could begin", way]),
    );
  });

  it("of many jobs is looked at once for each step", () => {
    const names = Array.from({ length: 60 }, (_, index) => `job-${index}`);
    const jobs = Object.fromEntries(names.map((name, index) => [name, { image, after: names.slice(0, index) }]));
    // By each of its ways this would take years.
    expect(checkWorkloads({ jobs })).toEqual([]);
  });
});

describe("names", () => {
  it("are unique among workloads and claims of all kinds", async () => {
    const error = await refusalOf(
      (cluster) =>
        new Application("shop", {
          cluster,
          claimClasses: [inClusterClass],
          services: { a: { image } },
          workers: { a: { image }, b: { image } },
          statefulServices: { c: { image, volumeClaims } },
          nodeAgents: { b: { image } },
          jobs: { c: { image } },
          scheduledJobs: { d: { image, schedule: "@daily" } },
          claims: { d: { kind: "secret" } },
        }),
    );
    const twin = (section: string, found: string, first: string): object => ({
      path: [section, found],
      message: `another workload of the application has this name: one of its ${first}`,
      found,
      fix: "rename one of the two",
    });
    expect(error.problems).toEqual([
      twin("workers", "a", "services"),
      twin("nodeAgents", "b", "workers"),
      twin("jobs", "c", "statefulServices"),
      twin("claims", "d", "scheduledJobs"),
    ]);
  });

  const ports = { http: 8080 };
  const inner = { type: "ClusterIP" } as const;
  const settings = { data: { a: "1" } };
  it.each<[string, Workloads, object[]]>([
    [
      "an additional Service and a workload",
      { services: { orders: { image, ports, additionalServices: { api: inner } }, "orders-api": { image, ports } } },
      [
        {
          path: ["services", "orders", "additionalServices", "api"],
          message: "a service of the application has this name already",
          found: "orders-api",
          fix: "use another suffix, or rename the other one",
        },
      ],
    ],
    [
      "two additional Services",
      {
        services: {
          orders: { image, ports, additionalServices: { "api-v2": inner } },
          "orders-api": { image, ports, additionalServices: { v2: inner } },
        },
      },
      [
        {
          path: ["services", "orders-api", "additionalServices", "v2"],
          message: "a Service of orders has this name already",
          found: "orders-api-v2",
          fix: "use another suffix, or rename the other one",
        },
      ],
    ],
    [
      "the Service of a stateful service's pods and a workload",
      { statefulServices: { db: { image, volumeClaims } }, services: { "db-headless": { image, ports } } },
      [
        {
          path: ["statefulServices", "db"],
          message: "a service of the application has this name already",
          found: "db-headless",
          fix: "rename one of the two",
        },
      ],
    ],
    [
      "two config maps",
      {
        services: { orders: { image, config: { "api-settings": settings } } },
        workers: { "orders-api": { image, config: { settings } } },
      },
      [
        {
          path: ["workers", "orders-api", "config", "settings"],
          message: "a config map of orders has this name already",
          found: "orders-api-settings",
          fix: "rename one of the two",
        },
      ],
    ],
    [
      "two secrets",
      {
        services: { orders: { image, secrets: { "api-key": settings } } },
        workers: { "orders-api": { image, secrets: { key: settings } } },
      },
      [
        {
          path: ["workers", "orders-api", "secrets", "key"],
          message: "a secret of orders has this name already",
          found: "orders-api-key",
          fix: "rename one of the two",
        },
      ],
    ],
    [
      "a secret and the one of the secret values of an environment",
      {
        services: {
          api: { image, secrets: { "v2-env": settings } },
          "api-v2": { image, sidecars: { proxy: { image, env: { TOKEN: { secret: pulumi.secret("t") } } } } },
        },
      },
      [
        {
          path: ["services", "api-v2", "sidecars", "proxy", "env"],
          message: "a secret of api has this name already",
          found: "api-v2-env",
          fix: "rename one of the two",
        },
      ],
    ],
    [
      "the Services of a claim and those of workloads",
      {
        claims: { db: { kind: "postgres" } },
        services: {
          "db-headless": { image, ports },
          d: { image, ports, additionalServices: { b: inner } },
          "db-head": { image, ports, additionalServices: { less: inner } },
        },
      },
      [
        {
          path: ["claims", "db"],
          message: "a service of the application has this name already",
          found: "db-headless",
          fix: "rename one of the two",
        },
      ],
    ],
    [
      "the secret of a claim and that of a workload",
      {
        claims: { "orders-db": { kind: "secret" } },
        services: { orders: { image, secrets: { "db-credentials": settings } } },
      },
      [
        {
          path: ["services", "orders", "secrets", "db-credentials"],
          message: "a secret of orders-db has this name already",
          found: "orders-db-credentials",
          fix: "rename one of the two",
        },
      ],
    ],
    [
      "two volume claims in the namespace",
      {
        statefulServices: {
          "main-db": { image, volumeClaims },
          db: { image, volumeClaims: { "data-main": { size: "1Gi", mountPath: "/data" } } },
        },
      },
      [
        {
          path: ["statefulServices", "db", "volumeClaims", "data-main"],
          message: "a volume claim of main-db has this name already, so both would write to one volume",
          found: "data-main-db",
          fix: "rename one of the two",
        },
      ],
    ],
    [
      "two volume claims in the program",
      {
        statefulServices: {
          "db-main": { image, volumeClaims },
          db: { image, volumeClaims: { "main-data": { size: "1Gi", mountPath: "/data" } } },
        },
      },
      [
        {
          path: ["statefulServices", "db", "volumeClaims", "main-data"],
          message: "in the program it would have the same name as a volume claim of db-main",
          found: "db-main-data",
          fix: "rename one of the two",
        },
      ],
    ],
  ])("of %s clash", (_, workloads, expected) => {
    expect(checkWorkloads(workloads, { claimClasses: [inClusterClass] })).toEqual(expected);
  });

  it.each<[string, Workloads]>([
    [
      "jobs and workers",
      {
        services: { orders: { image, ports, additionalServices: { api: inner, v2: inner } } },
        jobs: { "orders-api": { image } },
        workers: { "orders-v2": { image } },
      },
    ],
    [
      "services without ports",
      {
        statefulServices: { db: { image, volumeClaims } },
        services: { "db-headless": { image } },
      },
    ],
    [
      "claims of which there is no pod",
      {
        claims: { orders: { kind: "secret" }, "api-db": { kind: "secret" }, cache: { kind: "redis" } },
        services: {
          "orders-headless": { image, ports },
          "cache-headless": { image, ports },
          api: { image, ports, additionalServices: { db: inner } },
        },
      },
    ],
  ])("of Services do not clash with those of %s, which have none", (_, workloads) => {
    expect(checkWorkloads(workloads, { claimClasses: [inClusterClass] })).toEqual([]);
  });

  it("of Services of a claim are those that its class says", () => {
    const claimClass = (serviceNames?: ClaimClass["serviceNames"]): ClaimClass => ({
      name: "own",
      kinds: ["redis"],
      isDevelopment: false,
      ...(serviceNames === undefined ? {} : { serviceNames }),
      provision: () => {
        throw new Error("nothing is made here");
      },
    });
    const workloads: Workloads = {
      claims: { cache: { kind: "redis" } },
      services: { cache2: { image, ports }, "cache-proxy": { image, ports } },
    };
    expect(checkWorkloads(workloads, { claimClasses: [claimClass()] })).toEqual([]);
    expect(
      checkWorkloads(workloads, { claimClasses: [claimClass((name) => [`${name}-proxy`])] }).map(({ path }) => path),
    ).toEqual([["claims", "cache"]]);
  });

  it.each([
    ["default", "the service account that Kubernetes makes in every namespace", "app"],
    ["default-deny", "the network policy that each namespace has here", "deny"],
  ])("that a namespace has for itself are refused: %s", (name, whose, other) => {
    expect(checkWorkloads({ workers: { [name]: { image } } })).toEqual([
      {
        path: ["workers", name],
        message: `the name of a worker is that of ${whose}`,
        found: name,
        fix: `use another name, such as ${other}`,
      },
    ]);
  });

  it("of roles are refused that the access to the namespace makes", async () => {
    const apiPermissions = { namespace: [{ resources: ["pods"], verbs: ["get"] }] };
    const groups = ["support"];
    const custom = [{ name: "logs", rules: [{ resources: ["pods/log"], verbs: ["get"] }], groups }];
    const workers = {
      view: { image, apiPermissions },
      logs: { image, apiPermissions },
      edit: { image, apiPermissions },
    };
    const access = { view: groups, custom };
    const { problems: found } = await refusalOf(
      (cluster) => new Application("shop", { cluster, namespace: { access }, workers }),
    );
    expect(found).toEqual(
      ["view", "logs"].map((name) => ({
        path: ["workers", name, "apiPermissions", "namespace"],
        message: "its role would have the name of one that the access to the namespace makes",
        found: name,
        allowed: "any name but view, logs",
        fix: "rename the workload",
      })),
    );
    const plain = { view: { image }, logs: { image, apiPermissions: { cluster: apiPermissions.namespace } } };
    await expect(recorded({ namespace: { access }, workers: plain })).resolves.toBeDefined();
  });

  it("of what two workloads of one name have follow from that, and are not told of", () => {
    const workload = { image, config: { settings } };
    expect(checkWorkloads({ services: { a: workload }, workers: { a: workload } }).map(({ path }) => path)).toEqual([
      ["workers", "a"],
    ]);
  });

  it("of a config map and a secret do not clash", () => {
    const workloads: Workloads = {
      services: { orders: { image, config: { "api-a": settings } } },
      workers: { "orders-api": { image, secrets: { a: settings } } },
    };
    expect(checkWorkloads(workloads)).toEqual([]);
  });

  it("of workloads of two applications clash in the program", () => {
    expect(
      checkApplicationNames({
        orders: { workers: { "api-v2": { image } } },
        "orders-api": { services: { v2: { image } }, claims: { v3: { kind: "secret" } } },
      }),
    ).toEqual([
      {
        path: ["orders-api", "services", "v2"],
        message: "in the program it would have the same name as orders.api-v2",
        found: "orders-api-v2",
        fix: "rename one of the two applications or services",
      },
    ]);
  });
});

describe("protected", () => {
  const protectedOf = (shop: RecordedWorkloads): string[] => shop.objects.filter((name) => shop.get(name).protect);
  const workloads = { statefulServices: { db: { image, volumeClaims } }, services: { orders: { image } } };

  it("is the namespace and every stateful service, unless one says otherwise", async () => {
    expect(protectedOf(await recorded({ ...workloads, protected: true }))).toEqual([
      "Namespace/shop",
      "StatefulSet/db",
    ]);
    expect(
      protectedOf(
        await recorded({
          statefulServices: {
            db: { image, volumeClaims, protected: false },
            log: { image, volumeClaims, protected: undefined },
          },
          namespace: { protected: false },
          protected: true,
        }),
      ),
    ).toEqual(["StatefulSet/log"]);
  });

  const claims = {
    db: { kind: "postgres" },
    mails: { kind: "queue" },
    events: { kind: "topic" },
    files: { kind: "bucket" },
    cache: { kind: "redis" },
    key: { kind: "secret" },
  } as const;

  it("is what keeps data of the claims, unless one says otherwise", async () => {
    const claimClasses = [inClusterClass];
    expect(protectedOf(await recorded({ claims, claimClasses, protected: true }))).toEqual([
      "Namespace/shop",
      "StatefulSet/db",
      "StatefulSet/events",
      "StatefulSet/files",
      "StatefulSet/mails",
    ]);
    const switchedOff = Object.fromEntries(
      (["postgres", "queue", "topic", "bucket"] as const).map((kind) => [`a-${kind}`, { kind, protected: false }]),
    );
    expect(protectedOf(await recorded({ claims: switchedOff, claimClasses, protected: true }))).toEqual([
      "Namespace/shop",
    ]);
    expect(protectedOf(await recorded({ claims, claimClasses }))).toEqual([]);
  });

  it("is nothing by default", async () => {
    expect(protectedOf(await recorded(workloads))).toEqual([]);
  });
});

describe("capabilities", () => {
  it("are those of every workload", async () => {
    const replicas = {
      min: 1,
      max: 4,
      prometheus: [{ query: "sum(jobs_waiting)", perPod: 5 }],
    };
    const prometheus = { url: "http://prometheus.monitoring:9090", namespace: "monitoring" };
    const args: Args = {
      services: { orders: { image, ports: { http: 8080 }, metrics: {}, replicas } },
      workers: { mailer: { image, verticalRecommendation: true } },
      nodeAgents: { collector: { image, egress: [{ host: "api.example.com" }] } },
      capabilities: { keda: true, prometheus, verticalPodAutoscaler: true, dnsPolicies: "cilium" },
    };
    const shop = await recorded(args);
    expect(shop.objects).toEqual(
      expect.arrayContaining(["CiliumNetworkPolicy/collector", "ScaledObject/orders", "VerticalPodAutoscaler/mailer"]),
    );
    expect((shop.spec("NetworkPolicy/orders").ingress as unknown[]).at(-1)).toMatchObject({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
    });
    const missing = (await problems({ ...args, capabilities: undefined })).map((problem) => problem.split(":")[0]);
    expect(missing).toEqual([
      "services.orders.replicas.prometheus",
      "services.orders.replicas.prometheus",
      "workers.mailer.verticalRecommendation",
      "nodeAgents.collector.egress.0.host",
    ]);
  });

  it("of addresses are those of the cluster", async () => {
    const services = {
      orders: { image, ports: { http: 8080 }, service: { ipFamilies: ["IPv6"] } },
    } as const;
    const found = await problemsOf((cluster) => new Application("shop", { cluster, services }));
    expect(found).toEqual([expect.stringMatching(/^services\.orders\.service\.ipFamilies/)]);
    const register = (cluster: ExistingCluster): unknown => new Application("shop", { cluster, services });
    await expect(RecordedWorkloads.of(register, { ipFamily: "ipv6" })).resolves.toBeDefined();
  });
});

describe("a transform", () => {
  it("is that of the workload of its name", async () => {
    const shop = await recorded({
      services: { orders: { image }, payments: { image } },
      jobs: { migrate: { image } },
      transform: {
        orders: { deployment: { metadata: { annotations: { changed: "yes" } } } },
        migrate: { job: { metadata: { annotations: { changed: "yes" } } } },
      },
    });
    const changed = shop.objects.filter((name) => JSON.stringify(shop.inputs(name)).includes("changed"));
    expect(changed).toEqual(["Deployment/orders", "Job/migrate"]);
  });

  it("reaches what meets the claims of every kind", async () => {
    const metadata = { annotations: { changed: "yes" } };
    const store = { statefulSet: { metadata } };
    const shop = await recorded({
      claims: {
        db: { kind: "postgres" },
        mails: { kind: "queue" },
        events: { kind: "topic" },
        files: { kind: "bucket" },
        cache: { kind: "redis" },
        key: { kind: "secret" },
        other: { kind: "secret" },
      },
      claimClasses: [inClusterClass],
      claimTransform: {
        db: { service: store },
        mails: { service: store },
        events: { service: store },
        files: { service: store },
        cache: { service: { deployment: { metadata } } },
        key: { secret: { metadata }, password: { length: 40 } },
      },
    });
    const changed = shop.objects.filter((name) => JSON.stringify(shop.inputs(name)).includes("changed"));
    expect(changed).toEqual([
      "Deployment/cache",
      "Secret/key-credentials",
      "StatefulSet/db",
      "StatefulSet/events",
      "StatefulSet/files",
      "StatefulSet/mails",
    ]);
    const passwords = shop.all.filter(({ name }) => ["shop-key-password", "shop-other-password"].includes(name));
    expect(passwords.map(({ inputs }) => inputs.length)).toEqual([40, 32]);
  });

  it("reaches the children of the namespace", async () => {
    const metadata = { annotations: { changed: "yes" } };
    const shop = await recorded({ namespace: { transform: { namespace: { metadata }, networkPolicy: { metadata } } } });
    const changed = shop.objects.filter((name) => JSON.stringify(shop.inputs(name)).includes("changed"));
    expect(changed).toEqual(["Namespace/shop", "NetworkPolicy/default-deny"]);
  });

  it("of a claim is not that of a workload", async () => {
    const error = await refusalOf(
      (cluster) =>
        new Application("shop", {
          cluster,
          services: { orders: { image } },
          claims: { cache: { kind: "redis" } },
          claimClasses: [inClusterClass],
          transform: { cache: {} },
          claimTransform: { orders: {}, cahce: {} },
        }),
    );
    expect(error.problems).toEqual([
      {
        path: ["transform", "cache"],
        message: "the application has no workload of this name",
        found: "cache",
        allowed: "orders",
        fix: "write it under claimTransform",
      },
      {
        path: ["claimTransform", "orders"],
        message: "the application has no claim of this name",
        found: "orders",
        allowed: "cache",
        fix: "write it under transform",
      },
      {
        path: ["claimTransform", "cahce"],
        message: "the application has no claim of this name",
        found: "cahce",
        allowed: "cache",
        fix: "did you mean cache?",
      },
    ]);
  });

  it("of what does not exist is refused", async () => {
    const error = await refusalOf(
      (cluster) =>
        new Application("shop", {
          cluster,
          services: { orders: { image } },
          transform: { ordres: { deployment: {} } },
        }),
    );
    expect(error.problems).toEqual([
      {
        path: ["transform", "ordres"],
        message: "the application has no workload of this name",
        found: "ordres",
        allowed: "orders",
        fix: "did you mean orders?",
      },
    ]);
  });
});

it("a workload is refused with all others, by its section and its name", async () => {
  const error = await refusalOf(
    (cluster) =>
      new Application("shop", {
        cluster,
        ...oneOfEach({ image: "not an image" }),
        statefulServices: { store: { image, volumeClaims: {} } },
      }),
  );
  expect(error.subject).toBe("Application shop");
  expect(error.problems.map(({ path }) => path.join("."))).toEqual([
    "services.service.image",
    "workers.worker.image",
    "statefulServices.store.volumeClaims",
    "nodeAgents.agent.image",
    "jobs.job.image",
    "scheduledJobs.report.image",
  ]);
});

it("what is not looked at is taken as right", () => {
  const workers = {
    mailer: { image, links: [linkTo("orders")], env: { URL: claimed("cache", "url") }, after: ["migrate"] },
  };
  expect(checkWorkloads({ workers }, { unchecked: ["orders", "cache", "migrate"] })).toEqual([]);
  expect(checkWorkloads({ workers })).toHaveLength(3);
});
