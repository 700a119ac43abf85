/**
 * What workloads of an application share in being watched: one object with rules, and one set of dashboards. What those say is shown in test/observability.
 */
import type { PlatformCapabilities } from "../../components/cluster";
import { registryClasses } from "../../components/discovery";
import {
  Application,
  claimed,
  inClusterClass,
  linkTo,
  Worker,
  type ApplicationArgs,
  type ClaimClass,
  type Workloads,
} from "../../components/workloads";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { problemsOf, RecordedWorkloads } from "./recorded-workloads";

const image = "registry.example.com/shop:1.0.0";
const capabilities = { observability: { rules: true, dashboards: true } } as const satisfies PlatformCapabilities;

const rules = { observability: { rules: true } } as const satisfies PlatformCapabilities;

const workloads: Workloads = {
  services: {
    cart: {
      ...{ image, ports: { grpc: 7070 } },
      env: { QUEUE: claimed("mails", "url"), STORE: linkTo("store"), SELF: linkTo("cart") },
      replicas: { min: 2, max: 9, requestRate: { perPod: 50 } },
    },
    web: {
      ...{ image, ports: { http: 8080 }, metrics: { convention: "openTelemetry" } },
      env: { CART: linkTo("cart") },
      slo: { availability: 99.9 },
    },
  },
  workers: { mailer: { image, replicas: 3, dashboard: false, alerts: { labels: { team: "mail" } } } },
  statefulServices: {
    store: {
      image,
      ports: { tcp: { port: 6000, protocol: "tcp" } },
      volumeClaims: { data: { size: "1Gi", mountPath: "/d" } },
    },
  },
  nodeAgents: { agent: { image, alerts: false, volumes: { shared: { claim: "shared", mountPath: "/shared" } } } },
  jobs: { migrate: { image } },
  scheduledJobs: { report: { image, schedule: "@daily" } },
  claims: { mails: { kind: "queue" }, sessions: { kind: "redis" }, key: { kind: "secret" } },
};

async function recorded(
  args: Partial<ApplicationArgs> = {},
): Promise<RecordedWorkloads & { readonly application: Application }> {
  const made: Application[] = [];
  const result = await RecordedWorkloads.of((cluster) => {
    made.push(
      new Application("shop", {
        ...{ cluster, claimClasses: [inClusterClass], ...workloads },
        capabilities: {
          keda: true,
          prometheus: { url: "http://p.monitoring:9090", namespace: "monitoring" },
          ...capabilities,
        },
        ...args,
      }),
    );
  });
  const [application] = made;
  if (application === undefined) throw new Error("no application was made");
  return Object.assign(result, { application });
}

const shared = ["PrometheusRule", "ConfigMap"];

/** Objects of monitoring that are not a workload's own. */
function sharedObjects({ all }: RecordedWorkloads): string[] {
  return all
    .filter(({ type, inputs }) => shared.some((kind) => type.endsWith(`:${kind}`)) && inputs.metadata !== undefined)
    .map(({ path }) => path)
    .filter((path) => !path.endsWith("shop-mails-permitted"));
}

