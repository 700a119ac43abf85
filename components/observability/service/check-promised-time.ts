import type { Problem } from "../../core";
import type { RequestMetrics } from "./request-metrics";

/**
 * What is wrong with a time that is promised. Paths are relative to it.
 * @param seconds what it stands for; undefined: it is none
 * @param requests who measures; undefined: not checked
 */
export function checkPromisedTime(
  text: string,
  seconds: number | undefined,
  requests: RequestMetrics | undefined,
): Problem[] {
  const time = checkTime(text, seconds);
  if (seconds === undefined || time.length > 0) return time;
  const boundaries = requests?.latency?.boundaries;
  if (boundaries === undefined || boundaries.includes(seconds)) return [];
  const nearest = boundaries.reduce((best, one) => (Math.abs(one - seconds) < Math.abs(best - seconds) ? one : best));
  return [
    {
      path: [],
      message: `requests are counted in buckets by ${requests?.by ?? ""}, and none ends at this time`,
      found: text,
      allowed: boundaries.map(timeText).join(", "),
      fix: `write ${timeText(nearest)}`,
    },
  ];
}

/** What is wrong with a time: it has no unit, or is none at all. */
export function checkTime(text: string, seconds: number | undefined): Problem[] {
  if (seconds !== undefined && seconds > 0) return [];
  const number = text.trim();
  const isBare = /^[0-9]+(\.[0-9]+)?$/.test(number) && Number(number) > 0;
  return [
    {
      path: [],
      message: isBare ? "a time needs its unit" : "this is no time",
      found: text,
      allowed: "a number with ms or s, such as 300ms or 1.5s",
      fix: isBare ? `write ${number}ms or ${number}s` : "write 300ms",
    },
  ];
}

/** `300ms`, `1.2s`. */
export function timeText(seconds: number): string {
  return seconds < 1 ? `${Number((seconds * 1000).toPrecision(12))}ms` : `${seconds}s`;
}
