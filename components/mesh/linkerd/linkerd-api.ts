import type { MeshCapability } from "../../cluster";

/** Versions of the custom resources that are made here, as edge-26.8.3 serves them. */
export const linkerdApi = {
  group: "policy.linkerd.io",
  server: "policy.linkerd.io/v1beta3",
  policy: "policy.linkerd.io/v1alpha1",
  gateway: "gateway.networking.k8s.io/v1",
} as const;

/** Where proxies take what other proxies send. Source: the chart's `proxy.ports.inbound`. */
export const proxyPort = 4143;

/** Where proxies have their metrics. Source: the chart's `proxy.ports.admin`. */
export const adminPort = 4191;

/** Where proxies get identities, destinations and policies. Source: the Services `linkerd-identity`, `linkerd-dst` and `linkerd-policy` of the chart. */
export const controlPlanePorts = [8080, 8086, 8090] as const;

/** All addresses: network policies say which of them come near. */
export const everywhere = [{ cidr: "0.0.0.0/0" }, { cidr: "::/0" }] as const;

const defaultTrustDomain = "cluster.local";

/** Identity that the service accounts of a namespace have in common. */
export function identitiesOf(
  { controlPlaneNamespace, trustDomain = defaultTrustDomain }: MeshCapability,
  namespace: string,
): string {
  return `*.${namespace}.serviceaccount.identity.${controlPlaneNamespace}.${trustDomain}`;
}
