import {
  addOns,
  checkPlatformAddOns,
  checkPlatformMirrors,
  chosenAddOns,
  isAddOn,
  type AddOnSurroundings,
  type ChosenAddOn,
  type PlatformAddOnsSpec,
} from "../components/addons";
import type { ClusterHandle, PlatformCapabilities } from "../components/cluster";
import { formatPath, under, type Problem } from "../components/core";
import { checkGateway } from "../components/gateway";
import { checkObservability } from "../components/observability";
import { addOnSurroundings, mirrorsOf } from "./add-ons";
import { checkedEnvironment } from "./capabilities";
import { observabilitySurroundings } from "./observability";
import { checkedSurroundings } from "./traffic";
import { wantedAddOns } from "./wanted-add-ons";
import type { StackConfig } from "./config/schema";
import type { UncheckedAddOns } from "./unchecked";

/**
 * What is wrong with the add-ons of a configuration, and with the mirrors that they are taken from.
 * @param unsound sections of which something is wrong
 * @param unchecked what of the add-ons was told already
 */
export function checkAddOns(
  config: Partial<StackConfig>,
  unsound: readonly string[],
  unchecked: UncheckedAddOns,
): Problem[] {
  const target = config.cluster?.target;
  if (target !== undefined) return checkOn(target, config, unsound, unchecked);
  // Of a cluster that is not known, what is wrong with the one as with the other.
  const [onEks, inExisting] = (["eks", "existing"] as const).map((one) => checkOn(one, config, unsound, unchecked));
  const told = new Set(inExisting?.map(textOf));
  return (onEks ?? []).filter((problem) => told.has(textOf(problem)));
}

function checkOn(
  target: ClusterHandle["target"],
  config: Partial<StackConfig>,
  unsound: readonly string[],
  unchecked: UncheckedAddOns,
): Problem[] {
  const environment = checkedEnvironment(config, unsound);
  const spec = wantedAddOns(withoutWrong(config, target, environment, unsound), target, environment);
  const around = {
    ...addOnSurroundings(config, target, environment),
    ...(unsound.includes("slipway:cluster") ? { nodeGroups: undefined } : {}),
  };
  const doubts = {
    unchecked: unchecked.ids,
    possible: unchecked.preset ? Object.keys(addOns).filter((id) => spec[id as keyof typeof spec] === undefined) : [],
  };
  return [
    ...under(["slipway:addOns"], checkPlatformAddOns(spec, around, doubts).map(withPreset(spec))),
    ...checkMirrors(
      config,
      chosenAddOns(spec, around).chosen.filter(({ addOn }) => !unchecked.ids.includes(addOn.id)),
      around,
    ),
  ];
}

/** What a part of the platform needs that is wrong in itself nobody has asked for. */
function withoutWrong(
  config: Partial<StackConfig>,
  target: ClusterHandle["target"],
  environment: PlatformCapabilities | undefined,
  unsound: readonly string[],
): Partial<StackConfig> {
  const { gateway, observability } = config;
  const isWrongGateway =
    gateway !== undefined &&
    checkGateway(gateway, checkedSurroundings(config, target, environment, unsound)).length > 0;
  const isWrongObservability =
    observability !== undefined &&
    checkObservability(observability, observabilitySurroundings(config, target, environment)).length > 0;
  return {
    ...config,
    ...(isWrongGateway ? { gateway: undefined } : {}),
    ...(isWrongObservability ? { observability: undefined } : {}),
  };
}

/** What nobody has written need not be there. */
function withPreset(spec: PlatformAddOnsSpec): (problem: Problem) => Problem {
  return (problem) => {
    const id = String(problem.path[0]);
    if (!isAddOn(id) || spec[id] !== undefined || problem.fix.includes(`${id}: false`)) return problem;
    return { ...problem, fix: `${problem.fix}; or write ${id}: false, as it is the preset ${spec.preset} that has it` };
  };
}

/** A mirror stands in a section of its own, which says what it is of. */
function checkMirrors(
  config: Partial<StackConfig>,
  chosen: readonly ChosenAddOn[],
  around: AddOnSurroundings,
): Problem[] {
  return checkPlatformMirrors(mirrorsOf(config), chosen, around).map((problem) => {
    const [section = "", ...inner] = problem.path;
    return { ...problem, path: [`slipway:${section}`, "mirror", ...inner] };
  });
}

function textOf({ path, message, found, fix }: Problem): string {
  return [formatPath(path), message, found, fix].join("\n");
}
