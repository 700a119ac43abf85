import type { types } from "@pulumi/kubernetes";
import { didYouMean, type Problem } from "../../core";

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
  /** Name of the sidecar that listens on it. Default: the main container does. */
  readonly container?: string | undefined;
  /**
   * Port of the node's own address that leads to it too, 1 to 65535; a node has room for one such pod. Needs the pod exception
   * `hostPorts`. Default: none.
   */
  readonly hostPort?: number | undefined;
  /** What the Service says is spoken on it, such as `kubernetes.io/h2c`. Default: the protocol, but nothing for `tcp` and `udp`. */
  readonly appProtocol?: string | undefined;
}

/** Ports by name; the first is the one that default probes and links use. A number is short for `{ port }`. */
export type Ports = Readonly<Record<string, number | PortSpec>>;

/** A port with its defaults filled in. */
export interface PlannedPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: PortProtocol;
  /** Name of the sidecar that listens on it; undefined: the main container does. */
  readonly container?: string | undefined;
  readonly hostPort?: number | undefined;
  readonly appProtocol?: string | undefined;
}

/** The ports in the order they were written, with their defaults. */
export function planPorts(ports: Ports = {}): PlannedPort[] {
  return Object.entries(ports).map(([name, value]) => {
    const spec: PortSpec = typeof value === "number" ? { port: value } : value;
    const { container, hostPort, appProtocol } = spec;
    return {
      name,
      port: spec.port,
      targetPort: spec.targetPort ?? spec.port,
      protocol: spec.protocol ?? protocolOf(name),
      ...(container === undefined ? {} : { container }),
      ...(hostPort === undefined ? {} : { hostPort }),
      ...(appProtocol === undefined ? {} : { appProtocol }),
    };
  });
}

/**
 * What is wrong with a workload's ports. Paths are relative to the workload.
 * @param containers the containers that may listen, by name; undefined stands for the main one
 */
export function checkPorts(ports: Ports = {}, containers: readonly (string | undefined)[] = []): Problem[] {
  const planned = planPorts(ports);
  return [
    ...planned.flatMap((port) => checkPortName(port.name)),
    ...planned.flatMap(checkNumbers),
    ...planned.flatMap((port) => checkContainer(port, containers)),
    ...planned.flatMap(checkAppProtocol),
    ...checkUnique(planned),
    ...checkTargets(planned),
    ...checkHostPorts(planned),
  ];
}

/**
 * What is wrong with the ports of pods that have the network of their node: there a container's port is the node's already, and the
 * API server refuses another one.
 */
export function checkNodeNetworkPorts(ports: Ports = {}): Problem[] {
  return planPorts(ports).flatMap(({ name, targetPort, hostPort }) =>
    hostPort === undefined || hostPort === targetPort
      ? []
      : [
          {
            path: ["ports", name, "hostPort"],
            message: "in the node's network the container's port is the node's, and cannot be another one there",
            found: `hostPort ${hostPort}, targetPort ${targetPort}`,
            allowed: String(targetPort),
            fix: "remove hostPort, or have the program listen on that number and name it as targetPort",
          },
        ],
  );
}

/** Whether pods with these ports take some of their node's, so that a node has room for one such pod. */
export function takesNodePorts(ports: Ports = {}, isOnNodeNetwork: boolean): boolean {
  return planPorts(ports).some(({ hostPort }) => isOnNodeNetwork || hostPort !== undefined);
}

/**
 * A container's side of the ports: each number once, though several ports of the Service may lead to it.
 * @param container name of the sidecar; undefined: the main container
 */
export function containerPorts(ports: readonly PlannedPort[], container?: string): types.input.core.v1.ContainerPort[] {
  return ports
    .filter((port) => port.container === container && containerPortName(ports, port) === port.name)
    .map((port) => {
      const hostPort = ports.find((other) => isSameTarget(other, port) && other.hostPort !== undefined)?.hostPort;
      return {
        name: port.name,
        containerPort: port.targetPort,
        ...(hostPort === undefined ? {} : { hostPort }),
        protocol: transportOf(port.protocol),
      };
    });
}

/**
 * The Service's side of the ports. It leads to a name, so that a new version may listen on another number.
 * @param nodePorts numbers of node ports, by the names of ports
 */
export function servicePorts(
  ports: readonly PlannedPort[],
  all: readonly PlannedPort[] = ports,
  nodePorts: Readonly<Record<string, number>> = {},
): types.input.core.v1.ServicePort[] {
  return ports.map((port) => {
    const nodePort = nodePorts[port.name];
    const appProtocol = port.appProtocol ?? (isApplicationProtocol(port.protocol) ? port.protocol : undefined);
    return {
      name: port.name,
      port: port.port,
      targetPort: containerPortName(all, port),
      protocol: transportOf(port.protocol),
      ...(appProtocol === undefined ? {} : { appProtocol }),
      ...(nodePort === undefined ? {} : { nodePort }),
    };
  });
}

