import type { ManifestValue } from "../../../core";

/** A document of Elasticsearch's API, which is put where its path says. */
export interface StoreDocument {
  /** Such as `_ilm/policy/slipway-logs`. */
  readonly path: string;
  readonly body: Readonly<Record<string, ManifestValue | undefined>>;
}

/** Settings of the indices of a data stream that is there already. */
export interface StreamSettings {
  readonly stream: string;
  /** Such as `{ number_of_replicas: 1 }`. */
  readonly settings: Readonly<Record<string, ManifestValue>>;
}
