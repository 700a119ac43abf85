import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from "yaml";
import { didYouMean, refuse, SlipwayError, type Problem } from "../../components/core";
import { checkScalars } from "./ambiguous-scalars";
import { explain, missing, suggestion, withoutEchoes } from "./explain";
import { stackFile } from "./schema";
import { hidden, holdsSecrets, show } from "./show";

/** A stack's file that is YAML with a `config:` in it. */
export interface StackFile {
  /** Name of the file. */
  readonly name: string;
  /** The keys below `config:`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What is wrong outside of `config:`, and keys that are written twice. */
  readonly problems: readonly Problem[];
  /** Values in the sections that programs read differently: whatever else is said of them is an echo. */
  readonly ambiguous: readonly Problem[];
  /** The line of what a path leads to, or of the nearest thing around it. */
  locate(path: readonly (string | number)[]): { line?: number };
}

type Path = readonly (string | number)[];
type Syntax = Document.Parsed["errors"][number];

const projectFolder = path.resolve(__dirname, "..", "..");
const example = "write config: and the sections below it, as in Pulumi.local.yaml";

/** The environments that there are: the names in `Pulumi.<environment>.yaml`, in alphabetical order. */
export function environments(folder = projectFolder): string[] {
  if (!existsSync(folder)) return [];
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
  const text = readFileSync(file, "utf8");
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  refuse(name, checkSyntax(document, lines, text));

  const content: unknown = document.toJS();
  const locate = (wanted: Path): { line?: number } => {
    const offset = offsetOf(document.contents, wanted);
    return offset === undefined ? {} : { line: lines.linePos(offset).line };
  };
  const outer = checkOutside(content).map((problem) => ({ ...locate(problem.path), ...problem }));
  const problems = [...outer, ...checkUniqueKeys(document, lines)];
  if (!isRecord(content) || !isRecord(content.config)) throw new SlipwayError(name, problems);
  return { name, config: content.config, problems, ambiguous: checkScalars(document, lines), locate };
}

/** The keys below `config:` as they stand in the file of an environment; none if it is not there, or cannot be read. */
export function writtenConfig(environment: string, folder = projectFolder): Readonly<Record<string, unknown>> {
  const file = path.join(folder, `Pulumi.${environment}.yaml`);
  if (!existsSync(file)) return {};
  const document = parseDocument(readFileSync(file, "utf8"), { merge: true });
  const content: unknown = document.errors.length === 0 ? document.toJS() : undefined;
  return isRecord(content) && isRecord(content.config) ? content.config : {};
}

/** What is wrong in the file outside of `config:`. */
function checkOutside(content: unknown): Problem[] {
  if (content === null || content === undefined) {
    return [{ path: ["config"], message: "the file is empty", fix: example }];
  }
  if (!isRecord(content)) {
    return [
      {
        path: ["config"],
        message: "the file holds no keys",
        found: show(content),
        allowed: "a map with the key config",
        fix: example,
      },
    ];
  }
  const result = stackFile.omit({ config: true }).loose().safeParse(content);
  return withoutEchoes([
    ...(result.success ? [] : explain(result.error.issues, content)),
    ...checkOuterKeys(content),
    ...checkConfig(content.config),
  ]);
}

function checkOuterKeys(content: Readonly<Record<string, unknown>>): Problem[] {
  const known = Object.keys(stackFile.shape);
  return Object.keys(content)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = key.startsWith("slipway:") ? undefined : didYouMean(key, known);
      return {
        path: [key],
        message: "there is no such key at the top of the file",
        found: key,
        allowed: known.join(", "),
        fix: meant === undefined ? "move it under config:, or remove it" : suggestion(meant),
      };
    });
}

function checkConfig(config: unknown): Problem[] {
  if (isRecord(config)) return [];
  if (config === undefined) return [missing(["config"], "", example)];
  return [
    {
      path: ["config"],
      message: config === null ? "there is nothing in it" : "the value has the wrong type",
      ...(config === null ? {} : { found: show(config) }),
      allowed: "a map with a key for each section",
      fix: "write the sections below it, indented by two spaces, as in Pulumi.local.yaml",
    },
  ];
}

function unknownEnvironment(environment: string, known: readonly string[]): Problem {
  const meant = didYouMean(environment, known);
  return {
    path: ["environment"],
    message: "there is no such environment",
    found: environment,
    allowed: known.length === 0 ? "none: the folder has no Pulumi.<environment>.yaml" : known.join(", "),
    fix: meant === undefined ? `write Pulumi.${environment}.yaml, or name one that there is` : suggestion(meant),
  };
}

