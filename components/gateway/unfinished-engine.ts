import type { GatewayEngineName } from "../cluster";
import type { Support } from "../core";
import { gatewayFeatures, type GatewayFeature } from "./features";
import type { GatewayEngine } from "./gateway-engine";

export function unfinishedEngine(name: GatewayEngineName): GatewayEngine {
  const supports = Object.fromEntries(
    Object.keys(gatewayFeatures).map((feature) => [feature, { not: "unfinished" }]),
  ) as unknown as Record<GatewayFeature, Support>;
  return {
    name,
    supports,
    addOns: () => ({}),
    callers: () => ({ cidrs: [] }),
    deploy: () => ({ ready: [] }),
    renderRoute: () => [],
  };
}
