/** A Secret of Kubernetes in the namespace of the workload. Its keys are said where it is used. */
export interface SecretRef {
  readonly secret: string;
}

export const rateLimitUnits = ["second", "minute", "hour"] as const;

/** How many requests are let through; the others get 429. */
export interface RateLimitSpec {
  /** At least 1. */
  readonly requests: number;
  readonly per: (typeof rateLimitUnits)[number];
  /**
   * Who is counted: `route`, all callers together; `address`, each caller's address; `{ header }`, each value of a header, such as that of a
   * tenant; `{ claim }`, each value of a claim of the JSON Web Token, such as `sub`, the user. Default: `address`.
   */
  readonly by?: "route" | "address" | { readonly header: string } | { readonly claim: string } | undefined;
  /**
   * Whether all pods of the gateway count together (they then need a store for it), or each for itself, so that up to the number of pods times
   * as many are let through. Default: `gateway` where the gateway has such a store, else `pod`.
   */
  readonly countedBy?: "gateway" | "pod" | undefined;
}

/** JSON Web Tokens, which callers bring in `Authorization: Bearer`. */
export interface JwtSpec {
  /** What `iss` must say: a URL such as `https://login.example.com/`. */
  readonly issuer: string;
  /** URL of the keys that tokens are signed with: `https://…/jwks.json`. */
  readonly jwksUri: string;
  /**
   * For whom tokens must be: what `aud` must say, one of them; an ALB takes one alone. Default: not checked, so that a token which the
   * issuer gave any other of its clients is taken too: leave it out only where the issuer is for these callers alone, or its tokens have no
   * `aud`, such as access tokens of Cognito. AWS API Gateway needs it.
   */
  readonly audiences?: readonly string[] | undefined;
  /** Claims that the workload gets as headers: `{ sub: "x-user" }`. Default: none. */
  readonly claimHeaders?: Readonly<Record<string, string>> | undefined;
}

/** A log-in in the browser by OpenID Connect, with a cookie of the gateway. */
export interface OidcSpec {
  /** URL of the provider: `https://login.example.com`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Key `client-secret`; for an ALB the keys `clientID` and `clientSecret`. */
  readonly clientSecret: SecretRef;
  /** Path that the provider sends the browser back to. Default: `/oauth2/callback`. */
  readonly redirectPath?: string | undefined;
  readonly logoutPath?: string | undefined;
  /** Default: `openid`. */
  readonly scopes?: readonly string[] | undefined;
  /** Endpoints of the provider, which some gateways cannot find by themselves: ALB needs all three. Default: those that it publishes. */
  readonly endpoints?:
    { readonly authorization: string; readonly token: string; readonly userInfo: string } | undefined;
}

/** Keys that callers bring in a header. */
export interface ApiKeySpec {
  /** Default: `x-api-key`. */
  readonly header?: string | undefined;
  /** Each key of the Secret is the name of a client, its value the client's API key. AWS API Gateway makes keys by itself. */
  readonly clients: SecretRef;
}

/** Names and passwords. */
export interface BasicAuthSpec {
  /**
   * Lines of `name:{SHA}…`, which every gateway understands, under the key that it reads: `.htpasswd`; for NGINX Gateway Fabric `auth`, for the
   * controller of F5 `htpasswd` in a Secret of the type `nginx.org/htpasswd`. One Secret of that type with all three serves all of them.
   */
  readonly users: SecretRef;
}

/** Who may call: exactly one way. */
export interface AuthenticationSpec {
  readonly jwt?: JwtSpec | undefined;
  readonly oidc?: OidcSpec | undefined;
  readonly apiKey?: ApiKeySpec | undefined;
  readonly basic?: BasicAuthSpec | undefined;
}

/** Which pages of other origins may call from a browser. */
export interface CorsSpec {
  /** Such as `https://shop.example.com`, `https://*.example.com`, or `*` for all, which is not allowed with credentials. */
  readonly origins: readonly string[];
  /** Default: GET, HEAD, POST. */
  readonly methods?: readonly string[] | undefined;
  /** Headers that requests may have. Default: those that browsers always send. */
  readonly headers?: readonly string[] | undefined;
  /** Headers of answers that the page may read. Default: those that browsers always show. */
  readonly exposeHeaders?: readonly string[] | undefined;
  /** Whether cookies and credentials are sent. Default: false. */
  readonly credentials?: boolean | undefined;
  /** How long a browser may remember it. Default: `1h`. */
  readonly maxAge?: string | undefined;
}

