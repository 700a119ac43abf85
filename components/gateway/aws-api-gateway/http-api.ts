import type { GatewayEngine } from "../gateway-engine";
import { apiAddOns, apiCallers } from "./api-surroundings";
import { checkApiGateway } from "./check-api-gateway";
import { checkHttpApiRoute } from "./check-http-api-route";
import { deployHttpApi } from "./http-api-gateway";
import { createHttpApiRoute } from "./http-api-route";
import { httpApiSupports } from "./http-api-supports";

/** An HTTP API of AWS API Gateway: one for all routes, each of which leads to a listener of the load balancer behind it. */
export const httpApiEngine: GatewayEngine = {
  name: "httpApi",
  supports: httpApiSupports,
  addOns: apiAddOns,
  callers: apiCallers,
  checkGateway: (spec, around) => checkApiGateway("http", spec, around),
  checkRoute: checkHttpApiRoute,
  deploy: deployHttpApi,
  renderRoute: () => [],
  createRoute: createHttpApiRoute,
};
