import type { PlannedMatch } from "./planned-route";
import type { PathMatch, ValueMatch } from "./route-spec";

/** A match whose regular expressions stand for the whole text, for programs that look for them anywhere in it. */
export function anchored({ path, headers, query, ...match }: PlannedMatch): PlannedMatch {
  return { ...match, path: anchoredPath(path), headers: headers.map(anchoredValue), query: query.map(anchoredValue) };
}

function anchoredPath(path: PathMatch): PathMatch {
  return "regex" in path ? { regex: whole(path.regex) } : path;
}

function anchoredValue([name, value]: readonly [string, ValueMatch]): readonly [string, ValueMatch] {
  return [name, typeof value === "string" ? value : { regex: whole(value.regex) }];
}

function whole(regex: string): string {
  return `^(?:${regex})$`;
}
