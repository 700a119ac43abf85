import * as pulumi from "@pulumi/pulumi";
import { formatPath, refuse, type Problem } from "../../components/core";
import { readStackFile } from "./stack-file";
import type { StackConfig } from "./schema";
import { validate } from "./validate";

/**
 * The configuration of the stack that the Pulumi engine runs.
 * @throws SlipwayError with everything that is wrong with it
 */
export function loadConfig(): StackConfig {
  const raw = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig()).map(([key, text]) => {
      if (!key.startsWith("slipway:")) return [key, text];
      return [key, secretKeys().includes(key) ? { secure: "" } : parse(text)];
    }),
  );
  const { config, problems } = validate(pulumi.getStack(), raw);
  refuse(`Pulumi.${pulumi.getStack()}.yaml`, problems);
  return config;
}

/**
 * The configuration of an environment, read from its file, without an engine.
 * @param folder where the files are; default: the project's folder
 * @param today the day on which versions are judged, `YYYY-MM-DD`; default: today
 * @throws SlipwayError with everything that is wrong with it, with line numbers
 */
export function readConfigFile(environment: string, folder?: string, today?: string): StackConfig {
  const file = readStackFile(environment, folder);
  const { config, problems } = validate(environment, file.config, today);
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

/** The engine hands over maps and lists as JSON, and everything else as it stands. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
