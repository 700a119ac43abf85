import { didYouMean, type Problem } from "../../core";

/** The variables that a value may refer to by `$(NAME)`. */
export interface KnownVariables {
  /** Names of the variables above it, in order. */
  readonly above: readonly string[];
  /** Names of all variables of `env`. */
  readonly all: readonly string[];
  /** Names of variables of `envFrom`, which come before all of `env`. */
  readonly before: readonly string[];
  /** Prefixes of variables of `envFrom` whose names are not known. */
  readonly unknownPrefixes: readonly string[];
  /** Names of variables that there may not be, as optional links. */
  readonly mayBeMissing: readonly string[];
}

/** Whether Kubernetes would put other variables into a text. */
export function hasReference(text: string): boolean {
  return references(text).length > 0;
}

/** References in the value of a variable that Kubernetes would leave as they are. */
export function checkExpansion(text: string, name: string, known: KnownVariables): Problem[] {
  return references(text)
    .filter((reference) => !isKnown(reference, known))
    .map((reference) => ({ path: [], ...explain(reference, name, known), found: text }));
}

/** Source: `makeEnvironmentVariables` of the kubelet 1.36. */
function isKnown(reference: string, { above, before, unknownPrefixes, mayBeMissing }: KnownVariables): boolean {
  if (before.includes(reference) || unknownPrefixes.some((prefix) => reference.startsWith(prefix))) return true;
  return above.includes(reference) && !mayBeMissing.includes(reference);
}

function explain(reference: string, name: string, known: KnownVariables): { message: string; fix: string } {
  const { above, all, before, mayBeMissing } = known;
  const effect = `so the container would see the text $(${reference})`;
  if (reference === name) {
    return {
      message: `the value refers to itself, ${effect}`,
      fix: `write the value out: what the image sets for ${name} cannot be referred to; or write $$(${name}) if the text itself is meant`,
    };
  }
  if (above.includes(reference) && mayBeMissing.includes(reference)) {
    return {
      message: `$(${reference}) is an optional link and may not be there, ${effect}`,
      fix: `give ${reference} an otherwise`,
    };
  }
  if (all.includes(reference)) {
    return { message: `$(${reference}) is defined further down, ${effect}`, fix: `move ${reference} above ${name}` };
  }
  const meant = didYouMean(reference, [...before, ...above]);
  return {
    message: `$(${reference}) is not defined, ${effect}`,
    fix:
      meant === undefined
        ? `define ${reference} above ${name}, or write $$(${reference}) if the text itself is meant`
        : `did you mean $(${meant})?`,
  };
}

/** The names that Kubernetes would expand in a value: `$(NAME)`, but not `$$(NAME)`. */
function references(value: string): string[] {
  return [...value.matchAll(/\$\$|\$\(([^)]+)\)/g)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
}
