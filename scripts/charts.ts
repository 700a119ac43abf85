import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { catalogue } from "../components/core";
import { ToolchainError } from "../test/e2e/toolchain";
import { cases, recordCase } from "./charts/cases";
import { findHelm, Helm } from "./charts/helm";
import { renderCase, type AddOnReport } from "./charts/render";
import { describeCase, summarizeReports } from "./charts/report";
import { validateReports } from "./charts/validate";
import { parsed, runCommandLine, UsageError } from "./command-line";

const usage = `Renders the real charts of all add-ons with the values that they would be given, and looks at what comes out.

  npm run charts -- DIR               DIR has the charts, packaged (keda-2.20.2.tgz) or each in a folder of its own
  npm run charts -- DIR --validate    asks a real API server about each object too (the one of npm run sandbox; Linux)

Nothing is fetched. A chart that is not there is told of, and is no failure; neither is it where there is no Helm 3 or no DIR.
Exit status: 0 fine, 1 a chart cannot be rendered or something is wrong with it, 2 wrong arguments.`;

async function run(): Promise<number> {
  const { values, positionals } = parsed(() =>
    parseArgs({ options: { validate: { type: "boolean", default: false } }, allowPositionals: true }),
  );
  const [folder, ...surplus] = positionals;
  if (folder === undefined || surplus.length > 0) throw new UsageError("name one folder of charts");
  if (!existsSync(folder)) return tell(`there is no folder ${folder}, so no chart was rendered`);
  const program = await findHelm();
  if (program === undefined) {
    return tell("there is no Helm 3 on PATH (https://helm.sh/docs/intro/install), so no chart was rendered");
  }
  const helm = new Helm(program, catalogue.kubernetes.version);
  const all: AddOnReport[] = [];
  for (const one of cases) {
    const reports = await renderCase(await recordCase(one), folder, helm);
    all.push(...reports);
    console.log(`${describeCase(one.name, reports)}\n`);
  }
  console.log(`${summarizeReports(all)}.`);
  const refused = values.validate
    ? await validateReports(all, (line) => {
        console.log(line);
      })
    : [];
  for (const problem of refused) console.log(`  - ${problem}`);
  return all.some(({ problems }) => problems.length > 0) || refused.length > 0 ? 1 : 0;
}

function tell(line: string): number {
  console.log(line);
  return 0;
}

void runCommandLine({ usage, expected: ToolchainError, run }).then((status) => {
  process.exitCode = status;
});
