/** What a route can lead to: a workload with a name in DNS and ports, such as a `Microservice`. */
export interface RouteTarget {
  /** The Service's name. */
  readonly objectName: string;
  readonly ports: readonly RoutePort[];
  /** Name of its namespace, where it is known before anything is made; a route leads to the same one. */
  readonly namespaceName?: string | undefined;
}

/** A port of a target. */
export interface RoutePort {
  readonly name: string;
  /** The Service's. */
  readonly port: number;
  /** The container's. */
  readonly targetPort: number;
  readonly protocol: "http" | "https" | "grpc" | "tcp" | "udp";
}

/** A text that must be met as a whole, or by its beginning at a `/`, or by a regular expression (RE2; the whole text). */
export type PathMatch = { readonly exact: string } | { readonly prefix: string } | { readonly regex: string };

/** A value that must be met as a whole, or by a regular expression (RE2; the whole value). */
export type ValueMatch = string | { readonly regex: string };

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** Requests that a rule is for: all that is stated must be met. */
export interface RouteMatch {
  /** Default: every path. A text is short for a prefix: `/cart` takes `/cart` and `/cart/1`, not `/carts`. */
  readonly path?: string | PathMatch | undefined;
  /** Default: all. */
  readonly methods?: readonly HttpMethod[] | undefined;
  /** Headers by name, in any case. Default: whatever they are. */
  readonly headers?: Readonly<Record<string, ValueMatch>> | undefined;
  /** Parameters of the query by name. Default: whatever they are. */
  readonly query?: Readonly<Record<string, ValueMatch>> | undefined;
  /** Calls of gRPC, in place of path, methods and query: a service with its package, and one of its methods. Default: all calls. */
  readonly grpc?: { readonly service: string; readonly method?: string | undefined } | undefined;
}

/** Where requests go, and which share of them. `Target` is a `RouteTarget`, or within an `Application` the name of another workload. */
export interface RouteBackend<Target = RouteTarget> {
  /** Default: the workload that has the route. */
  readonly to?: Target | undefined;
  /** Name of its port. Default: its only port for HTTP or gRPC, or the route's. */
  readonly port?: string | undefined;
  /** Share among the backends of the rule, a whole number from 0 to 1,000,000; not all are 0. Default: 1. */
  readonly weight?: number | undefined;
}

/** Changes to headers. A name stands in one of them only. */
export interface HeaderChanges {
  /** Headers that have this value afterwards. */
  readonly set?: Readonly<Record<string, string>> | undefined;
  /** Headers that have this value besides those that they had. */
  readonly add?: Readonly<Record<string, string>> | undefined;
  /** Headers that are gone afterwards. */
  readonly remove?: readonly string[] | undefined;
}

/** An answer that sends the caller elsewhere, in place of backends. What is left out stays as it was asked. */
export interface RedirectSpec {
  readonly scheme?: "http" | "https" | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** The whole path, or what stands in place of the prefix that was met. */
  readonly path?: { readonly full: string } | { readonly prefix: string } | undefined;
  /** Default: 302. */
  readonly status?: 301 | 302 | 303 | 307 | 308 | undefined;
}

/** Changes to what is asked, on its way to the backend. */
export interface RewriteSpec {
  readonly host?: string | undefined;
  /** The whole path, or what stands in place of the prefix that was met. */
  readonly path?: { readonly full: string } | { readonly prefix: string } | undefined;
}

/** Requests that are sent to another workload too, whose answers nobody waits for. */
export interface MirrorSpec<Target = RouteTarget> {
  readonly to: Target;
  readonly port?: string | undefined;
  /** Share of the requests, 1 to 100. Default: 100. */
  readonly percent?: number | undefined;
}

/** How long is waited for answers, as `500ms`, `2s` or `1m`; `0s` is without end. */
export interface RouteTimeouts {
  /** From the first byte of the request to the last of the answer, all retries together. Default: that of the gateway. */
  readonly request?: string | undefined;
  /** For one try at a backend; not longer than `request`. Default: `request`. */
  readonly backend?: string | undefined;
}

/** Some of the requests to the hosts of a route, and what is done with them. */
export interface RouteRule<Target = RouteTarget> {
  /** Any of these. Default: all requests. */
  readonly matches?: readonly RouteMatch[] | undefined;
  /** Default: the workload that has the route. */
  readonly backends?: readonly RouteBackend<Target>[] | undefined;
  /** In place of backends. */
  readonly redirect?: RedirectSpec | undefined;
  readonly rewrite?: RewriteSpec | undefined;
  readonly requestHeaders?: HeaderChanges | undefined;
  readonly responseHeaders?: HeaderChanges | undefined;
  readonly mirror?: MirrorSpec<Target> | undefined;
  readonly timeouts?: RouteTimeouts | undefined;
}

/**
 * The way in from outside to a workload: which hosts and paths, and what is done with requests on the way. The environment decides who does
 * it: its gateway.
 */
export interface RouteSpec<Target = RouteTarget> {
  /** Hosts, each one that the gateway serves: `shop.example.com`, or `*.shop.example.com` for all one level below. Default: all of the gateway. */
  readonly hosts?: readonly string[] | undefined;
  /** Name of the workload's port. Default: its only port for HTTP or gRPC. */
  readonly port?: string | undefined;
  /** Prefixes of paths: short for one rule with a match for each. Default: everything. */
  readonly paths?: readonly string[] | undefined;
  /** In place of `paths`. The most specific match of all routes of a host is taken, not the first. Default: one rule for everything. */
  readonly rules?: readonly RouteRule<Target>[] | undefined;
  /** Default of every rule. */
  readonly timeouts?: RouteTimeouts | undefined;
  /** Whether connections become web sockets, which some gateways must be told, and end idle ones otherwise. Default: no. */
  readonly webSockets?: boolean | undefined;
}
