import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isMap, isNode, isPair, isSeq, LineCounter, parseDocument, type YAMLError } from "yaml";
import { didYouMean, refuse, SlipwayError, type Problem } from "../../components/core";
import { explain } from "./explain";
import { stackFile } from "./schema";

/** A stack's file whose outermost shape is right. */
export interface StackFile {
  /** Name of the file. */
  readonly name: string;
  /** The keys below `config:`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The line of what a path leads to, or of the nearest thing around it. */
  locate(path: readonly (string | number)[]): { line?: number };
}

const projectFolder = path.resolve(__dirname, "..", "..");

/** The environments that there are: the names in `Pulumi.<environment>.yaml`, in alphabetical order. */
export function environments(folder = projectFolder): string[] {
  return readdirSync(folder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * Reads the file of an environment.
 * @throws SlipwayError if there is no such file, or if it is no YAML, or has no `config:`
 */
export function readStackFile(environment: string, folder = projectFolder): StackFile {
  const name = `Pulumi.${environment}.yaml`;
  const file = path.join(folder, name);
  if (!existsSync(file)) throw new SlipwayError(name, [unknownEnvironment(environment, environments(folder))]);

  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  refuse(
    name,
    document.errors.map((error) => malformed(error, lines)),
  );

  const locate = (wanted: readonly (string | number)[]): { line?: number } => {
    const offset = offsetOf(document.contents, wanted);
    return offset === undefined ? {} : { line: lines.linePos(offset).line };
  };
  const content: unknown = document.toJS();
  const outer = stackFile.omit({ config: true }).loose().safeParse(content);
  const problems = [...(outer.success ? [] : explain(outer.error.issues, content)), ...checkOuterKeys(content)];
  refuse(
    name,
    problems.map((problem) => ({ ...problem, ...locate(problem.path) })),
  );
  return { name, config: (content as { config: Record<string, unknown> }).config, locate };
}

function checkOuterKeys(content: unknown): Problem[] {
  if (!isRecord(content))
    return [
      {
        path: ["config"],
        message: "the file is empty",
        fix: "write config: and the sections below it, as in Pulumi.local.yaml",
      },
    ];
  const known = Object.keys(stackFile.shape);
  const unknown = Object.keys(content)
    .filter((key) => !known.includes(key))
    .map((key): Problem => {
      const meant = key.startsWith("slipway:") ? undefined : didYouMean(key, known);
      return {
        path: [key],
        message: "there is no such key at the top of the file",
        found: key,
        allowed: known.join(", "),
        fix: meant === undefined ? "move it under config:" : `did you mean ${meant}?`,
      };
    });
  if (isRecord(content.config)) return unknown;
  return [
    ...unknown,
    content.config === undefined || content.config === null
      ? {
          path: ["config"],
          message: "this section is missing",
          fix: "write config: and the sections below it, as in Pulumi.local.yaml",
        }
      : {
          path: ["config"],
          message: "the value has the wrong type",
          allowed: "a map of keys and values",
          fix: "write the sections below it, each with its key",
        },
  ];
}

function unknownEnvironment(environment: string, known: readonly string[]): Problem {
  const meant = didYouMean(environment, known);
  return {
    path: ["environment"],
    message: "there is no such environment",
    found: environment,
    allowed: known.join(", "),
    fix: meant === undefined ? `name one of them, or write Pulumi.${environment}.yaml` : `did you mean ${meant}?`,
  };
}

function malformed(error: YAMLError, lines: LineCounter): Problem {
  const { line } = lines.linePos(error.pos[0]);
  if (error.code === "DUPLICATE_KEY") {
    return { path: ["YAML"], line, message: "a key is written twice", fix: "rename one of the two, or remove it" };
  }
  return {
    path: ["YAML"],
    line,
    message: `this is no YAML: ${error.message.split("\n")[0] ?? ""}`,
    fix: "look at this line and the one above: indentation, quotes, and a space behind ':'",
  };
}

/** Where in the text a path leads, as far as it goes. */
function offsetOf(root: unknown, wanted: readonly (string | number)[]): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const key of wanted) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(key));
      if (pair === undefined) return offset;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
