import type * as pulumi from "@pulumi/pulumi";
import type { PlatformCapabilities } from "../../cluster";
import { createRendered, labels, type ChildFactory, type RenderedTransform } from "../../core";
import { meshEngine, needsRequests } from "../../mesh";
import { listWorkloads, type Workloads } from "../application-spec";
import type { Namespace } from "../namespace/namespace";

export interface SharedMeshArgs {
  /** Name of the application. */
  readonly name: string;
  readonly namespace: Pick<Namespace, "objectName" | "namespaceName">;
  readonly workloads: Workloads;
  readonly capabilities: PlatformCapabilities | undefined;
  readonly transform: RenderedTransform | undefined;
}

/** Makes what all workloads of an application have in the mesh together, such as who looks at their requests; nothing where there is no mesh. */
export function createSharedMesh(
  child: ChildFactory,
  { name, namespace, workloads, capabilities, transform }: SharedMeshArgs,
): pulumi.CustomResource[] {
  const mesh = capabilities?.mesh;
  if (mesh === undefined) return [];
  const objects = meshEngine(mesh.provider).shared(mesh, {
    name,
    namespace: namespace.objectName,
    looksAtRequests: listWorkloads(workloads).some(({ spec }) => needsRequests(spec.mesh)),
    prometheusNamespace: capabilities?.prometheus?.namespace,
  });
  const metadata = { namespace: namespace.namespaceName, labels: labels({ name, partOf: name }) };
  return createRendered(child, objects, metadata, [], transform);
}
