import type { ManifestValue, RenderedObject } from "../../core";
import type { PlannedBackend, PlannedRoute, PlannedRule } from "../planned-route";
import type { EjectionSpec } from "../policy-spec";
import type { RoutePort } from "../route-spec";
import { milliseconds, traefikApiVersion } from "./middlewares";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** What a rule of a route sends to: Services, or something that does more than the Gateway API can say. */
export interface RuleBackends {
  /** What is made for it. */
  readonly objects: readonly RenderedObject[];
  /** In place of the Services; undefined where these are enough. */
  readonly refs: readonly Fields[] | undefined;
}

const schemes: Readonly<Record<RoutePort["protocol"], string>> = {
  http: "http",
  https: "https",
  // The Service's `appProtocol` would be `grpc`, which its GRPCRoute does not take.
  grpc: "h2c",
  tcp: "http",
  udp: "http",
};

const defaultEjection = { failures: 5, time: "30s" } as const;

/** What a rule sends to. */
export function backendsOf(route: PlannedRoute, rule: PlannedRule, index: number): RuleBackends {
  const { backends, mirror } = rule;
  const [first] = backends;
  if (first === undefined || !needsMore(route, rule)) return { objects: [], refs: undefined };
  const number = index + 1;
  const transport = transportOf(route, rule, number);
  const details = detailsOf(route, transport?.name);
  const name = `${route.name}-${number}`;
  const weightedName = mirror === undefined ? name : `${name}-weighted`;
  const isWeighted = mirror === undefined || backends.length > 1;
  const weighted = traefikService(`${number}${mirror === undefined ? "" : "-weighted"}`, weightedName, {
    weighted: { services: backends.map((one) => ({ ...serviceOf(one), weight: one.weight, ...details })) },
  });
  const mirroring = (mirrored: NonNullable<PlannedRule["mirror"]>) =>
    traefikService(String(number), name, {
      mirroring: {
        ...(isWeighted ? { kind: "TraefikService", name: weightedName } : { ...serviceOf(first), ...details }),
        mirrors: [
          {
            ...serviceOf(mirrored.backend),
            ...(transport === undefined ? {} : { serversTransport: transport.name }),
            percent: mirrored.percent ?? 100,
          },
        ],
      },
    });
  return {
    objects: [
      ...(transport === undefined ? [] : [transport]),
      ...(isWeighted ? [weighted] : []),
      ...(mirror === undefined ? [] : [mirroring(mirror)]),
    ],
    refs: [{ group: "traefik.io", kind: "TraefikService", name }],
  };
}

/** How long a try may take: until the headers of the answer. Undefined is without end. */
function timeoutOf({ policy: { retries } }: PlannedRoute, { timeouts }: PlannedRule): string | undefined {
  const timeout = retries?.perTryTimeout ?? timeouts.backend;
  return timeout === undefined || Number.parseFloat(timeout) === 0 ? undefined : timeout;
}

function needsMore(route: PlannedRoute, rule: PlannedRule): boolean {
  return (
    rule.mirror !== undefined ||
    timeoutOf(route, rule) !== undefined ||
    route.policy.circuitBreaker?.ejection !== undefined ||
    rule.backends.some(({ port }) => port.protocol !== "http")
  );
}

function detailsOf({ policy }: PlannedRoute, transport: string | undefined): Fields {
  const ejection = policy.circuitBreaker?.ejection;
  return {
    ...(transport === undefined ? {} : { serversTransport: transport }),
    ...(ejection === undefined ? {} : { passiveHealthCheck: passiveCheck(ejection) }),
  };
}

function passiveCheck({ consecutiveFailures, baseEjectionTime }: EjectionSpec): Fields {
  return {
    maxFailedAttempts: consecutiveFailures ?? defaultEjection.failures,
    failureWindow: milliseconds(baseEjectionTime ?? defaultEjection.time),
  };
}

function serviceOf({ service, port }: PlannedBackend): Fields {
  return { kind: "Service", name: service, port: port.port, scheme: schemes[port.protocol] };
}

/** How connections to the workloads are made, where that is not the default. */
function transportOf(route: PlannedRoute, rule: PlannedRule, number: number): RenderedObject | undefined {
  const timeout = timeoutOf(route, rule);
  const all = [...rule.backends, ...(rule.mirror === undefined ? [] : [rule.mirror.backend])];
  const isEncrypted = all.some(({ port }) => port.protocol === "https");
  if (timeout === undefined && !isEncrypted) return undefined;
  return {
    suffix: String(number),
    apiVersion: traefikApiVersion,
    kind: "ServersTransport",
    name: `${route.name}-${number}`,
    fields: {
      spec: {
        // The certificates of workloads are their own.
        ...(isEncrypted ? { insecureSkipVerify: true } : {}),
        ...(timeout === undefined ? {} : { forwardingTimeouts: { responseHeaderTimeout: milliseconds(timeout) } }),
      },
    },
  };
}

function traefikService(suffix: string, name: string, spec: Fields): RenderedObject {
  return { suffix, apiVersion: traefikApiVersion, kind: "TraefikService", name, fields: { spec } };
}
