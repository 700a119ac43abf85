import type { GatewayCapability } from "../../cluster";
import { labelValue, type Problem } from "../../core";
import { checkDataPlane } from "../data-plane";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import type { PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import { checkNginx } from "./check-nginx";
import { sharesOf } from "./controller-route";
import { countsFailures } from "./controller-upstreams";
import { hostValue } from "./host-label";

const rulesPath = ["route", "rules"];

/** What is wrong with a route for the F5 NGINX Ingress Controller. Paths are relative to the workload. */
export function checkControllerRoute(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  const { rules, policy } = route;
  return [
    ...checkNginx(route),
    ...checkHosts(route, gateway),
    ...checkEncrypted(route, gateway),
    ...rules.flatMap(({ matches }) => matches.flatMap(checkMatch)),
    ...rules.flatMap(checkRule),
    ...checkCache(route),
    ...checkEjection(route),
    ...(policy.addresses?.allow === undefined || policy.addresses.deny === undefined
      ? []
      : [
          {
            path: ["policy", "addresses"],
            message:
              "the F5 NGINX Ingress Controller has a list of addresses that may call, or one of those that may not",
            found: "allow and deny",
            fix: "keep one of them: allow without the addresses of deny, where both were meant",
          },
        ]),
  ];
}

/** What is wrong with a gateway of it, besides what is wrong for all. */
export function checkControllerGateway(spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  return [
    ...checkDataPlane(spec, around),
    ...spec.hosts.flatMap((host, index) =>
      labelValue.test(hostValue(host))
        ? []
        : [
            {
              path: ["hosts", index],
              message:
                "the F5 NGINX Ingress Controller gathers the routes of a host by a label with its name, which is too long for one",
              found: host,
              allowed: "63 characters, or 56 for a wildcard host",
              fix: "write a shorter host",
            },
          ],
    ),
  ];
}

/** Each host of the gateway is a server, which takes only routes of that very host. */
function checkHosts({ hosts, policy }: PlannedRoute, gateway: GatewayCapability): Problem[] {
  const strange = hosts.filter((host) => !gateway.hosts.includes(host));
  return [
    ...strange.map((host) => ({
      path: ["route", "hosts"],
      message:
        "the F5 NGINX Ingress Controller has a server for each host of the gateway, and none for hosts below a wildcard",
      found: host,
      allowed: gateway.hosts.join(", "),
      fix: "add it to slipway:gateway.hosts",
    })),
    ...(policy.rateLimits === undefined || hosts.length < 2
      ? []
      : [
          {
            path: ["policy", "rateLimits"],
            message: "the F5 NGINX Ingress Controller counts for each host by itself, and so would let more through",
            found: hosts.join(", "),
            allowed: "a route of one host",
            fix: "write hosts with one of them, or redirect the others to it",
          },
        ]),
  ];
}

function checkEncrypted({ protocol, name }: PlannedRoute, { tls }: GatewayCapability): Problem[] {
  if (protocol !== "grpc" || tls) return [];
  return [
    {
      path: ["route"],
      message: "the F5 NGINX Ingress Controller carries gRPC only where callers come by TLS",
      found: `${name} speaks gRPC, and the gateway has tls: false`,
      fix: "add tls to slipway:gateway",
    },
  ];
}

function checkMatch({ headers, query }: PlannedMatch): Problem[] {
  const texts = [...headers, ...query].flatMap(([name, value]) =>
    typeof value === "string" && /["\\]/.test(value)
      ? [
          {
            path: rulesPath,
            message: `NGINX takes the value of ${name} into its configuration, where this would mean something else`,
            found: value,
            allowed: "a text without '\"' and '\\'",
            fix: "write a regular expression for it",
          },
        ]
      : [],
  );
  return [...texts, ...query.flatMap(([name]) => checkArgument(rulesPath, name))];
}

function checkArgument(path: Problem["path"], name: string): Problem[] {
  if (/^\w+$/.test(name)) return [];
  return [
    {
      path,
      message: "NGINX has no variable for a parameter of this name",
      found: name,
      allowed: "letters, digits and '_'",
      fix: `write ${name.replace(/\W/g, "_")}, and let callers do so too`,
    },
  ];
}

function checkRule(rule: PlannedRule): Problem[] {
  const { matches, redirect, rewrite, requestHeaders } = rule;
  const added = Object.keys(requestHeaders?.add ?? {});
  const prefix = matches.find(({ path }) => "prefix" in path);
  return [
    ...(rule.backends.length > 1 && sharesOf(rule).some((share) => !Number.isInteger(share))
      ? [
          {
            path: rulesPath,
            message: "the F5 NGINX Ingress Controller takes whole percents as weights",
            found: rule.backends.map(({ service, weight }) => `${service}: ${weight}`).join(", "),
            allowed: "weights that are whole percents of their sum",
            fix: "write percents, such as 90 and 10",
          },
        ]
      : []),
    ...(added.length === 0
      ? []
      : [
          {
            path: [...rulesPath, "requestHeaders", "add"],
            message:
              "the F5 NGINX Ingress Controller sets headers of requests, and adds none beside those that there are",
            found: added.join(", "),
            fix: "write set in place of add",
          },
        ]),
    ...(redirect?.path !== undefined && "prefix" in redirect.path
      ? [
          {
            path: [...rulesPath, "redirect", "path"],
            message: "the F5 NGINX Ingress Controller redirects to a whole path, or to the same",
            found: `prefix: ${redirect.path.prefix}`,
            allowed: "full: and a path, or no path",
            fix: "write full, or another gateway such as provider: envoy",
          },
        ]
      : []),
    ...(redirect?.status === 303
      ? [
          {
            path: [...rulesPath, "redirect", "status"],
            message: "the F5 NGINX Ingress Controller has no such redirect",
            found: "303",
            allowed: "301, 302, 307, 308",
            fix: "write 302",
          },
        ]
      : []),
    ...(rewrite?.path !== undefined && "full" in rewrite.path && prefix !== undefined
      ? [
          {
            path: [...rulesPath, "rewrite", "path"],
            message:
              "the F5 NGINX Ingress Controller puts a path in place of the prefix that was met, and leaves what is behind it",
            found: `full: ${rewrite.path.full}`,
            allowed: "full where the rule is for whole paths alone, else prefix",
            fix: "write matches with path: { exact: … }, or rewrite.path.prefix",
          },
        ]
      : []),
  ];
}

function checkCache({ protocol, policy: { cache, authentication } }: PlannedRoute): Problem[] {
  if (cache === undefined) return [];
  return [
    ...(/^[0-9]+[smh]$/.test(cache.ttl)
      ? []
      : [
          {
            path: ["policy", "cache", "ttl"],
            message: "NGINX keeps answers for whole seconds",
            found: cache.ttl,
            allowed: "a number with s, m or h",
            fix: "write 1s, or longer",
          },
        ]),
    ...(protocol === "grpc"
      ? [
          {
            path: ["policy", "cache"],
            message: "NGINX keeps no answers of gRPC",
            found: `ttl: ${cache.ttl}`,
            fix: "remove cache",
          },
        ]
      : []),
    ...(cache.keyQuery ?? []).flatMap((name, index) => checkArgument(["policy", "cache", "keyQuery", index], name)),
    ...(authentication === undefined
      ? []
      : [
          {
            path: ["policy", "cache"],
            message: "nothing that is asked for with credentials is kept, and here everything is",
            found: `authentication.${Object.keys(authentication).join(" and ")}`,
            fix: "remove cache, or authentication",
          },
        ]),
  ];
}

function checkEjection(route: PlannedRoute): Problem[] {
  const ejection = route.policy.circuitBreaker?.ejection;
  if (ejection === undefined) return [];
  const { interval, baseEjectionTime = "30s", maxEjectedPercent } = ejection;
  const path = ["policy", "circuitBreaker", "ejection"];
  return [
    ...(countsFailures(route)
      ? []
      : [
          {
            path,
            message: "NGINX counts only answers of 5xx that are tried again, and none of them is",
            found: route.policy.retries === undefined ? "no retries" : "retries without gatewayError and 5xx",
            fix: "add retries: { attempts: 1 }, with gatewayError or 5xx",
          },
        ]),
    ...(interval === undefined || interval === baseEjectionTime
      ? []
      : [
          {
            path: [...path, "interval"],
            message: "NGINX counts failures for as long as it puts a pod aside",
            found: `${interval}, and baseEjectionTime: ${baseEjectionTime}`,
            allowed: baseEjectionTime,
            fix: `remove interval, or write ${baseEjectionTime}`,
          },
        ]),
    ...(maxEjectedPercent === undefined || maxEjectedPercent === 100
      ? []
      : [
          {
            path: [...path, "maxEjectedPercent"],
            message: "NGINX puts every pod aside that fails, and asks all of them again where none is left",
            found: String(maxEjectedPercent),
            allowed: "100",
            fix: "remove maxEjectedPercent, or write 100",
          },
        ]),
  ];
}
