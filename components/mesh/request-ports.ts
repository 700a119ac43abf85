import type { MeshPort } from "./mesh-engine";

/** Ports at which a mesh can look at requests: what is encrypted by the workload itself it cannot read. */
export function requestPorts<Port extends MeshPort>(ports: readonly Port[]): Port[] {
  return ports.filter(({ protocol }) => protocol === "http" || protocol === "grpc");
}

/** The port that a share of the requests goes to: the one of the name, or the only one for requests. */
export function splitPort<Port extends MeshPort>(ports: readonly Port[], name: string | undefined): Port | undefined {
  const known = requestPorts(ports);
  if (name !== undefined) return known.find((port) => port.name === name);
  return known.length === 1 ? known[0] : undefined;
}
