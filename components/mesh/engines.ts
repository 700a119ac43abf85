import type { MeshCapability, MeshMode, MeshProvider } from "../cluster";
import { consul } from "./consul/consul";
import { istio } from "./istio/istio";
import { linkerd } from "./linkerd/linkerd";
import type { MeshEngine } from "./mesh-engine";

/** All meshes that there are. */
export const meshEngines: readonly MeshEngine[] = [istio, linkerd, consul];

/** Who carries out policies of a mesh. */
export function meshEngine(provider: MeshProvider): MeshEngine {
  const engine = meshEngines.find((one) => one.provider === provider);
  if (engine === undefined) throw new Error(`there is no engine for the mesh ${provider}`);
  return engine;
}

/** One mesh in one of its modes. */
export interface MeshColumn {
  /** Such as `Istio (ambient)`, or `Linkerd` where there is one mode. */
  readonly title: string;
  readonly engine: MeshEngine;
  readonly mode: MeshMode;
}

/** Every mesh in each of its modes. */
export const meshColumns: readonly MeshColumn[] = meshEngines.flatMap((engine) =>
  engine.modes.map((mode) => ({ title: titleOf(engine, mode), engine, mode })),
);

/** What the mesh of a cluster is called. */
export function meshTitle({ provider, mode }: Pick<MeshCapability, "provider" | "mode">): string {
  return titleOf(meshEngine(provider), mode);
}

function titleOf({ title, modes }: MeshEngine, mode: MeshMode): string {
  return modes.length === 1 ? title : `${title} (${mode})`;
}
