import type { GatewayCapability, GatewayListener } from "../cluster";
import type { PlannedBackend, PlannedMatch, PlannedRoute, PlannedRule } from "./planned-route";
import type { ApiPolicySpec, CanarySpec } from "./policy-spec";
import type {
  PathMatch,
  RouteBackend,
  RouteMatch,
  RoutePort,
  RouteRule,
  RouteSpec,
  RouteTarget,
  ValueMatch,
} from "./route-spec";

const everything: PathMatch = { prefix: "/" };

/**
 * A route with its defaults filled in. Call `checkRoute` first.
 * @param self the workload that has the route
 */
export function planRoute(
  self: RouteTarget,
  route: RouteSpec,
  policy: ApiPolicySpec<RouteTarget>,
  gateway: GatewayCapability,
): PlannedRoute {
  const { canary, ...held } = policy;
  const hosts = route.hosts ?? gateway.hosts;
  const planned = planRules(self, route, canary);
  const isGrpc = planned.some(({ backends }) => backends.some(({ port }) => port.protocol === "grpc"));
  return {
    name: self.objectName,
    protocol: isGrpc ? "grpc" : "http",
    hosts,
    listeners: listenersFor(hosts, gateway.listeners).map(({ name }) => name),
    rules: planned,
    webSockets: route.webSockets ?? false,
    policy: held,
  };
}

/** The rules of a route with their defaults and its canary, whoever carries it out. Call `checkRoute` first. */
export function planRules(
  self: RouteTarget,
  route: RouteSpec,
  canary: CanarySpec<RouteTarget> | undefined,
): PlannedRule[] {
  const rules = rulesOf(route).map((rule) => planRule(self, route, rule));
  return canary === undefined ? rules : rules.flatMap((rule) => withCanary(rule, canary));
}

/** The rules of a route as they were written, or those that `paths` stand for. */
export function rulesOf<Target>({ rules, paths }: RouteSpec<Target>): readonly RouteRule<Target>[] {
  if (rules !== undefined) return rules;
  return paths === undefined ? [{}] : [{ matches: paths.map((path) => ({ path })) }];
}

/** The listeners that serve at least one of the hosts. A listener for all hosts, or one above a host, serves it too. */
export function listenersFor(
  hosts: readonly string[],
  listeners: readonly GatewayListener[],
): readonly GatewayListener[] {
  return listeners.filter(({ host }) => host === undefined || hosts.some((wanted) => serves(host, wanted)));
}

/** Whether a host, which may be a wildcard, stands for another one, or for all that the other one stands for. */
export function serves(host: string, wanted: string): boolean {
  if (host === wanted) return true;
  if (!host.startsWith("*.") || wanted.startsWith("*.")) return false;
  const labels = wanted.split(".");
  return labels.slice(1).join(".") === host.slice(2);
}

/** The port that requests go to: the one of that name, or the only one that speaks HTTP or gRPC; undefined where there is no such. */
export function routePort({ ports }: RouteTarget, name: string | undefined): RoutePort | undefined {
  if (name !== undefined) return ports.find((port) => port.name === name);
  const candidates = routablePorts(ports);
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Ports that a gateway can send requests to. */
export function routablePorts(ports: readonly RoutePort[]): readonly RoutePort[] {
  return ports.filter(({ protocol }) => protocol === "http" || protocol === "https" || protocol === "grpc");
}

/** A path in its long form. */
export function pathMatch(path: RouteMatch["path"]): PathMatch {
  if (path === undefined) return everything;
  return typeof path === "string" ? { prefix: path } : path;
}

function planRule(self: RouteTarget, route: RouteSpec, rule: RouteRule): PlannedRule {
  const { matches = [{}], redirect, rewrite, requestHeaders, responseHeaders, mirror, timeouts } = rule;
  return {
    matches: matches.map(planMatch),
    backends: redirect === undefined ? (rule.backends ?? [{}]).map((one) => planBackend(self, route, one)) : [],
    redirect,
    rewrite,
    requestHeaders,
    responseHeaders,
    mirror:
      mirror === undefined
        ? undefined
        : { backend: planBackend(self, route, { to: mirror.to, port: mirror.port }), percent: mirror.percent },
    timeouts: { ...route.timeouts, ...timeouts },
  };
}

function planMatch({ path, methods = [], headers = {}, query = {}, grpc }: RouteMatch): PlannedMatch {
  return {
    path: pathMatch(path),
    methods,
    headers: Object.entries(headers).map(([name, value]): [string, ValueMatch] => [name.toLowerCase(), value]),
    query: Object.entries(query),
    grpc,
  };
}

function planBackend(self: RouteTarget, route: RouteSpec, { to, port, weight = 1 }: RouteBackend): PlannedBackend {
  const target = to ?? self;
  const name = port ?? (target.objectName === self.objectName ? route.port : undefined);
  const found = routePort(target, name);
  if (found === undefined) throw new Error(`the route of ${self.objectName} was planned before it was checked`);
  return { service: target.objectName, port: found, weight };
}

/** Those with the header first, as they are more specific; then the share of the rest. */
function withCanary(rule: PlannedRule, canary: CanarySpec<RouteTarget>): PlannedRule[] {
  if (rule.redirect !== undefined) return [rule];
  const { to, port, weight, header } = canary;
  const found = routePort(to, port);
  if (found === undefined) throw new Error(`the canary ${to.objectName} was planned before it was checked`);
  const backend = { service: to.objectName, port: found };
  const byHeader: PlannedRule[] =
    header === undefined
      ? []
      : [
          {
            ...rule,
            matches: rule.matches.map((match) => ({
              ...match,
              headers: [...match.headers, [header.name.toLowerCase(), header.value] as const],
            })),
            backends: [{ ...backend, weight: 1 }],
          },
        ];
  if (weight === undefined) return [...byHeader, rule];
  const total = rule.backends.reduce((sum, one) => sum + one.weight, 0);
  return [
    ...byHeader,
    {
      ...rule,
      backends: [
        ...rule.backends.map((one) => ({ ...one, weight: one.weight * (100 - weight) })),
        { ...backend, weight: total * weight },
      ],
    },
  ];
}
