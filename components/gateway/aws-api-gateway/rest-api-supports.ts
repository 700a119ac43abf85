import type { Support } from "../../core";
import type { GatewayFeature } from "../features";
import { httpApiSupports } from "./http-api-supports";

const noLimits: Support = {
  not: "it counts by key alone; AWS WAF in front of it does by address, for the whole gateway (waf.requestsPerFiveMinutes)",
};

/**
 * What REST APIs of API Gateway can do in front of a cluster, where it differs from HTTP APIs. Sources: the guide of API Gateway, "REST
 * APIs", "Cache settings", "Usage plans", and the fields of `aws.apigateway` 7.48; read in 2026-11.
 */
export const restApiSupports: Readonly<Record<GatewayFeature, Support>> = {
  ...httpApiSupports,
  "route.http": { by: "a RestApi for each path, and ApiMapping" },
  "route.exactPath": { by: "Method of the root; nothing below the path comes to other routes" },
  "route.methods": { by: "Method httpMethod; other methods do not come to other routes" },
  "route.rewritePath": { by: "Integration uri" },
  "route.rewriteHost": { by: "Integration uri" },
  "route.requestHeaders": { by: "Integration requestParameters, set alone" },
  "route.responseHeaders": { not: "it hands answers of workloads on as they are" },
  "route.requestTimeout": { by: "Integration timeoutMilliseconds, at most 29s" },
  "rateLimit.route": { not: "it counts each path and method by itself, not the route" },
  "rateLimit.address": noLimits,
  "rateLimit.header": { by: "UsagePlan throttleSettings, for the header of the API key" },
  "rateLimit.claim": noLimits,
  "rateLimit.countedByGateway": { by: "UsagePlan" },
  "authentication.jwt": { not: "it checks tokens of Cognito alone; HTTP APIs check those of every issuer (api: http)" },
  "authentication.jwtClaimHeaders": { not: "it checks tokens of Cognito alone" },
  "authentication.apiKey": { by: "ApiKey and UsagePlan; AWS makes the key" },
  cors: { not: "it adds no headers to answers of workloads" },
  cache: {
    by: "Stage cacheClusterEnabled and MethodSettings, GET alone; whatever Cache-Control and Set-Cookie of answers say",
  },
  "cache.keptByPod": { not: "it has no pods" },
  "cache.keptByGateway": { by: "Stage cacheClusterEnabled" },
  "cache.keyHeaders": { by: "Integration cacheKeyParameters; Authorization, Cookie and Host besides" },
  "cache.keyQuery": { by: "Integration cacheKeyParameters, which it must be told" },
  "gateway.sourceRanges": { by: "RestApi policy aws:SourceIp" },
  "gateway.dualStack": { by: "RestApi endpointConfiguration and DomainName ipAddressType" },
  "gateway.internal": {
    not: "a private API needs an interface endpoint in each network of its callers, which is not made here",
  },
  "gateway.accessLogs": { by: "Stage accessLogSettings, to CloudWatch; the account needs its role for API Gateway" },
  "gateway.waf": { by: "WebAclAssociation of each Stage" },
  "gateway.cloudFront": { by: "Distribution, for one host; who knows the name of the API can go around it" },
};
