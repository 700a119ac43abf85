import { checkReplicas, scaledReplicas } from "../frame/replicas";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";
import type { Values } from "../frame/values";
import { traefikPlace, traefikShutdown, type TraefikSpec } from "./traefik-spec";

const name = "traefik";
const { namespace, labels, loadBalancer, ports } = traefikPlace;

export const traefik = helmAddOn<TraefikSpec>({
  id: "traefik",
  name,
  summary: "Traefik: a gateway that carries out routes of the Gateway API, with policies as middlewares",
  chart: "traefik",
  namespace: { name: namespace, podSecurity: "restricted" },
  crds: ["*.traefik.io", "*.hub.traefik.io"],
  requires: [{ addOn: "gatewayApi", because: "its routes are those of the Gateway API" }],
  images: [{ image: "docker.io/library/traefik", at: { registry: "image.registry", repository: "image.repository" } }],
  pods: ({ replicas, cpuMillis = 250, memoryMib = 256 }, { highlyAvailable }) => [
    { name, replicas: replicas?.min ?? (highlyAvailable ? 2 : 1), cpuMillis, memoryMib, labels },
  ],
  traffic: () => [{ metrics: [ports.metrics], to: "apis" }],
  owned: {
    ...decidedByPods("deployment.replicas", "podDisruptionBudget", "autoscaling"),
    "service.enabled": "the gateway makes the Service with the load balancer",
    "gateway.enabled": "the gateway is made by slipway:gateway",
    "gatewayClass.enabled": "the class is made by slipway:gateway",
    "accessLog.enabled": "write accessLogs",
    "ports.web.proxyProtocol": "write proxyProtocolFrom",
    "ports.websecure.proxyProtocol": "write proxyProtocolFrom",
    "providers.kubernetesGateway.enabled": "it is what Traefik is here for",
    "providers.kubernetesCRD.enabled": "policies are its middlewares",
    "providers.kubernetesCRD.safeNaming": "without it two routes to one workload would get in each other's way",
  },
  check: checkReplicas,
  values: ({ options, highlyAvailable }, all) => {
    const pods = podsOf(all, name);
    const { accessLogs = true, proxyProtocolFrom } = options;
    const entrance: Values = {
      // Many workloads take `X_User` for `X-User`.
      http: { underscoreHeadersStrategy: "delete" },
      ...(proxyProtocolFrom === undefined ? {} : { proxyProtocol: { trustedIPs: [...proxyProtocolFrom] } }),
      transport: {
        lifeCycle: {
          requestAcceptGraceTimeout: `${traefikShutdown.acceptSeconds}s`,
          graceTimeOut: `${traefikShutdown.drainSeconds}s`,
        },
      },
    };
    return {
      deployment: {
        replicas: pods.replicas,
        terminationGracePeriodSeconds: traefikShutdown.acceptSeconds + traefikShutdown.drainSeconds + 10,
      },
      autoscaling: scaledReplicas(pods, options.replicas, highlyAvailable),
      podDisruptionBudget: { enabled: isDoubled(pods), maxUnavailable: 1 },
      resources: resourcesOf(pods),
      topologySpreadConstraints: spreadOf(pods),
      tolerations: systemTolerations,
      global: { checkNewVersion: false, sendAnonymousUsage: false },
      // The dashboard shows every route; nobody asked for it.
      api: { dashboard: false },
      service: { enabled: false },
      ingressClass: { enabled: false },
      gateway: { enabled: false },
      gatewayClass: { enabled: false },
      providers: {
        kubernetesIngress: { enabled: false },
        // Else what two routes say of one Service would be of one name, and one of them lost.
        kubernetesCRD: { enabled: true, safeNaming: true },
        kubernetesGateway: { enabled: true },
      },
      // The chart leaves the address of the Gateway out where the Service is not its own.
      additionalArguments: [
        `--providers.kubernetesgateway.statusaddress.service.namespace=${namespace}`,
        `--providers.kubernetesgateway.statusaddress.service.name=${loadBalancer}`,
      ],
      ports: { web: entrance, websecure: entrance },
      log: { format: "json" },
      accessLog: {
        enabled: accessLogs,
        format: "json",
        fields: {
          headers: { defaultMode: "drop", names: { traceparent: "keep" } },
          queryParameters: { defaultMode: "drop" },
        },
      },
    };
  },
});
