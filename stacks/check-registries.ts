import { under, type Problem } from "../components/core";
import { checkRegistries, registryClasses, type RegistriesSpec } from "../components/discovery";
import { inClusterClass, type ClaimClass } from "../components/workloads";
import type { StackConfig } from "./config/schema";

const section = "slipway:registries";

/** Who meets the claims of applications. */
export function claimClassesOf({ registries }: Partial<StackConfig>): readonly ClaimClass[] {
  return [...registryClasses(registries), inClusterClass];
}

/**
 * The same for a check. What is wrong with the registries is told of there, and not again at each claim.
 * @param unsound sections whose shape is wrong
 */
export function checkedClaimClasses(config: Partial<StackConfig>, unsound: readonly string[]): readonly ClaimClass[] {
  const isSound = !unsound.includes(section) && checkRegistries(config.registries ?? {}).length === 0;
  return isSound ? claimClassesOf(config) : [anyRegistry, ...claimClassesOf({ registries: anyRegistries })];
}

/** What is wrong with the registries themselves. */
export function checkRegistriesOf(
  { registries = {}, cluster }: Partial<StackConfig>,
  unsound: readonly string[],
): Problem[] {
  return unsound.includes(section) ? [] : under([section], checkRegistries(registries, cluster?.target));
}

/** What meets claims of registries that name no class, where it is not known which one would. */
const anyRegistry: ClaimClass = {
  name: "unknown",
  kinds: ["registry"],
  isDevelopment: false,
  provision: (name) => {
    throw new Error(`the class of the claim ${name} was not checked`);
  },
};

/** What claims that name their class are checked against then: every class, with all values. */
const anyRegistries = {
  etcd: { backup: false },
  consul: { tokenSecret: { name: "unknown", key: "token" }, caSecret: { name: "unknown", key: "ca" } },
  eureka: { image: "registry.invalid/unknown:1" },
} as const satisfies RegistriesSpec;
