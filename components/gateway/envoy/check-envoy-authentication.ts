import { under, type Problem } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { JwtSpec, OidcSpec } from "../policy-spec";
import type { PathMatch } from "../route-spec";
import { countedClaims } from "./rate-limits";
import { defaultLogoutPath, defaultRedirectPath } from "./security-policy";

/** Of the custom resource SecurityPolicy, 1.9.0. */
const most = { urlLength: 253, audiences: 8 } as const;
/** Within the cluster the gateway may call every port, outside of it that of HTTPS. */
const inCluster = /\.svc(\.[a-z0-9.-]+)?$/;

/** What is wrong with the authentication of a route for Envoy Gateway. Paths are relative to the policy. */
export function checkEnvoyAuthentication(route: PlannedRoute): Problem[] {
  const { jwt, oidc } = route.policy.authentication ?? {};
  return under(
    ["authentication"],
    [
      ...(jwt === undefined ? [] : under(["jwt"], checkJwt(jwt, route))),
      ...(oidc === undefined ? [] : under(["oidc"], checkOidc(oidc, route))),
    ],
  );
}

function checkJwt(jwt: JwtSpec, route: PlannedRoute): Problem[] {
  const { issuer, jwksUri, audiences = [], claimHeaders = {} } = jwt;
  return [
    ...checkLength(["issuer"], issuer),
    ...checkLength(["jwksUri"], jwksUri),
    ...checkPort(["jwksUri"], jwksUri),
    ...(audiences.length <= most.audiences
      ? []
      : [
          {
            path: ["audiences"],
            message: "there are more audiences than Envoy Gateway takes",
            found: String(audiences.length),
            allowed: `up to ${most.audiences}`,
            fix: "remove some",
          },
        ]),
    ...Object.keys({ ...claimHeaders, ...countedClaims(route) }).flatMap((claim) =>
      /^https?:/.test(claim)
        ? [
            {
              path: ["claimHeaders"],
              message: "a dot in the name of a claim leads to a claim within it, so that no URL can be one",
              found: claim,
              allowed: "names such as sub, or realm.name for a claim within another",
              fix: "have the provider give the claim a short name",
            },
          ]
        : [],
    ),
  ];
}

function checkOidc(oidc: OidcSpec, route: PlannedRoute): Problem[] {
  const { redirectPath = defaultRedirectPath, logoutPath = defaultLogoutPath, endpoints } = oidc;
  return [
    ...checkPort(["issuer"], oidc.issuer),
    ...(endpoints === undefined ? [] : checkPort(["endpoints", "token"], endpoints.token)),
    ...checkReached(["redirectPath"], redirectPath, route, "the provider sends browsers back to it"),
    ...checkReached(["logoutPath"], logoutPath, route, "browsers log out there"),
  ];
}

/** The gateway answers these paths itself, but only those that come to the route. */
function checkReached(path: Problem["path"], wanted: string, route: PlannedRoute, because: string): Problem[] {
  const matches = route.rules.flatMap((rule) => rule.matches);
  const plain = matches.filter(
    ({ methods, headers, query }) =>
      headers.length + query.length === 0 && (methods.length === 0 || methods.includes("GET")),
  );
  if (plain.some((match) => takes(match.path, wanted))) return [];
  const [prefix] = plain.flatMap((match) => ("prefix" in match.path ? [match.path.prefix] : []));
  return [
    {
      path,
      message: `no rule of the route takes this path, and ${because}`,
      found: wanted,
      allowed: "a path that a match of the route takes, without conditions on headers and query",
      fix:
        prefix === undefined
          ? `add a rule with the path ${wanted}`
          : `write ${prefix.replace(/\/$/, "")}${wanted}, or add a rule with the path ${wanted}`,
    },
  ];
}

function takes(path: PathMatch, wanted: string): boolean {
  if ("exact" in path) return path.exact === wanted;
  // It is compiled elsewhere; what it takes is left to its author.
  if ("regex" in path) return true;
  const prefix = path.prefix.replace(/\/$/, "");
  return wanted === prefix || wanted.startsWith(`${prefix}/`);
}

function checkLength(path: Problem["path"], url: string): Problem[] {
  if (url.length <= most.urlLength) return [];
  return [
    {
      path,
      message: "the URL is longer than Envoy Gateway takes",
      found: `${url.length} characters`,
      allowed: `up to ${most.urlLength}`,
      fix: "write a shorter one",
    },
  ];
}

function checkPort(path: Problem["path"], url: string): Problem[] {
  if (!URL.canParse(url)) return [];
  const { port, hostname } = new URL(url);
  if (port === "" || inCluster.test(hostname)) return [];
  return [
    {
      path,
      message: "the network policies of the gateway let it call others by the port of HTTPS alone",
      found: `port ${port}`,
      allowed: "port 443, or a Service of the cluster",
      fix: "have it answer on port 443",
    },
  ];
}
