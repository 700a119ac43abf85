import { createRequire } from "node:module";
import type * as Re2 from "re2js";
import type { Problem } from "./errors";

/** Few programs have a regular expression, and to load what compiles them takes 16 ms. */
const load = createRequire(__filename);

/** What is wrong with a regular expression that programs in Go and C++ are given: of RE2, without look-around and references. */
export function checkRegex(path: Problem["path"], regex: string): Problem[] {
  const { RE2JS } = load("re2js") as typeof Re2;
  try {
    RE2JS.compile(regex);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        path,
        message: `the regular expression does not compile: ${reason}`,
        found: regex === "" ? '""' : regex,
        allowed: "the syntax of RE2, which has no look-around and no references to groups",
        fix: "correct it, or write a prefix or the whole text",
      },
    ];
  }
}
