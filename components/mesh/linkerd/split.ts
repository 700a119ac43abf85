import type { RenderedObject } from "../../core";
import type { MeshedWorkload, MeshPort } from "../mesh-engine";
import { requestPorts, splitPort } from "../request-ports";
import { linkerdApi } from "./linkerd-api";
import { requestAnnotations } from "./service-annotations";

/** Shares of the requests to a workload that go to others: a route of its Service for each port, which callers follow. */
export function splitRoutes(workload: MeshedWorkload): RenderedObject[] {
  const { split = [] } = workload.policy;
  return split.length === 0 ? [] : requestPorts(workload.ports).map((port) => route(workload, port));
}

function route(workload: MeshedWorkload, port: MeshPort): RenderedObject {
  const { objectName, policy } = workload;
  const { split = [] } = policy;
  const given = split.reduce((sum, { weight }) => sum + weight, 0);
  const annotations = requestAnnotations(workload);
  return {
    suffix: `mesh-split-${port.name}`,
    apiVersion: linkerdApi.gateway,
    kind: port.protocol === "grpc" ? "GRPCRoute" : "HTTPRoute",
    name: `${objectName}.mesh.${port.name}`,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: ofProtocol(annotations, port) }),
    fields: {
      spec: {
        parentRefs: [{ group: "", kind: "Service", name: objectName, port: port.port }],
        rules: [
          {
            backendRefs: [
              { name: objectName, port: port.port, weight: 100 - given },
              ...split.map(({ to, port: name, weight }) => ({
                name: to.objectName,
                port: splitPort(to.ports, name)?.port ?? port.port,
                weight,
              })),
            ],
          },
        ],
      },
    },
  };
}

/** Conditions of HTTP are not valid on routes of gRPC, nor the other way round. */
function ofProtocol(annotations: Readonly<Record<string, string>>, { protocol }: MeshPort): Record<string, string> {
  const other = protocol === "grpc" ? "retry.linkerd.io/http" : "retry.linkerd.io/grpc";
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== other));
}
