import { choicePlaces, describeMeaning, knownKeys } from "./json-schema";
import type { Path } from "./path";
import { holdsSecrets } from "./show";

/** A value that does not fit, and where it stands. */
export interface Misfit {
  /** Below `config:`, or from the top of the file for what is not in it. */
  readonly path: Path;
  /** From the top of the file: where the schema says what is allowed. */
  readonly schemaPath: Path;
  readonly found: unknown;
}

/** How a value of another type can be written in the right one, where that is plain. */
export function rewritten({ path, schemaPath, found }: Misfit, allowed: string): string | undefined {
  const takesMap = allowed.startsWith("a map");
  if (allowed === "a text" && (typeof found === "number" || typeof found === "boolean")) {
    if (holdsSecrets(path)) return "put it in quotes";
    if (typeof found === "number" && isDuration(schemaPath)) return `write it with its unit, such as "${found}s"`;
    return `put it in quotes: "${String(found)}"`;
  }
  if (holdsSecrets(path) && knownKeys(schemaPath).includes("fromSecret"))
    return "write { fromSecret: { name: …, key: … } }";
  if (typeof found === "string") {
    const truth = /\btrue or false$/.test(allowed) ? truthOf(found) : undefined;
    if (truth !== undefined) return `write ${String(truth)}, without quotes`;
    const [place, another] = choicePlaces(schemaPath, found);
    if (place !== undefined && another === undefined) return `write ${place}: ${found} below it`;
    if (takesMap && /^[\w:.-]+:(?!\/\/)\S/.test(found)) return "put a space behind the ':'";
  }
  if (takesMap && Array.isArray(found)) return "write 'key: value' on each line, without '-'";
  if (allowed === "a list") return "write each entry on a line of its own behind '- ', or all of them in [ ]";
  return undefined;
}

/** Whether a text is a time with its unit: what is said of it says so, and names one, such as 30s. */
function isDuration(schemaPath: Path): boolean {
  const meaning = describeMeaning(schemaPath) ?? "";
  return /\b(how long|how often|age)\b/i.test(meaning) && /\b\d+[smh]\b/.test(meaning);
}

/** What a text says that some programs read as true or false. */
export function truthOf(text: string): boolean | undefined {
  if (/^(true|yes|on)$/i.test(text)) return true;
  return /^(false|no|off)$/i.test(text) ? false : undefined;
}
