import { gatewayEngines, type GatewayEngineName } from "../cluster";
import { can, type Problem, type Support } from "../core";
import { engines } from "./engines";
import { gatewayFeatures, type GatewayFeature } from "./features";
import type { AskedFeature } from "./features-of";
import { engineSettings, engineTitles } from "./gateway-providers";

/** What each engine can do, by feature, and how; or why not. The table of `docs/traffic.md` is made of it. */
export const capabilityMatrix: Readonly<Record<GatewayFeature, Readonly<Record<GatewayEngineName, Support>>>> =
  Object.fromEntries(
    Object.keys(gatewayFeatures).map((feature) => [
      feature,
      Object.fromEntries(gatewayEngines.map((name) => [name, engines[name].supports[feature as GatewayFeature]])),
    ]),
  ) as Record<GatewayFeature, Record<GatewayEngineName, Support>>;

/** Nothing that is asked for is left out in silence: what the engine cannot do is told, with those that can. */
export function checkFeatures(asked: readonly AskedFeature[], engine: GatewayEngineName): Problem[] {
  return asked.flatMap(({ feature, path }) => {
    const support = capabilityMatrix[feature][engine];
    if (can(support)) return [];
    const able = gatewayEngines.filter((name) => can(capabilityMatrix[feature][name]));
    return [
      {
        path,
        message: `${engineTitles[engine]} cannot do this: ${support.not}`,
        found: gatewayFeatures[feature],
        allowed: able.length === 0 ? "with no gateway" : `with ${able.map((name) => engineTitles[name]).join(", ")}`,
        fix:
          able[0] === undefined
            ? "remove it"
            : `choose another gateway for the environment, such as ${engineSettings[able[0]]}, or ${removal(feature)}`,
      },
    ];
  });
}

/** Who takes away who may call has to know what that means. */
function removal(feature: GatewayFeature): string {
  const guards = feature.startsWith("authentication.") || feature.startsWith("addresses.");
  return guards ? "remove it, if everyone may call" : "remove it";
}
