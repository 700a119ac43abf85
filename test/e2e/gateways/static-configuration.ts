import type { Json, Translation } from "./translation";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What stands in place of the cluster around an Envoy. */
export interface Surroundings {
  readonly adminPort: number;
  /** Ports of loopback in place of those that Envoy listens on: 10080 for 80, 10443 for 443. */
  readonly listeners: Readonly<Record<number, number>>;
  /** Pods by the address of their Service: what EndpointSlices say in a cluster. */
  readonly pods: ReadonlyMap<string, readonly Endpoint[]>;
  /** Where names outside of the cluster lead: what DNS says otherwise. */
  readonly names: ReadonlyMap<string, Endpoint>;
  /** File with the authorities to trust, in place of the machine's. */
  readonly authorities: string;
  /** Certificates by `namespace/name` of their Secret, which come by SDS otherwise. */
  readonly certificates: ReadonlyMap<string, { readonly certificate: string; readonly key: string }>;
}

/**
 * A configuration for an Envoy without a control plane, out of a translation. Filters, routes and clusters stay as they are, but for:
 * - listeners are on loopback, on other ports;
 * - what Envoy asks its control plane for stands in the file: routes (RDS), endpoints (EDS), certificates (SDS);
 * - endpoints: the translator names the address of a Service, for which its pods are put in place, as the controller does in a cluster;
 * - names and authorities outside of the cluster, see `Surroundings`;
 * - the bootstrap is our own, but for its runtime and overload manager.
 */
export function staticConfiguration({ dump }: Translation, around: Surroundings): Json {
  const section = (type: string): Json => dump.configs.find((one) => String(one["@type"]).endsWith(`.${type}`)) ?? {};
  const entries = (type: string, list: string, field: string): Json[] =>
    ((section(type)[list] ?? []) as readonly Json[]).map((entry) => withoutType(entry[field] as Json));

  const routes = new Map(
    entries("RoutesConfigDump", "dynamicRouteConfigs", "routeConfig").map((one) => [String(one.name), one]),
  );
  const endpoints = new Map(
    entries("EndpointsConfigDump", "dynamicEndpointConfigs", "endpointConfig").map((one) => [
      String(one.clusterName),
      one,
    ]),
  );
  const listeners = entries("ListenersConfigDump", "dynamicListeners", "activeState").map(({ listener }) =>
    withoutType(listener as Json),
  );
  const clusters = entries("ClustersConfigDump", "dynamicActiveClusters", "cluster").map((cluster) => {
    const { edsClusterConfig, ...rest } = cluster;
    if (edsClusterConfig === undefined) return rest;
    const { serviceName } = edsClusterConfig as Json;
    const loadAssignment = { ...endpoints.get(String(serviceName ?? cluster.name)), clusterName: cluster.name };
    return { ...rest, type: "STATIC", loadAssignment };
  });

  const inPlace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.flatMap((one: unknown) => spread(one, around)).map(inPlace);
    if (typeof value !== "object" || value === null) {
      return value === "/etc/ssl/certs/ca-certificates.crt" ? around.authorities : value;
    }
    const fields = value as Json;
    if (fields.rds !== undefined) {
      const { rds, ...rest } = fields;
      return inPlace({ ...rest, routeConfig: routes.get(String((rds as Json).routeConfigName)) });
    }
    // A secret of this name stands in the file.
    const { sdsConfig, ...rest } = fields;
    const kept = (sdsConfig as Json | undefined)?.ads === undefined ? fields : rest;
    return Object.fromEntries(Object.entries(kept).map(([name, one]) => [name, inPlace(one)]));
  };

  const { layeredRuntime, overloadManager } = (section("BootstrapConfigDump").bootstrap ?? {}) as Json;
  return {
    node: { id: "loopback", cluster: "loopback" },
    admin: { address: { socketAddress: { address: "127.0.0.1", portValue: around.adminPort } } },
    layeredRuntime,
    overloadManager,
    staticResources: {
      listeners: (inPlace(listeners) as Json[]).flatMap((listener) => onLoopback(listener, around)),
      clusters: inPlace(clusters),
      secrets: [...around.certificates].map(([name, { certificate, key }]) => ({
        name,
        tlsCertificate: { certificateChain: { inlineString: certificate }, privateKey: { inlineString: key } },
      })),
    },
  };
}

/** An endpoint that is the address of a Service becomes those of its pods; one that is a name, what it leads to. */
function spread(value: unknown, { pods, names }: Surroundings): unknown[] {
  const { endpoint, ...rest } = (typeof value === "object" && value !== null ? value : {}) as Json;
  const at = ((endpoint as Json | undefined)?.address as Json | undefined)?.socketAddress as Json | undefined;
  if (endpoint === undefined || at === undefined) return [value];
  const address = String(at.address);
  const named = names.get(address);
  const found = pods.get(address) ?? (named === undefined ? [] : [named]);
  return found.map(({ host, port }) => ({
    ...rest,
    endpoint: { ...(endpoint as Json), address: { socketAddress: { ...at, address: host, portValue: port } } },
  }));
}

function onLoopback(listener: Json, { listeners }: Surroundings): Json[] {
  const { socketAddress } = listener.address as { readonly socketAddress: Json };
  const portValue = listeners[Number(socketAddress.portValue)];
  if (portValue === undefined) return [];
  return [{ ...listener, address: { socketAddress: { ...socketAddress, address: "127.0.0.1", portValue } } }];
}

function withoutType(fields: Json): Json {
  const { "@type": _type, ...rest } = fields;
  return rest;
}
