/** What is said of routes and policies that are wrong, whoever would carry them out. What single gateways refuse besides is in their own tests. */
import type { GatewayCapability } from "../../components/cluster";
import { formatPath } from "../../components/core";
import { checkRoute, type RoutedWorkload } from "../../components/gateway/check-route";
import type { RouteTarget } from "../../components/gateway/route-spec";

const cart: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};
const twoPorts: RouteTarget = {
  objectName: "two",
  ports: [
    { name: "http", port: 80, targetPort: 8080, protocol: "http" },
    { name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" },
    { name: "db", port: 5432, targetPort: 5432, protocol: "tcp" },
  ],
};
const other: RouteTarget = { ...cart, objectName: "other" };

const gateway: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com", "*.api.example.com"],
  listeners: [{ name: "https", host: "shop.example.com" }],
  tls: true,
  callers: { namespace: "gateway" },
};

/** `path: message | found | allowed | fix`, to be read in one line. */
function problems(workload: RoutedWorkload, self = cart): string[] {
  return checkRoute(self, workload, { gateway }).map(
    ({ path, message, found, allowed, fix }) =>
      `${formatPath(path)}: ${message} | ${found ?? "-"} | ${allowed ?? "-"} | ${fix}`,
  );
}

test("nothing is wrong with what is asked rightly", () => {
  const workload: RoutedWorkload = {
    route: {
      hosts: ["shop.example.com", "v1.api.example.com"],
      timeouts: { request: "10s", backend: "2s" },
      rules: [
        {
          matches: [{ path: "/cart", methods: ["GET"], headers: { "x-a": { regex: "[a-z]+" } } }],
          backends: [{ weight: 9 }, { to: other, weight: 1 }],
          rewrite: { path: { prefix: "/" } },
        },
      ],
    },
    policy: {
      rateLimits: [{ requests: 100, per: "minute" }],
      retries: { attempts: 2, perTryTimeout: "500ms" },
      canary: { to: other, weight: 5 },
    },
  };
  expect(problems(workload)).toEqual([]);
  expect(problems({})).toEqual([]);
});

test("without a gateway nobody carries it out, and what else is wrong is told too", () => {
  const route = { paths: ["cart"] };
  expect(checkRoute(cart, { route }, {}).map(({ message }) => message)).toEqual([
    "the environment has no gateway, so that nobody would carry out the route",
    "this is no path",
  ]);
  expect(checkRoute(cart, { route }, undefined, { isGatewayKnown: false }).map(({ message }) => message)).toEqual([
    "this is no path",
  ]);
});

const rule = (one: NonNullable<NonNullable<RoutedWorkload["route"]>["rules"]>[number]): RoutedWorkload => ({
  route: { rules: [one] },
});
const policy = (one: NonNullable<RoutedWorkload["policy"]>): RoutedWorkload => ({ route: {}, policy: one });

