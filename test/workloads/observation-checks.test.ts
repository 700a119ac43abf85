/** What is refused of what is said to be seen of workloads. That what is let in is also measured is not shown here. */
import * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, GatewayCapability, MeshCapability, PlatformCapabilities } from "../../components/cluster";
import {
  Application,
  BatchJob,
  checkWorkloads,
  Microservice,
  NodeAgent,
  ScheduledJob,
  StatefulService,
  Worker,
  type MetricsSpec,
  type MicroserviceSpec,
  type Workloads,
} from "../../components/workloads";
import { application } from "../../stacks/config/workloads";
import { problemsOf, refusalOf, RecordedWorkloads } from "./recorded-workloads";

const image = "registry.example.com/orders:1.0.0";
const slo = { availability: 99.9 };
const rules = { observability: { rules: true } } as const satisfies PlatformCapabilities;
const gateway: GatewayCapability = {
  ...{ engine: "envoy", name: "public", namespace: "gateway", hosts: ["shop.example.com"], tls: true },
  ...{ listeners: [{ name: "https" }], callers: { namespace: "gateway" } },
};
const mesh: MeshCapability = { provider: "istio", mode: "sidecar", controlPlaneNamespace: "istio-system" };
const traces = { host: "agent-collector.tracing", namespace: "tracing", spanMetrics: true };

const nobodyCounts = "slo: nobody in this environment counts requests to the workload";
const nobodyReads = "slo: nobody would look after the objective, as the environment has no Prometheus that reads rules";

/** What is said of a service here, whatever its links lead to. */
interface Said extends Pick<MicroserviceSpec, "slo" | "alerts" | "metrics" | "traces"> {
  readonly sidecars?: Readonly<Record<string, { readonly image: string; readonly metrics: MetricsSpec }>>;
  readonly mesh?: { readonly participate: boolean };
  readonly route?: { readonly hosts: readonly string[] };
}

/** `path: message` of what is wrong with a service in an application, and with the same alone. */
async function problemsOfService(said: Said, capabilities?: PlatformCapabilities): Promise<string[]> {
  const service = { image, ports: { http: 8080 }, ...said };
  const inApplication = checkWorkloads({ services: { orders: service } }, { capabilities, namespaceName: "shop" });
  const found = inApplication.map(({ path, message }) => `${path.slice(2).join(".")}: ${message}`);
  const register = (cluster: ClusterHandle) =>
    new Microservice("orders", { cluster, namespace: "shop", capabilities, ...service });
  if (found.length === 0) await RecordedWorkloads.of(register);
  else expect(await problemsOf(register)).toEqual(found);
  return found;
}

