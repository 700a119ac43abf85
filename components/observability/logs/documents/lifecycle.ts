import { parseQuantity } from "../../../core";
import type { ElasticPlan } from "../logging-plan";
import { documentName } from "../store-names";
import type { StoreDocument } from "./document";

/**
 * From hot to deleted: a new index each day, or when one has the size of `rollover`; an index is deleted so many days after the next was begun. So a line is kept
 * for the days that are said and at most one more.
 */
export function lifecyclePolicy({ days, rollover }: Pick<ElasticPlan, "days" | "rollover">): StoreDocument {
  return {
    path: `_ilm/policy/${documentName}`,
    body: {
      policy: {
        phases: {
          hot: {
            min_age: "0ms",
            actions: {
              rollover: { max_age: "1d", max_primary_shard_size: `${String(bytesOf(rollover))}b` },
              set_priority: { priority: 100 },
            },
          },
          delete: { min_age: `${days}d`, actions: { delete: { delete_searchable_snapshot: true } } },
        },
      },
    },
  };
}

function bytesOf(quantity: string): number {
  return Math.floor(parseQuantity(quantity) ?? 0);
}
