import type { HelmOptions } from "../frame/helm-add-on";

/**
 * Kong Gateway, open-source edition, with the Kong Ingress Controller in each pod. Its pods are the gateway: every request passes through
 * them.
 *
 * Its makers publish no open-source edition after 3.9: 3.9.3 of June 2026 mended its security, 3.10 and later are Enterprise alone. New
 * development of the controller goes to the Kong Operator, whose default is the Enterprise edition; 3.5 of the controller is mended. Choose
 * it for what there is already, not for what is new.
 */
export interface KongSpec extends HelmOptions {
  /** How many pods there are. Default: 2 to 10 where there are several of everything, else 1. */
  readonly replicas?: { readonly min: number; readonly max: number } | undefined;
  /** What Kong asks for in each of them, in thousandths of a core; its controller asks for 100 besides. Default: 250. */
  readonly cpuMillis?: number | undefined;
  /** What Kong asks for in each of them, and gets at most, in MiB; its controller asks for 256 besides. Default: 512. */
  readonly memoryMib?: number | undefined;
  /** Oldest version of TLS that callers may speak. Default: `1.2`. */
  readonly minimumTls?: "1.2" | "1.3" | undefined;
  /** Whether each request is logged to their output, as JSON, without the query and without headers but those of traces. Default: true. */
  readonly accessLogs?: boolean | undefined;
  /**
   * Addresses, as CIDRs, that tell the caller's address by the proxy protocol: those of the load balancer in front. Nobody's `X-Forwarded-*`
   * is believed. Default: nobody does, and the address of the connection is the caller's.
   */
  readonly proxyProtocolFrom?: readonly string[] | undefined;
}

/** Where Kong is, and what it is called there. */
export const kongPlace = {
  namespace: "kong",
  /** Labels of its pods. */
  labels: {
    "app.kubernetes.io/name": "kong",
    "app.kubernetes.io/component": "app",
    "app.kubernetes.io/instance": "kong",
  },
  /** The Service with the load balancer, which the gateway makes, and whose address Kong tells of. */
  loadBalancer: "kong",
  /** The class by which it knows plugins of the whole cluster. */
  ingressClass: "kong",
  /** Memory that pods share for answers that they keep. */
  cacheDictionary: "slipway_answers",
  /** Ports of its pods. */
  ports: { http: 8000, https: 8443, health: 8100, controllerMetrics: 10255 },
} as const;

/** Seconds that a pod goes on after it was told to stop: first it takes new connections, until the load balancer has taken it out. */
export const kongShutdown = { acceptSeconds: 60, drainSeconds: 60 } as const;
