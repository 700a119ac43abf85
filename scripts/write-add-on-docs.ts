import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { currentPage } from "./add-on-docs/page";

const file = path.resolve(__dirname, "..", "docs", "addons.md");
const name = path.relative(process.cwd(), file);

/** Writes the generated blocks of docs/addons.md; with `--check` only says whether they are current. */
async function main(): Promise<void> {
  const page = readFileSync(file, "utf8");
  const current = await currentPage(page);
  if (!process.argv.includes("--check")) {
    writeFileSync(file, current);
    console.log(`wrote ${name}`);
  } else if (page !== current) {
    console.error(`${name} is not current: run npm run docs:add-ons`);
    process.exitCode = 1;
  }
}

void main();
