import { gatewayEngines, type GatewayEngineName } from "../../components/cluster";
import { withGeneratedBlocks } from "../generated-blocks";
import { engineTable, gatewayTable, meshTable } from "./blocks";

/** The page of traffic with its blocks as the code says now. */
export async function currentTrafficPage(page: string): Promise<string> {
  return withGeneratedBlocks(page, (what) => {
    if (what === "gateways") return gatewayTable();
    if (what === "meshes") return meshTable();
    if (gatewayEngines.some((name) => name === what)) return engineTable(what as GatewayEngineName);
    throw new Error(`docs/traffic.md has a block that nobody writes: ${what}`);
  });
}
