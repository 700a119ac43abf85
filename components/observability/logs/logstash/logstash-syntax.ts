/** Texts of Logstash's configuration, which has no way to write a quotation mark of the kind that a text stands in. */
export function quoted(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

/** Why Logstash would not read a text as it is meant; undefined where it does. */
export function unquotable(text: string): string | undefined {
  if (text.includes('"') && text.includes("'"))
    return "it has both kinds of quotation marks, of which Logstash takes one in a text";
  if (text.endsWith("\\")) return "it ends with a backslash, which would hide the end of the text";
  if (text.includes("${")) return "Logstash would put a variable in the place of ${…}";
  if (/[\n\r]/.test(text)) return "it has several lines";
  return undefined;
}

/** `[http][request][method]` of `http.request.method`. */
export function fieldReference(field: string): string {
  return field
    .split(".")
    .map((part) => `[${part}]`)
    .join("");
}

/** A name of a field: parts of letters, digits, `_`, `-`, `/` and `@`, with dots between them. */
export const fieldName = /^[\w@/-]+(\.[\w@/-]+)*$/;

export type Setting = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** A plug-in with its settings. */
export function plugin(name: string, settings: Readonly<Record<string, Setting | undefined>>): string[] {
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined ? [] : [`  ${key} => ${settingText(value)}`],
  );
  return [`${name} {`, ...lines, "}"];
}

/** Lines that are only for some events. */
export function conditional(condition: string, lines: readonly string[]): string[] {
  return [`if ${condition} {`, ...indented(lines), "}"];
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function settingText(value: Setting): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map(quoted).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([key, text]) => `${quoted(key)} => ${quoted(text)}`)
    .join(" ")} }`;
}

function isList(value: Setting): value is readonly string[] {
  return Array.isArray(value);
}
