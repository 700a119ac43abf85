import * as pulumi from "@pulumi/pulumi";
import { formatPath, refuse, type Problem } from "../../components/core";
import { EncryptedText } from "./encrypted";
import { sealed, sealedByFile } from "./sealed";
import { readStackFile, writtenConfig } from "./stack-file";
import type { StackConfig } from "./schema";
import { validate } from "./validate";

/**
 * The configuration of the stack that the Pulumi engine runs. Encrypted values are secrets of Pulumi in it.
 * @param folder where the stack's file is, which says which values are encrypted; default: the project's folder
 * @throws SlipwayError with everything that is wrong with it
 */
export function loadConfig(folder?: string): StackConfig {
  const stack = pulumi.getStack();
  const file = `Pulumi.${stack}.yaml`;
  const written = secretKeys().length === 0 ? {} : writtenConfig(stack, folder);
  const raw: Record<string, unknown> = {};
  const unlocated: string[] = [];
  for (const [key, text] of Object.entries(pulumi.runtime.allConfig())) {
    const value = key.startsWith("slipway:") ? parse(text) : text;
    const isSecret = key.startsWith("slipway:") && secretKeys().includes(key);
    const section = isSecret ? sealedByFile(value, written[key]) : value;
    if (section === undefined) unlocated.push(key);
    raw[key] = section ?? new EncryptedText();
  }
  const { config, problems } = validate(stack, raw);
  refuse(
    file,
    problems.map((problem) =>
      problem.path.length === 1 && unlocated.includes(String(problem.path[0])) ? unlocatedSecret(problem, file) : problem,
    ),
  );
  return config;
}

/**
 * The configuration of an environment, read from its file, without an engine. In place of encrypted values there are secrets of Pulumi that
 * hold something else, as there is no key.
 * @param folder where the files are; default: the project's folder
 * @param today the day on which versions are judged, `YYYY-MM-DD`; default: today
 * @throws SlipwayError with everything that is wrong with it, with line numbers
 */
export function readConfigFile(environment: string, folder?: string, today?: string): StackConfig {
  const file = readStackFile(environment, folder);
  const raw = Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [key, key.startsWith("slipway:") ? sealed(value) : value]),
  );
  const { config, problems } = validate(environment, raw, today);
  const told = new Set(file.ambiguous.map((problem) => formatPath(problem.path)));
  const located = problems
    .filter((problem) => !told.has(formatPath(problem.path)))
    .map((problem) => ({ ...file.locate(["config", ...problem.path]), ...problem }));
  refuse(
    file.name,
    [...file.problems, ...file.ambiguous, ...located].sort(
      (one: Problem, other: Problem) => (one.line ?? 0) - (other.line ?? 0),
    ),
  );
  return config;
}

/** Sections that hold an encrypted value: the engine hands them over in plain, and lists their keys beside them. */
function secretKeys(): string[] {
  return JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[];
}

/** Where the file does not say which value it is, any might be, and so none may be shown. */
function unlocatedSecret({ path }: Problem, file: string): Problem {
  return {
    path,
    message: "some value of this section is encrypted, and which one cannot be told",
    found: "secure: …",
    allowed: `encrypted values that stand in ${file} beside Pulumi.yaml, as the engine has read it`,
    fix: `write the section into ${file}, with the value encrypted by pulumi config set --secret --path; or refer to a Kubernetes Secret: { fromSecret: { name: …, key: … } }`,
  };
}

/** The engine hands over maps and lists as JSON, and everything else as it stands. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
