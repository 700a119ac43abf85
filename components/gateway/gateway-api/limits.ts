/** Bounds of the objects of the Gateway API. Source: its definitions, 1.6.1, which API servers check. */
export const mostHosts = 16;
export const mostListeners = 64;
export const mostRules = 16;
/** Of one rule. */
export const mostMatches = 64;
/** Of all rules of a route together. */
export const mostMatchesTogether = 128;
export const mostBackends = 16;
export const greatestWeight = 1_000_000;
/** Of one kind, `set`, `add` or `remove`. */
export const mostHeaderChanges = 16;
/** Headers of one match, and parameters of the query of one match. */
export const mostConditions = 16;
export const longestPath = 1024;
export const longestName = 256;
export const longestHeaderValue = 4096;
export const longestQueryValue = 1024;
/** Of CORS: origins, headers, headers that scripts may read. */
export const mostCorsValues = 64;
