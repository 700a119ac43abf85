import type { ObservedWorkload } from "./observed-workload";

/** What Kubernetes makes the ends of names of: no vowels, and nothing that is taken for another. Source: `k8s.io/apimachinery/pkg/util/rand`. */
const safe = "[b-df-hj-np-tv-xz24-9]";
const ending = `${safe}{5}`;

/** Longest name of a Deployment whose pods' names are never cut: 63 characters without both endings. */
const uncutLength = 46;

/**
 * Regular expression (RE2) of the names of a workload's pods, for matchers such as `pod=~"…"`. Pods of a workload whose name begins with this one's are not
 * among them, unless the rest of its name is 5 to 10 of the letters that Kubernetes makes endings of, such as `-http2`.
 */
export function podPattern({ name, kind }: Pick<ObservedWorkload, "name" | "kind">): string {
  switch (kind) {
    case "Deployment":
      return `${name}-${safe}{5,10}-${name.length > uncutLength ? "?" : ""}${ending}`;
    case "StatefulSet":
      return `${name}-[0-9]+`;
    case "DaemonSet":
      return `${name}-${ending}`;
    case "Job":
      // An indexed one has the index between.
      return `${name}-([0-9]+-)?${ending}`;
    case "CronJob":
      return `${name}-[0-9]{8,10}-${ending}`;
  }
}

/** Matcher of a workload's series by namespace and pod, without braces. */
export function podMatcher(workload: Pick<ObservedWorkload, "name" | "kind" | "namespace">): string {
  return `namespace="${workload.namespace}",pod=~"${podPattern(workload)}"`;
}
