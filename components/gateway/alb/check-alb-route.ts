import type { GatewayCapability } from "../../cluster";
import type { Problem } from "../../core";
import type { PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import type { OidcSpec } from "../policy-spec";
import { albRedirectPath, inLowestTerms } from "./alb-route";

/** Bounds of an ALB. Source: its guide, "Condition types for listener rules" and "Quotas", read in 2026-11. */
const mostValues = 5;
const mostValuesOfCondition = 3;
const mostWeight = 999;
const mostTargetGroups = 5;
/** Of an HTTPRoute, as the Gateway API has it. */
const mostRules = 16;

/** What is wrong with a route of an ALB. */
export function checkAlbRoute(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  const { policy } = route;
  const allow = policy.addresses?.allow ?? [];
  return [
    ...checkEncryption(route, gateway),
    ...(policy.authentication?.oidc === undefined ? [] : checkOidc(policy.authentication.oidc)),
    ...checkJwt(route),
    ...(allow.length <= mostValuesOfCondition
      ? []
      : [
          {
            path: ["policy", "addresses", "allow"],
            message: "an ALB compares the address of a caller with three ranges at most",
            found: `${allow.length} ranges`,
            allowed: "1 to 3",
            fix: "join ranges, or use sourceRanges of the gateway",
          },
        ]),
    ...(allow.length > 0 && route.rules.length * 2 > mostRules
      ? [
          {
            path: ["policy", "addresses", "allow"],
            message: "each rule needs another one that refuses the other addresses, and a route has 16 at most",
            found: `${route.rules.length} rules`,
            allowed: "1 to 8",
            fix: "join rules, or use sourceRanges of the gateway",
          },
        ]
      : []),
    ...route.rules.flatMap((rule) => checkRule(rule, route, allow.length > mostValuesOfCondition ? 0 : allow.length)),
    ...checkHttps(route),
  ];
}

/** The controller leaves out, in silence, what it can only do on listeners with TLS. */
function checkEncryption({ protocol, policy }: PlannedRoute, { tls }: GatewayCapability): Problem[] {
  if (tls) return [];
  const problem = (path: Problem["path"], message: string): Problem => ({
    path,
    message,
    found: "tls: false of the gateway",
    allowed: "with TLS",
    fix: "add tls.certificates to slipway:gateway",
  });
  return [
    ...(policy.authentication === undefined
      ? []
      : [problem(["policy", "authentication"], "an ALB asks callers who they are by TLS alone")]),
    ...(protocol === "grpc" ? [problem(["route"], "an ALB takes calls of gRPC by TLS alone")] : []),
  ];
}

function checkOidc({ endpoints, redirectPath, logoutPath }: OidcSpec): Problem[] {
  const path = ["policy", "authentication", "oidc"];
  return [
    ...(endpoints === undefined
      ? [
          {
            path: [...path, "endpoints"],
            message: "an ALB does not find the endpoints of a provider by itself",
            found: "nothing",
            fix: "add authorization, token and userInfo, as the provider's /.well-known/openid-configuration has them",
          },
        ]
      : []),
    ...(redirectPath === undefined || redirectPath === albRedirectPath
      ? []
      : [
          {
            path: [...path, "redirectPath"],
            message: "an ALB has a path of its own that browsers come back at",
            found: redirectPath,
            allowed: albRedirectPath,
            fix: `remove it, and allow https://<host>${albRedirectPath} at the provider`,
          },
        ]),
    ...(logoutPath === undefined
      ? []
      : [
          {
            path: [...path, "logoutPath"],
            message: "an ALB logs nobody out",
            found: logoutPath,
            fix: "remove it, and let the workload end the cookies AWSELBAuthSessionCookie-*",
          },
        ]),
  ];
}

function checkJwt({ policy }: PlannedRoute): Problem[] {
  const jwt = policy.authentication?.jwt;
  if (jwt?.audiences === undefined || jwt.audiences.length <= 1) return [];
  return [
    {
      path: ["policy", "authentication", "jwt", "audiences"],
      message: "an ALB compares aud, which must be one text in tokens, with one audience",
      found: jwt.audiences.join(", "),
      allowed: "one audience",
      fix: "keep one, or choose another gateway for the environment, such as provider: envoy",
    },
  ];
}

function checkRule(rule: PlannedRule, route: PlannedRoute, addresses: number): Problem[] {
  return [
    ...rule.matches.flatMap((match) => checkMatch(match, route, addresses)),
    ...checkBackends(rule),
    ...checkRedirect(rule),
  ];
}

function checkMatch(match: PlannedMatch, { protocol }: PlannedRoute, addresses: number): Problem[] {
  const { path, headers, query } = match;
  const values = countValues(match) + addresses;
  const text = "exact" in path ? path.exact : "prefix" in path ? path.prefix : "";
  return [
    ...(values <= mostValues
      ? []
      : [
          {
            path: ["route"],
            message: "a rule of an ALB compares five values at most",
            found: `${values}: ${whatIsCompared(match, addresses)}`,
            allowed: "1 to 5: a prefix counts two; the host, the method, each header, parameter and range count one",
            fix: "compare less, or choose another gateway for the environment, such as provider: envoy",
          },
        ]),
    ...(/[*?]/.test(text) ? [wildcard(["route"], text)] : []),
    ...headers.flatMap(([name, value]) => {
      if (typeof value === "string") {
        return /[*?,\\]/.test(value) ? [wildcard(["route"], `${name}: ${value}`)] : [];
      }
      if (protocol !== "grpc") return [];
      return [
        {
          path: ["route"],
          message: "for calls of gRPC an ALB compares headers with texts alone",
          found: `${name}: ${value.regex}`,
          fix: "write the value as a text",
        },
      ];
    }),
    ...query.flatMap(([name, value]) =>
      typeof value === "string" && /[*?\\]/.test(value) ? [wildcard(["route"], `${name}=${value}`)] : [],
    ),
  ];
}

function wildcard(path: Problem["path"], found: string): Problem {
  return {
    path,
    message: "to an ALB these characters stand for other texts, so that it would take more than is written",
    found,
    allowed: "without *, ? and \\, and in headers without commas",
    fix: "write a regular expression for it, or leave the characters out",
  };
}

/** The host, the path (a prefix is itself, and itself with all below), and each of the others. */
function countValues({ path, methods, headers, query, grpc }: PlannedMatch): number {
  const ofPath = grpc === undefined && "prefix" in path && path.prefix !== "/" ? 2 : 1;
  return 1 + ofPath + headers.length + query.length + (methods.length === 0 ? 0 : 1);
}

function whatIsCompared({ methods, headers, query }: PlannedMatch, addresses: number): string {
  return [
    "host",
    "path",
    ...headers.map(([name]) => name),
    ...query.map(([name]) => name),
    ...(methods.length === 0 ? [] : ["method"]),
    ...(addresses === 0 ? [] : [`${addresses} ranges of addresses`]),
  ].join(", ");
}

function checkBackends({ backends }: PlannedRule): Problem[] {
  const heaviest = Math.max(0, ...inLowestTerms(backends).map(({ weight }) => weight));
  return [
    ...(heaviest <= mostWeight
      ? []
      : [
          {
            path: ["route"],
            message: "an ALB weighs backends by 0 to 999",
            found: backends.map(({ service, weight }) => `${service}: ${weight}`).join(", "),
            allowed: "weights of which none is more than 999, in lowest terms",
            fix: "write smaller weights, such as percents",
          },
        ]),
    ...(backends.length <= mostTargetGroups
      ? []
      : [
          {
            path: ["route"],
            message: "a rule of an ALB has five backends at most",
            found: String(backends.length),
            allowed: "1 to 5",
            fix: "keep five",
          },
        ]),
  ];
}

function checkRedirect({ redirect }: PlannedRule): Problem[] {
  if (redirect === undefined) return [];
  const { scheme, host, port, path, status = 302 } = redirect;
  const text = path === undefined ? "" : "full" in path ? path.full : path.prefix;
  return [
    ...(status === 301 || status === 302
      ? []
      : [
          {
            path: ["route"],
            message: "an ALB redirects by 301 or 302",
            found: String(status),
            allowed: "301, 302",
            fix: status === 308 ? "write status: 301" : "write status: 302",
          },
        ]),
    ...(path !== undefined && "prefix" in path && scheme === undefined && host === undefined && port === undefined
      ? [
          {
            path: ["route"],
            message: "an ALB takes another prefix for a loop, unless scheme, host or port change too",
            found: `redirect to the prefix ${path.prefix}`,
            allowed: "path.full, or path.prefix with scheme, host or port",
            fix: "add host, or write path.full",
          },
        ]
      : []),
    ...(/[*?]/.test(text) ? [wildcard(["route"], text)] : []),
  ];
}

/** Target groups have settings by the Service, not by its port. */
function checkHttps({ rules }: PlannedRoute): Problem[] {
  const backends = rules.flatMap((rule) => rule.backends);
  return [...new Set(backends.map(({ service }) => service))].flatMap((service) => {
    const ports = backends.filter((one) => one.service === service).map(({ port }) => port);
    const isMixed =
      ports.some(({ protocol }) => protocol === "https") && ports.some(({ protocol }) => protocol !== "https");
    if (!isMixed) return [];
    return [
      {
        path: ["route"],
        message: "an ALB sends HTTP or HTTPS to a workload, not both",
        found: `${service}: ${[...new Set(ports.map(({ name }) => name))].join(", ")}`,
        fix: "choose one of its ports for all rules",
      },
    ];
  });
}
