import { refuseComponent, type Problem } from "../core";
import type { WorkloadPlace } from "./workload-spec";

/**
 * Refuses a workload that says not where it is to run. The types say that it must; but a runner that only strips types, and a map that is
 * read like an object, let an undefined one through, and Kubernetes would put everything into the namespace `default`.
 */
export function refusePlace(type: string, name: string, { cluster, namespace }: Partial<WorkloadPlace>): void {
  const missing = Object.entries({ cluster, namespace }).filter(([, value]) => value === undefined || value === "");
  refuseComponent(
    type,
    name,
    missing.map(([field, value]): Problem => ({
      path: [field],
      message: "this is missing",
      found: value === "" ? "an empty text" : "undefined",
      fix: field === "cluster" ? "pass a cluster" : "pass a Namespace, or the name of a namespace",
    })),
  );
}