describe("an objective", () => {
  it("needs a Prometheus that reads rules", async () => {
    expect(await problemsOfService({ slo })).toEqual([nobodyReads]);
    expect(await problemsOfService({ slo }, { observability: { dashboards: true } })).toEqual([nobodyReads]);
  });

  it("needs somebody who counts requests", async () => {
    expect(await problemsOfService({ slo }, rules)).toEqual([nobodyCounts]);
    expect(await problemsOfService({ slo, metrics: {} }, rules)).toEqual([nobodyCounts]);
  });

  it.each<[string, Said, PlatformCapabilities]>([
    ["the application", { metrics: { convention: "prometheus" } }, {}],
    ["a sidecar", { sidecars: { proxy: { image, metrics: { port: 9901, convention: "prometheus" } } } }, {}],
    ["the mesh", {}, { mesh }],
    ["the gateway", { route: { hosts: ["shop.example.com"] } }, { gateway }],
    ["traces", {}, { observability: { rules: true, traces } }],
  ])("is measured by %s", async (_, spec, capabilities) => {
    expect(await problemsOfService({ slo, ...spec }, { ...rules, ...capabilities })).toEqual([]);
  });

  it.each<[string, Said, PlatformCapabilities]>([
    ["the mesh, where it stays out", { mesh: { participate: false } }, { mesh }],
    ["the gateway, where no route leads to it", {}, { gateway }],
    ["traces, where it sends none", { traces: false }, { observability: { rules: true, traces } }],
    [
      "traces of which no metrics are made",
      {},
      { observability: { rules: true, traces: { ...traces, spanMetrics: false } } },
    ],
  ])("is not measured by %s", async (_, spec, capabilities) => {
    expect(await problemsOfService({ slo, ...spec }, { ...rules, ...capabilities })).toEqual([nobodyCounts]);
  });

  it("is told of when the route is right that its requests may be counted by", async () => {
    const route = { hosts: ["other.example.com"] };
    const found = await problemsOfService({ slo, route }, { ...rules, gateway });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^route\.hosts/);
  });

  it("is no longer than metrics are kept", async () => {
    const observability = { rules: true, retention: "15d" };
    const metrics = { convention: "prometheus" as const };
    expect(await problemsOfService({ slo: { ...slo, window: "14d" }, metrics }, { observability })).toEqual([]);
    expect(await problemsOfService({ slo, metrics }, { observability })).toEqual([
      "slo.window: metrics are not kept as long as the window, so that its budget of errors would never be known",
    ]);
  });

  it("needs the name of the namespace, outside of an application", async () => {
    const capabilities = rules;
    const place = (namespace: pulumi.Input<string>) => ({ namespace, image, capabilities, slo });
    const metrics = { port: 9464, convention: "openTelemetry" } as const;
    const volumeClaims = { data: { size: "1Gi", mountPath: "/data" } };
    const { problems } = await refusalOf((cluster) => {
      new Worker("mailer", { cluster, ...place(pulumi.output("team")), metrics });
    });
    expect(problems).toEqual([
      {
        path: ["slo"],
        message: "requests are counted by the name of the namespace, which is not known yet",
        allowed: "a namespace as a text, or a Namespace of this program",
        fix: "pass the Namespace itself: namespace: shop, not shop.namespaceName",
      },
    ]);
    const ofStore = await problemsOf((cluster) => {
      new StatefulService("store", { cluster, ...place(pulumi.output("team")), metrics, volumeClaims });
    });
    expect(ofStore).toEqual(["slo: requests are counted by the name of the namespace, which is not known yet"]);
    // Of what nothing is promised there are just no rules.
    await RecordedWorkloads.of((cluster) => {
      new Worker("mailer", { cluster, ...place(pulumi.output("team")), slo: undefined, metrics });
    });
  });

  it("is judged by itself where it is not known what the environment has", () => {
    const workloads = { services: { orders: { image, slo: { availability: 100 } } } };
    const found = checkWorkloads(workloads, { assumesCapabilities: true });
    expect(found.map(({ path }) => path.join("."))).toEqual(["services.orders.slo.availability"]);
  });
});

describe("alerts", () => {
  const alerts = { without: ["ServiceSlo"] };
  const expected = "alerts.without.0: workloads have no such alert";

  it("are checked of every kind, wherever it is", async () => {
    const volumeClaims = { data: { size: "1Gi", mountPath: "/data" } };
    const kinds: ((place: { cluster: ClusterHandle; namespace: string }) => unknown)[] = [
      (place) => new Microservice("orders", { ...place, image, alerts }),
      (place) => new Worker("orders", { ...place, image, alerts }),
      (place) => new StatefulService("orders", { ...place, image, alerts, volumeClaims }),
      (place) => new NodeAgent("orders", { ...place, image, alerts }),
      (place) => new BatchJob("orders", { ...place, image, alerts }),
      (place) => new ScheduledJob("orders", { ...place, image, alerts, schedule: "@daily" }),
    ];
    for (const make of kinds) {
      expect(await problemsOf((cluster) => make({ cluster, namespace: "shop" }))).toEqual([expected]);
    }
    const all = await problemsOf((cluster) => {
      new Application("shop", {
        cluster,
        services: { a: { image, alerts } },
        workers: { b: { image, alerts } },
        statefulServices: { c: { image, alerts, volumeClaims } },
        nodeAgents: { d: { image, alerts } },
        jobs: { e: { image, alerts } },
        scheduledJobs: { f: { image, alerts, schedule: "@daily" } },
      });
    });
    const sections = ["services.a", "workers.b", "statefulServices.c", "nodeAgents.d", "jobs.e", "scheduledJobs.f"];
    expect(all).toEqual(sections.map((section) => `${section}.${expected}`));
  });

  it("know what is promised, and who measures it", async () => {
    const metrics = { convention: "openTelemetry" as const };
    expect(await problemsOfService({ alerts: { errorPercent: 2 }, slo, metrics }, rules)).toEqual([
      "alerts.errorPercent: of what is promised it is told when the budget of errors burns, so that this says nothing",
    ]);
    const tooLong = await problemsOfService({ alerts: { latency: "5m" } }, { observability: { rules: true, traces } });
    expect(tooLong).toHaveLength(1);
    expect(tooLong[0]).toMatch(/^alerts\.latency: longer times are not told apart by who measures, /);
  });

  it("do nothing where nobody reads rules", async () => {
    expect(await problemsOfService({ alerts: { latency: "2s", labels: { team: "a" } } })).toEqual([]);
    expect(await problemsOfService({ alerts: false })).toEqual([]);
  });
});

