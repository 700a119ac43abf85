import { parseDuration } from "../core";

/** A duration as Istio and the Gateway API both take it: whole seconds, or else whole milliseconds. It was checked. */
export function durationText(text: string): string {
  const millis = Math.round((parseDuration(text) ?? 0) * 1000);
  return millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`;
}
