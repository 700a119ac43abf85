import type { RenderedObject } from "../../core";

/**
 * Keeps all pods but one while nodes are drained. Only where there are several. Named as the controller names what it makes: Envoy Gateway makes a
 * budget of the plain name, and would meet this one where an environment goes from one to the other.
 */
export function disruptionBudget(name: string, labels: Readonly<Record<string, string>>): RenderedObject {
  return {
    suffix: "",
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    name: `${name}-nginx`,
    fields: { spec: { maxUnavailable: 1, selector: { matchLabels: { ...labels } } } },
  };
}
