import type { HelmOptions } from "../frame/helm-add-on";

/**
 * The NGINX Ingress Controller of F5, with open-source NGINX: it keeps answers, which NGINX Gateway Fabric does not. Its pods are the gateway:
 * every request passes through them. It is another program than ingress-nginx, which is retired.
 */
export interface NginxIngressControllerSpec extends HelmOptions {
  /** How many pods there are. Default: 2 to 10 where there are several of everything, else 1. */
  readonly replicas?: { readonly min: number; readonly max: number } | undefined;
  /** What each of them asks for, in thousandths of a core. Default: 250. */
  readonly cpuMillis?: number | undefined;
  /** What each of them asks for, and gets at most, in MiB. Default: 256. */
  readonly memoryMib?: number | undefined;
  /** Whether each request is logged to their output, as JSON, without the query and without headers of credentials. Default: true. */
  readonly accessLogs?: boolean | undefined;
  /** Oldest version of TLS that callers may speak. Default: `1.2`. */
  readonly minimumTls?: "1.2" | "1.3" | undefined;
  /**
   * Addresses, as CIDRs, that tell the caller's address by the proxy protocol: those of the load balancer in front. Then every connection
   * must speak it. Default: nobody does, and the address of the connection is the caller's.
   */
  readonly proxyProtocolFrom?: readonly string[] | undefined;
}

/** Where it is, and what it is called there. */
export const nginxIngressControllerPlace = {
  namespace: "nginx-ingress-controller",
  /** Labels of its pods. */
  labels: { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx-ingress-controller" },
  /** The Service with the load balancer, which the gateway makes, and whose address it tells of. */
  loadBalancer: "nginx-ingress-controller",
  /** The class that what it carries out names. */
  ingressClass: "nginx",
  /** Ports of its pods. */
  ports: { http: 80, https: 443, health: 8081, metrics: 9113 },
} as const;

/** Seconds that a pod goes on after it was told to stop: first it takes new connections, until the load balancer has taken it out. */
export const nginxIngressControllerShutdown = { acceptSeconds: 60, drainSeconds: 60 } as const;
