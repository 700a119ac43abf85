/** What the server of a host gathers its routes by, in whatever namespace they are. A host of 63 letters at most fits into it. */
export function hostLabel(gateway: string, host: string): Readonly<Record<string, string>> {
  return { [`slipway/route-of-${gateway}`]: hostValue(host) };
}

/** The value of the label: `*` may not stand in it, and `wildcard` is no beginning of a name that a host would have by chance. */
export function hostValue(host: string): string {
  return host.startsWith("*.") ? `wildcard.${host.slice(2)}` : host;
}
