/**
 * What is said of routes that API servers would refuse by the definitions of the Gateway API, and of which engines. That the definitions say so
 * is not shown here.
 */
import type { GatewayCapability, GatewayEngineName } from "../../components/cluster";
import { formatPath } from "../../components/core";
import { checkRoute, type RoutedWorkload } from "../../components/gateway/check-route";
import { engines } from "../../components/gateway/engines";
import { planRoute } from "../../components/gateway/plan-route";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";

const cart: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};
const calls: RouteTarget = {
  objectName: "calls",
  ports: [{ name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" }],
};
const other: RouteTarget = { ...cart, objectName: "other" };

const gateway: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com"],
  listeners: [{ name: "https", host: "shop.example.com" }],
  tls: true,
  hsts: "max-age=60",
  callers: { namespace: "gateway" },
};

/** `path: message | found | allowed | fix`, to be read in one line. */
function problems(workload: RoutedWorkload, self = cart, changes: Partial<GatewayCapability> = {}): string[] {
  return checkRoute(self, workload, { gateway: { ...gateway, ...changes } }).map(
    ({ path, message, found, allowed, fix }) =>
      `${formatPath(path)}: ${message} | ${found ?? "-"} | ${allowed ?? "-"} | ${fix}`,
  );
}

type Rule = NonNullable<RouteSpec["rules"]>[number];

const rule = (one: Rule): RoutedWorkload => ({ route: { rules: [one] } });
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const headers = (count: number) => Object.fromEntries(times(count, (i) => [`x-${i}`, "1"]));
const hosts = (count: number) => times(count, (i) => `h${i}.example.com`);
const manyHosts = (count: number): Partial<GatewayCapability> => ({
  hosts: hosts(count),
  listeners: hosts(count).map((host, index) => ({ name: `https-${index}`, host })),
});

const asMuchAsThereMayBe: [string, RoutedWorkload, RouteTarget?, Partial<GatewayCapability>?][] = [
  ["16 rules", { route: { rules: times(16, (i) => ({ matches: [{ path: `/${i}` }] })) } }],
  ["64 paths", { route: { paths: times(64, (i) => `/${i}`) } }],
  [
    "128 matches together",
    { route: { rules: times(2, (i) => ({ matches: times(64, (j) => ({ path: `/${i}/${j}` })) })) } },
  ],
  ["16 backends", rule({ backends: times(16, (i) => ({ to: { ...cart, objectName: `b${i}` } })) })],
  [
    "16 headers, one of them HSTS",
    rule({ responseHeaders: { set: headers(15) }, requestHeaders: { add: headers(16) } }),
  ],
  ["16 conditions", rule({ matches: [{ headers: headers(16), query: headers(16) }] })],
  ["16 hosts", { route: {} }, cart, manyHosts(16)],
  ["all characters of a path", { route: { paths: ["/-AZaz09._~!$&'()*+,;=:@%C3%BC/..a/b."] } }],
  [
    "texts that are as long as they may be",
    rule({ matches: [{ path: `/${"a".repeat(1023)}`, headers: { a: "b".repeat(4096) } }] }),
  ],
  [
    "prefixes in place of 16",
    rule({ matches: times(16, (i) => ({ path: `/${i}` })), rewrite: { path: { prefix: "/" } } }),
  ],
  ["tries as long as all", { route: { timeouts: { request: "5s" }, rules: [{ timeouts: { backend: "5s" } }] } }],
  ["calls of gRPC", rule({ matches: [{ grpc: { service: "a.B", method: "Get_1" } }] }), calls],
];

test.each(asMuchAsThereMayBe)("%s: nothing is wrong", (_, workload, self = cart, changes = {}) => {
  expect(problems(workload, self, changes)).toEqual([]);
});

const together =
  "a route has 16 rules at most; a canary by header, a list of addresses of an ALB and each further match of a prefix that is replaced make more of them";
const joinRules = "join rules or matches, or make a Route of its own for the rest";
const pathCharacters = "letters, digits, -._~!$&'()*+,;=:@, %41 for any other, without %2F and segments of points";
const noPath = "no request has this path, once its characters are written as addresses have them";

test.each<[string, RoutedWorkload, string, RouteTarget?, Partial<GatewayCapability>?]>([
  [
    "17 rules",
    { route: { rules: times(17, (i) => ({ matches: [{ path: `/${i}` }] })) } },
    `route.rules: ${together} | 17 rules | at most 16 | ${joinRules}`,
  ],
  [
    "rules that a canary doubles",
    {
      route: { rules: times(9, (i) => ({ matches: [{ path: `/${i}` }] })) },
      policy: { canary: { to: other, header: { name: "x-canary", value: "1" } } },
    },
    `route.rules: ${together} | 18 rules out of 9 | at most 16 | ${joinRules}`,
  ],
  [
    "17 prefixes that are replaced",
    rule({ matches: times(17, (i) => ({ path: `/${i}` })), rewrite: { path: { prefix: "/" } } }),
    `route.rules: ${together} | 17 rules out of 1 | at most 16 | ${joinRules}`,
  ],
  [
    "65 paths",
    { route: { paths: times(65, (i) => `/${i}`) } },
    "route.paths: a rule has 64 matches at most, and each method of a match is one | 65 matches | at most 64 | write rules with up to 64 of them each, or shorter prefixes",
  ],
  [
    "33 matches of two methods",
    rule({ matches: times(33, (i) => ({ path: `/${i}`, methods: ["GET", "HEAD"] })) }),
    "route.rules: a rule has 64 matches at most, and each method of a match is one | 66 matches | at most 64 | write two rules of it, or shorter prefixes",
  ],
  [
    "129 matches together",
    { route: { rules: times(3, (i) => ({ matches: times(43, (j) => ({ path: `/${i}/${j}` })) })) } },
    "route.rules: all rules of a route together have 128 matches at most, and each method of a match is one | 129 matches | at most 128 | write shorter prefixes, or make a Route of its own for some",
  ],
  [
    "16 backends and a canary",
    {
      ...rule({ backends: times(16, (i) => ({ to: { ...cart, objectName: `b${i}` } })) }),
      policy: { canary: { to: other, weight: 10 } },
    },
    "route.rules: a rule has 16 backends at most, the canary among them | 17 backends | at most 16 | remove some",
  ],
  [
    "a weight that a canary makes too large",
    { ...rule({ backends: [{ weight: 20_000 }] }), policy: { canary: { to: other, weight: 10 } } },
    "route.rules: with the share of the canary a weight is beyond what can be written | 1800000, 200000 | at most 1000000 | write smaller weights of the same shares, such as 9 and 1",
  ],
  [
    "16 headers of answers besides HSTS",
    rule({ responseHeaders: { set: headers(16) } }),
    "route.rules: a rule changes 16 headers of one kind at most, that of HSTS among them | 17 under responseHeaders.set | at most 16 | remove some, or let the workload do it",
  ],
  [
    "17 headers of requests",
    rule({ requestHeaders: { remove: Object.keys(headers(17)) } }),
    "route.rules: a rule changes 16 headers of one kind at most | 17 under requestHeaders.remove | at most 16 | remove some, or let the workload do it",
  ],
  [
    "17 headers that must be met",
    rule({ matches: [{ headers: headers(17) }] }),
    "route.rules: a match has 16 headers at most | 17 headers | at most 16 | remove some",
  ],
  [
    "17 parameters that must be met",
    rule({ matches: [{ query: headers(17) }] }),
    "route.rules: a match has 16 parameters at most | 17 parameters | at most 16 | remove some",
  ],
  [
    "one header in two cases",
    rule({ matches: [{ headers: { "X-A": "1", "x-a": "2" } }] }),
    "route.rules: a match has the same header twice, in any case, or as a match and as that of the canary | x-a | - | keep one of them",
  ],
  [
    "a route without hosts to 17",
    { route: {} },
    "route.hosts: a route is for 16 hosts at most, and without hosts it is for all of the gateway | 17 hosts | at most 16 | write hosts with those that it is for",
    cart,
    manyHosts(17),
  ],
  [
    "17 hosts",
    { route: { hosts: hosts(17) } },
    "route.hosts: a route is for 16 hosts at most | 17 hosts | at most 16 | remove some, or write a wildcard host for several",
    cart,
    manyHosts(18),
  ],
  [
    "letters",
    { route: { paths: ["/über"] } },
    `route.paths[0]: ${noPath} | /über | ${pathCharacters} | write /%C3%BCber`,
  ],
  [
    "braces",
    rule({ matches: [{}, { path: "/{id}" }] }),
    `route.rules[0].matches[1].path: ${noPath} | /{id} | ${pathCharacters} | write /%7Bid%7D`,
  ],
  [
    "a quote",
    rule({ matches: [{ path: { exact: '/a"b' } }] }),
    `route.rules[0].matches[0].path: ${noPath} | /a"b | ${pathCharacters} | write /a%22b`,
  ],
  [
    "no number of a character",
    { route: { paths: ["/%zz"] } },
    `route.paths[0]: ${noPath} | /%zz | ${pathCharacters} | write /%25zz`,
  ],
  [
    "a slash that is none",
    { route: { paths: ["/a%2Fb"] } },
    `route.paths[0]: ${noPath} | /a%2Fb | ${pathCharacters} | write another path`,
  ],
  [
    "a way up",
    { route: { paths: ["/a/.."] } },
    `route.paths[0]: ${noPath} | /a/.. | ${pathCharacters} | write another path`,
  ],
  [
    "a path that is too long",
    { route: { paths: [`/${"a".repeat(1024)}`] } },
    "route.paths[0]: the text is too long | 1025 characters | at most 1024 | write a shorter one",
  ],
  [
    "a path in place of another that is too long",
    rule({ rewrite: { path: { full: `/${"a".repeat(1024)}` } } }),
    "route.rules[0].rewrite.path: the text is too long | 1025 characters | at most 1024 | write a shorter one",
  ],
  [
    "a value that is none",
    rule({ matches: [{ headers: { "x-a": "" } }] }),
    'route.rules[0].matches[0].headers.x-a: a value without characters cannot be met | "" | - | write a value, or { regex: .+ } for any',
  ],
  [
    "a parameter that is none",
    rule({ matches: [{ query: { "a b": "1" } }] }),
    "route.rules[0].matches[0].query.a b: the Gateway API takes no such name of a parameter | a b | letters, digits and !#$%&'*+-.^_`|~ | write another name, or match by path or header",
  ],
  [
    "a header that is set to nothing",
    rule({ requestHeaders: { set: { "x-a": "" } } }),
    'route.rules[0].requestHeaders.set.x-a: a header without a value cannot be written | "" | - | write a value, or remove: [x-a]',
  ],
  [
    "a try that is longer than the route allows",
    { route: { timeouts: { request: "1s" }, rules: [{ timeouts: { backend: "2s" } }] } },
    "route.rules: one try may take longer than all of them together, with what the route and the rule say | backend: 2s, and request: 1s | at most 1s | write backend: 1s, or a longer request",
  ],
  [
    "paths of calls of gRPC",
    { route: { paths: ["/a"] } },
    "route.paths: the route is for calls of gRPC, which have nothing of this kind | /a | - | write rules with matches by grpc, or remove paths",
    calls,
  ],
  [
    "methods of calls of gRPC",
    rule({ matches: [{ methods: ["POST"] }] }),
    "route.rules[0].matches[0].methods: the route is for calls of gRPC, which have nothing of this kind | methods | - | write grpc: { service: … } in its place",
    calls,
  ],
  [
    "rewritten calls of gRPC",
    rule({ rewrite: { host: "a.example.com" } }),
    "route.rules[0].rewrite: the route is for calls of gRPC, which have nothing of this kind | rewrite | - | remove rewrite",
    calls,
  ],
])("%s", (_, workload, expected, self = cart, changes = {}) => {
  expect(problems(workload, self, changes)).toEqual([expected]);
});

const cors = (origins: string[]): RoutedWorkload => ({ route: {}, policy: { cors: { origins } } });

test("lists of CORS, where they are a filter of the route", () => {
  const fabric = { engine: "nginxGatewayFabric" } as const;
  const long = times(65, (i) => `https://h${i}.example.com`);
  expect(problems(cors(long), cart, fabric)).toEqual([
    "policy.cors.origins: the list is too long | 65 origins | at most 64 | remove some, or write a pattern such as https://*.example.com for several",
  ]);
  expect(problems(cors(["*", "https://a.example.com"]), cart, fabric)).toEqual([
    "policy.cors.origins: * stands for all others too | *, https://a.example.com | - | keep * alone, or remove it",
  ]);
  expect(problems(cors(["https://a.example.com", "https://a.example.com"]), cart, fabric)).toEqual([
    "policy.cors.origins: a value is written twice | https://a.example.com | - | remove one of them",
  ]);
  expect(problems(cors(long))).toEqual([]);
});

describe("who has these bounds", () => {
  const long: RoutedWorkload = { route: { rules: times(17, (i) => ({ matches: [{ path: `/${i}` }] })) } };
  const asked = (engine: GatewayEngineName) => problems(long, cart, { engine }).length;

  test.each<[GatewayEngineName, number]>([
    ["envoy", 1],
    ["alb", 1],
    ["nginxGatewayFabric", 1],
    ["kong", 1],
    ["traefik", 1],
    ["nginxIngressController", 0],
    ["httpApi", 0],
    ["restApi", 0],
  ])("%s", (engine, count) => {
    expect(asked(engine)).toBe(count);
  });

  test("an ALB has a rule more for each that addresses are asked for", () => {
    const workload = (count: number): RoutedWorkload => ({
      route: { rules: [{ matches: times(count, (i) => ({ path: `/${i}` })), rewrite: { path: { prefix: "/" } } }] },
      policy: { addresses: { allow: ["203.0.113.0/24"] } },
    });
    expect(problems(workload(4), cart, { engine: "alb" })).toEqual([]);
    expect(problems(workload(16), cart, { engine: "alb" })).toEqual([
      `route.rules: ${together} | 17 rules out of 1 | at most 16 | ${joinRules}`,
    ]);
  });
});

test.each<GatewayEngineName>(["envoy", "alb", "nginxGatewayFabric", "kong", "traefik"])(
  "%s: a rule for each match where a prefix is replaced, the same besides",
  (engine) => {
    const capability = { ...gateway, engine };
    const route: RouteSpec = {
      rules: [
        { matches: [{ path: "/a", methods: ["GET", "HEAD"] }, { path: "/b" }], rewrite: { path: { prefix: "/" } } },
      ],
    };
    expect(problems({ route }, cart, { engine })).toEqual([]);
    const objects = engines[engine].renderRoute(planRoute(cart, route, {}, capability), capability);
    const rendered = objects.find(({ kind }) => kind === "HTTPRoute")?.fields as {
      spec: { rules: { matches: object[] }[] };
    };
    const { rules } = rendered.spec;
    const path = (value: string) => ({ path: { type: "PathPrefix", value } });
    expect(rules.map(({ matches }) => matches)).toEqual([
      [{ ...path("/a"), method: "GET" }],
      [{ ...path("/a"), method: "HEAD" }],
      [path("/b")],
    ]);
    const besides = rules.map((one) => ({ ...one, matches: [] }));
    expect(besides).toEqual([besides[0], besides[0], besides[0]]);
  },
);
