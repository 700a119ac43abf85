import type { Problem } from "../../core";

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** Spaces, a comment, an operator, a word, or whatever character there is. */
const token = /\s+|#.*|[=!<>]=|[=!]~|[<>]\/|[-+*/%^<>=]|[A-Za-z_][\w:]*|[^]/y;
const symbols = /^(?:[=!<>]=|[=!]~|[<>]\/|[-+*/%^<>=])$/;
const words = /^(?:and|or|unless|atan2)$/i;

/**
 * What is so wrong with a query that no Prometheus can read it: quotes and brackets that do not close, and operators without a right side. Only what is
 * certain; what is left, Prometheus says. An object with such a query is refused or ignored whole. Paths are relative to the query.
 */
export function checkQuery(query: string): Problem[] {
  const problem = (at: number, message: string, fix: string): Problem[] => [
    { path: [], message, found: query.slice(at, at + 40).trim(), fix },
  ];
  const open: { readonly bracket: string; readonly at: number }[] = [];
  let operator: { readonly text: string; readonly at: number } | undefined;
  let at = 0;
  while (at < query.length) {
    const first = query.charAt(at);
    if (/["'`]/.test(first)) {
      const end = endOfText(query, at);
      if (end === undefined) return problem(at, "a quote is not closed", `add ${first} where the text ends`);
      operator = undefined;
      at = end;
      continue;
    }
    token.lastIndex = at;
    const text = token.exec(query)?.[0] ?? first;
    const inside = open.at(-1)?.bracket ?? "(";
    if (text in closers) {
      open.push({ bracket: text, at });
    } else if (/^[)\]}]$/.test(text)) {
      if (open.length === 0) return problem(at, "a bracket is closed that was not opened", `remove ${text}`);
      const wanted = closers[inside] ?? "";
      if (text !== wanted) return problem(at, "another bracket is open here", `write ${wanted}, or remove ${text}`);
      open.pop();
    }
    // In braces there are labels, and in square brackets times.
    if (inside === "(" && !/^(?:\s|#)/.test(text)) {
      const isOperator = symbols.test(text) || words.test(text);
      if (text === "=" && operator === undefined) return problem(at, "PromQL does not compare with =", "write ==");
      if (operator !== undefined && isOperator && !/^[-+]$/.test(text)) {
        return problem(operator.at, "two operators follow each other", "remove one of them");
      }
      if (operator !== undefined && symbols.test(operator.text) && /^[),]$/.test(text)) {
        return problem(operator.at, "an operator has nothing behind it", "write what it compares with, or remove it");
      }
      operator = isOperator ? { text, at } : undefined;
    }
    at += text.length;
  }
  const left = open.at(-1);
  if (left !== undefined) {
    return problem(left.at, "a bracket is not closed", `add ${closers[left.bracket] ?? ""} where it ends`);
  }
  if (operator === undefined) return [];
  return problem(operator.at, "an operator has nothing behind it", "write what it compares with, or remove it");
}

/** Where the text that is quoted from here on is over; undefined where it never is. */
function endOfText(query: string, at: number): number | undefined {
  const quoted = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`[^`]*`/y;
  quoted.lastIndex = at;
  return quoted.test(query) ? quoted.lastIndex : undefined;
}
