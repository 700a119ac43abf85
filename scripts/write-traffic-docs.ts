import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { currentTrafficPage } from "./traffic-docs/page";

const file = path.resolve(__dirname, "..", "docs", "traffic.md");

/** Writes the generated blocks of docs/traffic.md. */
async function main(): Promise<void> {
  writeFileSync(file, await currentTrafficPage(readFileSync(file, "utf8")));
  console.log(`wrote ${path.relative(process.cwd(), file)}`);
}

void main();
