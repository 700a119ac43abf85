import type { Support } from "../core";
import { meshColumns } from "./engines";
import { meshFeatures, type MeshFeature } from "./mesh-engine";

/** What a feature is called, to be read before "is not what … can do". */
export const featureTitles: Readonly<Record<MeshFeature, string>> = {
  strictMtls: "calls by mutual TLS alone",
  permissiveMtls: "calls without encryption besides",
  authorization: "authorisation by links",
  retries: "retries",
  retryConditions: "conditions of retries",
  perTryTimeout: "a timeout for each try",
  retryBackoff: "time between tries",
  retryBudget: "a budget of retries",
  timeout: "a timeout",
  maxConnections: "a bound of connections",
  maxPendingRequests: "a bound of waiting requests",
  maxRequests: "a bound of requests at a time",
  ejection: "putting aside pods that fail",
  split: "shares of the requests for others",
  delay: "delays put in for tests",
  abort: "failures put in for tests",
  locality: "preferring pods of one's own zone",
  exclusion: "staying out of the mesh",
};

/** A row of the matrix: what each mesh can do of a feature, in the order of `meshColumns`. */
export interface MeshRow {
  readonly feature: MeshFeature;
  readonly title: string;
  readonly cells: readonly { readonly mesh: string; readonly support: Support }[];
}

/** What each mesh can do. */
export const meshMatrix: readonly MeshRow[] = meshFeatures.map((feature) => ({
  feature,
  title: featureTitles[feature],
  cells: meshColumns.map(({ title, engine, mode }) => ({ mesh: title, support: engine.supports(mode)[feature] })),
}));
