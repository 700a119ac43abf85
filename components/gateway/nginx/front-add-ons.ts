import type { PlatformAddOnsSpec } from "../../addons";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";

/** What makes the load balancer and the certificates. Auto Mode makes load balancers by itself. */
export function frontAddOns({ tls }: GatewaySpec, { target, autoMode }: GatewaySurroundings): PlatformAddOnsSpec {
  return {
    ...(target === "eks" && !autoMode ? { awsLoadBalancerController: true } : {}),
    ...(tls !== false && tls.issuer !== undefined ? { certManager: true } : {}),
  };
}
