import { checkStoreAddress } from "../../addons/envoy-gateway/envoy-gateway-spec";
import type { Problem } from "../../core";
import { checkDataPlane } from "../data-plane";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";

/** What Envoy Gateway cannot be told, besides what it cannot do at all. Paths are relative to the gateway's specification. */
export function checkEnvoyGateway(spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  const { rateLimitStore } = spec;
  return [
    ...checkDataPlane(spec, around),
    ...(typeof rateLimitStore === "string" ? checkStoreAddress(rateLimitStore) : []),
  ];
}
