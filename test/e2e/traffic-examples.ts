import type { GatewayCapability, GatewayEngineName } from "../../components/cluster";
import { can, customResourceArgs } from "../../components/core";
import { Gateway } from "../../components/gateway";
import { engines } from "../../components/gateway/engines";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import { meshFeatures, type MeshColumn, type MeshFeature, type MeshPolicySpec } from "../../components/mesh";
import { Application } from "../../components/workloads";
import { ExistingCluster } from "../../components/cluster";
import { albCapability, albExamples } from "../gateway/alb-examples";
import { countingGateway, exampleGateway as envoyGateway, exampleRoutes } from "../gateway/envoy-examples";
import { kongExamples } from "../gateway/kong-examples";
import { controllerExamples, exampleGateway as nginxGateway, fabricExamples } from "../gateway/nginx-examples";
import { exampleGateway, plan, traefikExamples, type Example } from "../gateway/traefik-examples";
import type { Manifest } from "../workloads/requirements/rendered";
import { onEks } from "./add-ons-programs";
import type { Program } from "./engine";

type Routed = readonly [route: PlannedRoute, gateway: GatewayCapability];

/** Routes for everything that each engine can do whose routes are objects of the cluster. */
const routes: Partial<Readonly<Record<GatewayEngineName, () => readonly Routed[]>>> = {
  envoy: () => exampleRoutes().map(({ route, counted }) => [route, counted ? countingGateway : envoyGateway]),
  alb: () => albExamples.map(({ route }) => [route, albCapability]),
  kong: () => planned("kong", kongExamples),
  nginxGatewayFabric: () => fabricExamples.map(({ route }) => [route, nginxGateway("nginxGatewayFabric")]),
  nginxIngressController: () => controllerExamples.map(({ route }) => [route, nginxGateway("nginxIngressController")]),
  traefik: () => planned("traefik", traefikExamples),
};
/** Engines whose routes are objects of the cluster. */
export const routedEngines = Object.keys(routes) as GatewayEngineName[];

function planned(engine: GatewayEngineName, examples: readonly Example[]): Routed[] {
  const gateway = exampleGateway(engine);
  return examples.map(({ spec, policy, self }) => [plan(gateway, spec, policy, self), gateway]);
}

/** The objects of all examples of an engine, in a namespace. */
export function exampleObjects(engine: GatewayEngineName, namespace: string): Manifest[] {
  return (routes[engine]?.() ?? []).flatMap(([route, gateway]) =>
    engines[engine]
      .renderRoute(route, gateway)
      .map((object) => customResourceArgs(object, { namespace }) as unknown as Manifest),
  );
}

/** An Application Load Balancer, and what it needs of the platform. */
export const albProgram: Program = onEks(
  { awsLoadBalancerController: true, certManager: true, gatewayApi: true },
  (cluster) => {
    new Gateway("gateway", {
      cluster,
      provider: "alb",
      hosts: ["shop.example.com", "*.example.org"],
      tls: { certificates: ["arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000"] },
      sourceRanges: ["203.0.113.0/24"],
      around: { loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] } },
    });
  },
);

const ports = { http: { port: 80, targetPort: 8080 } } as const;
const tries = { attempts: 2 } as const;
const ejection = { consecutiveFailures: 3, baseEjectionTime: "1m" } as const;

/** A policy for everything that a mesh may be able to do. */
const meshPolicies: Readonly<Record<MeshFeature, MeshPolicySpec<string>>> = {
  authorization: {},
  strictMtls: { mtls: "strict" },
  permissiveMtls: { mtls: "permissive" },
  retries: { retries: tries },
  retryConditions: { retries: { ...tries, on: ["5xx"] } },
  perTryTimeout: { retries: { ...tries, perTryTimeout: "1s" } },
  retryBackoff: { retries: { ...tries, backoff: { base: "100ms" } } },
  retryBudget: { retries: { ...tries, budget: { percent: 20, minConcurrent: 3 } } },
  timeout: { timeout: "3s" },
  maxConnections: { circuitBreaker: { maxConnections: 10 } },
  maxPendingRequests: { circuitBreaker: { maxPendingRequests: 10 } },
  maxRequests: { circuitBreaker: { maxRequests: 10 } },
  ejection: { circuitBreaker: { ejection } },
  split: { split: [{ to: "other", weight: 10 }] },
  delay: { faults: { delay: { duration: "2s", percent: 10 } } },
  abort: { faults: { abort: { status: 503, percent: 10 } } },
  locality: { locality: "preferZone" },
  exclusion: { participate: false },
};

/** An application with a workload for each of the policies that a mesh can carry out, and one that calls those that are in it. */
export function meshProgram({ engine, mode }: MeshColumn, kubeconfig: string): Program {
  const supports = engine.supports(mode);
  const features = meshFeatures.filter((feature) => can(supports[feature]));
  const nameOf = (feature: MeshFeature) => feature.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const services = Object.fromEntries(
    features.map((feature) => [nameOf(feature), { image: "orders:1", ports, mesh: meshPolicies[feature] }]),
  );
  const links = features.filter((feature) => feature !== "exclusion").map((feature) => ({ linkTo: nameOf(feature) }));
  const mesh = { provider: engine.provider, mode, controlPlaneNamespace: `${engine.provider}-system` };
  return () => {
    const cluster = new ExistingCluster("cluster", { kubeconfig, context: "sandbox" });
    new Application("shop", {
      cluster,
      capabilities: { mesh },
      services: { ...services, other: { image: "orders:2", ports }, web: { image: "web:1", ports, links } },
    });
    return {};
  };
}
