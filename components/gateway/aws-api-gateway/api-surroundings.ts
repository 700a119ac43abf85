import type { PlatformAddOnsSpec } from "../../addons";
import type { GatewayCapability } from "../../cluster";
import type { GatewaySpec } from "../gateway-spec";
import type { GatewaySurroundings } from "../gateway-engine";
import { callersOf } from "../load-balancer-callers";

/** Only what keeps the pods in target groups. */
export function apiAddOns(): PlatformAddOnsSpec {
  return { certManager: true, awsLoadBalancerController: true };
}

/** The load balancer behind the API is an internal one, whoever may call the API. Where its subnets are not known, it has been refused. */
export function apiCallers(_: GatewaySpec, around: GatewaySurroundings): GatewayCapability["callers"] {
  return { cidrs: callersOf({ exposure: "internal" }, around) };
}
