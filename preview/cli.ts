import path from "node:path";
import { parseArgs } from "node:util";
import { SlipwayError } from "../components/core";
import { environments } from "../stacks/config";
import { previewEnvironment } from "./preview";
import { describe, drawTree } from "./tree";
import { replaceFolder } from "./write";

const usage = `Usage: npm run preview -- [ENVIRONMENT] [--config DIR] [--out DIR]

Shows what an environment would be, and writes it to .slipway/ENVIRONMENT. Nothing is contacted, nothing is changed.

  ENVIRONMENT    the name in Pulumi.ENVIRONMENT.yaml; default: local
  --config DIR   folder of the Pulumi.*.yaml files; default: the project
  --out DIR      folder that gets a folder ENVIRONMENT; default: .slipway in the project

Exit status: 0 fine, 1 internal error, 2 invalid configuration, 3 a mandatory policy is violated.`;

const defaultEnvironment = "local";
const projectFolder = path.resolve(__dirname, "..");

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      config: { type: "string", default: projectFolder },
      out: { type: "string", default: path.join(projectFolder, ".slipway") },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [environment = defaultEnvironment, surplus] = positionals;
  if (surplus !== undefined) throw new TypeError(`one environment at a time: ${surplus} is one too many`);

  const preview = await previewEnvironment(environment, values.config);
  const folder = path.join(values.out, environment);
  replaceFolder(folder, preview.files);

  console.log(`${environment}: previewed offline; nothing was contacted, nothing was changed\n`);
  console.log(drawTree(preview.resources));
  console.log(`\n${describe(preview.summary)}`);
  console.log(`written to ${path.relative(process.cwd(), folder)}`);
  if (positionals.length === 0) {
    const others = environments(values.config).filter((name) => name !== environment);
    console.log(`\nOther environments: npm run preview -- ${others.join(" | ")}`);
  }
  return preview.summary.policy.some(({ level }) => level === "mandatory") ? 3 : 0;
}

/** Arguments that `parseArgs` refuses, and configuration that the program refuses, are the user's to mend. */
function report(error: unknown): number {
  if (error instanceof SlipwayError) {
    console.error(error.message);
    return 2;
  }
  if (error instanceof TypeError && (!("code" in error) || String(error.code).startsWith("ERR_PARSE_ARGS"))) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  console.error(error);
  console.error("This is a mistake in the program. SLIPWAY_TRACE=1 shows where.");
  return 1;
}

void run()
  .catch(report)
  .then((status) => {
    process.exitCode = status;
  });
