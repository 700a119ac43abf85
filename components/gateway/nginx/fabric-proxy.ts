import { accessLogFormat } from "../../addons";
import type { GatewayCapability } from "../../cluster";
import { parseQuantity, type ManifestValue, type RenderedObject } from "../../core";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { proxyProtocolSources, type PodsInFront } from "../load-balancer-service";
import { deregistrationSeconds, loadBalancerService } from "../network-load-balancer";
import { gatewayPorts } from "../gateway-api/gateway-objects";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** Ports of the pods of a gateway besides those of its listeners. */
export const fabricPorts = { health: 8081, metrics: 9113 } as const;

/** The pods of a gateway: they listen on the ports of its listeners. The controller names the Service by itself. */
export function fabricPods({ name, namespace }: GatewayCapability): PodsInFront {
  return {
    namespace,
    labels: { "gateway.networking.k8s.io/gateway-name": name },
    service: name,
    ports: { ...gatewayPorts, health: fabricPorts.health },
    healthPath: "/readyz",
  };
}

const mostPods = 10;
const busyPercent = 70;
/** For how long a pod that is told to stop takes new connections. */
const acceptSeconds = 60;
const defaultResources = { cpu: "250m", memory: "256Mi" } as const;

/** How many pods a gateway has. */
export function fabricReplicas(
  { replicas }: GatewaySpec,
  { highlyAvailable }: Pick<GatewaySurroundings, "highlyAvailable">,
): { readonly min: number; readonly max: number } {
  return replicas ?? (highlyAvailable ? { min: 2, max: mostPods } : { min: 1, max: 1 });
}

/** The settings of the pods and the Service of a gateway, which the controller makes. */
export function nginxProxy(spec: GatewaySpec, around: GatewaySurroundings, pods: PodsInFront): RenderedObject {
  return {
    suffix: "",
    apiVersion: "gateway.nginx.org/v1alpha2",
    kind: "NginxProxy",
    name: pods.service,
    fields: {
      spec: {
        ipFamily: around.ipFamily,
        rewriteClientIP: callerAddress(spec, around),
        logging: {
          errorLevel: "warn",
          accessLog:
            spec.accessLogs === false
              ? { disable: true }
              : { format: accessLogFormat("request_uri_path"), escape: "json" },
        },
        metrics: { port: fabricPorts.metrics },
        kubernetes: {
          deployment: deployment(spec, around, pods),
          service: service(spec, around, pods),
        },
      },
    },
  };
}

function callerAddress(spec: GatewaySpec, around: GatewaySurroundings): Fields | undefined {
  const from = proxyProtocolSources(spec, around);
  if (from === undefined) return undefined;
  return { mode: "ProxyProtocol", trustedAddresses: from.map((value) => ({ type: "CIDR", value })) };
}

function deployment(spec: GatewaySpec, around: GatewaySurroundings, { labels }: PodsInFront): Fields {
  const { min, max } = fabricReplicas(spec, around);
  const { cpu = defaultResources.cpu, memory = defaultResources.memory } = spec.resources ?? {};
  return {
    replicas: min,
    ...(max > min
      ? {
          autoscaling: {
            enable: true,
            minReplicas: min,
            maxReplicas: max,
            targetCPUUtilizationPercentage: busyPercent,
          },
        }
      : {}),
    pod: {
      terminationGracePeriodSeconds: deregistrationSeconds + 10,
      ...(max > 1 ? { topologySpreadConstraints: spread(labels) } : {}),
    },
    container: {
      resources: { requests: { cpu, memory }, limits: { memory: twice(memory) } },
      lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", stop] } } },
    },
  };
}

/**
 * First it takes new connections until the load balancer has taken it out, then it ends those that it has: when the pod is stopped, its
 * first process would end NGINX at once.
 */
const stop = `sleep ${acceptSeconds}; nginx -s quit; while [ -e /var/run/nginx/nginx.pid ]; do sleep 1; done`;

/** NGINX takes more for a moment when it reads a new configuration. */
function twice(memory: string): string {
  const bytes = parseQuantity(memory);
  return bytes === undefined ? memory : `${Math.ceil((2 * bytes) / 1024 ** 2)}Mi`;
}

function spread(labels: Readonly<Record<string, string>>): Fields[] {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  }));
}

/** The Service, of which the controller knows the ports and the pods. */
function service(spec: GatewaySpec, around: GatewaySurroundings, { ports, healthPath }: PodsInFront): Fields {
  const { annotations, allocateLoadBalancerNodePorts, ...settings } = loadBalancerService(spec, around, {
    port: ports.health,
    path: healthPath,
  });
  if (Object.keys(annotations).length === 0) return settings;
  // It has no fields for these.
  const value = { metadata: { annotations }, spec: { allocateLoadBalancerNodePorts } };
  return { ...settings, patches: [{ type: "StrategicMerge", value }] };
}
