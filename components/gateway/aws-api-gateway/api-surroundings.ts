import type { PlatformAddOnsSpec } from "../../addons";
import type { GatewayCapability } from "../../cluster";
import type { GatewaySpec } from "../gateway-spec";
import type { GatewaySurroundings } from "../gateway-engine";

/** Only what keeps the pods in target groups. */
export function apiAddOns(): PlatformAddOnsSpec {
  return { certManager: true, awsLoadBalancerController: true };
}

/** The load balancer behind the API, which has its addresses in the network. Where they are not known, it has been refused. */
export function apiCallers(_: GatewaySpec, { networkCidrs = [] }: GatewaySurroundings): GatewayCapability["callers"] {
  return { cidrs: networkCidrs };
}
