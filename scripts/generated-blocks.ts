import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
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

/**
 * Writes the generated blocks of a page of `docs/`; with `--check` on the command line only says whether they are current.
 * @param command that writes them, for the message
 */
export async function keepPage(
  file: string,
  currentPage: (page: string) => Promise<string>,
  command: string,
): Promise<void> {
  const where = path.resolve(__dirname, "..", "docs", file);
  const name = path.relative(process.cwd(), where);
  const page = readFileSync(where, "utf8");
  const current = await currentPage(page);
  if (!process.argv.includes("--check")) {
    writeFileSync(where, current);
    console.log(`wrote ${name}`);
  } else if (page !== current) {
    console.error(`${name} is not current: run ${command}`);
    process.exitCode = 1;
  }
}
