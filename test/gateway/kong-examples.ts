import { examplesOf, inCommon, type Example } from "./traefik-examples";

const tries = { attempts: 2, on: ["connectFailure", "reset"] } as const;

/** A route for everything of routes and policies that Kong can do, by what it asks for. */
export const kongExamples: readonly Example[] = examplesOf({
  ...inCommon,
  "route.webSockets": { spec: { webSockets: true } },
  cache: { policy: { cache: { ttl: "1m" } } },
  "cache.keptByPod": { policy: { cache: { ttl: "1m", keptBy: "pod" } } },
  "cache.keyHeaders": { policy: { cache: { ttl: "1m", keyHeaders: ["X-Tenant"] } } },
  "cache.keyQuery": { policy: { cache: { ttl: "1m", keyQuery: ["page"] } } },
  retries: { policy: { retries: tries } },
  "retries.conditions": { policy: { retries: tries } },
  "retries.perTryTimeout": { policy: { retries: { ...tries, perTryTimeout: "2s" } } },
});