test.each<[string, RoutedWorkload, string, RouteTarget?]>([
  [
    "a policy without a route",
    { policy: {} },
    "policy: a policy holds for what comes by a route, and the workload has none | - | - | add route: {}, or remove policy",
  ],
  [
    "a host that is none",
    { route: { hosts: ["https://Shop.example.com/"] } },
    "route.hosts[0]: this is no name of a host | https://Shop.example.com/ | lower-case labels with dots between them, such as shop.example.com or *.example.com | write shop.example.com",
  ],
  [
    "a host that nobody serves",
    { route: { hosts: ["blog.example.com"] } },
    "route.hosts[0]: the gateway does not serve this host | blog.example.com | shop.example.com, *.api.example.com | add it to slipway:gateway.hosts, or write one of these",
  ],
  [
    "a host twice",
    { route: { hosts: ["shop.example.com", "shop.example.com"] } },
    "route.hosts: a host is written twice | shop.example.com | - | remove one of them",
  ],
  [
    "paths and rules",
    { route: { paths: ["/a"], rules: [{}] } },
    "route.rules: the route has both paths and rules | paths /a | - | write the paths as matches of a rule, and remove paths",
  ],
  [
    "a path with a query",
    { route: { paths: ["/a?b=c"] } },
    "route.paths[0]: this is no path | /a?b=c | a text that begins with '/', without '//', '?', '#' and spaces | write /a",
  ],
  [
    "an expression that does not compile",
    rule({ matches: [{ path: { regex: "/item/(" } }] }),
    "route.rules[0].matches[0].path.regex: the regular expression does not compile: error parsing regexp: missing closing ): `/item/(` | /item/( | the syntax of RE2, which has no look-around and no references to groups | correct it, or write a prefix or the whole text",
  ],
  [
    "an expression that looks ahead",
    rule({ matches: [{ headers: { "x-a": { regex: "a(?=b)" } } }] }),
    "route.rules[0].matches[0].headers.x-a.regex: the regular expression does not compile: error parsing regexp: invalid or unsupported Perl syntax: `(?=` | a(?=b) | the syntax of RE2, which has no look-around and no references to groups | correct it, or write a prefix or the whole text",
  ],
  [
    "weights that sum to nothing",
    rule({ backends: [{ weight: 0 }, { to: other, weight: 0 }] }),
    "route.rules[0].backends: the weights sum to 0, so that every request would be refused | 0, 0 | - | give one of them a weight above 0",
  ],
  [
    "a weight below nothing",
    rule({ backends: [{ weight: -1 }, { to: other }] }),
    "route.rules[0].backends[0].weight: this number is not possible here | -1 | a whole number from 0 to 1000000 | write 1, or another of these",
  ],
  [
    "a redirect with backends",
    rule({ redirect: { scheme: "https" }, backends: [{}] }),
    "route.rules[0].backends: the rule redirects, so that nothing is sent to a workload | redirect and backends | - | remove backends, or redirect",
  ],
  [
    "a redirect to where one is",
    rule({ redirect: { status: 301 } }),
    "route.rules[0].redirect: the redirect leads to where the caller is already | none of scheme, host, port, path | - | add one of them, such as path: { full: /new }",
  ],
  [
    "a prefix in place of none",
    rule({ matches: [{ path: { exact: "/a" } }], rewrite: { path: { prefix: "/" } } }),
    "route.rules[0].rewrite.path.prefix: there is no prefix that it could stand in place of | a match by a whole path or a regular expression | full, or matches by prefix alone | write full, or match by a prefix",
  ],
  [
    "a wildcard in place of a host",
    rule({ rewrite: { host: "*.example.com" } }),
    "route.rules[0].rewrite.host: a wildcard is no host that one can be sent to | *.example.com | one host, such as shop.example.com | write www.example.com, or another one",
  ],
  [
    "a redirect to a wildcard",
    rule({ redirect: { host: "*.example.com" } }),
    "route.rules[0].redirect.host: a wildcard is no host that one can be sent to | *.example.com | one host, such as shop.example.com | write www.example.com, or another one",
  ],
  [
    "one try longer than all",
    { route: { timeouts: { request: "1s", backend: "1m" } } },
    "route.timeouts.backend: one try may take longer than all of them together | 1m, and request: 1s | at most 1s | write backend: 1s, or a longer request",
  ],
  [
    "a duration without a unit",
    { route: { timeouts: { request: "10" } } },
    "route.timeouts.request: this is no duration | 10 | a whole number of up to five digits with one of the units ms, s, m, h | write it like 300ms, 2s or 5m",
  ],
  [
    "a header changed in two ways",
    rule({ requestHeaders: { set: { "X-A": "1" }, remove: ["x-a"] } }),
    "route.rules[0].requestHeaders.remove.x-a: the header is changed in two ways | set and remove | - | keep one of them",
  ],
  [
    "a name of a header that is none",
    rule({ matches: [{ headers: { "x a": "1" } }] }),
    "route.rules[0].matches[0].headers.x a: this is no name of a header | x a | letters, digits and '-' | write a name such as x-tenant",
  ],
  [
    "several ports",
    { route: {} },
    "route.port: the workload has several ports, and the route does not say which | http, grpc | - | add port: http, or another of them",
    twoPorts,
  ],
  [
    "a port that a gateway cannot send to",
    { route: { port: "db" } },
    "route.port: the workload speaks tcp on this port, which a gateway cannot send to | db | http, grpc | name one of these",
    twoPorts,
  ],
  [
    "a port that is misspelt",
    { route: { port: "htp" } },
    "route.port: the workload has no port of this name | htp | http | did you mean http?",
  ],
  [
    "no port at all",
    { route: {} },
    "route.port: the workload has no port that a gateway can send to | no ports | a port with the protocol http, https or grpc | add one under ports, such as http: 8080",
    { objectName: "none", ports: [] },
  ],
  [
    "gRPC and HTTP in one rule",
    { route: { port: "http", rules: [{ backends: [{}, { port: "grpc" }] }] } },
    "route.rules[0].backends: some backends speak gRPC and some do not | HTTP and gRPC | - | write a rule for each, in routes of their own",
    twoPorts,
  ],
  [
    "calls of gRPC to HTTP",
    rule({ matches: [{ grpc: { service: "a.B" } }] }),
    "route.rules[0].matches: the rule is for calls of gRPC, but its backends speak HTTP | grpc, and a port with the protocol http | - | name a port with the protocol grpc, or match by path",
  ],
  [
    "a method of gRPC that is none",
    { route: { port: "grpc", rules: [{ matches: [{ grpc: { service: "a.B", method: "Get.Cart" } }] }] } },
    "route.rules[0].matches[0].grpc.method: this is no name of a method of a gRPC service | Get.Cart | letters, digits and '_' | write it as the .proto file has it, or remove it for all methods of the service",
    twoPorts,
  ],
  [
    "a limit of none",
    policy({ rateLimits: [{ requests: 0, per: "second" }] }),
    "policy.rateLimits[0].requests: this number is not possible here | 0 | a whole number from 1 to 1000000000 | write 1, or another of these",
  ],
  [
    "a limit by a claim without tokens",
    policy({ rateLimits: [{ requests: 1, per: "second", by: { claim: "sub" } }] }),
    "policy.rateLimits[0].by.claim: the limit counts by a claim, but callers bring no token | sub | - | add authentication.jwt, or count by address or header",
  ],
  [
    "no way of authentication",
    policy({ authentication: {} }),
    "policy.authentication: it is not said how callers are known | none of them | exactly one of jwt, oidc, apiKey, basic | add one of them, or remove authentication",
  ],
  [
    "tokens without keys",
    policy({ authentication: { jwt: { issuer: "https://login.example.com/", jwksUri: "" } } }),
    'policy.authentication.jwt.jwksUri: the address of the keys of the tokens (JWKS) is missing | "" | - | write https://login.example.com/.well-known/jwks.json',
  ],
  [
    "keys by plain HTTP",
    policy({ authentication: { jwt: { issuer: "https://a.example.com", jwksUri: "http://u:p@a.example.com/k" } } }),
    "policy.authentication.jwt.jwksUri: the address of the keys must be a URL by HTTPS | http://a.example.com… | https://host/path, without a user name and password | write it like https://login.example.com/",
  ],
  [
    "two claims in one header",
    policy({
      authentication: {
        jwt: {
          issuer: "https://a.example.com",
          jwksUri: "https://a.example.com/keys",
          claimHeaders: { sub: "x-user", email: "X-User" },
        },
      },
    }),
    "policy.authentication.jwt.claimHeaders.email: two claims would be in one header | sub and email in X-User | - | write another header",
  ],
  [
    "a log-in without a provider",
    policy({ authentication: { oidc: { issuer: "", clientId: "shop", clientSecret: { secret: "oidc" } } } }),
    'policy.authentication.oidc.issuer: the provider of the log-in is missing | "" | - | write https://login.example.com',
  ],
  [
    "credentials to every origin",
    policy({ cors: { origins: ["*"], credentials: true } }),
    "policy.cors.origins: browsers send no credentials where every origin is let in | * with credentials: true | - | name the origins, or remove credentials",
  ],
  [
    "an origin with a path",
    policy({ cors: { origins: ["https://shop.example.com/"] } }),
    "policy.cors.origins[0]: this is no origin | https://shop.example.com/ | a scheme and a host, such as https://shop.example.com or https://*.example.com, without path | write it as browsers send it in the header Origin",
  ],
  [
    "CORS without OPTIONS",
    { route: { rules: [{ matches: [{ methods: ["GET"] }] }] }, policy: { cors: { origins: ["*"] } } },
    "route.rules[0].matches[0].methods: browsers ask with OPTIONS whether they may call, which this match does not take | GET | - | add OPTIONS, or remove policy.cors",
  ],
  [
    "too many retries",
    policy({ retries: { attempts: 11 } }),
    "policy.retries.attempts: this number is not possible here | 11 | a whole number from 1 to 10 | write 10, or another of these",
  ],
  [
    "a breaker without bounds",
    policy({ circuitBreaker: {} }),
    "policy.circuitBreaker: the circuit breaker has no bound, and so never opens | {} | - | add maxConnections, maxPendingRequests, maxRequests or ejection: {}",
  ],
  [
    "a size that is none",
    policy({ maxRequestSize: "10MB" }),
    "policy.maxRequestSize: this is no size | 10MB | whole bytes, with a unit such as Ki, Mi or Gi | write it like 512Ki or 10Mi",
  ],
  [
    "an address that is no range",
    policy({ addresses: { allow: ["203.0.113.7"] } }),
    "policy.addresses.allow[0]: this is no range of addresses | 203.0.113.7 | an address, '/', and the length of the prefix, such as 203.0.113.0/24 | write 203.0.113.7/32",
  ],
  [
    "a canary to which nobody comes",
    policy({ canary: { to: other } }),
    "policy.canary: nobody would come to the canary | neither weight nor header | - | add weight: 10, or header: { name: x-canary, value: always }",
  ],
  [
    "a canary that is the workload itself",
    policy({ canary: { to: cart, weight: 10 } }),
    "policy.canary.to: the canary is the workload itself | cart | - | name the workload of the new version",
  ],
])("%s", (_, workload, expected, self = cart) => {
  expect(problems(workload, self)).toEqual([expected]);
});
