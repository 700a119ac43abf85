import { didYouMean, type Problem } from "../../core";

/** Functions of templates of alerts, Go's own too: those that promtool 2.42 takes, and `now`, `toDuration` and `urlQueryEscape` of later Prometheus 3. */
const functions = [
  ...["humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "parseDuration"],
  ...["title", "toUpper", "toLower", "match", "reReplaceAll", "stripPort", "stripDomain", "urlQueryEscape"],
  ...["query", "first", "label", "value", "strvalue", "sortByLabel", "args", "now", "toTime", "toDuration"],
  ...["externalURL", "pathPrefix", "graphLink", "tableLink", "safeHtml"],
  ...["print", "printf", "println", "html", "js", "urlquery", "len", "index", "slice", "call"],
  ...["eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not"],
] as const;

/**
 * What is wrong with the templates of a text of an alert, `{{ $value | humanize }}`: functions that Prometheus does not know, for which it refuses all rules
 * of the file. Only what stands after a `|` is looked at. Paths are relative to the text.
 */
export function checkTemplate(text: string): Problem[] {
  const templates = text.match(/\{\{[^]*?\}\}/g) ?? [];
  const called = templates
    .map((template) => template.replace(/"(?:[^"\\]|\\[^])*"|`[^`]*`|\/\*[^]*?\*\//g, ""))
    .flatMap((template) => [...template.matchAll(/\|\s*([A-Za-z_]\w*)/g)].map(([, name = ""]) => name));
  const known: readonly string[] = functions;
  return [...new Set(called)].flatMap((name): Problem[] => {
    if (known.includes(name)) return [];
    const meant = didYouMean(name, known);
    return [
      {
        path: [],
        message: "Prometheus knows no such function in a template",
        found: name,
        allowed: functions.slice(0, 8).join(", ") + " and the others of its templates",
        fix: meant === undefined ? "remove it with its |" : `did you mean ${meant}?`,
      },
    ];
  });
}
