import { isMap, isScalar, isSeq, type Document, type LineCounter } from "yaml";
import type { Problem } from "../../components/core";
import { describeAllowed } from "./json-schema";
import type { Path } from "./path";
import { hidden, holdsSecrets } from "./show";

/**
 * Pulumi reads YAML 1.1 in the main, and this program YAML 1.2: what they take for different values, or what becomes
 * another text when it is written again, cannot stand without quotes.
 */
export function checkScalars(document: Document.Parsed, lines: LineCounter): Problem[] {
  const config = document.get("config");
  if (!isMap(config)) return [];
  return config.items
    .filter(({ key }) => isScalar(key) && String(key.value).startsWith("slipway:"))
    .flatMap(({ key, value }) => ambiguousScalars(value, [String(key)]))
    .map(({ keys, source, plain, takesText, offset }) => ({
      path: keys,
      line: lines.linePos(offset).line,
      message: "programs that read YAML take this differently as it stands without quotes",
      ...(holdsSecrets(keys)
        ? { found: hidden(source), fix: "put it in quotes" }
        : { found: source, fix: unambiguous(source, plain, takesText) }),
    }));
}

function unambiguous(source: string, plain: string | undefined, takesText: boolean): string {
  const quoted = `put it in quotes: "${source}"`;
  if (plain === undefined) return quoted;
  return takesText ? `${quoted}; or write ${plain} if that is meant` : `write ${plain}`;
}

interface AmbiguousScalar {
  readonly keys: Path;
  readonly source: string;
  /** The number or truth value that may be meant, in the form that all programs read alike. */
  readonly plain?: string;
  /** Whether a text may be meant. */
  readonly takesText: boolean;
  readonly offset: number;
}

function ambiguousScalars(node: unknown, keys: Path, isKey = false): AmbiguousScalar[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => ambiguousScalars(item, [...keys, index]));
  if (isMap(node)) {
    return node.items.flatMap(({ key, value }) => {
      const inner = [...keys, isScalar(key) ? String(key.value) : String(key)];
      return [...ambiguousScalars(key, inner, true), ...ambiguousScalars(value, inner)];
    });
  }
  if (!isScalar(node) || node.type !== "PLAIN" || node.tag !== undefined) return [];
  const { value, source = "", range } = node;
  if (!isAmbiguous(value, source)) return [];
  // Where a text belongs, a number cannot be what is meant, nor the other way round.
  const allowed = isKey ? [""] : describeAllowed(["config", ...keys]).split(", or ");
  const takesText = !allowed.every((one) => /^(a map|a list|true or false$|a (whole )?number)/.test(one));
  const plain = plainForm(value, source);
  return [
    {
      keys,
      source,
      takesText,
      offset: range?.[0] ?? 0,
      ...(plain !== undefined && takes(allowed, plain) ? { plain } : {}),
    },
  ];
}

/** Whether a number or truth value may stand where these are allowed. */
function takes(allowed: readonly string[], plain: string): boolean {
  const kind = /^(true|false)$/.test(plain) ? /^(true or false|a value|)$/ : /^(a (whole )?number.*|a value|)$/;
  return allowed.some((one) => kind.test(one));
}

const timestamp = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\s*\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?\s*(Z|[-+]\d{1,2}(:\d{2})?)?)?$/;
const numberInYaml11 = /^[-+]?(0x[\da-f]+|0o[0-7]+|0b[01]+|(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?)$/i;
const truthInYaml11 = /^(yes|no|on|off)$/i;

function isAmbiguous(value: unknown, source: string): boolean {
  if (typeof value === "number") return String(value) !== source || (Number.isInteger(value) && !isExact(value));
  if (typeof value === "boolean") return String(value) !== source;
  if (typeof value !== "string") return false;
  return truthInYaml11.test(source) || timestamp.test(source) || numberInYaml11.test(source.replaceAll("_", ""));
}

function plainForm(value: unknown, source: string): string | undefined {
  if (typeof value === "boolean") return String(value);
  if (truthInYaml11.test(source)) return String(/^(yes|on)$/i.test(source));
  const number = typeof value === "number" ? value : Number(source.replaceAll("_", ""));
  return Number.isFinite(number) && (isExact(number) || !Number.isInteger(number)) ? String(number) : undefined;
}

function isExact(value: number): boolean {
  return Number.isSafeInteger(value);
}