describe("an application", () => {
  it("has one object with the rules of all, one with dashboards, and a monitor for each workload with metrics", async () => {
    const shop = await recorded();
    expect(sharedObjects(shop)).toEqual([
      "Application:shop/ConfigMap:shop-grafana.dashboards",
      "Application:shop/PrometheusRule:shop",
    ]);
    expect(shop.objects.filter((name) => name.startsWith("PodMonitor/"))).toEqual([
      "PodMonitor/mails",
      "PodMonitor/web",
    ]);
    const metadata = {
      name: "shop",
      namespace: "shop",
      labels: {
        "app.kubernetes.io/name": "shop",
        "app.kubernetes.io/part-of": "shop",
        "app.kubernetes.io/managed-by": "slipway",
      },
    };
    expect(shop.inputs("PrometheusRule/shop").metadata).toEqual(metadata);
    const { groups } = shop.spec("PrometheusRule/shop") as { readonly groups: readonly { readonly name: string }[] };
    const owners = [...new Set(groups.map(({ name }) => name.split(".").slice(0, 2).join(".")))];
    // No alerts were wanted of the agent, and nobody counts requests to it.
    expect(owners).toEqual(
      ["cart", "web", "mailer", "store", "migrate", "report", "mails", "sessions"].map((name) => `shop.${name}`),
    );
  });

  it("has dashboards of itself, and of each that keeps running and wants one", async () => {
    const shop = await recorded();
    const { metadata, data } = shop.inputs("ConfigMap/shop.dashboards") as {
      readonly metadata: object;
      readonly data: Readonly<Record<string, string>>;
    };
    expect(metadata).toMatchObject({ namespace: "shop", labels: { grafana_dashboard: "1" } });
    expect(Object.keys(data).sort()).toEqual(
      [
        "application_shop",
        ...["agent", "cart", "mails", "sessions", "store", "web"].map((name) => `service_shop_${name}`),
      ].map((uid) => `${uid}.json`),
    );
    expect(JSON.parse(data["application_shop.json"] ?? "")).toMatchObject({
      uid: "application_shop",
      title: "shop: overview",
    });
  });

  it("says of each workload what its declaration says", async () => {
    const { application } = await recorded();
    const found = new Map(observedOf(application).map((one) => [one.name, one]));
    const common = { namespace: "shop", application: "shop", endpoints: [], links: [], hasVolumes: false };
    const expected: Record<string, Partial<ObservedWorkload>> = {
      cart: { kind: "Deployment", replicas: { min: 2, max: 9 }, autoscaler: "keda", links: ["store", "mails"] },
      web: {
        ...{ kind: "Deployment", replicas: { min: 2, max: 6 }, autoscaler: "hpa", links: ["cart"] },
        endpoints: [{ portName: "http", port: 8080, path: "/metrics", scheme: "http" }],
        slo: { availability: 99.9 },
      },
      mailer: {
        ...{ kind: "Deployment", replicas: { min: 3, max: 3 }, hasDashboard: false },
        alerts: { labels: { team: "mail" } },
      },
      store: { kind: "StatefulSet", replicas: { min: 1, max: 1 }, hasVolumes: true },
      agent: { kind: "DaemonSet", alerts: false, hasVolumes: true },
      migrate: { kind: "Job", hasDashboard: false },
      report: { kind: "CronJob", hasDashboard: false },
    };
    expect([...found.keys()]).toEqual(Object.keys(expected));
    for (const [name, fields] of Object.entries(expected)) {
      const { requests, ...stated } = found.get(name) ?? {};
      const podLabels = { "app.kubernetes.io/name": name };
      expect(stated).toEqual({ name, podLabels, hasDashboard: true, ...common, ...fields });
      expect(requests?.by).toBe(name === "web" ? "the application" : undefined);
    }
  });

  it("changes what they share by a transform of its own, and refuses one of a workload", async () => {
    const annotations = { "example.com/changed": "yes" };
    const change = { metadata: { annotations } };
    const shop = await recorded({ observationTransform: { rules: change, dashboards: change } });
    expect(shop.inputs("PrometheusRule/shop").metadata).toMatchObject({ annotations });
    expect(shop.inputs("ConfigMap/shop.dashboards").metadata).toMatchObject({ annotations });
    const problems = await problemsOf((cluster) => {
      new Application("shop", {
        ...{ cluster, claimClasses: [inClusterClass], ...workloads, services: { web: { image } }, workers: {} },
        transform: { web: { rules: change, podMonitor: change } },
        claimTransform: { mails: { service: { dashboards: change } } },
      });
    });
    expect(problems).toEqual([
      "transform.web.rules: the rules of all workloads of an application are in objects of its own",
      "claimTransform.mails.service.dashboards: the dashboards of all workloads of an application are in objects of its own",
    ]);
  });

  it("watches a registry that it claims with the rest, which sends no traces", async () => {
    const traces = { host: "agent-collector.tracing", namespace: "tracing" };
    const shop = await recorded({
      ...{ ...empty, services: {}, workers: { mailer: { image, env: { REGISTRY: claimed("registry", "url") } } } },
      capabilities: { observability: { rules: true, traces } },
      claimClasses: registryClasses({ default: "eureka", eureka: { image } }),
      claims: { registry: { kind: "registry" } },
    });
    expect(sharedObjects(shop)).toEqual(["Application:shop/PrometheusRule:shop"]);
    expect(JSON.stringify(shop.inputs("PrometheusRule/shop"))).toContain('"shop.registry.alerts"');
    const otel = ["Deployment/mailer", "StatefulSet/registry"].map((name) =>
      JSON.stringify(shop.pods(name)).includes("OTEL_"),
    );
    expect(otel).toEqual([true, false]);
  });

  it("has the alerts that workloads have of their own in one object, apart from objectives", async () => {
    const runbook = { url: "https://wiki.example.com/queue" };
    const own = (alert: string) => ({
      rules: [{ alert, expr: "queue > 9", severity: "warning" as const, summary: "It is long", runbook }],
    });
    const shop = await recorded({
      ...{
        ...empty,
        capabilities: rules,
        services: { cart: { image, ports: { http: 8080 }, alerts: own("CartsLong") } },
      },
      workers: { idle: { image }, mailer: { image, alerts: own("MailsLong") } },
    });
    expect(sharedObjects(shop)).toEqual([
      "Application:shop/PrometheusRule:shop",
      "Application:shop/PrometheusRule:shop-own-alerts",
    ]);
    const names = (object: string) =>
      (shop.spec(object) as { readonly groups: readonly { readonly name: string }[] }).groups.map(({ name }) => name);
    expect(names("PrometheusRule/shop")).toEqual(["cart", "idle", "mailer"].map((name) => `shop.${name}.alerts`));
    expect(names("PrometheusRule/shop.own-alerts")).toEqual(["shop.cart.own-alerts", "shop.mailer.own-alerts"]);
  });

  it("leaves it to what meets a claim to watch itself, where that knows of no application", async () => {
    const ownClass: ClaimClass = {
      ...{ name: "own", kinds: ["redis"], isDevelopment: true },
      provision: (name, { cluster, namespace, objectName, capabilities: offered }, opts) => {
        const place = { cluster, namespace, objectName, capabilities: offered };
        const store = new Worker(name, { ...place, image }, opts);
        return {
          kind: "redis",
          values: { url: "redis://" },
          target: undefined,
          egress: [],
          grants: [],
          dependsOn: [store],
        };
      },
    };
    const shop = await recorded({
      ...{ ...empty, services: {}, workers: { mailer: { image } }, capabilities: rules },
      ...{ claimClasses: [ownClass], claims: { sessions: { kind: "redis" } } },
    });
    expect(sharedObjects(shop)).toEqual([
      "Application:shop/PrometheusRule:shop",
      "Application:shop/Worker:shop-sessions/PrometheusRule:shop-sessions",
    ]);
  });

  it("has nothing of all that where the environment watches nothing", async () => {
    const bare = await recorded({ capabilities: { keda: true }, services: {} });
    expect(bare.objects.filter((name) => /^(PodMonitor|PrometheusRule)\//.test(name))).toEqual([]);
    expect(bare.objects.filter((name) => name.startsWith("ConfigMap/"))).toEqual(["ConfigMap/mails-permitted"]);
    expect(JSON.stringify(bare.all)).not.toMatch(/grafana|15692/);
  });
});

describe("an application of many workloads", () => {
  it("has its rules in several objects, none larger than the operator takes", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `service-${index}`);
    const services = Object.fromEntries(
      names.map((name) => [
        name,
        {
          image,
          ports: { http: 8080 },
          metrics: { convention: "openTelemetry" as const },
          slo: { availability: 99.9, latency: { percentile: 99, below: "500ms" } },
        },
      ]),
    );
    const { application, ...shop } = await recorded({ services, ...empty });
    const found = shop.all.filter(({ type }) => type.endsWith(":PrometheusRule"));
    const numbers = found.map((_, index) => index + 1);
    expect(found.map(({ path, inputs }) => [path, (inputs.metadata as { name: string }).name])).toEqual(
      numbers.map((number) => [
        `Application:shop/PrometheusRule:shop${number === 1 ? "" : `-${number}`}`,
        `shop${number === 1 ? "" : `.${number}`}`,
      ]),
    );
    const sizes = found.map(({ inputs }) => JSON.stringify(inputs.spec).length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(400_100);
    // As few as hold them: no two would fit into one.
    expect(sizes.slice(1).every((size, index) => size + (sizes[index] ?? 0) > 400_000)).toBe(true);
    const told = found.flatMap(({ inputs }) => (inputs.spec as { groups: { name: string }[] }).groups);
    expect([...new Set(told.map(({ name }) => name.split(".")[1]))]).toEqual(names);
    expect(application.workloads.size).toBe(30);
  });
});

const empty = { workers: {}, statefulServices: {}, nodeAgents: {}, jobs: {}, scheduledJobs: {}, claims: {} };

function observedOf({ workloads: made }: Application): ObservedWorkload[] {
  return [...made.values()].flatMap(({ observed }) => observed ?? []);
}
