import type { GatewayCapability } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import { backendRef, gatewayApiRoute } from "../gateway-api/routes";
import { withHsts } from "../hsts";
import type { PlannedBackend, PlannedRoute, PlannedRule } from "../planned-route";
import { anchored } from "../regular-expressions";
import type { RedirectSpec } from "../route-spec";
import { policyPlugins, requestPlugin, responsePlugin, wholeSeconds } from "./plugins";
import { timeoutOf, upstreamPolicy } from "./services";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

const prefix = "konghq.com";
const redirectStatus = "301";
/** For a web socket that is silent. */
const webSocketTimeout = "1h";
/**
 * Weights are shared out to the pods of a Service as whole numbers, so that small ones would be anything. A wheel of so many places for each
 * pod is no burden.
 */
const greatestWeight = 1000;

/** The objects of a route: its policy and changes of headers as plugins, when pods are put aside, and the route. */
export function renderKongRoute(route: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const policy = policyPlugins(route, gateway);
  const [first] = route.rules;
  const alike = first !== undefined && route.rules.every((rule) => changesOf(rule) === changesOf(first));
  // A GRPCRoute has no filters here, and `checkKongRoute` sees to it that its rules are alike.
  const ofAll = alike ? rulePlugins(route, first, "", gateway) : [];
  const ofRules = alike ? [] : route.rules.map((rule, index) => rulePlugins(route, rule, `-${index + 1}`, gateway));
  return [
    ...policy,
    ...ofAll,
    ...ofRules.flat(),
    ...upstreamPolicy(route),
    gatewayApiRoute(
      { ...route, rules: route.rules.map((rule) => planned(route, rule, gateway)) },
      // The header is set by a plugin, with the other changes: there can be one of a kind alone.
      { ...gateway, hsts: undefined },
      {
        annotations: annotationsOf(route, gateway, [...policy, ...ofAll]),
        filtersOf: (_, index) => (ofRules[index] ?? []).map(extensionRef),
        ruleFields: (_, index) => ({ ...weighted(route.rules[index]), ...timeouts(route, index) }),
      },
    ),
  ];
}

/** What tells rules apart that plugins are made of. */
export function changesOf({ requestHeaders, responseHeaders }: PlannedRule): string {
  return JSON.stringify([requestHeaders ?? {}, responseHeaders ?? {}]);
}

function annotationsOf(
  { protocol }: PlannedRoute,
  { tls }: GatewayCapability,
  plugins: readonly RenderedObject[],
): Record<string, string> | undefined {
  const annotations = {
    ...(plugins.length === 0 ? {} : { [`${prefix}/plugins`]: plugins.map(({ name }) => name).join(",") }),
    // Kong answers on all its ports alike; what comes by HTTP is sent to HTTPS.
    ...(tls && protocol === "http"
      ? { [`${prefix}/protocols`]: "https", [`${prefix}/https-redirect-status-code`]: redirectStatus }
      : {}),
    ...(tls && protocol === "grpc" ? { [`${prefix}/protocols`]: "grpcs" } : {}),
  };
  return Object.keys(annotations).length === 0 ? undefined : annotations;
}

/** Changes to headers, and what answers say of how long they are kept. */
function rulePlugins(
  { name, protocol, policy }: PlannedRoute,
  { requestHeaders, responseHeaders }: PlannedRule,
  suffix: string,
  { hsts }: GatewayCapability,
): RenderedObject[] {
  const changes = withHsts(responseHeaders, hsts) ?? {};
  const kept: Record<string, string> =
    policy.cache === undefined ? {} : { "cache-control": `max-age=${wholeSeconds(policy.cache.ttl)}` };
  const changesAnswers = responseHeaders !== undefined || hsts !== undefined || policy.cache !== undefined;
  return [
    ...(requestHeaders !== undefined && protocol === "grpc"
      ? [requestPlugin(name, `request${suffix}`, requestHeaders)]
      : []),
    ...(changesAnswers ? [responsePlugin(name, `answer${suffix}`, changes, kept)] : []),
  ];
}

/** A rule without what is said otherwise. */
function planned({ protocol, hosts }: PlannedRoute, rule: PlannedRule, { tls }: GatewayCapability): PlannedRule {
  return {
    ...rule,
    matches: rule.matches.map(anchored),
    requestHeaders: protocol === "grpc" ? undefined : rule.requestHeaders,
    responseHeaders: undefined,
    redirect: rule.redirect === undefined ? undefined : redirectOf(rule.redirect, hosts, tls),
    timeouts: {},
  };
}

/** Kong wants to be told the whole address: of what is left out there is one, as `checkKongRoute` sees to it. */
function redirectOf(redirect: RedirectSpec, hosts: readonly string[], tls: boolean): RedirectSpec {
  const { scheme = tls ? "https" : "http", host = hosts[0] } = redirect;
  return { ...redirect, scheme, ...(host === undefined ? {} : { host }) };
}

function weighted(rule: PlannedRule | undefined): Fields {
  const backends = rule?.backends ?? [];
  if (backends.length < 2) return {};
  const factor = greatestWeight / Math.max(...backends.map(({ weight }) => weight));
  const scaled = (one: PlannedBackend): PlannedBackend => ({
    ...one,
    weight: one.weight === 0 ? 0 : Math.max(1, Math.round(one.weight * factor)),
  });
  return { backendRefs: backends.map((one) => backendRef(scaled(one))) };
}

function timeouts(route: PlannedRoute, index: number): Fields {
  if (route.protocol === "grpc" || route.rules[index]?.redirect !== undefined) return {};
  const timeout = timeoutOf(route, index) ?? (route.webSockets ? webSocketTimeout : undefined);
  return timeout === undefined ? {} : { timeouts: { backendRequest: timeout } };
}

function extensionRef({ name }: RenderedObject): Fields {
  return { type: "ExtensionRef", extensionRef: { group: "configuration.konghq.com", kind: "KongPlugin", name } };
}
