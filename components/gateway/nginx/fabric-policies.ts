import type { ManifestValue, RenderedObject } from "../../core";
import { routeKind } from "../gateway-api/routes";
import type { PlannedRoute } from "../planned-route";
import type { RateLimitSpec } from "../policy-spec";
import { headerVariable, nginxRate, nginxSize } from "./nginx-values";
import { tryTimes } from "./route-times";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

const group = "gateway.nginx.org";
const apiVersion = `${group}/v1alpha1`;

/** The policies of a route, each of its kind once: they hold for all of its rules. */
export function fabricPolicies(route: PlannedRoute): RenderedObject[] {
  return [...rateLimitPolicy(route), ...clientSettingsPolicy(route), ...proxySettingsPolicy(route)];
}

/** The filter that asks for names and passwords. */
export function authenticationFilter({ name, policy }: PlannedRoute): RenderedObject[] {
  const users = policy.authentication?.basic?.users;
  if (users === undefined) return [];
  const spec = { type: "Basic", basic: { secretRef: { name: users.secret }, realm: name } };
  return [{ suffix: "", apiVersion, kind: "AuthenticationFilter", name, fields: { spec } }];
}

/** A filter of a rule that is an object of NGINX. */
export function extensionRef({ kind, name }: RenderedObject): Fields {
  return { type: "ExtensionRef", extensionRef: { group, kind, name } };
}

function policy(route: PlannedRoute, kind: string, fields: Fields): RenderedObject {
  return { suffix: "", apiVersion, kind, name: route.name, fields: { spec: fields } };
}

function target(route: PlannedRoute): Fields {
  return { group: "gateway.networking.k8s.io", kind: routeKind(route), name: route.name };
}

function rateLimitPolicy(route: PlannedRoute): RenderedObject[] {
  const rules = (route.policy.rateLimits ?? []).flatMap((limit) => {
    const rate = nginxRate(limit);
    return rate === undefined ? [] : [{ ...rate, noDelay: true, key: keyOf(limit) }];
  });
  if (rules.length === 0) return [];
  return [
    policy(route, "RateLimitPolicy", { targetRefs: [target(route)], rateLimit: { rejectCode: 429, local: { rules } } }),
  ];
}

/** A key that is empty is not counted: requests without the header. */
function keyOf({ by = "address" }: RateLimitSpec): string {
  if (typeof by === "object" && "header" in by) return `$${headerVariable(by.header)}`;
  return by === "route" ? "all" : "$binary_remote_addr";
}

function clientSettingsPolicy(route: PlannedRoute): RenderedObject[] {
  const { maxRequestSize } = route.policy;
  if (maxRequestSize === undefined) return [];
  return [
    policy(route, "ClientSettingsPolicy", { targetRef: target(route), body: { maxSize: nginxSize(maxRequestSize) } }),
  ];
}

/** Rules that lead to a workload all have the same times: others are refused. */
function proxySettingsPolicy(route: PlannedRoute): RenderedObject[] {
  const rule = route.rules.find(({ redirect }) => redirect === undefined);
  const times = rule === undefined ? undefined : tryTimes(route, rule);
  if (times === undefined) return [];
  const { connect, between } = times;
  return [
    policy(route, "ProxySettingsPolicy", {
      targetRefs: [target(route)],
      timeout: { connect, read: between, send: between },
    }),
  ];
}
