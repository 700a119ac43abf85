import { formatPath } from "../../../components/core";
import { knownKeys } from "../../../stacks/config/json-schema";
import { copyOf, isRecord } from "../../../stacks/config/path";
import { validate } from "../../../stacks/config/validate";

// Configurations with a mistake at one place.

const today = "2026-11-20";
export type Config = Record<string, unknown>;
export type Path = readonly (string | number)[];

export const problemsOf = (config: Config) => validate("test", config, today).problems;
export const told = (config: Config) =>
  problemsOf(config).map(({ path, message }) => `${formatPath(path)}: ${message}`);

/** Every place below the sections, in maps and in lists. */
export function placesOf(value: unknown, at: Path): Path[] {
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => placesOf(item, [...at, index]))
    : isRecord(value)
      ? Object.entries(value).flatMap(([key, child]) => placesOf(child, [...at, key]))
      : [];
  return [...(at.length === 0 ? [] : [at]), ...inner];
}

/** A copy in which the value at a place, or the map around it, is another. */
export function change(config: Config, place: Path, edit: (around: Config, key: string) => void): Config {
  const copy = copyOf(config) as Config;
  const around = place.slice(0, -1).reduce<Config>((value, key) => value[key] as Config, copy);
  edit(around, String(place.at(-1)));
  return copy;
}

export const withWrongType = (config: Config, place: Path) =>
  change(config, place, (around, key) => {
    around[key] = typeof around[key] === "number" || typeof around[key] === "boolean" ? "wrong" : 5;
  });

/** The same where a text or a number may both be right: nothing takes a list of a list. */
export const withList = (config: Config, place: Path) =>
  change(config, place, (around, key) => {
    around[key] = Array.isArray(around[key]) ? {} : [[]];
  });

/** Keeps the order, as a slip of the finger does. */
export const withMisspeltKey = (config: Config, place: Path) =>
  change(config, place, (around, key) => {
    for (const [name, value] of Object.entries(around)) {
      Reflect.deleteProperty(around, name);
      around[name === key ? `${name}x` : name] = value;
    }
  });

export const isFixedKey = (place: Path) => knownKeys(["config", ...place.slice(0, -1)]).includes(String(place.at(-1)));
export const isToldAtOnce = (place: Path, problems: ReturnType<typeof problemsOf>) =>
  problems.length === 1 && formatPath(problems[0]?.path ?? []).startsWith(formatPath(place));
