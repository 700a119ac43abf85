import type { GatewayEngine } from "../gateway-engine";
import { callersOf } from "../load-balancer-callers";
import { deployAlb } from "./alb-gateway";
import { renderAlbRoute } from "./alb-route";
import { albSupports } from "./alb-supports";
import { checkAlbGateway } from "./check-alb-gateway";
import { checkAlbRoute } from "./check-alb-route";

/** An Application Load Balancer of AWS, which sends to the pods itself: nothing of the gateway runs in the cluster but its controller. */
export const albEngine: GatewayEngine = {
  name: "alb",
  supports: albSupports,
  addOns: ({ waf = false }) => ({
    gatewayApi: true,
    certManager: true,
    awsLoadBalancerController: waf === false ? true : { wafv2: true },
  }),
  // Where they are not known, `checkAlbGateway` has refused it.
  callers: (spec, around) => ({ cidrs: callersOf(spec, around) }),
  checkGateway: checkAlbGateway,
  checkRoute: checkAlbRoute,
  deploy: deployAlb,
  renderRoute: renderAlbRoute,
};
