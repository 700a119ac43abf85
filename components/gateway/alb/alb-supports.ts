import type { Support } from "../../core";
import type { GatewayFeature } from "../features";

const noLimits: Support = {
  not: "it counts no requests; AWS WAF in front of it does, by address and for the whole gateway (waf.requestsPerFiveMinutes)",
};
const noHeaders: Support = {
  not: "it changes a few headers that AWS names, and for all routes alike",
};
const noRetries: Support = { not: "it does not try again" };
const noBreaker: Support = { not: "it bounds neither connections nor requests to a workload" };
const noCache: Support = { not: "it has no response cache" };
const noTimeouts: Support = { not: "it has one idle timeout for all routes, and none for a request" };

/**
 * What an Application Load Balancer can do, as the AWS Load Balancer Controller 3.5.0 makes it of the Gateway API. Sources: its guides
 * `docs/guide/gateway/*` and `pkg/gateway/routeutils` at v3.5.0, and the guide of Application Load Balancers; read in 2026-11.
 */
export const albSupports: Readonly<Record<GatewayFeature, Support>> = {
  "route.http": { by: "HTTPRoute" },
  "route.exactPath": { by: "HTTPRoute matches.path Exact" },
  "route.regexPath": { by: "HTTPRoute matches.path RegularExpression" },
  "route.methods": { by: "HTTPRoute matches.method" },
  "route.headers": { by: "HTTPRoute matches.headers" },
  "route.headerRegex": { by: "HTTPRoute matches.headers RegularExpression" },
  "route.query": { by: "HTTPRoute matches.queryParams" },
  "route.queryRegex": { not: "it compares parameters of the query with texts alone" },
  "route.grpc": { by: "GRPCRoute, target groups of the version GRPC" },
  "route.wildcardHost": { by: "HTTPRoute hostnames; `*` stands for several levels too" },
  "route.weights": { by: "HTTPRoute backendRefs.weight, at most 5 backends" },
  "route.redirect": { by: "HTTPRoute RequestRedirect, 301 and 302" },
  "route.rewritePath": { by: "HTTPRoute URLRewrite" },
  "route.rewriteHost": { by: "HTTPRoute URLRewrite" },
  "route.requestHeaders": noHeaders,
  "route.responseHeaders": noHeaders,
  "route.mirror": { not: "it sends no request twice" },
  "route.mirrorPercent": { not: "it sends no request twice" },
  "route.requestTimeout": noTimeouts,
  "route.backendTimeout": noTimeouts,
  "route.webSockets": { by: "of itself" },
  "route.httpsBackend": { by: "TargetGroupConfiguration protocol; certificates of workloads are not checked" },
  "rateLimit.route": noLimits,
  "rateLimit.address": noLimits,
  "rateLimit.header": noLimits,
  "rateLimit.claim": noLimits,
  "rateLimit.countedByPod": { not: "it has no pods" },
  "rateLimit.countedByGateway": noLimits,
  "authentication.jwt": {
    by: "ListenerRuleConfiguration jwt-validation; one audience, and tokens whose aud is a list are refused",
  },
  "authentication.jwtClaimHeaders": { not: "it hands on no claims of a token that it has checked" },
  "authentication.oidc": {
    by: "ListenerRuleConfiguration authenticate-oidc; the Secret has the keys clientID and clientSecret",
  },
  "authentication.apiKey": { not: "it knows no keys" },
  "authentication.basic": { not: "it knows no names and passwords" },
  cors: { not: "it answers no preflight requests, and sets headers of CORS for all routes alike" },
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
  "circuitBreaker.ejection": { not: "it puts pods aside by its health checks alone" },
  maxRequestSize: { not: "it bounds no bodies" },
  "addresses.allow": { by: "ListenerRuleConfiguration conditions source-ip, at most 3 ranges" },
  "addresses.deny": { not: "its rules have no condition for addresses that are not in a list" },
  "canary.weight": { by: "HTTPRoute backendRefs.weight" },
  "canary.header": { by: "HTTPRoute matches.headers" },
  "gateway.issuer": { not: "it takes certificates of ACM alone" },
  "gateway.acm": { by: "LoadBalancerConfiguration listenerConfigurations.defaultCertificate and certificates" },
  "gateway.minimumTls": { by: "LoadBalancerConfiguration listenerConfigurations.sslPolicy" },
  "gateway.hsts": { by: "LoadBalancerConfiguration listenerAttributes, the header Strict-Transport-Security" },
  "gateway.redirect": { by: "HTTPRoute RequestRedirect on port 80" },
  "gateway.dualStack": { by: "LoadBalancerConfiguration ipAddressType" },
  "gateway.internal": { by: "LoadBalancerConfiguration scheme" },
  "gateway.sourceRanges": { by: "LoadBalancerConfiguration sourceRanges, its security group" },
  "gateway.accessLogs": { by: "LoadBalancerConfiguration loadBalancerAttributes, to a bucket" },
  "gateway.waf": { by: "LoadBalancerConfiguration wafV2" },
  "gateway.cloudFront": {
    not: "the name of its load balancer is known to the cluster alone, and a distribution needs one from the start",
  },
};
