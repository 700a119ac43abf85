import path from "node:path";
import { parseArgs } from "node:util";
import { parsed, runCommandLine, UsageError } from "../scripts/command-line";
import { environments, readConfigFile } from "../stacks/config";
import { AuditError } from "./failure";
import { audit, type Audit } from "./find";
import { auditJson, describeAudit } from "./report";
import { projectName, scopeByName, scopeOf, type AuditScope } from "./scope";

const usage = `Usage: npm run audit -- ENVIRONMENT [--json] [--timeout SECONDS] [--role ARN] [--config DIR]
       npm run audit -- ENVIRONMENT --region REGION [--cluster NAME] [--account ID] …

Lists what is in the AWS account of an environment: everything before pulumi destroy, nothing after it. It only reads.

  ENVIRONMENT       the name in Pulumi.ENVIRONMENT.yaml, which says region, account, role and cluster
  --json            for a program to read
  --timeout SECONDS time limit; default: 120
  --role ARN        a role to look with, instead of the one that deploys; none: the credentials as they are
  --config DIR      folder of the Pulumi.*.yaml files; default: the project
  --region REGION   looks there, without the environment's file: it may be gone
  --cluster NAME    with --region: default: PROJECT-ENVIRONMENT
  --account ID      with --region: refuses any other account; default: whichever the credentials lead to

Exit status: 0 nothing is left, 1 AWS could not be asked, 2 wrong arguments or configuration, 3 something is left.`;

const projectFolder = path.resolve(__dirname, "..");

/**
 * Runs the command line of the audit, and prints to the terminal.
 * @param args what stands behind the command
 * @param find asks AWS; another one for tests
 * @returns the exit status, as the usage says
 */
export function run(
  args: readonly string[],
  find: (scope: AuditScope, seconds: number) => Promise<Audit> = audit,
): Promise<number> {
  return runCommandLine({ usage, expected: AuditError, run: () => runAudit(args, find) });
}

async function runAudit(
  args: readonly string[],
  find: (scope: AuditScope, seconds: number) => Promise<Audit>,
): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const scope = readScope(positionals, values);
  const found = await find(scope, readTimeout(values.timeout));
  console.log(values.json ? auditJson(found, scope) : describeAudit(found, scope));
  return found.left.length === 0 ? 0 : 3;
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: readonly string[]) {
  return parsed(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        timeout: { type: "string", default: "120" },
        role: { type: "string" },
        config: { type: "string", default: projectFolder },
        region: { type: "string" },
        cluster: { type: "string" },
        account: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }),
  );
}

function readScope(positionals: readonly string[], values: Values): AuditScope {
  const [environment, surplus] = positionals;
  if (environment === undefined) {
    throw new UsageError(`name an environment: ${environments(values.config).join(", ")}`);
  }
  if (surplus !== undefined) throw new UsageError(`one environment at a time: ${surplus} is one too many`);
  const scope = values.region === undefined ? fromFile(environment, values) : fromArguments(environment, values);
  const { role: configured, ...rest } = scope;
  const role = values.role ?? configured;
  return role === undefined || role === "none" ? rest : { ...rest, role };
}

function fromFile(environment: string, { config, cluster, account }: Values): AuditScope {
  const surplus = Object.entries({ cluster, account }).find(([, value]) => value !== undefined);
  if (surplus !== undefined) throw new UsageError(`--${surplus[0]} goes with --region: otherwise the file says it`);
  return scopeOf(environment, projectName(projectFolder), readConfigFile(environment, config));
}

function fromArguments(environment: string, { region = "", cluster, account }: Values): AuditScope {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new UsageError(`${region} is no region: such as eu-central-1`);
  if (account !== undefined && !/^\d{12}$/.test(account)) throw new UsageError("--account takes twelve digits");
  return {
    ...scopeByName({ environment, project: projectName(projectFolder), region }),
    ...(cluster === undefined ? {} : { clusterName: cluster }),
    ...(account === undefined ? {} : { accountId: account }),
  };
}

function readTimeout(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= 3600) return seconds;
  throw new UsageError(`--timeout takes whole seconds from 1 to 3600, not ${text}`);
}
