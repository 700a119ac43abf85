import { didYouMean, type Problem } from "../../../core";
import { grokPatternNames } from "./grok-pattern-names";
import type { GrokStage } from "./log-pipeline-spec";

type Path = Problem["path"];

/** Patterns that a stage names and that there are not: at one of them Logstash does not start, and no pipeline works. Paths are below that of the stage. */
export function checkGrokNames(path: Path, { patterns, definitions = {} }: GrokStage): Problem[] {
  const known = [...Object.keys(definitions), ...grokPatternNames];
  return [
    ...patterns.flatMap((text, index) => checkNames([...path, "patterns", index], text, known)),
    ...Object.entries(definitions).flatMap(([name, text]) => checkNames([...path, "definitions", name], text, known)),
  ];
}

function checkNames(path: Path, text: string, known: readonly string[]): Problem[] {
  const unknown = namesIn(text).filter((name) => !known.includes(name));
  return [...new Set(unknown)].map((name) => {
    const meant = didYouMean(name, known);
    return {
      path,
      message: "there is no pattern of this name, and Logstash would not start, with all pipelines",
      found: name,
      allowed: "patterns of Logstash, and those of definitions",
      fix: meant === undefined ? "add it to definitions" : `did you mean ${meant}?`,
    };
  });
}

/** `IPORHOST` of `%{IPORHOST:client.address}`; not `ID` of `%{ID:order.id=[0-9]+}`, which says itself what it is. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/%\{(\w+)(?::[\w@[\].:/-]+)?(=?)[^}]*\}/g)].flatMap(([, name = "", equals]) =>
    equals === "=" ? [] : [name],
  );
}
