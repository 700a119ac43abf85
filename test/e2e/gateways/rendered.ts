import { ExistingCluster } from "../../../components/cluster";
import { Gateway, Route, type ApiPolicySpec, type RouteSpec, type RouteTarget } from "../../../components/gateway";
import type { GatewaySpec } from "../../../components/gateway";
import { record } from "../../../testing";
import { manifestsOf, type Manifest } from "./manifest";

/** A workload with a route. */
export interface RoutedCase {
  readonly route: RouteSpec;
  readonly policy?: ApiPolicySpec<RouteTarget> | undefined;
  /** Default: one that speaks HTTP. */
  readonly target?: RouteTarget | undefined;
  /** Pods of the workload. Default: 1. */
  readonly pods?: number | undefined;
  /** Secrets that the policy names. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
}

/** Namespace of the workloads. */
export const workloadNamespace = "shop";

export function httpTarget(objectName: string): RouteTarget {
  return { objectName, ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }] };
}

/** All that the components make for a gateway and routes on a cluster at hand, where everything was checked first. */
export async function renderedObjects(
  spec: GatewaySpec,
  cases: Readonly<Record<string, RoutedCase>>,
): Promise<readonly Manifest[]> {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    const gateway = new Gateway("gateway", { cluster, around: { highlyAvailable: true }, ...spec });
    for (const [name, { route, policy, target = httpTarget(name) }] of Object.entries(cases)) {
      const capabilities = { gateway: gateway.capability };
      new Route(name, { cluster, namespace: workloadNamespace, to: target, capabilities, gateway, policy, ...route });
    }
  });
  return manifestsOf(resources);
}
