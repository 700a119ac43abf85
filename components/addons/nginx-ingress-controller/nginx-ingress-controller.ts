import { checkReplicas, scaledReplicas } from "../frame/replicas";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";
import type { Values } from "../frame/values";
import { accessLogFormat } from "./access-log-format";
import {
  nginxIngressControllerPlace,
  nginxIngressControllerShutdown,
  type NginxIngressControllerSpec,
} from "./nginx-ingress-controller-spec";

const name = "nginx-ingress-controller";
const { namespace, labels, loadBalancer, ingressClass, ports } = nginxIngressControllerPlace;

export const nginxIngressController = helmAddOn<NginxIngressControllerSpec>({
  id: "nginxIngressController",
  name,
  summary: "F5 NGINX Ingress Controller: a gateway by open-source NGINX that keeps answers",
  chart: "nginxIngressController",
  namespace: { name: namespace, podSecurity: "restricted" },
  crds: ["*.k8s.nginx.org", "*.appprotect.f5.com", "*.appprotectdos.f5.com", "*.externaldns.nginx.org"],
  images: [{ image: "docker.io/nginx/nginx-ingress", at: "controller.image.repository" }],
  pods: ({ replicas, cpuMillis = 250, memoryMib = 256 }, { highlyAvailable }) => [
    {
      name,
      replicas: replicas?.min ?? (highlyAvailable ? 2 : 1),
      cpuMillis,
      memoryMib,
      labels,
    },
  ],
  // Who may call is said by the gateway.
  traffic: () => [{ metrics: [ports.metrics], to: "anywhere" }],
  owned: {
    ...decidedByPods("controller.replicaCount", "controller.autoscaling", "controller.podDisruptionBudget"),
    fullnameOverride: "the gateway finds it by its name",
    "controller.kind": "it is a Deployment",
    "controller.nginxplus": "gateways of Slipway are of open-source NGINX",
    "controller.enableSnippets": "whoever may write directives of NGINX reads the certificates of the gateway",
    "controller.service.create": "the gateway makes the Service with the load balancer",
    "controller.ingressClass.name": "routes of workloads name it",
    "controller.config.entries.ssl-protocols": "write minimumTls",
    "controller.config.entries.access-log-off": "write accessLogs",
    "controller.config.entries.proxy-protocol": "write proxyProtocolFrom",
  },
  check: checkReplicas,
  values: ({ options, highlyAvailable, ipFamily }, all) => {
    const pods = podsOf(all, name);
    const { acceptSeconds, drainSeconds } = nginxIngressControllerShutdown;
    const { enabled, minReplicas, maxReplicas } = scaledReplicas(pods, options.replicas, highlyAvailable);
    return {
      // Otherwise it is called controller twice.
      fullnameOverride: "nginx-ingress",
      controller: {
        kind: "deployment",
        replicaCount: pods.replicas,
        autoscaling:
          enabled === true
            ? {
                enabled: true,
                minReplicas: minReplicas ?? null,
                maxReplicas: maxReplicas ?? null,
                targetCPUUtilizationPercentage: busyPercent,
                // Its default would count memory too, which NGINX does not give back.
                targetMemoryUtilizationPercentage: 0,
              }
            : { enabled: false },
        podDisruptionBudget: isDoubled(pods) ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
        resources: resourcesOf(pods),
        initContainerResources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "32Mi" } },
        topologySpreadConstraints: spreadOf(pods),
        tolerations: systemTolerations,
        readOnlyRootFilesystem: true,
        lifecycle: { preStop: { sleep: { seconds: acceptSeconds } } },
        terminationGracePeriodSeconds: acceptSeconds + drainSeconds + 10,
        ingressClass: { name: ingressClass, create: true, setAsDefaultIngress: false },
        enableCustomResources: true,
        enableSnippets: false,
        enableLatencyMetrics: true,
        telemetryReporting: { enable: false },
        disableIPV6: ipFamily === "ipv4",
        service: { create: false },
        reportIngressStatus: { enable: true, externalService: loadBalancer },
        config: { entries: configEntries(options) },
      },
      prometheus: { create: true, port: ports.metrics },
    };
  },
});

/** Percent of the CPU that is asked for, from which on there are more pods. */
const busyPercent = 70;

/** Its ConfigMap, all values of which are texts. */
function configEntries({
  accessLogs = true,
  minimumTls = "1.2",
  proxyProtocolFrom,
}: NginxIngressControllerSpec): Values {
  return {
    http2: "true",
    "server-tokens": "off",
    "ssl-protocols": minimumTls === "1.3" ? "TLSv1.3" : "TLSv1.2 TLSv1.3",
    "worker-shutdown-timeout": `${nginxIngressControllerShutdown.drainSeconds}s`,
    ...(accessLogs
      ? { "log-format": accessLogFormat("request_uri_no_args"), "log-format-escaping": "json" }
      : { "access-log-off": "true" }),
    ...(proxyProtocolFrom === undefined
      ? {}
      : {
          "proxy-protocol": "true",
          "real-ip-header": "proxy_protocol",
          "set-real-ip-from": proxyProtocolFrom.join(","),
        }),
  };
}
