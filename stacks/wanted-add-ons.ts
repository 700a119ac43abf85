import type { PlatformAddOnsSpec } from "../components/addons";
import type { ClusterHandle, PlatformCapabilities } from "../components/cluster";
import { deepMerge, isPlainObject } from "../components/core";
import { engineOf } from "../components/gateway";
import { meshAddOns } from "../components/mesh";
import { observabilityAddOns, type AddOnInputs } from "../components/observability";
import { platformAddOns } from "./add-ons";
import { observabilitySurroundings } from "./observability";
import { gatewaySurroundings } from "./traffic";
import type { StackConfig } from "./config/schema";

/** The add-ons that the gateway, the mesh and the observability of a configuration need. */
export function neededAddOns(
  config: Partial<StackConfig>,
  target: ClusterHandle["target"],
  capabilities: PlatformCapabilities | undefined,
  inputs?: AddOnInputs,
): PlatformAddOnsSpec {
  const { gateway, mesh, observability } = config;
  return [
    mesh === undefined ? {} : meshAddOns(mesh),
    gateway === undefined ? {} : engineOf(gateway).addOns(gateway, gatewaySurroundings(config, target, capabilities)),
    observability === undefined
      ? {}
      : observabilityAddOns(observability, observabilitySurroundings(config, target, capabilities), inputs),
  ].reduce<PlatformAddOnsSpec>(mergeAddOns, {});
}

/** The add-ons of a configuration: those that are stated, and those that the rest of it needs. */
export function wantedAddOns(
  config: Partial<StackConfig>,
  target: ClusterHandle["target"],
  capabilities: PlatformCapabilities | undefined,
  inputs?: AddOnInputs,
): PlatformAddOnsSpec {
  return mergeAddOns(neededAddOns(config, target, capabilities, inputs), platformAddOns(config.addOns));
}

/** What is stated of add-ons wins over what is needed of them; options are merged. */
function mergeAddOns(needed: PlatformAddOnsSpec, stated: PlatformAddOnsSpec): PlatformAddOnsSpec {
  const both = Object.keys(needed).filter((id) => Object.hasOwn(stated, id)) as (keyof PlatformAddOnsSpec)[];
  return {
    ...needed,
    ...stated,
    ...Object.fromEntries(both.map((id) => [id, mergeChoice(needed[id], stated[id])])),
  };
}

function mergeChoice(needed: unknown, stated: unknown): unknown {
  if (stated === undefined || stated === true) return needed;
  return isPlainObject(needed) && isPlainObject(stated) ? deepMerge(needed, stated) : stated;
}
