import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Gateway, Route, type GatewaySpec } from "../../components/gateway";
import { engineOf } from "../../components/gateway/engines";
import { AddOnsBed, succeeded } from "./add-ons-bed";
import { StandInController } from "./add-ons-controller";
import { onEks } from "./add-ons-programs";
import { notAfter, type TimedOperation } from "./add-ons-timeline";
import { chartLabel } from "./chart-repository/small-chart";
import type { KubernetesObject } from "./control-plane";
import type { Program } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { countChanges } from "./progress";
import { standInSettings } from "./stand-in/settings";
import { steps } from "./steps";
import { currentTestBed, describeReal } from "./test-bed";
import { awsStandIns } from "./toolchain";

// Gateways on a cluster of EKS, one after the other, and down: the real engine, Helm and API server, small charts and definitions without schemas from
// loopback, AWS imitated. The AWS Load Balancer Controller is one of this test: it holds Services and Gateways by the finalizers of the real one, and
// works only as long as the Deployment of that is there. It is not shown that the real one cleans up.

const controller = "aws-load-balancer-controller";
const loadBalancer = { service: "service.k8s.aws/resources", gateway: "gateway.k8s.aws/alb" } as const;
const certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000";
const around = { loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] } };

const gateways = {
  traefik: { provider: "traefik", hosts: ["shop.example.com"], tls: false },
  alb: {
    provider: "alb",
    hosts: ["shop.example.com"],
    tls: { certificates: [certificate] },
    accessLogs: false,
  },
} as const satisfies Readonly<Record<string, GatewaySpec>>;

describeReal("gateways on a cluster of EKS, which is imitated", () => {
  const step = steps();
  const stopped = new AbortController();
  let bed: AddOnsBed;
  let before: InventoryEntry[];
  let loadBalancers: StandInController;
  let assigned: Promise<void>;

  beforeAll(async () => {
    const { folder: root, plane } = await currentTestBed();
    const folder = path.join(root, "traffic-eks-account");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "kubeconfig"), readFileSync(plane.kubeconfig));
    const settings = (["account", "log", "failures", "kubeconfig"] as const).map((setting): [string, string] => [
      standInSettings[setting],
      path.join(folder, setting),
    ]);
    bed = await AddOnsBed.open("traffic-eks", { path: awsStandIns, environment: Object.fromEntries(settings) });
    before = await takeInventory(plane);
    assigned = plane.assignAddresses(stopped.signal);
    loadBalancers = new StandInController(
      plane,
      [controller, controller],
      [
        {
          resource: "services",
          finalizer: loadBalancer.service,
          isMine: (object) => specOf(object).loadBalancerClass === "service.k8s.aws/nlb",
        },
        {
          resource: "gateways.gateway.networking.k8s.io",
          finalizer: loadBalancer.gateway,
          isMine: (object) => specOf(object).gatewayClassName === "alb",
        },
      ],
    );
  });

  afterAll(async () => {
    stopped.abort();
    await Promise.allSettled([assigned, loadBalancers.stop()]);
    await bed.close();
  });

  function program(spec: GatewaySpec): Program {
    const known = { ...around, target: "eks", ipFamily: "ipv4", autoMode: false, region: "eu-central-1" } as const;
    const needed = engineOf(spec).addOns(spec, {
      ...known,
      isProduction: false,
      highlyAvailable: true,
      dualStackNetwork: false,
      issuers: undefined,
      prometheusNamespace: undefined,
      hasMonitors: false,
    });
    return onEks({ ...needed, certManager: true, mirrors: bed.mirrors }, (cluster, after) => {
      const gateway = new Gateway("gateway", { ...spec, cluster, around, after });
      new Route("cart", {
        cluster,
        gateway,
        namespace: "default",
        to: { objectName: "cart", ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }] },
        capabilities: { gateway: gateway.capability },
      });
    });
  }

  const operationsOf = (...kinds: readonly string[]): TimedOperation[] =>
    bed.timeline.operations.filter(({ kind, sign }) => sign === "-" && kinds.includes(kind));

  step("a Network Load Balancer's Service is held by its controller, and a second preview is empty", async () => {
    succeeded(await bed.up(program(gateways.traefik)));
    await loadBalancers.holds(1);
    expect(countChanges(succeeded(await bed.preview(program(gateways.traefik))).changes)).toBe(0);
  });

  step("an Application Load Balancer takes its place, and that is let go by the controller", async () => {
    succeeded(await bed.up(program(gateways.alb)));
    await loadBalancers.holds(2);
    expect(loadBalancers.released).toEqual(["Service traefik"]);
    const [service] = operationsOf("Service");
    const release = bed.timeline.find("- Release add-ons-traefik");
    expect(service !== undefined && notAfter([[service, release]])).toEqual([]);
    expect(countChanges(succeeded(await bed.preview(program(gateways.alb))).changes)).toBe(0);
  });

  step("destroy takes the route away, then the gateway, then the controller, which lets it go", async () => {
    succeeded(await bed.destroy());
    expect(loadBalancers.released).toEqual(["Service traefik", "Gateway gateway"]);
    const [gateway] = operationsOf("Gateway");
    const release = bed.timeline.find(`- Release add-ons-${controller}`);
    const routes = operationsOf("HTTPRoute");
    expect(routes.map(({ name }) => name).sort()).toEqual(["cart", "gateway-to-https"]);
    expect(gateway).toBeDefined();
    if (gateway === undefined) return;
    expect(notAfter([[gateway, release], ...routes.map((route) => [route, gateway] as const)])).toEqual([]);
    expect(await bed.engine.resources()).toEqual([]);
  });

  // The imitated cluster goes, but its API server stays: what went with it is taken away here.
  step("what is left in the API server is what the cluster would have taken with it", async () => {
    const { plane, platform } = bed;
    for (const selector of [chartLabel, "app.kubernetes.io/managed-by=slipway"]) {
      const place = ["--namespace=kube-system", `--selector=${selector}`, "--ignore-not-found"];
      await plane.kubectl(["delete", "deployments,configmaps,jobs,services,serviceaccounts", ...place]);
    }
    await platform.removeDefinitions();
    const known = new Set(before.map(({ id }) => id));
    const namespaces = (await plane.list<KubernetesObject>("namespaces")).map(({ metadata }) => metadata.name);
    const left = namespaces.filter((name) => !name.startsWith("kube-") && !known.has(`Namespace//${name}`));
    expect(left).not.toContain("gateway");
    await plane.kubectl(["delete", "namespaces", ...left, "--ignore-not-found"], { timeoutSeconds: 120 });
    expect(await takeInventory(plane)).toEqual(before);
  });
});

function specOf(object: KubernetesObject): {
  readonly loadBalancerClass?: string;
  readonly gatewayClassName?: string;
} {
  // The API server answers by its schema; which part of it is read is the reader's word.
  return (object as { readonly spec?: ReturnType<typeof specOf> }).spec ?? {};
}
