import type { GatewayCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { readsProxyProtocol } from "../network-load-balancer";
import { envoyApiVersion } from "./backend-traffic-policy";

/** What a Network Load Balancer forgets a connection after on which nothing happens. Source: its user guide, "Connection idle timeout". */
const balancerIdleSeconds = 350;

/** What is held to connections of callers. */
export function clientTrafficPolicy(
  { tls }: GatewaySpec,
  gateway: GatewayCapability,
  around: GatewaySurroundings,
): RenderedObject {
  return {
    suffix: "",
    apiVersion: envoyApiVersion,
    kind: "ClientTrafficPolicy",
    name: gateway.name,
    fields: {
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway.name }],
        ...(tls === false ? {} : { tls: { minVersion: tls.minimumVersion ?? "1.2" } }),
        ...(readsProxyProtocol(around) ? { proxyProtocol: { optional: false } } : {}),
        // Web sockets and calls that wait are kept up; whoever is gone without a word is found out.
        tcpKeepalive: { idleTime: "60s", interval: "30s", probes: 3 },
        timeout: {
          http: {
            // The gateway ends connections before the load balancer forgets them, which callers would not be told.
            idleTimeout: `${balancerIdleSeconds - 50}s`,
            // Nobody keeps connections busy by headers that never end.
            requestHeadersReceivedTimeout: "10s",
          },
        },
        // One path has one form, for whoever decides by paths.
        path: { escapedSlashesAction: "UnescapeAndRedirect", disableMergeSlashes: false },
        headers: { withUnderscoresAction: "RejectRequest", requestID: "Generate" },
      },
    },
  };
}
