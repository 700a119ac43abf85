import type { MeshCapability } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import type { RetryCondition, RetrySpec } from "../../gateway/policy-spec";
import { durationText } from "../duration-text";
import type { MeshedWorkload, MeshPeer, MeshPort } from "../mesh-engine";
import type { MeshFaultsSpec, MeshSplitSpec } from "../policy-spec";
import { requestPorts, splitPort } from "../request-ports";
import { istioApi } from "./istio-api";
import { hostOf } from "./names";

/**
 * What becomes of requests to a workload: HTTPRoutes at its waypoint where they can say it, else a VirtualService. Never both: what two of them
 * mean together for one Service is not defined.
 */
export function requestRules(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  const { timeout, split = [], retries, faults } = workload.policy;
  const ports = requestPorts(workload.ports);
  if ([timeout, retries, faults].every((one) => one === undefined) && split.length === 0) return [];
  const needsVirtualService = mesh.mode === "sidecar" || retries !== undefined || faults !== undefined;
  return needsVirtualService ? [virtualService(workload, ports)] : ports.map((port) => httpRoute(workload, port));
}

function httpRoute({ objectName, policy: { timeout, split = [] } }: MeshedWorkload, port: MeshPort): RenderedObject {
  return {
    suffix: `mesh-${port.name}`,
    apiVersion: istioApi.gateway,
    kind: "HTTPRoute",
    name: `${objectName}.mesh.${port.name}`,
    fields: {
      spec: {
        parentRefs: [{ group: "", kind: "Service", name: objectName, port: port.port }],
        rules: [
          {
            ...(timeout === undefined ? {} : { timeouts: { request: durationText(timeout) } }),
            backendRefs: destinations(objectName, port, split).map(({ name, number, weight }) => ({
              name,
              port: number,
              ...(weight === undefined ? {} : { weight }),
            })),
          },
        ],
      },
    },
  };
}

function virtualService({ objectName, namespace, policy }: MeshedWorkload, ports: readonly MeshPort[]): RenderedObject {
  const { timeout, retries, faults, split = [] } = policy;
  const host = hostOf(objectName, namespace);
  return {
    suffix: "mesh",
    apiVersion: istioApi.networking,
    kind: "VirtualService",
    name: objectName,
    fields: {
      spec: {
        hosts: [host],
        http: ports.map((port) => ({
          name: port.name,
          match: [{ port: port.port }],
          route: destinations(objectName, port, split).map(({ name, number, weight }) => ({
            destination: { host: hostOf(name, namespace), port: { number } },
            ...(weight === undefined ? {} : { weight }),
          })),
          ...(timeout === undefined ? {} : { timeout: durationText(timeout) }),
          ...(retries === undefined ? {} : { retries: retryArgs(retries) }),
          ...(faults === undefined ? {} : { fault: faultArgs(faults) }),
        })),
      },
    },
  };
}

interface Destination {
  readonly name: string;
  readonly number: number;
  /** Percent; undefined for all. */
  readonly weight: number | undefined;
}

/** What is left of the shares stays with the workload itself. */
function destinations(own: string, port: MeshPort, split: readonly MeshSplitSpec<MeshPeer>[]): Destination[] {
  if (split.length === 0) return [{ name: own, number: port.port, weight: undefined }];
  const given = split.reduce((sum, { weight }) => sum + weight, 0);
  return [
    { name: own, number: port.port, weight: 100 - given },
    ...split.map(({ to, port: name, weight }) => ({
      name: to.objectName,
      number: splitPort(to.ports, name)?.port ?? port.port,
      weight,
    })),
  ];
}

const conditions: Readonly<Record<RetryCondition, string>> = {
  connectFailure: "connect-failure",
  reset: "reset",
  gatewayError: "gateway-error",
  "5xx": "5xx",
  retriable4xx: "retriable-4xx",
};

function retryArgs({
  attempts,
  on = ["connectFailure", "reset", "gatewayError"],
  perTryTimeout,
  backoff,
}: RetrySpec): ManifestValue {
  return {
    attempts,
    retryOn: on.map((condition) => conditions[condition]).join(","),
    ...(perTryTimeout === undefined ? {} : { perTryTimeout: durationText(perTryTimeout) }),
    ...(backoff === undefined ? {} : { backoff: durationText(backoff.base) }),
  };
}

function faultArgs({ delay, abort }: MeshFaultsSpec): ManifestValue {
  return {
    ...(delay === undefined
      ? {}
      : { delay: { percentage: { value: delay.percent }, fixedDelay: durationText(delay.duration) } }),
    ...(abort === undefined ? {} : { abort: { percentage: { value: abort.percent }, httpStatus: abort.status } }),
  };
}
