import { format } from "prettier";

/**
 * A page of Markdown whose generated blocks, between `<!-- generated: <what> -->` and `<!-- end -->`, are as the code says now; what stands
 * between them is left as it is.
 */
export async function withGeneratedBlocks(page: string, blockOf: (what: string) => string): Promise<string> {
  const text = page.replaceAll(
    /<!-- generated: (\S+) -->\n[\s\S]*?<!-- end -->/g,
    (_, what: string) => `<!-- generated: ${what} -->\n\n${blockOf(what)}\n\n<!-- end -->`,
  );
  return format(text, { parser: "markdown", printWidth: 120, proseWrap: "preserve" });
}
