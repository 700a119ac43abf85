/** What a test tells the stand-ins, which run as programs of the engine, by environment variables. */
export const standInSettings = {
  /** File that holds what exists in the imitated account, as JSON. */
  account: "SLIPWAY_STAND_IN_ACCOUNT",
  /** File that gets a line for each operation: `begin` or `end`, operation, type, name. */
  log: "SLIPWAY_STAND_IN_LOG",
  /** File with texts, a line each: a creation whose URN holds one of them fails. */
  failures: "SLIPWAY_STAND_IN_FAILURES",
  /** Kubeconfig of the API server that is behind every imitated cluster. */
  kubeconfig: "SLIPWAY_STAND_IN_KUBECONFIG",
} as const;

/** The value of a setting, or `undefined`. */
export function setting(name: keyof typeof standInSettings): string | undefined {
  const value = process.env[standInSettings[name]];
  return value === undefined || value === "" ? undefined : value;
}
