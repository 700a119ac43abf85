import type { ObservedWorkload } from "../../service/observed-workload";

/**
 * Matcher of series of several workloads by namespace and name, without braces; undefined where there are none.
 * @param label that has their names: `service` of what is recorded of them, `workload` of what is recorded of the owners of pods
 */
export function matcherOf(
  workloads: readonly Pick<ObservedWorkload, "namespace" | "name">[],
  label: "service" | "workload",
): string | undefined {
  if (workloads.length === 0) return undefined;
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))].sort();
  const names = [...new Set(workloads.map(({ name }) => name))].sort();
  return `${oneOf("namespace", namespaces)},${oneOf(label, names)}`;
}

function oneOf(label: string, values: readonly string[]): string {
  return values.length === 1 ? `${label}="${values[0] ?? ""}"` : `${label}=~"${values.join("|")}"`;
}
