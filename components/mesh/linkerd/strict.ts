import type { MeshCapability } from "../../cluster";
import type { MeshedWorkload } from "../mesh-engine";

/**
 * Whether a workload takes calls of the mesh alone, and looks at who calls. Where calls may come without encryption nobody knows who does, and the
 * network policies alone say who may.
 */
export function isStrict(
  { mtls: ofMesh = "strict" }: MeshCapability,
  { policy: { mtls = ofMesh } }: Pick<MeshedWorkload, "policy">,
): boolean {
  return mtls === "strict";
}
