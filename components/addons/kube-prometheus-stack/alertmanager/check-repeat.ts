import type { Problem } from "../../../core";

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Alertmanager looks that often whether it is time to tell again. */
const leastSeconds = 300;

/** What is wrong with the time until an alert is told of again. */
export function checkRepeat(repeat: string | undefined, path: Problem["path"]): Problem[] {
  if (repeat === undefined) return [];
  const [, digits, unit] = /^([1-9][0-9]*)(s|m|h|d)$/.exec(repeat) ?? [];
  const at = { path, found: repeat === "" ? '""' : repeat, allowed: "a whole number with s, m, h or d, at least 5m" };
  if (digits === undefined || unit === undefined) {
    const fix = /^[1-9][0-9]*$/.test(repeat) ? `write ${repeat}m or ${repeat}h` : "write a time such as 4h";
    return [{ ...at, message: "this is no time with its unit", fix }];
  }
  if (Number(digits) * (secondsOf[unit] ?? 0) >= leastSeconds) return [];
  return [
    { ...at, message: "alerts are looked at every five minutes, and cannot be told of more often", fix: "write 5m" },
  ];
}
