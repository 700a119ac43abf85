import type { Problem } from "../../core";

const secondsOfUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Seconds of a duration such as `1h30m`, in hours, minutes and seconds; undefined for a text that is none. */
export function secondsOf(duration: string): number | undefined {
  if (!/^([0-9]+[smh])+$/.test(duration)) return undefined;
  return [...duration.matchAll(/([0-9]+)([smh])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (secondsOfUnit[unit ?? ""] ?? Number.NaN),
    0,
  );
}

export interface DurationBounds {
  /** Whether `never` is allowed. Default: false. */
  readonly orNever?: boolean;
  /** Fewest seconds. Default: 0. */
  readonly least?: number;
}

/** What is wrong with a duration: nothing, also where it is left out. */
export function checkDuration(
  path: Problem["path"],
  duration: string | undefined,
  { orNever = false, least = 0 }: DurationBounds = {},
): Problem[] {
  if (duration === undefined || (orNever && duration === "never")) return [];
  const seconds = secondsOf(duration);
  if (seconds !== undefined && seconds >= least) return [];
  return [
    {
      path,
      message: seconds === undefined ? "this is no duration" : "this is too short",
      found: duration === "" ? '""' : duration,
      allowed: `hours, minutes and seconds${least > 0 ? ` of at least ${least} s` : ""}${orNever ? ", or never" : ""}`,
      fix: "write it like 30s, 10m or 1h30m; a day is 24h",
    },
  ];
}
