import type { GatewayCapability } from "../components/cluster";
import { rulesOf, type RouteSpec } from "../components/gateway";
import type { ApplicationOutline, PublicAddress } from "../components/observability";
import { listWorkloads, routesOf } from "../components/workloads";
import type { StackConfig } from "./config/schema";
import { defaultShopNamespace, namespaceOf } from "./namespaces";
import { shopServices } from "./shop-services";

/** The applications of a configuration, as logs and dashboards of the platform know them. */
export function applicationOutlines({ shop, applications = {} }: Partial<StackConfig>): ApplicationOutline[] {
  return [
    ...(shop === undefined
      ? []
      : [
          {
            name: "shop",
            namespace: shop.namespace ?? defaultShopNamespace,
            workloads: Object.keys(shopServices(shop, undefined)),
          },
        ]),
    ...Object.entries(applications).map(([name, application]) => ({
      name,
      namespace: namespaceOf(application).name ?? name,
      workloads: listWorkloads(application).map((workload) => workload.name),
    })),
  ];
}

/** Addresses that are public by routes: of each host the first path that is no regular expression. */
export function publicAddresses(
  { shop, applications = {} }: Partial<StackConfig>,
  gateway: GatewayCapability | undefined,
): PublicAddress[] {
  if (gateway === undefined) return [];
  const front: readonly (readonly [name: string, route: RouteSpec<string>])[] =
    shop?.exposure === "gateway" ? [["shop-frontend", shop.hosts === undefined ? {} : { hosts: shop.hosts }]] : [];
  const others = Object.entries(applications).flatMap(([name, application]) =>
    routesOf(application).map(({ path, route }) => [`${name}-${String(path[1])}`, route as RouteSpec<string>] as const),
  );
  return [...front, ...others].flatMap(([name, route]) => addressesOf(name, route, gateway));
}

function addressesOf(name: string, route: RouteSpec<string>, { hosts: all, tls }: GatewayCapability): PublicAddress[] {
  const path = firstPath(route);
  // A wildcard is no address.
  const hosts = (route.hosts ?? all).filter((host) => !host.startsWith("*"));
  if (path === undefined) return [];
  return hosts.map((host, index) => ({
    name: index === 0 ? name : `${name}-${index + 1}`,
    url: `${tls ? "https" : "http"}://${host}${path}`,
  }));
}

/** Calls of gRPC, and requests that must have more than a path, no probe makes; what only redirects is no page. */
function firstPath(route: RouteSpec<string>): string | undefined {
  for (const { matches = [{}], redirect } of rulesOf(route)) {
    if (redirect !== undefined) continue;
    for (const { path = "/", methods, headers, query, grpc } of matches) {
      if (grpc !== undefined || headers !== undefined || query !== undefined) continue;
      if (methods !== undefined && !methods.includes("GET")) continue;
      if (typeof path === "string") return path;
      if ("exact" in path) return path.exact;
      if ("prefix" in path) return path.prefix;
    }
  }
  return undefined;
}
