import type { GatewayCapability } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import { withHsts } from "../hsts";
import type { PlannedRoute, PlannedRule } from "../planned-route";
import type { HeaderChanges, RedirectSpec } from "../route-spec";
import { locationsOf, type Entry, type ExactOrPrefix, type Location } from "./controller-locations";
import { controllerClass, controllerPolicies } from "./controller-policies";
import { upstreamsOf, type Upstreams } from "./controller-upstreams";
import { hostLabel } from "./host-label";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** The objects of a route for the F5 NGINX Ingress Controller: its policies, and for each host what the server of the host gathers. */
export function renderControllerRoute(route: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const policies = controllerPolicies(route);
  const upstreams = upstreamsOf(route);
  const locations = locationsOf(route);
  return [
    ...policies,
    ...route.hosts.map((host, index): RenderedObject => {
      const suffix = index === 0 ? "" : `${index + 1}`;
      return {
        suffix,
        apiVersion: "k8s.nginx.org/v1",
        kind: "VirtualServerRoute",
        name: suffix === "" ? route.name : `${route.name}-${suffix}`,
        labels: hostLabel(gateway.name, host),
        fields: {
          spec: {
            ingressClassName: controllerClass,
            host,
            upstreams: upstreams.list,
            subroutes: locations.map((location) => subroute(location, upstreams, policies, gateway)),
          },
        },
        last: true,
      };
    }),
  ];
}

function subroute(
  { path, entries }: Location,
  upstreams: Upstreams,
  policies: readonly RenderedObject[],
  gateway: GatewayCapability,
): Fields {
  const conditional = entries.filter(({ conditions }) => conditions.length > 0);
  const rest = entries.find(({ conditions }) => conditions.length === 0);
  const matches = conditional.map((entry) => ({
    conditions: entry.conditions.map((condition) => ({ ...condition })),
    ...deed(entry, path, upstreams, gateway),
  }));
  return {
    path,
    ...(policies.length === 0 ? {} : { policies: policies.map(({ name }) => ({ name })) }),
    ...(matches.length === 0 ? {} : { matches }),
    ...(rest === undefined ? { action: nothingThere } : deed(rest, path, upstreams, gateway)),
  };
}

const nothingThere = { return: { code: 404, type: "text/plain", body: "Not Found" } } as const;

/** What is done with requests: one action, or several with shares of 100. */
function deed(entry: Entry, location: string, upstreams: Upstreams, gateway: GatewayCapability): Fields {
  const { rule } = entry;
  if (rule.redirect !== undefined) return { action: { redirect: redirectOf(rule.redirect) } };
  const proxied = (index: number): Fields => {
    const backend = rule.backends[index];
    const upstream = backend === undefined ? "" : upstreams.nameOf(rule, backend);
    return { proxy: { upstream, ...changesOf(entry, location, gateway) } };
  };
  const shares = sharesOf(rule);
  if (shares.length < 2) return { action: proxied(0) };
  return { splits: shares.map((weight, index) => ({ weight, action: proxied(index) })) };
}

/** Whole percents, which `checkControllerRoute` has seen to. */
export function sharesOf({ backends }: PlannedRule): number[] {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  return backends.map(({ weight }) => (100 * weight) / total);
}

/** The query of a path that is put in place of another is gone: no variable for it may stand here. */
function redirectOf({ scheme, host, port, path, status = 302 }: RedirectSpec): Fields {
  const place = `${host ?? "${host}"}${port === undefined ? "" : `:${port}`}`;
  const asked = path !== undefined && "full" in path ? path.full : "${request_uri}";
  return { url: `${scheme ?? "${scheme}"}://${place}${asked}`, code: status };
}

function changesOf({ rule, path }: Entry, location: string, { hsts }: GatewayCapability): Fields {
  const { rewrite, requestHeaders, responseHeaders } = rule;
  const request = requestHeadersOf(requestHeaders, rewrite?.host);
  const response = responseHeadersOf(withHsts(responseHeaders, hsts));
  return {
    ...(rewrite?.path === undefined ? {} : { rewritePath: rewrittenPath(rewrite.path, path, location) }),
    ...(request.length === 0 ? {} : { requestHeaders: { set: request } }),
    ...(response === undefined ? {} : { responseHeaders: response }),
  };
}

/** It stands in place of the location's path, which may be longer than the prefix of the rule. */
function rewrittenPath(
  rewrite: { readonly full: string } | { readonly prefix: string },
  path: ExactOrPrefix,
  location: string,
): string {
  if ("full" in rewrite) return rewrite.full;
  const below = "prefix" in path ? location.slice(path.prefix.length) : "";
  const rewritten = `${rewrite.prefix.replace(/\/+$/, "")}${below}`;
  return rewritten === "" ? "/" : rewritten;
}

/** A header without a value is not sent. */
function requestHeadersOf({ set = {}, remove = [] }: HeaderChanges = {}, host: string | undefined): Fields[] {
  return [
    ...(host === undefined ? [] : [{ name: "Host", value: host }]),
    ...Object.entries(set).map(([name, value]) => ({ name, value })),
    ...remove.map((name) => ({ name, value: "" })),
  ];
}

function responseHeadersOf({ set = {}, add = {}, remove = [] }: HeaderChanges = {}): Fields | undefined {
  const hide = [...Object.keys(set), ...remove];
  const added = Object.entries({ ...set, ...add }).map(([name, value]) => ({ name, value, always: true }));
  if (hide.length + added.length === 0) return undefined;
  return { ...(hide.length === 0 ? {} : { hide }), ...(added.length === 0 ? {} : { add: added }) };
}
