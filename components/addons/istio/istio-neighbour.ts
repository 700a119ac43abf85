import type { Surroundings } from "../frame/add-on";
import type { IstioSpec } from "./istio-spec";

/** What Istio's control plane is told, as its parts on nodes see it. */
export function controlPlaneOf({ planned }: Pick<Surroundings, "planned">): IstioSpec {
  return planned.get("istio")?.options ?? {};
}

/** Whether the mesh has its proxies on nodes. */
export function isAmbient({ mode = "ambient" }: IstioSpec): boolean {
  return mode === "ambient";
}
