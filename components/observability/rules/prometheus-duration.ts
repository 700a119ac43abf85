const secondsOfUnit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
type Unit = keyof typeof secondsOfUnit;

/** The seconds that a text of one whole number and one unit stands for, as Prometheus has them: `30s`, `5m`, `6h`, `3d`, `2w`; else undefined. */
export function prometheusSeconds(text: string): number | undefined {
  const [, digits, unit] = /^([0-9]+)([smhdw])$/.exec(text) ?? [];
  return digits === undefined || unit === undefined ? undefined : Number(digits) * secondsOfUnit[unit as Unit];
}
