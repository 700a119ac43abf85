import type { HttpModuleSpec } from "../../addons";
import { parseDuration } from "../../core";
import type { PublicAddress } from "../observability-surroundings";
import type { ProbesSpec, ProbeTarget } from "./probes-spec";

/** Addresses that are called in the same way. */
export interface ProbedAddresses {
  /** Name of the way: that of the module of the exporter. */
  readonly module: string;
  readonly spec: HttpModuleSpec;
  /** Each once, in alphabetical order. */
  readonly urls: readonly string[];
}

/** What the calls are, in the label `job` of their metrics. */
export const probeJob = "public-addresses";
export const defaultInterval = "60s";
export const defaultTimeout = "10s";

/**
 * What a route answers where it is there: a page may need a log-in, or be none for this method. Only what is of the gateway or the server (5xx) is a failure, and what
 * neither of them says.
 */
const reached: readonly number[] = [
  ...[200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 421, 422, 426, 428, 429],
];

/** Everything that is called, by how: hosts of routes, by their scheme, and each target, which takes the place of a route of its address. */
export function probedAddresses(
  { routes = true, targets = {} }: ProbesSpec,
  addresses: readonly PublicAddress[],
): ProbedAddresses[] {
  // One address is called in one way: two would tell of it by the same series.
  const stated = Object.values(targets).map(({ url }) => url);
  const urls = (routes ? addresses.map(({ url }) => url) : []).filter((url) => !stated.includes(url));
  return [
    ...routesOf("route-https", urls.filter(isEncrypted)),
    ...routesOf(
      "route-http",
      urls.filter((url) => !isEncrypted(url)),
    ),
    ...Object.entries(targets).map(([name, target]) => targetOf(name, target)),
  ];
}

function routesOf(module: string, urls: readonly string[]): ProbedAddresses[] {
  if (urls.length === 0) return [];
  return [
    {
      module,
      spec: { statuses: reached, ...(urls.every(isEncrypted) ? { tls: true } : {}) },
      urls: [...new Set(urls)].sort(),
    },
  ];
}

function targetOf(name: string, { url, statuses, contains, timeout = defaultTimeout }: ProbeTarget): ProbedAddresses {
  return {
    module: `target-${name}`,
    spec: {
      ...(statuses === undefined ? {} : { statuses }),
      ...(contains === undefined ? {} : { contains }),
      timeoutSeconds: Math.ceil(parseDuration(timeout) ?? 10),
      ...(isEncrypted(url) ? { tls: true } : {}),
    },
    urls: [url],
  };
}

function isEncrypted(url: string): boolean {
  return url.startsWith("https://");
}
