import type { GatewayCapability } from "../cluster";
import { can } from "../core";
import { engineOf } from "./engines";
import { gatewayName } from "./gateway-name";
import { listenersOf } from "./gateway-api/gateway-objects";
import type { GatewaySurroundings } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";
import { rateLimitStoreOf } from "./rate-limit-store";

export { gatewayName };

const daySeconds = 86_400;
const defaultHsts = { maxAgeDays: 365, includeSubDomains: false, preload: false };

/** What routes see of a gateway; known before anything is made. */
export function gatewayCapability(spec: GatewaySpec, around: GatewaySurroundings): GatewayCapability {
  const engine = engineOf(spec);
  const store = rateLimitStoreOf(spec);
  const hsts = can(engine.supports["gateway.hsts"]) ? hstsOf(spec) : undefined;
  return {
    engine: engine.name,
    name: gatewayName,
    namespace: gatewayName,
    hosts: spec.hosts,
    listeners: listenersOf(spec),
    tls: spec.tls !== false,
    ...(hsts === undefined ? {} : { hsts }),
    callers: engine.callers(spec, around),
    ...(store === undefined ? {} : { rateLimitStore: store }),
  };
}

function hstsOf({ tls }: GatewaySpec): string | undefined {
  if (tls === false || tls.hsts === false) return undefined;
  const { maxAgeDays, includeSubDomains = false, preload = false } = tls.hsts ?? defaultHsts;
  return [
    `max-age=${maxAgeDays * daySeconds}`,
    ...(includeSubDomains ? ["includeSubDomains"] : []),
    ...(preload ? ["preload"] : []),
  ].join("; ");
}
