import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../core";

/** What is spoken on a port. It decides the default probe and the Service's `appProtocol`. */
export const portProtocols = ["http", "https", "grpc", "tcp", "udp"] as const;
export type PortProtocol = (typeof portProtocols)[number];

/** A port that others reach a workload on. */
export interface PortSpec {
  /** Port of the Service, 1 to 65535: what others call. */
  readonly port: number;
  /** Port that the container listens on, 1 to 65535. Default: the Service's port. */
  readonly targetPort?: number | undefined;
  /** What is spoken on it. Default: the port's name if that is a protocol (`grpc`, or `http-admin`), else `tcp`. */
  readonly protocol?: PortProtocol | undefined;
}

/** Ports by name; the first is the one that default probes and links use. A number is short for `{ port }`. */
export type Ports = Readonly<Record<string, number | PortSpec>>;

/** A port with its defaults filled in. */
export interface PlannedPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: PortProtocol;
}

/** The ports in the order they were written, with their defaults. */
export function planPorts(ports: Ports = {}): PlannedPort[] {
  return Object.entries(ports).map(([name, value]) => {
    const spec: PortSpec = typeof value === "number" ? { port: value } : value;
    return {
      name,
      port: spec.port,
      targetPort: spec.targetPort ?? spec.port,
      protocol: spec.protocol ?? protocolOf(name),
    };
  });
}

/** What is wrong with a workload's ports. Paths are relative to the workload. */
export function checkPorts(ports: Ports = {}): Problem[] {
  const planned = planPorts(ports);
  return [
    ...planned.flatMap((port) => checkPortName(port.name)),
    ...planned.flatMap(checkNumbers),
    ...checkUnique(planned),
  ];
}

/** The container's side of the ports: each number once, though several ports of the Service may lead to it. */
export function containerPorts(ports: readonly PlannedPort[]): types.input.core.v1.ContainerPort[] {
  return ports
    .filter((port) => containerPortName(ports, port) === port.name)
    .map((port) => ({ name: port.name, containerPort: port.targetPort, protocol: transportOf(port.protocol) }));
}

/** The Service's side of the ports. It leads to a name, so that a new version may listen on another number. */
export function servicePorts(
  ports: readonly PlannedPort[],
  all: readonly PlannedPort[] = ports,
): types.input.core.v1.ServicePort[] {
  return ports.map((port) => ({
    name: port.name,
    port: port.port,
    targetPort: containerPortName(all, port),
    protocol: transportOf(port.protocol),
    ...(isApplicationProtocol(port.protocol) ? { appProtocol: port.protocol } : {}),
  }));
}

/** The name that the container's port has: that of the first port that leads to it. */
export function containerPortName(ports: readonly PlannedPort[], port: PlannedPort): string {
  return ports.find((other) => isSameTarget(other, port))?.name ?? port.name;
}

/** `TCP` or `UDP`. */
export function transportOf(protocol: PortProtocol): "TCP" | "UDP" {
  return protocol === "udp" ? "UDP" : "TCP";
}

function isSameTarget(one: PlannedPort, other: PlannedPort): boolean {
  return one.targetPort === other.targetPort && transportOf(one.protocol) === transportOf(other.protocol);
}

function isApplicationProtocol(protocol: PortProtocol): boolean {
  return protocol !== "tcp" && protocol !== "udp";
}

function protocolOf(name: string): PortProtocol {
  return portProtocols.find((protocol) => name === protocol || name.startsWith(`${protocol}-`)) ?? "tcp";
}

const portName = /^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

function checkPortName(name: string): Problem[] {
  if (name.length <= 15 && portName.test(name) && !name.includes("--")) return [];
  return [
    {
      path: ["ports", name],
      message: "this is no name of a port",
      found: name,
      allowed: "1 to 15 lower-case letters, digits and single '-', with at least one letter",
      fix: "name it after its protocol, such as http, grpc or http-admin",
    },
  ];
}

function checkNumbers(port: PlannedPort): Problem[] {
  return (["port", "targetPort"] as const)
    .filter((field) => !Number.isInteger(port[field]) || port[field] < 1 || port[field] > 65535)
    .filter((field) => field === "port" || port.targetPort !== port.port)
    .map((field) => ({
      path: ["ports", port.name, field],
      message: "this is no port number",
      found: String(port[field]),
      allowed: "a whole number from 1 to 65535",
      fix: "give the number that the program listens on",
    }));
}

function checkUnique(ports: readonly PlannedPort[]): Problem[] {
  return ports.flatMap((port, index) => {
    const first = ports
      .slice(0, index)
      .find((other) => other.port === port.port && transportOf(other.protocol) === transportOf(port.protocol));
    if (first === undefined) return [];
    return [
      {
        path: ["ports", port.name],
        message: "two ports of the Service have one number",
        found: `${first.name} and ${port.name} are both ${port.port}`,
        fix: `give ${port.name} a port of its own, or remove it`,
      },
    ];
  });
}
