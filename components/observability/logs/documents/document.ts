import type { ManifestValue } from "../../../core";

/** A document of Elasticsearch's API, which is put where its path says. */
export interface StoreDocument {
  /** Such as `_ilm/policy/slipway-logs`. */
  readonly path: string;
  readonly body: Readonly<Record<string, ManifestValue | undefined>>;
}
