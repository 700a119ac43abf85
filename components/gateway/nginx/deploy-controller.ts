import { nginxIngressControllerPlace } from "../../addons";
import type { GatewayCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import { certificateName, certificates, redirectsHttp } from "../gateway-api/gateway-objects";
import type { DeployedGateway, GatewayContext, GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { entrancePolicy, loadBalancerService, type PodsInFront } from "../load-balancer-service";
import { controllerAlerts } from "./controller-alerts";
import { controllerClass } from "./controller-policies";
import { hostLabel } from "./host-label";
import { alertRules, podMonitor } from "./nginx-monitoring";

const { namespace, labels, loadBalancer, ports } = nginxIngressControllerPlace;

const pods: PodsInFront = { namespace, labels, service: loadBalancer, ports, healthPath: "/nginx-ready" };

/** Makes a gateway of the F5 NGINX Ingress Controller: its load balancer, and for each host a server, which gathers the routes of workloads. */
export function deployController({ spec, capability, create, ...around }: GatewayContext): DeployedGateway {
  const before = create(controllerSettings(spec, capability, around));
  const servers = create(virtualServers(spec, capability), before);
  return { ready: [...before, ...servers] };
}

/** What there is before the servers. */
export function controllerSettings(
  spec: GatewaySpec,
  capability: GatewayCapability,
  around: GatewaySurroundings,
): RenderedObject[] {
  const { name } = capability;
  return [
    ...certificates(spec, capability),
    entrancePolicy(spec, around, pods),
    loadBalancerService(spec, around, pods),
    ...(around.hasMonitors
      ? [
          podMonitor({ name, namespace, labels, port: "prometheus" }),
          alertRules(name, controllerAlerts(`${capability.namespace}/${name}`)),
        ]
      : []),
  ];
}

/** A server for each host. */
export function virtualServers(spec: GatewaySpec, capability: GatewayCapability): RenderedObject[] {
  return capability.hosts.map((host, index) => {
    const suffix = index === 0 ? "" : `${index + 1}`;
    const listener = capability.listeners.find((one) => one.host === host);
    return {
      suffix,
      apiVersion: "k8s.nginx.org/v1",
      kind: "VirtualServer",
      name: suffix === "" ? capability.name : `${capability.name}-${suffix}`,
      fields: {
        spec: {
          ingressClassName: controllerClass,
          host,
          tls:
            spec.tls === false || listener === undefined
              ? undefined
              : {
                  secret: certificateName(capability, listener.name),
                  ...(redirectsHttp(spec) ? { redirect: { enable: true, code: 301 } } : {}),
                },
          routes: [{ path: "/", routeSelector: { matchLabels: hostLabel(capability.name, host) } }],
        },
      },
    };
  });
}
