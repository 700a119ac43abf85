/** Units of Grafana, by what is shown. Each quantity has one unit in all dashboards. */
export const units = {
  requests: "reqps",
  operations: "ops",
  /** A share, 0 to 1. */
  share: "percentunit",
  seconds: "s",
  milliseconds: "ms",
  /** In powers of 1024. */
  bytes: "bytes",
  bytesPerSecond: "binBps",
  /** CPU, where 1 is a core; and whatever is counted. */
  count: "short",
  dollars: "currencyUSD",
} as const;
export type Unit = (typeof units)[keyof typeof units];
