import type { GatewayEngine } from "../gateway-engine";
import { apiAddOns, apiCallers } from "./api-surroundings";
import { checkApiGateway } from "./check-api-gateway";
import { checkRestApiRoute } from "./check-rest-api-route";
import { deployRestApi } from "./rest-api-gateway";
import { createRestApiRoute } from "./rest-api-route";
import { restApiSupports } from "./rest-api-supports";

/**
 * REST APIs of AWS API Gateway: one for each path of a route. A deployment of an API must come after all that it deploys, which for one API
 * of all routes nobody would know; and so each path has its own cache, keys and web ACL.
 */
export const restApiEngine: GatewayEngine = {
  name: "restApi",
  supports: restApiSupports,
  addOns: apiAddOns,
  callers: apiCallers,
  checkGateway: (spec, around) => checkApiGateway("rest", spec, around),
  checkRoute: checkRestApiRoute,
  deploy: deployRestApi,
  renderRoute: () => [],
  createRoute: createRestApiRoute,
};
