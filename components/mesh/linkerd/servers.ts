import type { MeshCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import type { MeshedWorkload, MeshPort } from "../mesh-engine";
import { isStrict } from "./strict";
import { everywhere, linkerdApi } from "./linkerd-api";

/** A port of pods, once, whatever ports of Services lead to it. */
export interface ServedPort {
  readonly name: string;
  readonly targetPort: number;
  readonly protocol: MeshPort["protocol"];
  /** Names of further ports of the Service that lead to it. */
  readonly aliases: readonly string[];
}

/** Ports of pods, with those that only admissions and load balancers name, by their numbers. */
export function serversOf({ ports, admissions, openPorts }: MeshedWorkload): ServedPort[] {
  const tcp = ports.filter(({ protocol }) => protocol !== "udp");
  const numbers = [...openPorts, ...admissions.flatMap((one) => one.ports.filter((port) => typeof port === "number"))];
  const known = tcp.map(({ targetPort }) => targetPort);
  const further = [...new Set(numbers)].filter((number) => !known.includes(number));
  return [
    ...tcp
      .filter(({ targetPort }, index) => known.indexOf(targetPort) === index)
      .map(({ name, targetPort, protocol }) => ({
        name,
        targetPort,
        protocol,
        aliases: tcp.filter((port) => port.targetPort === targetPort && port.name !== name).map((port) => port.name),
      })),
    ...further.map((number) => ({
      name: `port-${number}`,
      targetPort: number,
      protocol: "http" as const,
      aliases: [],
    })),
  ];
}

/** Name of the Server of a port: that of the first port with the same target, as two of one port refuse each other. */
export function serverName(objectName: string, ports: readonly MeshPort[], { name, targetPort }: MeshPort): string {
  const first = ports.find((port) => port.protocol !== "udp" && port.targetPort === targetPort);
  return `${objectName}-${first?.name ?? name}`;
}

/** What tells it to whom a port is, and what is spoken there. With one, nobody may call who is not let in by a policy, but for HTTP probes. */
export function servers(mesh: MeshCapability, workload: MeshedWorkload): RenderedObject[] {
  if (!isStrict(mesh, workload)) return [];
  const { objectName, selector } = workload;
  return serversOf(workload).flatMap((port) => [
    {
      suffix: `mesh-${port.name}`,
      apiVersion: linkerdApi.server,
      kind: "Server",
      name: `${objectName}-${port.name}`,
      fields: {
        spec: {
          podSelector: { matchLabels: { ...selector } },
          port: port.targetPort,
          proxyProtocol: protocols[port.protocol],
          accessPolicy: "deny",
        },
      },
    },
    ...(port.protocol === "grpc" ? probesOf(objectName, port) : []),
  ]);
}

/** What is not said is found out from the first bytes of each connection, which a server that speaks first never gets. */
const protocols: Readonly<Record<MeshPort["protocol"], string>> = {
  http: "unknown",
  https: "opaque",
  grpc: "gRPC",
  tcp: "opaque",
  udp: "opaque",
};

/**
 * HTTP probes of the kubelet are let in by themselves, those of gRPC are not: a route of their own is, for whoever comes near. Where there is any
 * route, what no route is about is refused, so another is about the rest, which policies of the Server hold for.
 */
function probesOf(objectName: string, { name: port }: ServedPort): RenderedObject[] {
  const server = `${objectName}-${port}`;
  const parentRefs = [{ group: linkerdApi.group, kind: "Server", name: server }];
  const probes = `${server}.probes`;
  return [
    {
      suffix: `mesh-calls-${port}`,
      apiVersion: linkerdApi.gateway,
      kind: "GRPCRoute",
      name: `${server}.calls`,
      fields: { spec: { parentRefs, rules: [{}] } },
    },
    {
      suffix: `mesh-probes-${port}`,
      apiVersion: linkerdApi.gateway,
      kind: "GRPCRoute",
      name: probes,
      fields: {
        spec: {
          parentRefs,
          rules: [{ matches: [{ method: { type: "Exact", service: "grpc.health.v1.Health" } }] }],
        },
      },
    },
    {
      suffix: `mesh-probes-${port}`,
      apiVersion: linkerdApi.policy,
      kind: "NetworkAuthentication",
      name: probes,
      fields: { spec: { networks: everywhere } },
    },
    {
      suffix: `mesh-probes-${port}`,
      apiVersion: linkerdApi.policy,
      kind: "AuthorizationPolicy",
      name: probes,
      fields: {
        spec: {
          targetRef: { group: "gateway.networking.k8s.io", kind: "GRPCRoute", name: probes },
          requiredAuthenticationRefs: [{ group: linkerdApi.group, kind: "NetworkAuthentication", name: probes }],
        },
      },
    },
  ];
}
