import { retiredAddOn, type Problem } from "../../core";
import { gatewayProviders } from "../gateway-providers";

/**
 * What is wrong with a provider of a gateway that its makers have given up, such as `ingress-nginx`; undefined for one that is not retired.
 * @param path where it stands
 */
export function retiredGatewayProvider(path: Problem["path"], provider: string): Problem | undefined {
  const retired = retiredAddOn(provider);
  if (retired === undefined) return undefined;
  return {
    path,
    message: retired.message,
    found: retired.found,
    allowed: gatewayProviders.join(", "),
    fix: "write nginx, which is NGINX Gateway Fabric, another program by the makers of NGINX, or envoy, the default",
  };
}
