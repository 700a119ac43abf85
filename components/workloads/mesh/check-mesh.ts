import type { PlatformCapabilities } from "../../cluster";
import { didYouMean, type Problem } from "../../core";
import { meshEngine, type MeshSplitSpec, requestPorts, splitPort } from "../../mesh";
import type { LinkTarget } from "../exposure/links";
import type { PlannedPort } from "../exposure/ports";
import { meshFor, type MeshedFields } from "./meshed-workload";

/** What is wrong with a share of a workload's requests whose target is known. `path` is that of the share. */
export function checkSplit(
  path: Problem["path"],
  { to, port }: MeshSplitSpec<LinkTarget>,
  self: string | undefined,
  earlier: readonly string[],
): Problem[] {
  const names = requestPorts(to.ports).map(({ name }) => name);
  if (to.objectName === self) {
    return [
      {
        path: [...path, "to"],
        message: "what is left of the shares stays with the workload itself",
        found: to.objectName,
        fix: "remove the share, or name another workload",
      },
    ];
  }
  if (earlier.includes(to.objectName)) {
    return [
      {
        path: [...path, "to"],
        message: "a share for this workload is there already",
        found: to.objectName,
        fix: "write one share with the sum of both",
      },
    ];
  }
  if (splitPort(to.ports, port) !== undefined) return [];
  const meant = port === undefined ? undefined : didYouMean(port, names);
  return [
    {
      path: [...path, ...(port === undefined ? [] : ["port"])],
      message:
        port === undefined
          ? `${to.objectName} has ${names.length === 0 ? "no port" : "several ports"} for requests`
          : `${to.objectName} has no port for requests of this name`,
      ...(port === undefined ? {} : { found: port }),
      allowed: names.length === 0 ? "none" : names.join(", "),
      fix:
        meant === undefined
          ? names.length === 0
            ? "name a workload with a port of http or grpc"
            : `add port: ${names[0] ?? ""}, or another of them`
          : `did you mean ${meant}?`,
    },
  ];
}

/**
 * What is wrong with links of a workload that stays out of the mesh, to workloads that take calls of the mesh alone.
 * @param links each with its path
 */
export function checkMeshLinks(
  spec: MeshedFields,
  capabilities: PlatformCapabilities | undefined,
  links: readonly (readonly [path: Problem["path"], target: LinkTarget])[],
): Problem[] {
  if (capabilities?.mesh === undefined || meshFor(spec, capabilities) !== undefined) return [];
  return links
    .filter(([, { takesMeshAlone }]) => takesMeshAlone === true)
    .map(([path, { objectName }]) => ({
      path,
      message: "the workload stays out of the mesh, and what it links to takes calls of the mesh alone",
      found: objectName,
      fix: `remove mesh.participate: false, or write mesh: { mtls: permissive } for ${objectName}`,
    }));
}

/** What must be known of a workload in a mesh before anything is made. Paths are relative to the workload. */
export function checkMeshPlace(
  spec: MeshedFields & { readonly callers?: unknown },
  capabilities: PlatformCapabilities | undefined,
  namespace: string | undefined,
  ports: readonly PlannedPort[],
): Problem[] {
  const mesh = meshFor(spec, capabilities);
  if (mesh === undefined) return [];
  const { needsCallers = false, title } = meshEngine(mesh.provider);
  return [
    ...(namespace !== undefined
      ? []
      : [
          {
            path: ["namespace"],
            message: "a mesh knows workloads by the name of their namespace, which is not known yet",
            allowed: "a namespace as a text, or a Namespace of this program",
            fix: "pass the Namespace itself: namespace: shop, not shop.namespaceName",
          },
        ]),
    ...(!needsCallers || spec.callers !== undefined || ports.length === 0
      ? []
      : [
          {
            path: ["callers"],
            message: `${title} must be told at once who calls a workload, and nobody knows it here`,
            fix: "make it a part of an Application, or pass callers: [{ objectName: … }], which is [] for nobody",
          },
        ]),
  ];
}
