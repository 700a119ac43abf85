import type { ManifestValue } from "../../core";
import type { PlannedBackend, PlannedRoute, PlannedRule } from "../planned-route";
import { nextUpstream, retryConditionsOf } from "./next-upstream";
import { nginxSize, nginxTime } from "./nginx-values";
import { tryTimes } from "./route-times";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** Workloads that a route leads to, as its object lists them: each with certain times once. */
export interface Upstreams {
  readonly list: readonly Fields[];
  readonly nameOf: (rule: PlannedRule, backend: PlannedBackend) => string;
}

const defaultEjection = { consecutiveFailures: 5, baseEjectionTime: "30s" } as const;

export function upstreamsOf(route: PlannedRoute): Upstreams {
  const names = new Map<string, string>();
  const list: Fields[] = [];
  for (const rule of route.rules) {
    for (const backend of rule.backends) {
      const fields = upstream(route, rule, backend);
      const key = JSON.stringify(fields);
      if (names.has(key)) continue;
      const name = `u${list.length + 1}`;
      names.set(key, name);
      list.push({ name, ...fields });
    }
  }
  return {
    list,
    nameOf: (rule, backend) => names.get(JSON.stringify(upstream(route, rule, backend))) ?? "",
  };
}

/** Whether answers of 5xx are tried again: only those does NGINX count as failures of a pod. */
export function countsFailures({ policy: { retries } }: PlannedRoute): boolean {
  return retries !== undefined && retryConditionsOf(retries).some((one) => one === "gatewayError" || one === "5xx");
}

function upstream(route: PlannedRoute, rule: PlannedRule, { service, port }: PlannedBackend): Fields {
  const { policy, protocol } = route;
  const times = tryTimes(route, rule);
  const retries = policy.retries === undefined ? undefined : nextUpstream(policy.retries);
  const { maxConnections, ejection } = policy.circuitBreaker ?? {};
  const { consecutiveFailures, baseEjectionTime } = { ...defaultEjection, ...ejection };
  return {
    service,
    port: port.port,
    ...(protocol === "grpc" ? { type: "grpc" } : {}),
    ...(port.protocol === "https" ? { tls: { enable: true } } : {}),
    ...(times === undefined
      ? {}
      : { "connect-timeout": times.connect, "read-timeout": times.between, "send-timeout": times.between }),
    ...(retries === undefined
      ? {}
      : { "next-upstream": retries.conditions.join(" "), "next-upstream-tries": retries.tries }),
    // Its own default is one failure in ten seconds, which would put pods aside that nobody asked to.
    ...(ejection === undefined
      ? { "max-fails": 0 }
      : {
          "max-fails": consecutiveFailures ?? defaultEjection.consecutiveFailures,
          "fail-timeout": nginxTime(baseEjectionTime ?? defaultEjection.baseEjectionTime),
        }),
    ...(maxConnections === undefined ? {} : { "max-conns": maxConnections }),
    ...(policy.maxRequestSize === undefined ? {} : { "client-max-body-size": nginxSize(policy.maxRequestSize) }),
  };
}
