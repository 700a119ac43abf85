import type { MeshedWorkload, MeshPort } from "../mesh-engine";

type Ports = Pick<MeshedWorkload, "ports" | "plainPorts" | "callers">;

/**
 * The port of a workload that the mesh carries, as without an enterprise licence Consul knows one alone: the first for TCP that nobody calls past the mesh;
 * where there is none, the first that others of the mesh call, or any.
 */
export function carriedPort({ ports, plainPorts, callers = [] }: Ports): MeshPort | undefined {
  const tcp = ports.filter(({ protocol }) => protocol !== "udp");
  const isCalled = ({ name }: MeshPort): boolean => callers.some((caller) => caller.ports?.includes(name) ?? true);
  return tcp.find(({ targetPort }) => !plainPorts.includes(targetPort)) ?? tcp.find(isCalled) ?? tcp[0];
}

/**
 * Ports of the pods that calls come to past the proxy: those of callers who do not speak its protocol, such as the gateway and Prometheus; of gRPC,
 * whose probes by the kubelet the proxy knows nothing of, as it does of those of HTTP; and without strict encryption those that it does not carry.
 */
export function portsPastProxy(workload: MeshedWorkload, isStrict: boolean): number[] {
  const carried = carriedPort(workload);
  const tcp = workload.ports.filter(({ protocol }) => protocol !== "udp");
  const others = tcp.filter(({ targetPort }) => targetPort !== carried?.targetPort);
  const probed = tcp.filter(({ protocol }) => protocol === "grpc");
  const numbers = [
    ...workload.plainPorts,
    ...workload.openPorts,
    ...[...probed, ...(isStrict ? [] : others)].map(({ targetPort }) => targetPort),
  ];
  return [...new Set(numbers)].sort((one, other) => one - other);
}
