import type { PlatformCapabilities } from "../../cluster";
import type { Problem } from "../../core";
import { checkMeshPolicy, needsRequests } from "../../mesh";
import type { IngressRule } from "../exposure/policy-rules";
import type { PlannedPort } from "../exposure/ports";
import { openPorts } from "../exposure/services";
import type { ServedFields } from "../microservice-spec";
import { metricsPortsOf } from "../pod/metrics-ports";
import { meshFor, plainPortsOf, type MeshedFields } from "./meshed-workload";

/** A workload of any kind, as far as its part in a mesh is checked by itself. */
type CheckedWorkload = MeshedFields &
  Partial<Pick<ServedFields, "service" | "additionalServices">> &
  Parameters<typeof metricsPortsOf>[0] & { readonly ingress?: readonly IngressRule[] | undefined };

/** What is wrong with a workload's part in the mesh, whatever it leads to. Paths are relative to the workload. */
export function checkOwnMesh(
  spec: CheckedWorkload,
  ports: readonly PlannedPort[],
  capabilities: PlatformCapabilities | undefined,
  assumesCapabilities: boolean | undefined,
): Problem[] {
  return [
    ...checkMeshPolicy(spec.mesh, {
      capabilities,
      assumesCapabilities,
      ports: carriedPorts(spec, ports, capabilities),
      isOnNodeNetwork: spec.podExceptions?.hostNetwork !== undefined,
    }),
    ...checkAddress(spec),
  ];
}

/** Who calls pods by their own addresses goes past whatever looks at requests to their Service. */
function checkAddress({ mesh, service }: CheckedWorkload): Problem[] {
  if (service?.headless !== true || !needsRequests(mesh)) return [];
  return [
    {
      path: ["mesh"],
      message: "the policy is about requests to the Service, which has no address that they could come to",
      found: "service.headless: true",
      fix: "remove service.headless, or the policy but for participate and mtls",
    },
  ];
}

/** Ports that the mesh carries calls to: no UDP, and none that is called without encryption. */
function carriedPorts(
  spec: CheckedWorkload,
  ports: readonly PlannedPort[],
  capabilities: PlatformCapabilities | undefined,
): PlannedPort[] {
  const tcp = ports.filter(({ protocol }) => protocol !== "udp");
  const mesh = meshFor(spec, capabilities);
  if (mesh === undefined) return tcp;
  const services = [
    ...(spec.service === undefined ? [] : [spec.service]),
    ...Object.values(spec.additionalServices ?? {}),
  ];
  const plain = plainPortsOf(mesh, {
    ports,
    ingress: spec.ingress ?? [],
    open: services.flatMap((service) => openPorts(service, ports)),
    metrics: metricsPortsOf(spec, ports),
    prometheusNamespace: capabilities?.prometheus?.namespace,
    routed: [],
    gateway: capabilities?.gateway,
  });
  return tcp.filter(({ targetPort }) => !plain.includes(targetPort));
}
