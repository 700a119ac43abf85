import path from "node:path";
import { parseArgs } from "node:util";
import { projectRules, type Rule } from "../policy";
import { parsed, runCommandLine, UsageError } from "../scripts/command-line";
import { environments } from "../stacks/config";
import { describe } from "./figures";
import { previewEnvironment } from "./preview";
import { drawTree } from "./tree";
import { replaceFolder, WriteError } from "./write";

const usage = `Usage: npm run preview -- [ENVIRONMENT] [--config DIR] [--out DIR]

Shows what an environment would be, and writes it to .slipway/ENVIRONMENT. Nothing is contacted, nothing is changed.

  ENVIRONMENT    the name in Pulumi.ENVIRONMENT.yaml; default: dev
  --config DIR   folder of the Pulumi.*.yaml files; default: the project
  --out DIR      folder that gets a folder ENVIRONMENT; default: .slipway in the project

Exit status: 0 fine, 1 internal error or files that cannot be written, 2 invalid configuration, 3 a mandatory policy is violated.`;

const defaultEnvironment = "dev";
const projectFolder = path.resolve(__dirname, "..");

/**
 * Runs the command line of the preview, and prints to the terminal.
 * @param args what stands behind the command
 * @param rules the policy; default: that of the project
 * @returns the exit status, as the usage says
 */
export function run(args: readonly string[], rules: readonly Rule[] = projectRules): Promise<number> {
  return runCommandLine({ usage, expected: WriteError, run: () => preview(args, rules) });
}

async function preview(args: readonly string[], rules: readonly Rule[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [environment = defaultEnvironment, surplus] = positionals;
  if (surplus !== undefined) throw new UsageError(`one environment at a time: ${surplus} is one too many`);

  ignoreAmbientSettings();
  const { expanded, summary, files } = await previewEnvironment(environment, values.config, rules);
  const folder = path.join(values.out, environment);
  replaceFolder(folder, files);

  console.log(`${environment}: previewed offline; nothing was contacted, nothing was changed\n`);
  console.log(drawTree(expanded));
  console.log(`\n${describe(summary)}`);
  console.log(`written to ${path.relative(process.cwd(), folder)}`);
  if (positionals.length === 0) {
    const others = environments(values.config).filter((name) => name !== environment);
    if (others.length > 0) console.log(`\nOther environments: npm run preview -- ${others.join(" | ")}`);
  }
  return summary.policy.some(({ level }) => level === "mandatory") ? 3 : 0;
}

/** The SDK takes options of the kubernetes provider from the environment; a preview is the same on every machine. */
function ignoreAmbientSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("PULUMI_K8S_")) Reflect.deleteProperty(process.env, name);
  }
}

function parse(args: readonly string[]) {
  return parsed(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: "string", default: projectFolder },
        out: { type: "string", default: path.join(projectFolder, ".slipway") },
        help: { type: "boolean", short: "h", default: false },
      },
    }),
  );
}
