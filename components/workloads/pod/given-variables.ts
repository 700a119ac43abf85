import type { Environment, EnvironmentSource } from "./environment";
import { referencedKeys, type OwnContent } from "./content";

/** A variable that a container has besides its own, from what the cluster offers. */
export interface GivenVariable {
  readonly name: string;
  readonly value: string;
}

/** What a container says of its variables. */
interface OwnVariables {
  readonly env?: Environment<unknown> | undefined;
  readonly envFrom?: readonly EnvironmentSource[] | undefined;
}

/** Those that the container does not have by itself: its own win, as far as their names are known. */
export function givenBeside(
  given: readonly GivenVariable[] = [],
  { env = {}, envFrom = [] }: OwnVariables,
  own: OwnContent,
): readonly GivenVariable[] {
  if (given.length === 0) return given;
  const names = new Set([...Object.keys(env), ...envFrom.flatMap((source) => namesOf(source, own))]);
  return given.filter(({ name }) => !names.has(name));
}

/** Names of the variables of a source; none of what is not the workload's own, whose keys nobody knows. */
function namesOf({ config, secret, prefix = "" }: EnvironmentSource, own: OwnContent): string[] {
  const reference = config ?? secret;
  if (reference === undefined) return [];
  const keys = referencedKeys(own, config === undefined ? "secrets" : "config", reference) ?? [];
  return keys.map((key) => `${prefix}${key}`);
}
