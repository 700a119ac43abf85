import type { AddOnId } from "../../components/addons";
import { withGeneratedBlocks } from "../generated-blocks";
import { addOnBlock, memberTable, presetTable } from "./blocks";

/** What is written between `<!-- generated: presets -->` and `<!-- end -->`, by the words in the first. */
const blocks: Readonly<Record<string, () => string>> = { presets: presetTable, members: memberTable };

/** The page of add-ons with its blocks as the code says now. */
export async function currentPage(page: string): Promise<string> {
  return withGeneratedBlocks(page, (what) => blocks[what]?.() ?? addOnBlock(what as AddOnId));
}
