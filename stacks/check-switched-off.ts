import type { Problem } from "../components/core";
import { checkedEnvironment } from "./capabilities";
import type { StackConfig } from "./config/schema";
import { neededAddOns } from "./wanted-add-ons";

/**
 * What is wrong where an add-on is switched off that a gateway, a mesh or observability needs: without its controllers it would wait for ever.
 * @param unsound sections of which something is wrong
 */
export function checkSwitchedOff(config: Partial<StackConfig>, unsound: readonly string[]): Problem[] {
  const target = config.cluster?.target;
  if (target === undefined) return [];
  const environment = checkedEnvironment(config, unsound);
  const stated: Readonly<Record<string, unknown>> = config.addOns ?? {};
  const { gateway, mesh, observability } = config;
  const none = { gateway: undefined, mesh: undefined, observability: undefined };
  const parts = [
    { section: "slipway:gateway", what: `the gateway ${gateway?.provider ?? "envoy"}`, part: { gateway } },
    { section: "slipway:mesh", what: `the mesh ${mesh?.provider ?? "none"}`, part: { mesh } },
    { section: "slipway:observability", what: "slipway:observability", part: { observability } },
  ];
  return parts.flatMap(({ section, what, part }) =>
    Object.keys(neededAddOns({ ...config, ...none, ...part }, target, environment))
      .filter((id) => stated[id] === false)
      .map((id) => ({
        path: ["slipway:addOns", id],
        message: `${what} needs this add-on`,
        found: "false",
        fix: `remove it here, or what needs it in ${section}`,
      })),
  );
}
