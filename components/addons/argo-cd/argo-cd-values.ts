import type { AddOnContext } from "../frame/add-on";
import { isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import type { Value, Values } from "../frame/values";
import { besideRedis, hasRedisHa, parts } from "./argo-cd-pods";
import type { ArgoCdOidc, ArgoCdSpec } from "./argo-cd-spec";

/** Values of the chart. */
export function argoCdValues(context: AddOnContext<ArgoCdSpec>, all: readonly Pods[]): Values {
  const { options, hasMonitors } = context;
  const metrics: Values = { enabled: true, serviceMonitor: { enabled: hasMonitors } };
  const part = (name: string): Values => ({ ...partValues(podsOf(all, name)), metrics });
  return {
    fullnameOverride: "argocd",
    crds: { install: true, keep: true },
    global: {
      tolerations: systemTolerations,
      // The namespace has policies already, which refuse what is not named. Policies of the chart would let in what they do not.
      networkPolicy: { create: false },
      ...(options.domain === undefined ? {} : { domain: options.domain }),
    },
    configs: configValues(options),
    controller: part(parts.controller),
    server: part(parts.server),
    // It runs what repositories hold, and asks nothing of the API server.
    repoServer: { ...part(parts.repoServer), automountServiceAccountToken: false },
    applicationSet: part(parts.applicationSet),
    dex: { enabled: false },
    notifications: { enabled: false },
    redisSecretInit: { enabled: false },
    ...(hasRedisHa(context)
      ? redisHaValues(all)
      : { redis: { resources: resourcesOf(podsOf(all, parts.redis)), automountServiceAccountToken: false } }),
  };
}

/** Of what has replicas. A budget without a number would be one of none. */
function partValues(pods: Pods): Record<string, Value> {
  return {
    replicas: pods.replicas,
    resources: resourcesOf(pods),
    topologySpreadConstraints: spreadOf(pods),
    pdb: isDoubled(pods) ? { enabled: true, minAvailable: 1 } : { enabled: false },
  };
}

/** Three of Redis, of which two agree on who leads, and proxies that know the leader. */
function redisHaValues(all: readonly Pods[]): Values {
  const [redis, proxy] = [podsOf(all, parts.redisHa), podsOf(all, parts.proxy)];
  const { sentinel, splitBrainDetection } = besideRedis;
  const own: Pods = {
    ...redis,
    cpuMillis: redis.cpuMillis - sentinel.cpuMillis - splitBrainDetection.cpuMillis,
    memoryMib: redis.memoryMib - sentinel.memoryMib - splitBrainDetection.memoryMib,
  };
  const budget: Values = { maxUnavailable: 1 };
  return {
    "redis-ha": {
      enabled: true,
      replicas: redis.replicas,
      // Where there are fewer nodes than pods it would never become ready.
      hardAntiAffinity: false,
      topologySpreadConstraints: {
        enabled: true,
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
      },
      tolerations: systemTolerations,
      podDisruptionBudget: budget,
      redis: { resources: resourcesOf(own) },
      sentinel: { resources: resourcesOf({ ...redis, ...sentinel }) },
      splitBrainDetection: { resources: resourcesOf({ ...redis, ...splitBrainDetection }) },
      init: { resources: resourcesOf(own) },
      haproxy: {
        replicas: proxy.replicas,
        hardAntiAffinity: false,
        podDisruptionBudget: budget,
        resources: resourcesOf(proxy),
        init: { resources: resourcesOf(proxy) },
      },
    },
  };
}

function configValues({ domain, gateway, oidc, admins = [], viewers = [], adminUser }: ArgoCdSpec): Values {
  return {
    cm: {
      "admin.enabled": adminUser ?? oidc === undefined,
      // The chart would name one that is an example.
      ...(domain === undefined ? { url: "" } : {}),
      ...(oidc === undefined ? {} : { "oidc.config": oidcConfig(oidc) }),
    },
    params: { "server.insecure": gateway !== undefined },
    rbac: {
      // Who is in no group may do nothing.
      "policy.default": "",
      "policy.csv": [
        ...admins.map((group) => member(group, "admin")),
        ...viewers.map((group) => member(group, "readonly")),
      ].join("\n"),
    },
  };
}

/** In JSON, which is YAML too. */
function oidcConfig({ issuer, clientId, clientSecret, name = "SSO" }: ArgoCdOidc): string {
  return JSON.stringify({
    name,
    issuer,
    clientID: clientId,
    ...(clientSecret === undefined
      ? { enablePKCEAuthentication: true }
      : { clientSecret: `$${clientSecret.fromSecret.name}:${clientSecret.fromSecret.key}` }),
    requestedScopes: ["openid", "profile", "email", "groups"],
  });
}

/** A line of the policy, by the rules of CSV. */
function member(group: string, role: "admin" | "readonly"): string {
  return `g, "${group.replaceAll('"', '""')}", role:${role}`;
}
