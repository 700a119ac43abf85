export const gatewayEngines = [
  "envoy",
  "alb",
  "nginxGatewayFabric",
  "nginxIngressController",
  "kong",
  "traefik",
  "httpApi",
  "restApi",
] as const;
/**
 * Who carries out routes and their policies: what each can do stands in the capability matrix (`components/gateway/capability-matrix.ts`,
 * `docs/traffic.md`).
 */
export type GatewayEngineName = (typeof gatewayEngines)[number];

/** An entrance of a gateway: what routes attach to. */
export interface GatewayListener {
  /** Its name in the Gateway, such as `https` or `https-2`. */
  readonly name: string;
  /** The host that it serves: `shop.example.com`, `*.example.com`; undefined for all. */
  readonly host?: string | undefined;
}

/** The gateway of a cluster, as workloads with routes see it. */
export interface GatewayCapability {
  readonly engine: GatewayEngineName;
  /** Name of what routes attach to: of the Gateway, or of the class of the Ingress Controller. */
  readonly name: string;
  /** Namespace of the Gateway. */
  readonly namespace: string;
  /** Hosts that it serves, each as `shop.example.com` or `*.example.com`. */
  readonly hosts: readonly string[];
  /** The entrances that routes attach to; where HTTP is redirected, only those of HTTPS. */
  readonly listeners: readonly GatewayListener[];
  /** Whether its entrances are encrypted. */
  readonly tls: boolean;
  /** Value of the header `Strict-Transport-Security` of every answer. Default: none. */
  readonly hsts?: string | undefined;
  /**
   * Whose connections reach the pods of workloads: pods of a namespace, all of them or those with labels; or addresses, where a load balancer
   * sends to the pods.
   */
  readonly callers:
    | { readonly namespace: string; readonly pods?: Readonly<Record<string, string>> | undefined }
    | { readonly cidrs: readonly string[] };
  /** Where its pods count requests together, `host:port` of a Valkey without a password. Default: each counts for itself. */
  readonly rateLimitStore?: string | undefined;
}
