import { format } from "prettier";
import type { AddOnId } from "../../components/addons";
import { addOnBlock, memberTable, presetTable } from "./blocks";

/** What is written between `<!-- generated: presets -->` and `<!-- end -->`, by the words in the first. */
const blocks: Readonly<Record<string, () => string>> = { presets: presetTable, members: memberTable };

/** A page whose generated blocks are as the code says now; what stands between them is left as it is. */
export async function currentPage(page: string): Promise<string> {
  const text = page.replaceAll(
    /<!-- generated: (\S+) -->\n[\s\S]*?<!-- end -->/g,
    (_, what: string) => `<!-- generated: ${what} -->\n\n${blockOf(what)}\n\n<!-- end -->`,
  );
  return format(text, { parser: "markdown", printWidth: 120, proseWrap: "preserve" });
}

function blockOf(what: string): string {
  return blocks[what]?.() ?? addOnBlock(what as AddOnId);
}
