import type { RenderedObject } from "../../core";
import type { DeployedGateway, GatewayContext, GatewaySurroundings } from "../gateway-engine";
import { certificates, gatewayObject, redirectRoute } from "../gateway-api/gateway-objects";
import type { GatewaySpec } from "../gateway-spec";
import { entrancePolicy, type PodsInFront } from "../load-balancer-service";
import type { GatewayCapability } from "../../cluster";
import { fabricPods, fabricPorts, fabricReplicas, nginxProxy } from "./fabric-proxy";
import { snippetsGuard } from "./fabric-snippets";
import { alertRules, podMonitor, upAlerts } from "./nginx-monitoring";
import { disruptionBudget } from "./disruption-budget";

/** Class of the gateways that the controller carries out; its chart makes it. */
const className = "nginx";

/** Makes a gateway of NGINX Gateway Fabric: what its pods need first, then the Gateway, of which the controller makes the pods. */
export function deployFabric({ spec, capability, create, ...around }: GatewayContext): DeployedGateway {
  const before = create(fabricSettings(spec, capability, around));
  const gateway = create([fabricGateway(spec, capability)], before);
  const redirect = create(redirectRoute(spec, capability), gateway);
  return { ready: [...before, ...gateway, ...redirect] };
}

/** What there is before the Gateway. */
export function fabricSettings(
  spec: GatewaySpec,
  capability: GatewayCapability,
  around: GatewaySurroundings,
): RenderedObject[] {
  const { name } = capability;
  const pods = fabricPods(capability);
  const { namespace, labels } = pods;
  return [
    nginxProxy(spec, around, pods),
    ...certificates(spec, capability),
    entrancePolicy(spec, around, pods),
    ownPolicy(pods, around),
    ...(fabricReplicas(spec, around).min > 1 ? [disruptionBudget(name, labels)] : []),
    ...snippetsGuard(name),
    ...(around.hasMonitors
      ? [podMonitor({ name, namespace, labels, port: "metrics" }), alertRules(name, upAlerts(`${namespace}/${name}`))]
      : []),
  ];
}

/** What its pods need besides requests: DNS, wherever that is, and who reads their metrics. */
function ownPolicy({ service, labels }: PodsInFront, { prometheusNamespace }: GatewaySurroundings): RenderedObject {
  const dns = ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 }));
  return {
    suffix: "own",
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    name: `${service}-own`,
    fields: {
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ["Ingress", "Egress"],
        ...(prometheusNamespace === undefined
          ? {}
          : {
              ingress: [
                {
                  from: [
                    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": prometheusNamespace } } },
                  ],
                  ports: [{ protocol: "TCP", port: fabricPorts.metrics }],
                },
              ],
            }),
        egress: [{ ports: dns }],
      },
    },
  };
}

/** The Gateway itself. */
export function fabricGateway(spec: GatewaySpec, capability: GatewayCapability): RenderedObject {
  const parametersRef = { group: "gateway.nginx.org", kind: "NginxProxy", name: capability.name };
  return gatewayObject(spec, capability, {
    className,
    infrastructure: { parametersRef },
    certificates: "secrets",
    tlsOptions: { "nginx.org/ssl-protocols": protocolsOf(spec) },
  });
}

function protocolsOf({ tls }: GatewaySpec): string {
  return tls !== false && tls.minimumVersion === "1.3" ? "TLSv1.3" : "TLSv1.2 TLSv1.3";
}
