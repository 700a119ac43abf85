export { capabilityMatrix } from "./capability-matrix";
export { checkGateway } from "./check-gateway";
export { checkRoute, type RoutedWorkload } from "./check-route";
export { createRoute, routedServiceAnnotations, type CreateRouteArgs, type RouteTransform } from "./create-route";
export { engineOf } from "./engines";
export { gatewayFeatures, type GatewayFeature } from "./features";
export { Gateway, type GatewayArgs, type GatewayHandle } from "./gateway";
export { gatewayCapability, gatewayName } from "./gateway-capability";
export type { ApiGatewayHandle, GatewayEngine, GatewaySurroundings } from "./gateway-engine";
export { engineTitles, gatewayProviders, type GatewayProvider } from "./gateway-providers";
export { tlsVersions, type CloudFrontSpec, type GatewaySpec, type GatewayTlsSpec, type WafSpec } from "./gateway-spec";
export {
  rateLimitUnits,
  retryConditions,
  type AddressListSpec,
  type ApiKeySpec,
  type ApiPolicySpec,
  type AuthenticationSpec,
  type BasicAuthSpec,
  type CacheSpec,
  type CanarySpec,
  type CircuitBreakerSpec,
  type CorsSpec,
  type EjectionSpec,
  type JwtSpec,
  type OidcSpec,
  type RateLimitSpec,
  type RetryCondition,
  type RetrySpec,
  type SecretRef,
} from "./policy-spec";
export { loadBalancerCidrs, type LoadBalancerCidrs } from "./load-balancer-callers";
export { retiredGatewayProvider } from "./nginx/retired-provider";
export { planRules, routePort, rulesOf } from "./plan-route";
export { reachedServices, type ReachedService } from "./reached-services";
export { Route, type RouteArgs } from "./route";
export { checkRouteClashes, type OwnedRoute } from "./route-clashes";
export {
  httpMethods,
  type HeaderChanges,
  type HttpMethod,
  type MirrorSpec,
  type PathMatch,
  type RedirectSpec,
  type RewriteSpec,
  type RouteBackend,
  type RouteMatch,
  type RoutePort,
  type RouteRule,
  type RouteSpec,
  type RouteTarget,
  type RouteTimeouts,
  type ValueMatch,
} from "./route-spec";
export { mapPolicy, mapRoute, targetsOf } from "./route-targets";
