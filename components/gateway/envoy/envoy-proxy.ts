import type { GatewayCapability } from "../../cluster";
import { parseQuantity, type ManifestValue, type RenderedObject } from "../../core";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { deregistrationSeconds, loadBalancerService } from "../network-load-balancer";
import { accessLog } from "./access-log";
import { envoyApiVersion } from "./backend-traffic-policy";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** Ports of the pods, as Envoy Gateway makes them. Source: its code, 1.9.0. */
export const envoyPorts = { http: 10080, https: 10443, metrics: 19001, readiness: 19003 } as const;

const defaultReplicas = { several: { min: 2, max: 10 }, one: { min: 1, max: 1 } } as const;
const defaultResources = { cpu: "250m", memory: "256Mi" } as const;
/** Percent of the requested CPU above which there are more pods. */
const cpuTarget = 70;
/** Seconds that new connections may still come for when a pod goes. */
const minDrainSeconds = 60;

/** Labels of the pods of any gateway of Envoy Gateway. */
export const proxyLabels = {
  "app.kubernetes.io/component": "proxy",
  "app.kubernetes.io/managed-by": "envoy-gateway",
} as const;

/** Labels of the pods of this one. */
export function podLabels({ name }: Pick<GatewayCapability, "name">): Readonly<Record<string, string>> {
  return { ...proxyLabels, "gateway.envoyproxy.io/owning-gateway-name": name };
}

/** How many pods there are. */
export function replicasOf(
  { replicas }: GatewaySpec,
  { highlyAvailable }: GatewaySurroundings,
): { readonly min: number; readonly max: number } {
  return replicas ?? (highlyAvailable ? defaultReplicas.several : defaultReplicas.one);
}

/** The pods of the gateway, and what is in front of them. */
export function envoyProxy(spec: GatewaySpec, gateway: GatewayCapability, around: GatewaySurroundings): RenderedObject {
  return {
    suffix: "",
    apiVersion: envoyApiVersion,
    kind: "EnvoyProxy",
    name: gateway.name,
    fields: {
      spec: {
        // Without it, nothing would be left of the image that the controller is told, such as that of a mirror.
        mergeType: "StrategicMerge",
        provider: { type: "Kubernetes", kubernetes: kubernetesOf(spec, gateway, around) },
        ipFamily: around.ipFamily === "ipv6" ? "IPv6" : "IPv4",
        // By default there is one for each core of the node, whatever the pod asks for.
        concurrency: workersOf(spec),
        shutdown: { drainTimeout: `${deregistrationSeconds}s`, minDrainDuration: `${minDrainSeconds}s` },
        telemetry: { accessLog: accessLog(spec), metrics: { prometheus: {} } },
      },
    },
  };
}

function kubernetesOf(spec: GatewaySpec, gateway: GatewayCapability, around: GatewaySurroundings): Fields {
  const { min, max } = replicasOf(spec, around);
  const { annotations, loadBalancerSourceRanges, ...service } = loadBalancerService(spec, around, {
    port: envoyPorts.readiness,
    path: "/ready",
  });
  return {
    envoyDeployment: deploymentOf(spec, gateway, min, max),
    ...(max > min ? { envoyHpa: scalingOf(min, max) } : {}),
    ...(max > 1 ? { envoyPDB: { maxUnavailable: 1 } } : {}),
    envoyService: {
      ...service,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(loadBalancerSourceRanges === undefined ? {} : { loadBalancerSourceRanges: [...loadBalancerSourceRanges] }),
    },
  };
}

function deploymentOf({ resources = {} }: GatewaySpec, gateway: GatewayCapability, min: number, max: number): Fields {
  const { cpu, memory } = { ...defaultResources, ...resources };
  const scratch = { name: "tmp", mountPath: "/tmp" };
  return {
    ...(max > min ? {} : { replicas: min }),
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    pod: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      ...(max > 1 ? { topologySpreadConstraints: spreadOf(podLabels(gateway)) } : {}),
      volumes: [{ name: scratch.name, emptyDir: { sizeLimit: "16Mi" } }],
    },
    container: {
      // Of both containers of the pods.
      securityContext: {
        runAsUser: 65532,
        runAsGroup: 65532,
        runAsNonRoot: true,
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      },
      resources: { requests: { cpu, memory }, limits: { memory } },
      volumeMounts: [scratch],
    },
    // The other container tells by a file there that the pod may go.
    patch: {
      type: "StrategicMerge",
      value: {
        spec: { template: { spec: { containers: [{ name: "shutdown-manager", volumeMounts: [scratch] }] } } },
      },
    },
  };
}

function scalingOf(min: number, max: number): Fields {
  return {
    minReplicas: min,
    maxReplicas: max,
    metrics: [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuTarget } } },
    ],
  };
}

/** Rather in different zones and on different nodes. */
function spreadOf(matchLabels: Readonly<Record<string, string>>): Fields[] {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
  }));
}

/** Two at least, so that one slow connection does not hold up all. */
function workersOf({ resources }: GatewaySpec): number {
  return Math.max(2, Math.ceil(parseQuantity(resources?.cpu ?? defaultResources.cpu) ?? 1));
}
