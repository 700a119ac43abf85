import type { Support } from "../../core";
import type { GatewayFeature } from "../features";

const pathsAlone: Support = { not: "it tells requests apart by path and method alone" };
const noWeights: Support = { not: "each of its routes leads to one workload" };
const noLimits: Support = {
  not: "its limits belong to a stage, which is there before any route, and count all callers together",
};
const noRetries: Support = { not: "it does not try again" };
const noBreaker: Support = { not: "it bounds neither connections nor requests to a workload" };
const noCache: Support = {
  not: "only REST APIs have a cache (api: rest); CloudFront in front of it keeps answers by their Cache-Control",
};
const noAddresses: Support = { not: "it has no policy for addresses" };

/**
 * What an HTTP API of API Gateway can do in front of a cluster. Sources: the guide of API Gateway, "HTTP APIs", "Parameter mapping" and
 * "Choose between REST APIs and HTTP APIs", and the fields of `aws.apigatewayv2` 7.48; read in 2026-11.
 */
export const httpApiSupports: Readonly<Record<GatewayFeature, Support>> = {
  "route.http": { by: "Route and Integration, for all hosts of the gateway" },
  "route.exactPath": { by: "Route routeKey" },
  "route.regexPath": pathsAlone,
  "route.methods": { by: "Route routeKey, but for CONNECT and TRACE" },
  "route.headers": pathsAlone,
  "route.headerRegex": pathsAlone,
  "route.query": pathsAlone,
  "route.queryRegex": pathsAlone,
  "route.grpc": { not: "it does not speak gRPC" },
  "route.wildcardHost": { by: "DomainName" },
  "route.weights": noWeights,
  "route.redirect": { not: "it answers with no redirects of its own" },
  "route.rewritePath": { by: "Integration requestParameters overwrite:path" },
  "route.rewriteHost": { not: "it does not change the host" },
  "route.requestHeaders": { by: "Integration requestParameters" },
  "route.responseHeaders": { not: "it changes headers of answers for one status each, not for all" },
  "route.mirror": { not: "it sends no request twice" },
  "route.mirrorPercent": { not: "it sends no request twice" },
  "route.requestTimeout": { by: "Integration timeoutMilliseconds, at most 30s" },
  "route.backendTimeout": { not: "it tries once, for which the timeout of the request holds" },
  "route.webSockets": { not: "it ends connections when the answer is there" },
  "route.httpsBackend": { not: "it takes certificates of public authorities alone" },
  "rateLimit.route": noLimits,
  "rateLimit.address": noLimits,
  "rateLimit.header": noLimits,
  "rateLimit.claim": noLimits,
  "rateLimit.countedByPod": { not: "it has no pods" },
  "rateLimit.countedByGateway": noLimits,
  "authentication.jwt": { by: "Authorizer JWT, with the keys that the issuer publishes, and an audience" },
  "authentication.jwtClaimHeaders": { by: "Integration requestParameters of $context.authorizer.claims" },
  "authentication.oidc": { not: "it sends no browser to a log-in" },
  "authentication.apiKey": { not: "only REST APIs have keys (api: rest)" },
  "authentication.basic": { not: "it knows no names and passwords" },
  cors: { not: "its CORS holds for all routes alike" },
  cache: noCache,
  "cache.keptByPod": noCache,
  "cache.keptByGateway": noCache,
  "cache.keyHeaders": noCache,
  "cache.keyQuery": noCache,
  retries: noRetries,
  "retries.conditions": noRetries,
  "retries.perTryTimeout": noRetries,
  "retries.backoff": noRetries,
  "retries.budget": noRetries,
  "circuitBreaker.connections": noBreaker,
  "circuitBreaker.pendingRequests": noBreaker,
  "circuitBreaker.requests": noBreaker,
  "circuitBreaker.ejection": { not: "pods are put aside by the health checks of its load balancer alone" },
  maxRequestSize: { not: "it takes bodies of up to 10 MB, and no other bound" },
  "addresses.allow": noAddresses,
  "addresses.deny": noAddresses,
  "canary.weight": noWeights,
  "canary.header": pathsAlone,
  "gateway.issuer": { not: "it takes certificates of ACM alone" },
  "gateway.acm": { by: "DomainName certificateArn" },
  "gateway.minimumTls": { by: "DomainName securityPolicy TLS_1_2; 1.3 alone is not to be had" },
  "gateway.hsts": { by: "ResponseHeadersPolicy of CloudFront, where that is in front" },
  "gateway.redirect": { by: "CloudFront, where that is in front; the API does not answer on port 80" },
  "gateway.dualStack": { by: "Api and DomainName ipAddressType" },
  "gateway.internal": { not: "its APIs are always reached from the internet" },
  "gateway.sourceRanges": noAddresses,
  "gateway.accessLogs": { by: "Stage accessLogSettings, to CloudWatch" },
  "gateway.waf": { not: "AWS WAF does not stand in front of HTTP APIs; it does in front of REST APIs (api: rest)" },
  "gateway.cloudFront": { by: "Distribution, for one host; who knows the name of the API can go around it" },
};
