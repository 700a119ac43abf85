import type { AddOnId } from "./registry";

export const presets = ["minimal", "standard", "full"] as const;
/** A set of add-ons: `minimal` for a first cluster, `standard` for most, `full` for all that a team may ask for. */
export type Preset = (typeof presets)[number];

const minimal: readonly AddOnId[] = [];
const standard: readonly AddOnId[] = [...minimal, "keda", "reloader"];
const full: readonly AddOnId[] = [...standard];

const byPreset: Readonly<Record<Preset, readonly AddOnId[]>> = { minimal, standard, full };

/** Add-ons of a preset: without those that the cluster has otherwise, or cannot have. */
export function addOnsOf(preset: Preset, isPossible: (id: AddOnId) => boolean): readonly AddOnId[] {
  return byPreset[preset].filter(isPossible);
}
