import { checkLabelName, checkLabelValue, labels, ownerLabel, selectorLabels, type Problem } from "../../core";
import type { PodFields } from "./pod-spec";

/** What a workload says of the labels and annotations of its pods. */
export type LabelledFields = Pick<PodFields, "owner" | "tier" | "component" | "podLabels" | "podAnnotations">;

/** Labels of every object of a workload, besides its name and what it is part of. */
export function ownerLabels({ owner, tier, component }: LabelledFields): Record<string, string> {
  return {
    ...(component === undefined ? {} : { "app.kubernetes.io/component": component }),
    ...(owner === undefined ? {} : { [ownerLabel]: owner }),
    ...(tier === undefined ? {} : { "slipway/tier": tier }),
  };
}

/** Names of the labels that a workload's pods have, but for those of its links. */
export function podLabelNames(spec: LabelledFields, partOf: string | undefined): string[] {
  return Object.keys({ ...labels({ name: "", partOf }), ...ownerLabels(spec), ...spec.podLabels });
}

/** Where a workload says a label of its pods, and how. */
export function fieldOf(label: string): Pick<Problem, "path" | "fix"> {
  const field = fieldOfLabel[label];
  if (field !== undefined) return { path: [field], fix: `write ${field}` };
  if (label === "app.kubernetes.io/part-of")
    return { path: [], fix: "make it a part of an Application, or pass partOf" };
  return { path: ["podLabels", label], fix: "add it under podLabels" };
}

/** What is wrong with labels and annotations. */
export function checkPodLabels(spec: LabelledFields): Problem[] {
  return [
    ...(["owner", "tier", "component"] as const).flatMap((field) => checkLabelValue([field], spec[field] ?? "")),
    ...Object.entries(spec.podLabels ?? {}).flatMap(([name, value]) => [
      ...checkLabelName(["podLabels", name], name),
      ...checkLabelValue(["podLabels", name], value),
      ...checkOwn(name),
    ]),
    ...Object.keys(spec.podAnnotations ?? {}).flatMap((name) => [
      ...checkLabelName(["podAnnotations", name], name),
      ...checkOwnAnnotation(name),
    ]),
  ];
}

/** Selectors, policies and budgets find the pods by these. */
function checkOwn(name: string): Problem[] {
  const field = fieldOfLabel[name];
  if (field !== undefined) {
    return [
      {
        path: ["podLabels", name],
        message: "every object of the workload has this label, not its pods alone",
        found: name,
        fix: `write ${field}`,
      },
    ];
  }
  if (!Object.hasOwn(selectorLabels(""), name) && !/^(links|nodes)\.slipway\//.test(name)) return [];
  return [
    {
      path: ["podLabels", name],
      message: "the workload's own objects find its pods by this label",
      found: name,
      fix: "remove it, or use another name",
    },
  ];
}

/** Labels that fields of their own say. */
const fieldOfLabel: Readonly<Record<string, string>> = {
  "app.kubernetes.io/component": "component",
  [ownerLabel]: "owner",
  "slipway/tier": "tier",
};

/** What the workload itself says of its pods: policies judge by these, and contents roll the pods. */
function checkOwnAnnotation(name: string): Problem[] {
  const [, subject] = /^(exceptions|checksum|logs)\.slipway\//.exec(name) ?? [];
  if (subject === undefined) return [];
  return [
    {
      path: ["podAnnotations", name],
      message: "the workload writes this annotation itself",
      found: name,
      fix: annotationFixes[subject] ?? "remove it",
    },
  ];
}

const annotationFixes: Readonly<Record<string, string>> = {
  exceptions: "write podExceptions, or exceptions of the container, each with its reason",
  checksum: "remove it: what is under config and secrets rolls the pods by itself",
  logs: "write logs of the container",
};
