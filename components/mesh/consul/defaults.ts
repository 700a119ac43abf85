import type { MeshCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import type { MeshedWorkload, MeshPort } from "../mesh-engine";
import { carriedPort } from "./carried-port";
import { consulApi } from "./consul-api";

/** What Consul calls protocols: what it cannot read is TCP to it. */
const protocols: Readonly<Record<MeshPort["protocol"], string>> = {
  http: "http",
  https: "tcp",
  grpc: "grpc",
  tcp: "tcp",
  udp: "tcp",
};

/** What is spoken at a workload, and how many may call. */
export function serviceDefaults(
  { mtls: ofMesh = "strict" }: MeshCapability,
  workload: MeshedWorkload,
): RenderedObject[] {
  const { objectName, policy } = workload;
  const port = carriedPort(workload);
  if (port === undefined) return [];
  const { mtls = ofMesh, circuitBreaker } = policy;
  return [
    {
      suffix: "mesh",
      apiVersion: consulApi,
      kind: "ServiceDefaults",
      name: objectName,
      fields: {
        spec: {
          protocol: protocols[port.protocol],
          ...(mtls === ofMesh ? {} : { mutualTLSMode: mtls }),
          ...(circuitBreaker?.maxConnections === undefined
            ? {}
            : { maxInboundConnections: circuitBreaker.maxConnections }),
        },
      },
    },
  ];
}

/**
 * A Service for a workload that nobody calls: Consul knows workloads by their Services, and a proxy starts once it is known. It leads nowhere, as it has
 * no ports.
 */
export function registration({ objectName, selector, ports }: MeshedWorkload): RenderedObject[] {
  if (ports.length > 0) return [];
  return [
    {
      suffix: "mesh",
      apiVersion: "v1",
      kind: "Service",
      name: objectName,
      fields: { spec: { clusterIP: "None", selector: { ...selector } } },
    },
  ];
}
