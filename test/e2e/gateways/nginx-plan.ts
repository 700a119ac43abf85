import type { Manifest } from "./manifest";

/** What an nginx is told, by the directives that a controller of it writes for the objects of a route. */
export interface NginxPlan {
  /** Lines of the block `http`. */
  readonly http: readonly string[];
  readonly upstreams: readonly {
    readonly name: string;
    readonly service: string;
    /** Of each `server`. */
    readonly parameters: string;
  }[];
  readonly locations: readonly {
    readonly host: string;
    readonly path: string;
    readonly directives: readonly string[];
    /** Upstreams with the share of each, in percent. */
    readonly shares: readonly { readonly upstream: string; readonly percent: number }[];
  }[];
}

interface Shared {
  readonly proxy: { readonly upstream: string; readonly responseHeaders?: unknown };
}

interface Subroute {
  readonly path: string;
  readonly policies?: readonly { readonly name: string }[];
  readonly action?: Shared;
  readonly splits?: readonly { readonly weight: number; readonly action: Shared }[];
}

interface VirtualServerRoute {
  readonly host: string;
  readonly upstreams: readonly Readonly<Record<string, string | number>>[];
  readonly subroutes: readonly Subroute[];
}

interface Rate {
  readonly rate: string;
  readonly burst?: number;
  readonly noDelay: boolean;
  readonly key: string;
}

interface Policy {
  readonly rateLimit?: Rate & { readonly zoneSize: string; readonly rejectCode: number };
  readonly cache?: {
    readonly cacheZoneName: string;
    readonly cacheZoneSize: string;
    readonly maxSize: string;
    readonly levels: string;
    readonly time: string;
    readonly cacheKey: string;
    readonly lock: { readonly enable: boolean };
    readonly conditions: { readonly noCache: readonly string[]; readonly bypass: readonly string[] };
  };
  readonly accessControl?: { readonly allow?: readonly string[]; readonly deny?: readonly string[] };
}

/**
 * The directives for the objects of the F5 NGINX Ingress Controller: names and forms of the directives are those of its templates, release
 * 5.5.4; every value comes from the objects.
 * @throws where an object says something that is not known here, so that nothing is left out unseen
 */
export function controllerPlan(objects: readonly Manifest[]): NginxPlan {
  const policies = new Map(
    objects.filter(({ kind }) => kind === "Policy").map(({ metadata, spec }) => [metadata.name, spec as Policy]),
  );
  const routes = objects.filter(({ kind }) => kind === "VirtualServerRoute");
  const http: string[] = [];
  for (const [name, { rateLimit, cache }] of policies) {
    if (rateLimit !== undefined) http.push(zoneOf(name, rateLimit, rateLimit.zoneSize));
    if (cache === undefined) continue;
    const zone = `keys_zone=${name}:${cache.cacheZoneSize}`;
    http.push(
      `proxy_cache_path cache/${name} levels=${cache.levels} ${zone} max_size=${cache.maxSize} use_temp_path=off;`,
    );
  }
  return {
    http,
    upstreams: routes.flatMap(({ metadata, spec }) =>
      (spec as VirtualServerRoute).upstreams.map((upstream) => ({
        name: `${metadata.name}_${upstream.name}`,
        service: String(upstream.service),
        parameters: `max_fails=${upstream["max-fails"]} fail_timeout=${upstream["fail-timeout"] ?? "10s"} max_conns=${upstream["max-conns"] ?? 0}`,
      })),
    ),
    locations: routes.flatMap(({ metadata, spec }) => {
      const { host, upstreams, subroutes } = spec as VirtualServerRoute;
      return subroutes.map(({ path, action, splits, policies: named = [], ...rest }) => {
        refuseMore("a subroute", rest);
        const shares = splits ?? (action === undefined ? [] : [{ weight: 100, action }]);
        const used = upstreams.filter(({ name }) => shares.some((share) => share.action.proxy.upstream === name));
        return {
          host,
          path,
          directives: [
            ...named.flatMap(({ name }) => policyLines(name, policies.get(name) ?? {})),
            // Of one location all upstreams have the same settings.
            ...new Set(used.flatMap(upstreamLines)),
          ],
          shares: shares.map((share) => ({
            upstream: `${metadata.name}_${share.action.proxy.upstream}`,
            percent: share.weight,
          })),
        };
      });
    }),
  };
}

function policyLines(name: string, { rateLimit, cache, accessControl, ...rest }: Policy): string[] {
  refuseMore(`the policy ${name}`, { ...rest, ingressClassName: undefined });
  const { allow, deny } = accessControl ?? {};
  return [
    ...(rateLimit === undefined ? [] : limitLines(name, rateLimit, rateLimit.rejectCode)),
    ...(allow === undefined ? [] : [...allow.map((cidr) => `allow ${cidr};`), "deny all;"]),
    ...(deny === undefined ? [] : [...deny.map((cidr) => `deny ${cidr};`), "allow all;"]),
    ...(cache === undefined
      ? []
      : [
          `proxy_cache ${name};`,
          `proxy_cache_key ${cache.cacheKey};`,
          `proxy_cache_valid ${cache.time};`,
          `proxy_cache_lock ${cache.lock.enable ? "on" : "off"};`,
          `proxy_no_cache ${cache.conditions.noCache.join(" ")};`,
          `proxy_cache_bypass ${cache.conditions.bypass.join(" ")};`,
          // Ours: tells the test where an answer comes from.
          "add_header x-cache $upstream_cache_status;",
        ]),
  ];
}

