import type { RenderedObject } from "../../core";

/** Keeps all pods but one while nodes are drained. Only where there are several. */
export function disruptionBudget(name: string, labels: Readonly<Record<string, string>>): RenderedObject {
  return {
    suffix: "",
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    name,
    fields: { spec: { maxUnavailable: 1, selector: { matchLabels: { ...labels } } } },
  };
}
