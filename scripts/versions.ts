import { parseArgs } from "node:util";
import { warningDays } from "../components/cluster/eks/kubernetes-versions";
import { today } from "../components/core";
import { parsed, runCommandLine, UsageError } from "./command-line";
import { isEnding, versionRows } from "./versions/rows";
import { versionTable } from "./versions/table";

const usage = `Every version that the product pins, and those that EKS has, with the days until their makers' support ends.

  npm run versions            a table; what ends within ${warningDays} days is marked with "!"
  npm run versions -- --json  the same as JSON`;

function run(): Promise<number> {
  const { values } = parsed(() => parseArgs({ options: { json: { type: "boolean", default: false } } }));
  const rows = versionRows(today());
  if (values.json) {
    console.log(JSON.stringify(rows, undefined, 2));
    return Promise.resolve(0);
  }
  const ending = rows.filter((row) => isEnding(row)).length;
  console.log(`${versionTable(rows)}\n`);
  console.log(`${rows.length} versions; the support of ${ending} ends within ${warningDays} days, or has ended.`);
  return Promise.resolve(0);
}

void runCommandLine({ usage, expected: UsageError, run }).then((status) => {
  process.exitCode = status;
});
