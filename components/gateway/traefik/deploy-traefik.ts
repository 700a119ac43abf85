import { traefikPlace } from "../../addons/traefik/traefik-spec";
import type { ManifestValue, RenderedObject } from "../../core";
import { certificates, gatewayClass, gatewayObject, gatewayPorts, redirectRoute } from "../gateway-api/gateway-objects";
import type { DeployedGateway, GatewayContext } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { entrancePolicy, loadBalancerService, type PodsInFront } from "../load-balancer-service";
import { rateLimitStore } from "../rate-limit-store";
import { traefikApiVersion } from "./middlewares";
import { traefikMonitoring } from "./traefik-monitoring";

const className = "traefik";
const controllerName = "traefik.io/gateway-controller";

/** Its pods, as the load balancer sees them. */
export const traefikPods: PodsInFront = {
  namespace: traefikPlace.namespace,
  labels: traefikPlace.labels,
  service: traefikPlace.loadBalancer,
  ports: traefikPlace.ports,
  healthPath: "/ping",
};

/** Makes the gateway: what lets callers in, the load balancer, certificates, and the Gateway that routes name. */
export function deployTraefik(context: GatewayContext): DeployedGateway {
  const { spec, capability, create, hasMonitors } = context;
  const { namespace, labels } = traefikPods;
  const around = create([
    entrancePolicy(spec, context, traefikPods),
    loadBalancerService(spec, context, traefikPods),
    ...(spec.rateLimitStore === true ? rateLimitStore([{ namespace, pods: labels }], context.mirrors) : []),
    ...(hasMonitors ? traefikMonitoring() : []),
  ]);
  const parameters = create([
    gatewayClass(className, controllerName),
    ...tlsOptions(spec),
    ...certificates(spec, capability),
  ]);
  const gateway = create(
    [withPodPorts(gatewayObject(spec, capability, { className, certificates: "secrets" }))],
    parameters,
  );
  const redirect = create(redirectRoute(spec, capability), gateway);
  return { ready: [...around, ...parameters, ...gateway, ...redirect] };
}

/** Of the name `default` they hold for every listener. Callers that name a host without a certificate are refused. */
function tlsOptions({ tls }: GatewaySpec): RenderedObject[] {
  if (tls === false) return [];
  return [
    {
      suffix: "tls",
      apiVersion: traefikApiVersion,
      kind: "TLSOption",
      name: "default",
      fields: { spec: { minVersion: tls.minimumVersion === "1.3" ? "VersionTLS13" : "VersionTLS12", sniStrict: true } },
    },
  ];
}

/** Its listeners have the ports of its pods, by which it finds them; the load balancer's are those that callers know. */
function withPodPorts(gateway: RenderedObject): RenderedObject {
  const { spec } = gateway.fields as { readonly spec: Fields & { readonly listeners: readonly Fields[] } };
  const ports: Readonly<Record<number, number>> = {
    [gatewayPorts.http]: traefikPlace.ports.http,
    [gatewayPorts.https]: traefikPlace.ports.https,
  };
  return {
    ...gateway,
    fields: {
      spec: {
        ...spec,
        listeners: spec.listeners.map((one) => ({ ...one, port: ports[Number(one.port)] ?? one.port })),
      },
    },
  };
}

type Fields = Readonly<Record<string, ManifestValue | undefined>>;