/** Only the first mistake is told: what a parser finds behind it is often an echo. */
function checkSyntax(document: Document.Parsed, lines: LineCounter, text: string): Problem[] {
  const [error] = document.errors;
  if (error !== undefined) return [malformed(error, document, lines, text)];
  return unknownAliases(document, lines).slice(0, 1);
}

function malformed(error: Syntax, document: Document.Parsed, lines: LineCounter, text: string): Problem {
  const line = lines.linePos(error.pos[0]).line;
  const [first = ""] = error.message.split("\n");
  if (error.code === "MULTIPLE_DOCS") {
    const message = "the file holds a second YAML document behind ---";
    return { path: ["YAML"], line, message, fix: "keep one document, and remove ---" };
  }
  if (first.startsWith("Missing closing")) {
    return {
      path: ["YAML"],
      line: quoteBefore(error.pos[0], document, lines) ?? line,
      message: `this is no YAML: the ${first.includes("'") ? "'" : '"'} that is opened here is not closed`,
      fix: "close the quotation on the same line",
    };
  }
  return {
    path: ["YAML"],
    line,
    message: `this is no YAML: ${first}`,
    fix: beginsWithSign(text.split("\n")[line - 1] ?? "")
      ? "put the value behind the ':' in quotes: without them no text begins with * or @"
      : "look at this line and the one above: indentation by spaces, quotes, brackets, and a space behind ':'",
  };
}

/** Whether the value on a line begins with what only a schedule or the like begins with: in YAML it means something else. */
function beginsWithSign(line: string): boolean {
  return /^[^#"']*[:-] +([*]\/|[*] |@)/.test(line);
}

/** The line where the quoted text begins that ends at an offset. */
function quoteBefore(offset: number, document: Document.Parsed, lines: LineCounter): number | undefined {
  let line: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith("QUOTE") === true && range && range[2] >= offset) line = lines.linePos(range[0]).line;
    },
  });
  return line;
}

function unknownAliases(document: Document.Parsed, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias: (_, alias, around) => {
      if (alias.resolve(document) !== undefined) return;
      const key = around.findLast((one) => isPair(one))?.key;
      if (isScalar(key) && holdsSecrets([String(key.value)])) {
        problems.push({
          path: ["YAML"],
          ...(alias.range ? { line: lines.linePos(alias.range[0]).line } : {}),
          message: "the value stands for another one that is not marked anywhere above",
          found: hidden(`*${alias.source}`),
          fix: "put quotes around the text if a * is meant",
        });
        return;
      }
      problems.push({
        path: ["YAML"],
        ...(alias.range ? { line: lines.linePos(alias.range[0]).line } : {}),
        message: "the value stands for another one that is not marked anywhere above",
        found: `*${alias.source}`,
        fix: `mark the other value with &${alias.source}, or put quotes around the text if a * is meant`,
      });
    },
  });
  return problems;
}

/** YAML lets the last of two values win; a person who wrote both did not see that. */
function checkUniqueKeys(document: Document.Parsed, lines: LineCounter): Problem[] {
  return duplicateKeys(document.contents, []).map(({ keys: wanted, offsets }) => {
    const places = offsets.map((offset) => lines.linePos(offset).line);
    return {
      path: wanted[0] === "config" ? wanted.slice(1) : wanted,
      ...(places[1] === undefined ? {} : { line: places[1] }),
      message: "the key is written more than once, and only the last would count",
      found: `on lines ${places.join(" and ")}`,
      fix: "keep one of them, or rename the others",
    };
  });
}

function duplicateKeys(node: unknown, above: Path): { keys: Path; offsets: number[] }[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => duplicateKeys(item, [...above, index]));
  if (!isMap(node)) return [];
  const offsets = new Map<string, number[]>();
  const inner = node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    offsets.set(name, [...(offsets.get(name) ?? []), isNode(key) ? (key.range?.[0] ?? 0) : 0]);
    return duplicateKeys(value, [...above, name]);
  });
  return [
    ...[...offsets]
      .filter(([, found]) => found.length > 1)
      .map(([name, found]) => ({ keys: [...above, name], offsets: found })),
    ...inner,
  ];
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
