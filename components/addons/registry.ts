import type { AnyAddOn } from "./frame/add-on";
import { keda, type KedaSpec } from "./keda/keda";
import { reloader, type ReloaderSpec } from "./reloader/reloader";

/** The options of each add-on, by its id. */
export interface AddOnOptions {
  readonly keda: KedaSpec;
  readonly reloader: ReloaderSpec;
}

/** Id of an add-on, by which it is configured. */
export type AddOnId = keyof AddOnOptions;

/** Every add-on that there is, by its id. */
export const addOns = { keda, reloader } as const satisfies Readonly<Record<AddOnId, AnyAddOn>>;
