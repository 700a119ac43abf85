import type { Support } from "../../core";
import type { GatewayFeature } from "../features";

const enterprise = "it is for Kong's Enterprise edition, not for the open-source one";
const credentials =
  "its open-source edition wants a consumer and a labelled Secret for each client, not one Secret with all of them";
const noBounds = "it has no bounds of its own towards workloads";
const counted = "each host and match of the route counts for itself";

/**
 * What Kong Gateway 3.9 can do, the last open-source edition, with the Kong Ingress Controller 3.5. Source: their code at 3.9.3 (`kong/plugins`) and
 * v3.5.13 (`internal/dataplane/translator`).
 */
export const kongSupports: Readonly<Record<GatewayFeature, Support>> = {
  "route.http": { by: "HTTPRoute" },
  "route.exactPath": { by: "HTTPRoute, path Exact" },
  "route.regexPath": { by: "HTTPRoute, path RegularExpression, anchored" },
  "route.methods": { by: "HTTPRoute, method" },
  "route.headers": { by: "HTTPRoute, headers" },
  "route.headerRegex": { by: "HTTPRoute, headers RegularExpression, anchored" },
  "route.query": { by: "HTTPRoute, queryParams" },
  "route.queryRegex": { by: "HTTPRoute, queryParams RegularExpression, anchored" },
  "route.grpc": { by: "GRPCRoute, annotation protocol of the Service" },
  "route.wildcardHost": { by: "HTTPRoute, hostnames" },
  "route.weights": { by: "HTTPRoute, weights of backendRefs, by pod" },
  "route.redirect": { by: "HTTPRoute, RequestRedirect to a host" },
  "route.rewritePath": { by: "HTTPRoute, URLRewrite" },
  "route.rewriteHost": { by: "HTTPRoute, URLRewrite" },
  "route.requestHeaders": { by: "HTTPRoute, RequestHeaderModifier; KongPlugin request-transformer for gRPC" },
  "route.responseHeaders": { by: "KongPlugin response-transformer" },
  "route.mirror": { not: "it sends requests to one workload alone" },
  "route.mirrorPercent": { not: "it sends requests to one workload alone" },
  "route.requestTimeout": { not: "it bounds a try alone, not all tries together; write timeouts.backend" },
  "route.backendTimeout": { by: "HTTPRoute, timeouts.backendRequest: for each wait, not in all" },
  "route.webSockets": { by: "HTTPRoute; an hour of silence ends one, where no timeout is written" },
  "route.httpsBackend": { by: "annotation protocol of the Service; the certificate is not verified" },
  "rateLimit.route": { by: `KongPlugin rate-limiting by service; ${counted}` },
  "rateLimit.address": { by: `KongPlugin rate-limiting by ip; ${counted}` },
  "rateLimit.header": { by: `KongPlugin rate-limiting by header; ${counted}` },
  "rateLimit.claim": { not: "tokens are read by nobody here: its open-source edition knows no JWKS" },
  "rateLimit.countedByPod": { by: "KongPlugin rate-limiting, policy local" },
  "rateLimit.countedByGateway": { by: "KongPlugin rate-limiting, policy redis; needs rateLimitStore" },
  "authentication.jwt": {
    not: "its open-source edition knows no JWKS: each key would have to be written into a consumer by hand",
  },
  "authentication.jwtClaimHeaders": { not: "its open-source edition knows no JWKS" },
  "authentication.oidc": { not: enterprise },
  "authentication.apiKey": { not: credentials },
  "authentication.basic": { not: credentials },
  cors: { by: "KongPlugin cors" },
  cache: { by: "KongPlugin proxy-cache" },
  "cache.keptByPod": { by: "KongPlugin proxy-cache, strategy memory, 64 MiB in each pod" },
  "cache.keptByGateway": {
    not: "one cache for all pods is the plugin proxy-cache-advanced of Kong's Enterprise plan; the open-source edition keeps answers in each pod",
  },
  "cache.keyHeaders": { by: "KongPlugin proxy-cache, vary_headers" },
  "cache.keyQuery": { by: "KongPlugin proxy-cache, vary_query_params" },
  retries: { by: "annotation retries of the Service; where no answer came, not by status" },
  "retries.conditions": { by: "connectFailure and reset together, and no others" },
  "retries.perTryTimeout": { by: "HTTPRoute, timeouts.backendRequest: for each wait, not in all" },
  "retries.backoff": { not: "it tries again at once" },
  "retries.budget": { not: "it has no budget of retries" },
  "circuitBreaker.connections": { not: noBounds },
  "circuitBreaker.pendingRequests": { not: noBounds },
  "circuitBreaker.requests": { not: noBounds },
  "circuitBreaker.ejection": { by: "KongUpstreamPolicy, named by the Service; all pods are put aside if all fail" },
  maxRequestSize: { by: "KongPlugin request-size-limiting" },
  "addresses.allow": { by: "KongPlugin ip-restriction" },
  "addresses.deny": { by: "KongPlugin ip-restriction" },
  "canary.weight": { by: "HTTPRoute, weights of backendRefs, by pod" },
  "canary.header": { by: "HTTPRoute, a rule by the header" },
  "gateway.issuer": { by: "Certificate, listener certificateRefs" },
  "gateway.acm": { not: "TLS ends at its pods, and the keys of ACM do not leave AWS; use an issuer" },
  "gateway.minimumTls": { by: "ssl_cipher_suite of its pods" },
  "gateway.hsts": { by: "KongPlugin response-transformer" },
  "gateway.redirect": { by: "annotation https-redirect-status-code of the route" },
  "gateway.dualStack": { by: "NLB, ip-address-type" },
  "gateway.internal": { by: "NLB, scheme" },
  "gateway.sourceRanges": { by: "Service, loadBalancerSourceRanges" },
  "gateway.accessLogs": { by: "proxy_access_log, JSON to the output of its pods" },
  "gateway.waf": { not: "an NLB is in front, which has no web ACL" },
  "gateway.cloudFront": {
    not: "the name of its load balancer is known to the cluster alone, and a distribution needs it from the start",
  },
};
