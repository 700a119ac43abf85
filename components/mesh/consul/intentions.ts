import type { RenderedObject } from "../../core";
import type { MeshedWorkload, MeshPort } from "../mesh-engine";
import { carriedPort } from "./carried-port";
import { consulApi } from "./consul-api";

/** Any workload of the mesh. */
const anyone = "*";

/**
 * Who may call a workload, all of them in one object, as two about one workload are refused. Consul knows callers by their names alone: of those of a
 * namespace, or by labels, it lets in every workload, and the network policies hold to which.
 */
export function intentions(workload: MeshedWorkload): RenderedObject[] {
  const { objectName, callers = [] } = workload;
  const port = carriedPort(workload);
  if (port === undefined) return [];
  const names = callers
    .filter((caller) => caller.ports === undefined || caller.ports.includes(port.name))
    .map((caller) => caller.objectName);
  const sources = [...new Set(names)].sort().concat(admitsOthers(workload, port) ? [anyone] : []);
  // Without any nobody may: tokens are refused what is not said.
  if (sources.length === 0) return [];
  return [
    {
      suffix: "mesh",
      apiVersion: consulApi,
      kind: "ServiceIntentions",
      name: objectName,
      fields: {
        spec: {
          destination: { name: objectName },
          sources: sources.map((name) => ({ name, action: "allow" })),
        },
      },
    },
  ];
}

/** Whether others of the mesh are let in, at the port that it carries. */
function admitsOthers({ plainPorts, admissions }: MeshedWorkload, port: MeshPort): boolean {
  if (plainPorts.includes(port.targetPort)) return false;
  return admissions.some(
    (admission) =>
      admission.cidrs === undefined && admission.ports.some((one) => one === port.name || one === port.targetPort),
  );
}
