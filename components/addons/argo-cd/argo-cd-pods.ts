import type { Surroundings } from "../frame/add-on";
import type { Pods } from "../frame/pods";

/** Names of the workloads of the release. */
export const parts = {
  applicationSet: "argocd-applicationset-controller",
  controller: "argocd-application-controller",
  proxy: "argo-cd-redis-ha-haproxy",
  redis: "argocd-redis",
  redisHa: "argo-cd-redis-ha-server",
  repoServer: "argocd-repo-server",
  server: "argocd-server",
} as const;

/** What the containers beside Redis ask for, in each of its pods where there are several. */
export const besideRedis = {
  sentinel: { cpuMillis: 20, memoryMib: 32 },
  splitBrainDetection: { cpuMillis: 10, memoryMib: 32 },
} as const;

/**
 * Whether Redis is there several times, with a proxy in front. It is a cache, which can be rebuilt. By its makers that form is not for
 * clusters of IPv6 alone. Source: Argo CD, operator manual, "High Availability".
 */
export function hasRedisHa({ highlyAvailable, ipFamily }: Surroundings): boolean {
  return highlyAvailable && ipFamily === "ipv4";
}

/** The pods of Argo CD. */
export function argoCdPods(around: Surroundings): Pods[] {
  const doubled = around.highlyAvailable ? 2 : 1;
  return [
    // Several would share clusters among them, each of which only one looks after: with one cluster the others would idle.
    { name: parts.controller, replicas: 1, cpuMillis: 250, memoryMib: 1024, labels: labelsOf(parts.controller) },
    { name: parts.server, replicas: doubled, cpuMillis: 50, memoryMib: 256, labels: labelsOf(parts.server) },
    { name: parts.repoServer, replicas: doubled, cpuMillis: 100, memoryMib: 512, labels: labelsOf(parts.repoServer) },
    {
      name: parts.applicationSet,
      replicas: doubled,
      cpuMillis: 50,
      memoryMib: 256,
      labels: labelsOf(parts.applicationSet),
    },
    ...redisPods(around),
  ];
}

function redisPods(around: Surroundings): Pods[] {
  if (!hasRedisHa(around)) {
    return [{ name: parts.redis, replicas: 1, cpuMillis: 50, memoryMib: 128, labels: labelsOf(parts.redis) }];
  }
  return [
    {
      name: parts.redisHa,
      replicas: 3,
      cpuMillis: 50 + besideRedis.sentinel.cpuMillis + besideRedis.splitBrainDetection.cpuMillis,
      memoryMib: 128 + besideRedis.sentinel.memoryMib + besideRedis.splitBrainDetection.memoryMib,
      labels: { app: "redis-ha", release: "argo-cd" },
    },
    {
      name: parts.proxy,
      replicas: 2,
      cpuMillis: 20,
      memoryMib: 64,
      labels: { app: "redis-ha-haproxy", release: "argo-cd" },
    },
  ];
}

function labelsOf(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "argo-cd" };
}
