import type { Problem } from "../../core";
import type { MeshPort } from "../mesh-engine";
import { needsRequests, type MeshPolicySpec } from "../policy-spec";
import { requestPorts } from "../request-ports";

/** What Consul cannot do for a workload. */
export function checkConsulPolicy(policy: MeshPolicySpec<unknown>, ports: readonly MeshPort[]): Problem[] {
  const [first] = ports;
  if (first === undefined || new Set(ports.map(({ targetPort }) => targetPort)).size === 1) return [];
  const found = ports.map(({ name, protocol }) => `${name} (${protocol})`).join(", ");
  if (policy.mtls !== "permissive") {
    return [
      {
        path: [],
        message: "Consul carries one port of a workload, unless with an enterprise licence",
        found,
        allowed: "one port, besides those that the gateway, Prometheus and others call from without the mesh",
        fix: "make a workload of its own of the others; or write mesh: { mtls: permissive }, with which the first port alone is carried, or mesh: { participate: false }",
      },
    ];
  }
  if (!needsRequests(policy) || requestPorts([first]).length > 0) return [];
  return [
    {
      path: [],
      message: "the policy is about requests, and Consul carries the first port alone, which has none",
      found,
      allowed: "a first port with the protocol http or grpc",
      fix: "write the port for requests first",
    },
  ];
}
