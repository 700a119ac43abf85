import type { Problem } from "../../core";
import type { MeshPolicySpec } from "../policy-spec";

/** What Istio cannot say of what it can do in general. */
export function checkIstioPolicy({ retries }: MeshPolicySpec<unknown>): Problem[] {
  if (retries?.backoff?.max === undefined) return [];
  return [
    {
      path: ["retries", "backoff", "max"],
      message: "Istio doubles the time between tries up to ten times the first, and takes no other bound",
      found: retries.backoff.max,
      fix: "remove max",
    },
  ];
}
