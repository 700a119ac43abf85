import type { Value } from "../frame/values";

/** A text that the chart runs through Helm's template engine, so that it comes out as it is. Backquotes need no escape in YAML. */
export function verbatim(text: string): string {
  return text.replaceAll("{{", "{{ `{{` }}");
}

/** The same for all texts in a value; keys stay as they are. */
export function verbatimValue(value: unknown): Value {
  return mapTexts(value, verbatim);
}

/** A value with each text in it changed. */
export function mapTexts(value: unknown, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]));
  }
  return value as Value;
}
