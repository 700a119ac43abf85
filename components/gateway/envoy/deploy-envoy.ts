import { certificates, gatewayClass, gatewayObject, redirectRoute } from "../gateway-api/gateway-objects";
import type { DeployedGateway, GatewayContext } from "../gateway-engine";
import { rateLimitStore } from "../rate-limit-store";
import { envoyApiVersion } from "./backend-traffic-policy";
import { clientTrafficPolicy } from "./client-traffic-policy";
import { envoyMonitoring } from "./envoy-monitoring";
import { controller, envoyNetworkPolicy } from "./envoy-network-policy";
import { envoyProxy } from "./envoy-proxy";

/** By which the controller of the add-on knows its gateways. */
const controllerName = "gateway.envoyproxy.io/gatewayclass-controller";
const className = "envoy";
/** The pods that count, for the store. */
const counter = { "app.kubernetes.io/name": "envoy-ratelimit" } as const;

/**
 * The gateway's objects. What the pods are told comes before the Gateway, by which the controller makes them; the Gateway goes before it, so that the
 * class still stands for it, and the namespace waits until the controllers have taken its pods and its load balancer away.
 */
export function deployEnvoy(context: GatewayContext): DeployedGateway {
  const { spec, capability, create } = context;
  const place = create([
    envoyNetworkPolicy(spec, capability, context),
    ...(spec.rateLimitStore === true
      ? rateLimitStore([{ namespace: controller.namespace, pods: counter }], context.mirrors)
      : []),
    ...certificates(spec, capability),
    gatewayClass(className, controllerName),
    envoyProxy(spec, capability, context),
    clientTrafficPolicy(spec, capability, context),
  ]);
  const parametersRef = { group: envoyApiVersion.split("/")[0], kind: "EnvoyProxy", name: capability.name };
  const gateway = create(
    [gatewayObject(spec, capability, { className, infrastructure: { parametersRef }, certificates: "secrets" })],
    place,
  );
  const others = create([...redirectRoute(spec, capability), ...envoyMonitoring(capability, context)], gateway);
  return { ready: [...place, ...gateway, ...others] };
}