describe("variables of traces", () => {
  it("may be named where they are given, and nowhere else", async () => {
    const env = { NAME: "$(OTEL_SERVICE_NAME)" };
    const make = (capabilities: PlatformCapabilities, own: object = {}) =>
      problemsOf((cluster) => {
        new Microservice("orders", { cluster, namespace: "shop", image, env, capabilities, ...own });
      });
    const undefinedName =
      "env.NAME: $(OTEL_SERVICE_NAME) is not defined, so the container would see the text $(OTEL_SERVICE_NAME)";
    expect(await make({})).toEqual([undefinedName]);
    expect(await make({ observability: { traces } }, { traces: false })).toEqual([undefinedName]);
    // A variable of its own further down takes the place of the one that would be above.
    expect(await make({ observability: { traces } }, { env: { ...env, OTEL_SERVICE_NAME: "orders-api" } })).toEqual([
      "env.NAME: $(OTEL_SERVICE_NAME) is defined further down, so the container would see the text $(OTEL_SERVICE_NAME)",
    ]);
    await RecordedWorkloads.of((cluster) => {
      new Microservice("orders", {
        cluster,
        namespace: "shop",
        image,
        env,
        capabilities: { observability: { traces } },
      });
    });
  });
});

describe("a configuration", () => {
  const rule = {
    ...{ alert: "QueueTooLong", expr: "queue > 1", for: "5m", severity: "warning", summary: "It is long" },
    ...{ runbook: { url: "https://wiki.example.com/queue" }, labels: { team: "a" } },
  };
  const observed = {
    alerts: { without: ["ServiceSlow"], errorPercent: 2, latency: "2s", labels: { team: "a" }, rules: [rule] },
    traces: false,
  };
  const promised = {
    slo: { availability: 99.9, latency: { percentile: 99, below: "300ms" }, window: "30d", source: "mesh" },
  };
  const running = { ...observed, dashboard: false, metrics: { convention: "goGrpc" } };
  const volumeClaims = { data: { size: "1Gi", mountPath: "/data" } };

  it("says of each kind what the components take", () => {
    const written = {
      services: { a: { image, ...running, ...promised } },
      workers: { b: { image, ...running, ...promised } },
      statefulServices: { c: { image, ...running, ...promised, volumeClaims } },
      nodeAgents: { d: { image, ...running } },
      jobs: { e: { image, ...observed, alerts: false } },
      scheduledJobs: { f: { image, ...observed, traces: true, schedule: "@daily" } },
    };
    const parsed: Workloads = application.parse(written);
    expect(parsed).toEqual(written);
  });

  it.each<[string, object, string]>([
    ["an objective of a job", { jobs: { e: { image, ...promised } } }, "jobs.e"],
    ["a dashboard of a job", { jobs: { e: { image, dashboard: false } } }, "jobs.e"],
    ["an objective of an agent", { nodeAgents: { d: { image, ...promised } } }, "nodeAgents.d"],
    [
      "a convention of nobody",
      { services: { a: { image, metrics: { convention: "micrometer" } } } },
      "services.a.metrics.convention",
    ],
    ["alerts that are true", { services: { a: { image, alerts: true } } }, "services.a.alerts"],
    [
      "an alert without a runbook",
      { services: { a: { image, alerts: { rules: [{ ...rule, runbook: undefined }] } } } },
      "services.a.alerts",
    ],
    [
      "latency without its time",
      { services: { a: { image, slo: { latency: { percentile: 99 } } } } },
      "services.a.slo.latency.below",
    ],
  ])("does not take %s", (_, written, path) => {
    const { error } = application.safeParse(written);
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});
