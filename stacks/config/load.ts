import * as pulumi from "@pulumi/pulumi";
import { formatPath, refuse, type Problem } from "../../components/core";
import { EncryptedText } from "./encrypted";
import { sealed, sealedByFile } from "./sealed";
import { readStackFile, writtenConfig } from "./stack-file";
import type { StackConfig } from "./schema";
import { validate } from "./validate";
import { inWrittenOrder } from "./written-order";

/**
 * The configuration of the stack that the Pulumi engine runs. Encrypted values are secrets of Pulumi in it.
 * @param folder where the stack's file is, which says in which order keys were written, and which values are encrypted; default: the project's folder
 * @throws SlipwayError with everything that is wrong with it
 */
export function loadConfig(folder?: string): StackConfig {
  const stack = pulumi.getStack();
  const file = `Pulumi.${stack}.yaml`;
  const written = writtenConfig(stack, folder);
  const unlocated: string[] = [];
  const raw = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig()).map(([key, text]) => {
      if (!key.startsWith("slipway:")) return [key, text];
      const handedOver = inWrittenOrder(parse(text), written[key]);
      if (!isSecret(key)) return [key, handedOver];
      const section = sealedByFile(handedOver, written[key]);
      if (section === undefined) unlocated.push(key);
      return [key, section ?? new EncryptedText()];
    }),
  );
  const { config, problems } = validate(stack, raw);
  refuse(
    file,
    problems.map((problem) =>
      problem.path.length === 1 && unlocated.includes(String(problem.path[0]))
        ? unlocatedSecret(problem, file)
        : problem,
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

/**
 * Whether some of a section was encrypted: the engine hands it over in plain, and says so beside it. The SDK leaves this question out of its
 * types, though its own `Config` asks it; if it goes one day, no configuration is read at all.
 */
function isSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
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
