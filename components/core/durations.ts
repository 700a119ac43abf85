const secondsOfUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/**
 * The seconds that a text of one number and one unit stands for (`300ms` is 0.3, `1.5s` is 1.5), or `undefined` for a text that is
 * none. Units: `ms`, `s`, `m`, `h`.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)$/.exec(text);
  if (match === null) return undefined;
  const [, digits, unit = ""] = match;
  const value = Number(digits);
  // Divided, not multiplied: 300 * 0.001 is exact only by chance.
  return unit === "ms" ? value / 1000 : value * (secondsOfUnit[unit] ?? Number.NaN);
}

/** The hours of whole hours or days, such as `12h` or `7d`; `undefined` for a text that is neither. */
export function parseHours(text: string): number | undefined {
  const match = /^([1-9]\d*)(h|d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (match[2] === "d" ? 24 : 1);
}
