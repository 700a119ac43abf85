import type { PlatformAddOnsSpec } from "../../addons";
import type { PublicAddress } from "../observability-surroundings";
import { probedAddresses } from "./probed-addresses";
import type { ProbesSpec } from "./probes-spec";

/** The exporter that makes the calls, told how. */
export function probeAddOns(spec: ProbesSpec, addresses: readonly PublicAddress[]): PlatformAddOnsSpec {
  const modules = probedAddresses(spec, addresses).map(({ module, spec: how }) => [module, how] as const);
  return { prometheusBlackboxExporter: { modules: Object.fromEntries(modules) } };
}