const directiveOf: Readonly<Record<string, string>> = {
  "next-upstream": "proxy_next_upstream",
  "next-upstream-tries": "proxy_next_upstream_tries",
  "connect-timeout": "proxy_connect_timeout",
  "read-timeout": "proxy_read_timeout",
  "send-timeout": "proxy_send_timeout",
  "client-max-body-size": "client_max_body_size",
};
const ofServers = ["name", "service", "port", "max-fails", "fail-timeout", "max-conns"];

function upstreamLines(upstream: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(upstream).flatMap(([field, value]) => {
    const directive = directiveOf[field];
    if (directive === undefined && !ofServers.includes(field)) refuseMore("an upstream", { [field]: value });
    return directive === undefined ? [] : [`${directive} ${value};`];
  });
}

interface FabricRoute {
  readonly hostnames: readonly string[];
  readonly rules: readonly {
    readonly matches: readonly { readonly path: { readonly value: string } }[];
    readonly backendRefs: readonly { readonly name: string; readonly weight: number }[];
  }[];
}

/** The same for NGINX Gateway Fabric, release 2.6.7. Snippets are directives already. */
export function fabricPlan(objects: readonly Manifest[]): NginxPlan {
  const routes = objects.filter(({ kind, metadata }) => kind === "HTTPRoute" && metadata.namespace === "shop");
  const of = (route: Manifest, kind: string): Manifest | undefined =>
    objects.find((object) => object.kind === kind && object.metadata.name === route.metadata.name);
  const rates = (route: Manifest): readonly Rate[] => {
    const policy = of(route, "RateLimitPolicy")?.spec as
      { readonly rateLimit: { readonly local: { readonly rules: readonly Rate[] } } } | undefined;
    return policy?.rateLimit.local.rules ?? [];
  };
  const zone = (route: Manifest, index: number): string => `${route.metadata.name}_${index}`;
  return {
    http: routes.flatMap((route) => rates(route).map((rate, index) => zoneOf(zone(route, index), rate, "10m"))),
    // Its upstreams have no parameters of their own: those of nginx hold.
    upstreams: routes.flatMap(({ metadata, spec }) =>
      backendsOf(spec as FabricRoute).map((service) => ({
        name: `${metadata.name}_${service}`,
        service,
        parameters: "",
      })),
    ),
    locations: routes.flatMap((route) => {
      const { hostnames, rules } = route.spec as FabricRoute;
      const body = of(route, "ClientSettingsPolicy")?.spec as
        { readonly body: { readonly maxSize: string } } | undefined;
      const times = of(route, "ProxySettingsPolicy")?.spec as
        { readonly timeout: Readonly<Record<string, string>> } | undefined;
      const snippets = of(route, "SnippetsFilter")?.spec as
        { readonly snippets: readonly { readonly value: string }[] } | undefined;
      return hostnames.flatMap((host) =>
        rules.map(({ matches, backendRefs }) => {
          const total = backendRefs.reduce((sum, { weight }) => sum + weight, 0);
          return {
            host,
            path: matches[0]?.path.value ?? "/",
            directives: [
              ...rates(route).flatMap((rate, index) => limitLines(zone(route, index), rate, 429)),
              ...(body === undefined ? [] : [`client_max_body_size ${body.body.maxSize};`]),
              ...Object.entries(times?.timeout ?? {}).map(([name, time]) => `proxy_${name}_timeout ${time};`),
              ...(snippets?.snippets ?? []).flatMap(({ value }) => value.split("\n")),
            ],
            shares: backendRefs.map(({ name, weight }) => ({
              upstream: `${route.metadata.name}_${name}`,
              percent: (100 * weight) / total,
            })),
          };
        }),
      );
    }),
  };
}

function backendsOf({ rules }: FabricRoute): string[] {
  return [...new Set(rules.flatMap(({ backendRefs }) => backendRefs.map(({ name }) => name)))];
}

function zoneOf(zone: string, { key, rate }: Rate, size: string): string {
  return `limit_req_zone ${key} zone=${zone}:${size} rate=${rate};`;
}

function limitLines(zone: string, { burst, noDelay }: Rate, status: number): string[] {
  const bursts = burst === undefined ? "" : ` burst=${burst}${noDelay ? " nodelay" : ""}`;
  return [`limit_req_status ${status};`, `limit_req zone=${zone}${bursts};`];
}

function refuseMore(what: string, rest: object): void {
  const fields = Object.entries(rest).filter(([, value]) => value !== undefined);
  if (fields.length > 0) throw new Error(`${what} says what the test does not know: ${JSON.stringify(fields)}`);
}