/** The name that the container's port has: that of the first port that leads to it. */
export function containerPortName(ports: readonly PlannedPort[], port: PlannedPort): string {
  return ports.find((other) => isSameTarget(other, port))?.name ?? port.name;
}

/** `TCP` or `UDP`. */
export function transportOf(protocol: PortProtocol): "TCP" | "UDP" {
  return protocol === "udp" ? "UDP" : "TCP";
}

/** What is wrong with names of ports in a list: one that there is not. `what` begins the message. */
export function checkPortNames(
  path: Problem["path"],
  what: string,
  names: readonly string[] | undefined,
  ports: readonly PlannedPort[],
): Problem[] {
  const known = ports.map((port) => port.name);
  return (names ?? [])
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = didYouMean(name, known);
      return {
        path,
        message: `${what} a port that does not exist`,
        found: name,
        allowed: known.join(", "),
        fix: meant === undefined ? "name one of the ports, or add this one under ports" : `did you mean ${meant}?`,
      };
    });
}

/** The containers of a pod share one address, so a number and a transport are one place to listen at. */
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
  return (["port", "targetPort", "hostPort"] as const).flatMap((field) => {
    const number = port[field];
    if (number === undefined || (Number.isInteger(number) && number >= 1 && number <= 65535)) return [];
    // A target that is only the default is told by its port.
    if (field === "targetPort" && port.targetPort === port.port) return [];
    return [
      {
        path: ["ports", port.name, field],
        message: "this is no port number",
        found: String(number),
        allowed: "a whole number from 1 to 65535",
        fix: "give the number that the program listens on",
      },
    ];
  });
}

function checkContainer({ name, container }: PlannedPort, containers: readonly (string | undefined)[]): Problem[] {
  if (container === undefined || containers.includes(container)) return [];
  const known = containers.filter((other) => other !== undefined);
  const meant = didYouMean(container, known);
  return [
    {
      path: ["ports", name, "container"],
      message: "the port belongs to a sidecar that does not exist",
      found: container,
      ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
      fix:
        meant === undefined
          ? "name a container under sidecars, or leave it out if the main container listens"
          : `did you mean ${meant}?`,
    },
  ];
}

/** A name of IANA, or one with a prefix as labels have it. Source: the API reference of `ServicePort`. */
const applicationProtocol = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;

function checkAppProtocol({ name, appProtocol }: PlannedPort): Problem[] {
  if (appProtocol === undefined || applicationProtocol.test(appProtocol)) return [];
  return [
    {
      path: ["ports", name, "appProtocol"],
      message: "this is no name of an application protocol",
      found: appProtocol,
      allowed: "a name of IANA such as https, or one with a prefix such as kubernetes.io/h2c",
      fix: "write a name without spaces, or leave it out",
    },
  ];
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

function checkTargets(ports: readonly PlannedPort[]): Problem[] {
  return ports.flatMap((port, index) => {
    const first = ports
      .slice(0, index)
      .find((other) => isSameTarget(other, port) && other.container !== port.container);
    if (first === undefined) return [];
    return [
      {
        path: ["ports", port.name],
        message: "two containers of one pod cannot listen on one port, as they share its address",
        found: `${first.name} and ${port.name} both lead to ${port.targetPort}`,
        fix: `give ${port.name} a targetPort of its own`,
      },
    ];
  });
}

function checkHostPorts(ports: readonly PlannedPort[]): Problem[] {
  return ports.flatMap((port, index) => {
    if (port.hostPort === undefined) return [];
    const before = ports.slice(0, index).filter(({ hostPort }) => hostPort !== undefined);
    const taken = before.find(
      (other) => other.hostPort === port.hostPort && transportOf(other.protocol) === transportOf(port.protocol),
    );
    const twin = before.find((other) => isSameTarget(other, port) && other.hostPort !== port.hostPort);
    return [
      ...(taken === undefined || isSameTarget(taken, port)
        ? []
        : [
            {
              path: ["ports", port.name, "hostPort"],
              message: "two ports want one port of the node",
              found: `${taken.name} and ${port.name} both want ${port.hostPort}`,
              fix: `give ${port.name} a hostPort of its own`,
            },
          ]),
      ...(twin === undefined
        ? []
        : [
            {
              path: ["ports", port.name, "hostPort"],
              message: "one port of the container has two ports of the node",
              found: `${twin.name}: ${twin.hostPort ?? ""}, ${port.name}: ${port.hostPort}`,
              fix: `remove the hostPort of ${port.name}`,
            },
          ]),
    ];
  });
}
