import type { ApiPolicySpec } from "./policy-spec";
import type {
  HeaderChanges,
  HttpMethod,
  PathMatch,
  RedirectSpec,
  RewriteSpec,
  RoutePort,
  RouteTarget,
  RouteTimeouts,
  ValueMatch,
} from "./route-spec";

/** A route with its defaults, as engines render it: canaries are backends and rules of it already. */
export interface PlannedRoute {
  /** Name of its objects: that of the workload. */
  readonly name: string;
  /** By its backends: all of them speak gRPC, or none. */
  readonly protocol: "http" | "grpc";
  /** Hosts that it is for, each one that the gateway serves; at least one. */
  readonly hosts: readonly string[];
  /** Names of the listeners of the gateway that serve its hosts; empty for gateways without. */
  readonly listeners: readonly string[];
  /** At least one. */
  readonly rules: readonly PlannedRule[];
  readonly webSockets: boolean;
  /** The policy without its canary. */
  readonly policy: Omit<ApiPolicySpec<RouteTarget>, "canary">;
}

export interface PlannedRule {
  /** Any of these; at least one. */
  readonly matches: readonly PlannedMatch[];
  /** At least one, unless the rule redirects. */
  readonly backends: readonly PlannedBackend[];
  readonly redirect?: RedirectSpec | undefined;
  readonly rewrite?: RewriteSpec | undefined;
  readonly requestHeaders?: HeaderChanges | undefined;
  readonly responseHeaders?: HeaderChanges | undefined;
  readonly mirror?: { readonly backend: PlannedBackend; readonly percent?: number | undefined } | undefined;
  readonly timeouts: RouteTimeouts;
}

export interface PlannedMatch {
  readonly path: PathMatch;
  readonly methods: readonly HttpMethod[];
  /** Names are in lower case. */
  readonly headers: readonly (readonly [name: string, value: ValueMatch])[];
  readonly query: readonly (readonly [name: string, value: ValueMatch])[];
  readonly grpc?: { readonly service: string; readonly method?: string | undefined } | undefined;
}

export interface PlannedBackend {
  /** Name of its Service. */
  readonly service: string;
  readonly port: RoutePort;
  readonly weight: number;
}
