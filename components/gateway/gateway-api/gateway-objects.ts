import type { GatewayCapability, GatewayListener } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import type { GatewaySpec } from "../gateway-spec";
import { mostHosts } from "./limits";
import { gatewayApiVersion } from "./routes";

/** Ports of a gateway. */
export const gatewayPorts = { http: 80, https: 443 } as const;

/** What an engine says of its Gateway. */
export interface GatewayObject {
  readonly className: string;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Field `infrastructure`: labels, annotations and parameters of what is made for it. */
  readonly infrastructure?: Readonly<Record<string, ManifestValue | undefined>> | undefined;
  /**
   * Whether certificates are Secrets of the cluster; else whoever is in front has its own.
   */
  readonly certificates: "secrets" | "ownInFront";
  /** Options of TLS that the controller knows, of every listener of HTTPS. Default: none. */
  readonly tlsOptions?: Readonly<Record<string, string>> | undefined;
}

/** Names of the listeners of a gateway: one for HTTPS for each host, or one for all where there is no TLS. */
export function listenersOf({ hosts, tls }: GatewaySpec): GatewayListener[] {
  if (tls === false) return [{ name: "http" }];
  return hosts.map((host, index) => ({ name: index === 0 ? "https" : `https-${index + 1}`, host }));
}

/** The Gateway, with a listener for each host, and one for HTTP where that is redirected. */
export function gatewayObject(spec: GatewaySpec, gateway: GatewayCapability, object: GatewayObject): RenderedObject {
  const allowedRoutes = { namespaces: { from: "All" } };
  const redirected = redirectsHttp(spec)
    ? [{ name: "http", port: gatewayPorts.http, protocol: "HTTP", allowedRoutes: { namespaces: { from: "Same" } } }]
    : [];
  const listeners = gateway.listeners.map(({ name, host }) =>
    spec.tls === false
      ? { name, port: gatewayPorts.http, protocol: "HTTP", allowedRoutes }
      : {
          name,
          hostname: host,
          port: gatewayPorts.https,
          protocol: "HTTPS",
          allowedRoutes,
          ...(object.certificates === "secrets"
            ? {
                tls: {
                  mode: "Terminate",
                  certificateRefs: [{ group: "", kind: "Secret", name: certificateName(gateway, name) }],
                  ...(object.tlsOptions === undefined ? {} : { options: { ...object.tlsOptions } }),
                },
              }
            : {}),
        },
  );
  return {
    suffix: "",
    apiVersion: gatewayApiVersion,
    kind: "Gateway",
    name: gateway.name,
    annotations: object.annotations,
    fields: {
      spec: {
        gatewayClassName: object.className,
        infrastructure: object.infrastructure,
        listeners: [...redirected, ...listeners],
      },
    },
    // Another class is that of another controller. The one before must have taken its load balancer away, which it does when the Gateway goes,
    // before it goes itself.
    replacedBy: ["spec.gatewayClassName"],
  };
}

/** A class of gateways, which its controller accepts. */
export function gatewayClass(
  name: string,
  controllerName: string,
  parametersRef?: Readonly<Record<string, ManifestValue | undefined>>,
): RenderedObject {
  return {
    suffix: "",
    apiVersion: gatewayApiVersion,
    kind: "GatewayClass",
    name,
    clusterWide: true,
    fields: { spec: { controllerName, parametersRef } },
  };
}

/** The certificates of the hosts, by cert-manager: one for each listener, in the namespace of the gateway. */
export function certificates({ tls }: GatewaySpec, gateway: GatewayCapability): RenderedObject[] {
  if (tls === false || tls.issuer === undefined) return [];
  const { issuer } = tls;
  return gateway.listeners.flatMap(({ name, host }): RenderedObject[] =>
    host === undefined
      ? []
      : [
          {
            suffix: name,
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            name: certificateName(gateway, name),
            fields: {
              spec: {
                secretName: certificateName(gateway, name),
                dnsNames: [host],
                issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer },
                privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                usages: ["digital signature", "server auth"],
              },
            },
          },
        ],
  );
}

/** What sends callers by HTTP to HTTPS, where that is wanted: a route for each 16 hosts. */
export function redirectRoute(spec: GatewaySpec, gateway: GatewayCapability): RenderedObject[] {
  if (!redirectsHttp(spec)) return [];
  const parts = Math.ceil(gateway.hosts.length / mostHosts);
  return Array.from({ length: parts }, (_, part) => {
    const suffix = part === 0 ? "to-https" : `to-https-${part + 1}`;
    return {
      suffix,
      apiVersion: gatewayApiVersion,
      kind: "HTTPRoute",
      name: `${gateway.name}-${suffix}`,
      fields: {
        spec: {
          parentRefs: [
            { group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway.name, sectionName: "http" },
          ],
          hostnames: gateway.hosts.slice(part * mostHosts, (part + 1) * mostHosts),
          rules: [
            {
              matches: [{ path: { type: "PathPrefix", value: "/" } }],
              filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", port: 443, statusCode: 301 } }],
            },
          ],
        },
      },
      last: true,
    };
  });
}

/** Whether port 80 answers with a redirect. */
export function redirectsHttp({ tls }: GatewaySpec): boolean {
  return tls !== false && (tls.redirectHttp ?? true);
}

/** Name of the Secret with the certificate of a listener. */
export function certificateName({ name }: GatewayCapability, listener: string): string {
  return `${name}-${listener}`;
}
