import { withGeneratedBlocks } from "../generated-blocks";
import { alertTable } from "./alerts";
import { countedByTable, windowTable } from "./objectives";
import { costTable, usageTable } from "./costs";
import { releaseVolumes } from "./release-volumes";

/** The page of observability with its blocks as the code says now. */
export async function currentObservabilityPage(page: string): Promise<string> {
  const volumes = await releaseVolumes();
  const blocks: Readonly<Record<string, () => string>> = {
    alerts: alertTable,
    windows: windowTable,
    sources: countedByTable,
    costs: () => costTable(volumes),
    usage: usageTable,
  };
  return withGeneratedBlocks(page, (what) => {
    const block = blocks[what];
    if (block === undefined) throw new Error(`docs/observability.md has a block that nobody writes: ${what}`);
    return block();
  });
}
