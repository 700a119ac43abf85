import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, podsOf } from "../frame/pods";
import { checkReplicas } from "../frame/replicas";
import { kongPlace, type KongSpec } from "./kong-spec";
import { controllerPart, kongValues, workload } from "./kong-values";

const { namespace, labels, ports } = kongPlace;

export const kong = helmAddOn<KongSpec>({
  id: "kong",
  name: "kong",
  summary:
    "Kong Gateway, open-source edition: a gateway with plugins. Its makers publish no open-source edition after 3.9, which they mended last in June 2026",
  chart: "kong",
  namespace: { name: namespace, podSecurity: "restricted" },
  crds: ["*.configuration.konghq.com"],
  requires: [{ addOn: "gatewayApi", because: "its routes are those of the Gateway API" }],
  images: [
    { image: "docker.io/library/kong", at: "image.repository" },
    { image: "docker.io/kong/kubernetes-ingress-controller", at: "ingressController.image.repository" },
  ],
  pods: ({ replicas, cpuMillis = 250, memoryMib = 512 }, { highlyAvailable }) => [
    {
      name: workload,
      replicas: replicas?.min ?? (highlyAvailable ? 2 : 1),
      cpuMillis: cpuMillis + controllerPart.cpuMillis,
      memoryMib: memoryMib + controllerPart.memoryMib,
      labels,
    },
  ],
  traffic: () => [{ metrics: [ports.health, ports.controllerMetrics], to: "apis" }],
  owned: {
    ...decidedByPods("replicaCount", "podDisruptionBudget", "autoscaling"),
    "image.tag": "it is the version of the catalogue",
    "ingressController.image.tag": "it is the version of the catalogue",
    "ingressController.enabled": "each pod has its controller, which tells it of routes",
    "ingressController.admissionWebhook.enabled":
      "its certificate would be another at each change; what is written here is checked before",
    "proxy.enabled": "the gateway makes the Service with the load balancer",
    "proxy.http.parameters": "write proxyProtocolFrom",
    "proxy.tls.parameters": "write proxyProtocolFrom",
    "env.proxy_access_log": "write accessLogs",
    "env.router_flavor": "routes of the Gateway API need expressions",
    "env.ssl_cipher_suite": "write minimumTls",
    "env.nginx_proxy_set_real_ip_from": "write proxyProtocolFrom",
    "env.trusted_ips": "Kong would believe X-Forwarded-* of every caller: all come by way of the load balancer",
  },
  check: checkReplicas,
  values: ({ options, highlyAvailable }, all) => kongValues(options, podsOf(all, workload), highlyAvailable),
});
