import { kongPlace } from "../../addons/kong/kong-spec";
import type { RenderedObject } from "../../core";
import { certificates, gatewayClass, gatewayObject } from "../gateway-api/gateway-objects";
import type { DeployedGateway, GatewayContext } from "../gateway-engine";
import { entrancePolicy, loadBalancerService, type PodsInFront } from "../load-balancer-service";
import { rateLimitStore } from "../rate-limit-store";
import { kongMonitoring, metricsPlugin } from "./kong-monitoring";

const className = "kong";
const controllerName = "konghq.com/kic-gateway-controller";

/** Its pods, as the load balancer sees them. */
export const kongPods: PodsInFront = {
  namespace: kongPlace.namespace,
  labels: kongPlace.labels,
  service: kongPlace.loadBalancer,
  ports: kongPlace.ports,
  healthPath: "/status/ready",
};

/** Makes the gateway: what lets callers in, the load balancer, certificates, and the Gateway that routes name. */
export function deployKong(context: GatewayContext): DeployedGateway {
  const { spec, capability, create, hasMonitors } = context;
  const { namespace, labels, service } = kongPods;
  const around = create([
    entrancePolicy(spec, context, kongPods),
    loadBalancerService(spec, context, kongPods),
    ...(spec.rateLimitStore === true ? rateLimitStore([{ namespace, pods: labels }], context.mirrors) : []),
    metricsPlugin(),
    ...(hasMonitors ? kongMonitoring() : []),
  ]);
  const parameters = create([kongClass(), ...certificates(spec, capability)]);
  const gateway = create(
    [
      gatewayObject(spec, capability, {
        className,
        certificates: "secrets",
        // Else the controller writes it.
        annotations: { "konghq.com/publish-service": `${namespace}/${service}` },
      }),
    ],
    [...around, ...parameters],
  );
  return { ready: [...around, ...parameters, ...gateway] };
}

/** Kong is there already: nothing is made for a Gateway. */
function kongClass(): RenderedObject {
  return {
    ...gatewayClass(className, controllerName),
    annotations: { "konghq.com/gatewayclass-unmanaged": "true" },
  };
}
