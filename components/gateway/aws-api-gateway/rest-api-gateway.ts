import type { DeployedGateway, GatewayContext } from "../gateway-engine";
import { createFoundation, deployed } from "./api-gateway";

/** Makes what is in front of the APIs and behind them; the APIs themselves come with the routes. */
export function deployRestApi(context: GatewayContext): DeployedGateway {
  const foundation = createFoundation(context);
  return deployed(context, foundation, { ...foundation.handle, kind: "rest" }, []);
}
