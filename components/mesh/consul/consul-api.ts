/** Version of the custom resources that are made here. */
export const consulApi = "consul.hashicorp.com/v1alpha1";

const annotation = (name: string): string => `consul.hashicorp.com/${name}`;

/** Annotations of pods. Source: HashiCorp, "Consul on Kubernetes annotations and labels reference". */
export const annotations = {
  inject: annotation("connect-inject"),
  /** Which Service a pod is registered by, where several lead to it. */
  service: annotation("kubernetes-service"),
  port: annotation("connect-service-port"),
  excludedPorts: annotation("transparent-proxy-exclude-inbound-ports"),
  /** Whether the proxy starts before the containers of the pod, and ends after them. */
  asSidecar: annotation("enable-consul-dataplane-as-sidecar"),
} as const;

/** Where proxies take what other proxies send. Source: consul-k8s 2.0.3, `ProxyDefaultInboundPort`. */
export const proxyPort = 20000;

/** Where proxies register, and get their configuration and certificates: ports of the servers, by TLS alone. */
export const serverPorts = [8501, 8502] as const;
export const serverLabels = { app: "consul", component: "server" } as const;
