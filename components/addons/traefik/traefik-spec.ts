import type { HelmOptions } from "../frame/helm-add-on";

/** Traefik, which carries out the routes of the Gateway API. Its pods are the gateway: every request passes through them. */
export interface TraefikSpec extends HelmOptions {
  /** How many pods there are. Default: 2 to 10 where there are several of everything, else 1. */
  readonly replicas?: { readonly min: number; readonly max: number } | undefined;
  /** What each of them asks for, in thousandths of a core. Default: 250. */
  readonly cpuMillis?: number | undefined;
  /** What each of them asks for, and gets at most, in MiB. Default: 256. */
  readonly memoryMib?: number | undefined;
  /** Whether each request is logged to their output, as JSON, without the query and without headers but those of traces. Default: true. */
  readonly accessLogs?: boolean | undefined;
  /**
   * Addresses, as CIDRs, that tell the caller's address by the proxy protocol: those of the load balancer in front. Default: nobody does, and
   * the address of the connection is the caller's.
   */
  readonly proxyProtocolFrom?: readonly string[] | undefined;
}

/** Where Traefik is, and what it is called there. */
export const traefikPlace = {
  namespace: "traefik",
  /** Labels of its pods. */
  labels: { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-traefik" },
  /** The Service with the load balancer, which the gateway makes, and whose address Traefik tells of. */
  loadBalancer: "traefik",
  /** Ports of its pods. */
  ports: { http: 8000, https: 8443, health: 8080, metrics: 9100 },
} as const;

/** Seconds that a pod goes on after it was told to stop: first it takes new connections, until the load balancer has taken it out. */
export const traefikShutdown = { acceptSeconds: 60, drainSeconds: 60 } as const;