/** Answers that are kept by the gateway: of GET and HEAD, without credentials. */
export interface CacheSpec {
  /** How long, unless the answer says otherwise, which a REST API does not look at: `10s`, `5m`, `1h`. */
  readonly ttl: string;
  /** Headers whose values keep answers apart. Default: none. */
  readonly keyHeaders?: readonly string[] | undefined;
  /** Parameters of the query that keep answers apart. Default: all; a REST API must be told them. */
  readonly keyQuery?: readonly string[] | undefined;
  /** Whether all pods of the gateway keep answers together, or each for itself. Default: as the gateway does it. */
  readonly keptBy?: "gateway" | "pod" | undefined;
}

export const retryConditions = ["connectFailure", "reset", "gatewayError", "5xx", "retriable4xx"] as const;
/** `gatewayError` is 502, 503 and 504; `retriable4xx` is 409. */
export type RetryCondition = (typeof retryConditions)[number];

/** Another try where one has failed. */
export interface RetrySpec {
  /** Tries besides the first, 1 to 10. */
  readonly attempts: number;
  /** Default: `connectFailure`, `reset` and `gatewayError`. Whoever adds `5xx` must not mind that a request is done twice. */
  readonly on?: readonly RetryCondition[] | undefined;
  /** For each try. Default: that of the route. */
  readonly perTryTimeout?: string | undefined;
  /** Between tries, doubled each time with jitter. Default: that of the gateway. */
  readonly backoff?: { readonly base: string; readonly max?: string | undefined } | undefined;
  /** How many retries there may be at a time: percent of the active requests, and at least so many. Default: that of the gateway. */
  readonly budget?: { readonly percent: number; readonly minConcurrent?: number | undefined } | undefined;
}

/** When pods are given a pause: what is beyond the bounds is refused at once (503), and pods that fail get no requests for a while. */
export interface CircuitBreakerSpec {
  /** Connections to the workload. Default: that of the gateway. */
  readonly maxConnections?: number | undefined;
  /** Requests that wait for a connection. Default: that of the gateway. */
  readonly maxPendingRequests?: number | undefined;
  /** Requests at a time. Default: that of the gateway. */
  readonly maxRequests?: number | undefined;
  /** Pods that fail. Default: none is put aside. */
  readonly ejection?: EjectionSpec | undefined;
}

/** Which pods are put aside, and for how long. */
export interface EjectionSpec {
  /** Answers of 5xx, or none, in a row. Default: 5. */
  readonly consecutiveFailures?: number | undefined;
  /** How often is looked. Default: `10s`. */
  readonly interval?: string | undefined;
  /** How long, times the number of times before. Default: `30s`. */
  readonly baseEjectionTime?: string | undefined;
  /** Share of the pods that may be put aside at a time, 1 to 100. Default: 50. */
  readonly maxEjectedPercent?: number | undefined;
}

/** Addresses of callers, as CIDRs. The others get 403. */
export interface AddressListSpec {
  /** Default: all that are not denied. */
  readonly allow?: readonly string[] | undefined;
  /** Default: none. */
  readonly deny?: readonly string[] | undefined;
}

/** A new version beside the one that there is: a share of the requests goes to it, or those with a header. */
export interface CanarySpec<Target> {
  readonly to: Target;
  /** Name of its port. Default: its only port for HTTP or gRPC. */
  readonly port?: string | undefined;
  /** Percent of the requests, 1 to 99. */
  readonly weight?: number | undefined;
  /** Requests with this header, in place of or besides a share. */
  readonly header?: { readonly name: string; readonly value: string } | undefined;
}

/** What is held to every request of a route, whoever carries it out. What the environment's gateway cannot do is an error. */
export interface ApiPolicySpec<Target> {
  /** All of them hold. Default: no limit. */
  readonly rateLimits?: readonly RateLimitSpec[] | undefined;
  /** Default: everyone. */
  readonly authentication?: AuthenticationSpec | undefined;
  /** Default: browsers let no other origin in. */
  readonly cors?: CorsSpec | undefined;
  /** Default: nothing is kept. */
  readonly cache?: CacheSpec | undefined;
  readonly retries?: RetrySpec | undefined;
  readonly circuitBreaker?: CircuitBreakerSpec | undefined;
  /** The largest body of a request: `512Ki`, `10Mi`; larger ones get 413. Default: that of the gateway. */
  readonly maxRequestSize?: string | undefined;
  readonly addresses?: AddressListSpec | undefined;
  readonly canary?: CanarySpec<Target> | undefined;
}
