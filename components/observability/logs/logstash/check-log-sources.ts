import { didYouMean, type Problem } from "../../../core";
import type { ApplicationOutline } from "../../observability-surroundings";
import type { LogPipelineSpec } from "./log-pipeline-spec";

type Path = Problem["path"];

/**
 * Pipelines whose logs are those of a name that is nearly one of the environment's, and so would be given nothing. Other names that it does not have may be of
 * what others run in the cluster. Nothing is checked where no applications are known. Paths are relative to the pipelines.
 */
export function checkLogSources(
  pipelines: Readonly<Record<string, LogPipelineSpec>>,
  applications: readonly ApplicationOutline[],
): Problem[] {
  return Object.entries(pipelines).flatMap(([name, { from }]) => {
    const { namespaces, workloads = [] } = from;
    const all = applications.map(({ namespace }) => namespace);
    const inThem = applications.filter(({ namespace }) => namespaces?.includes(namespace) ?? true);
    // Who knows what runs in the namespaces of others.
    const areKnown = namespaces?.every((namespace) => all.includes(namespace)) ?? true;
    return [
      ...checkNames([name, "from", "namespaces"], "namespace", namespaces ?? [], all),
      ...(areKnown
        ? checkNames(
            [name, "from", "workloads"],
            "workload",
            workloads,
            inThem.flatMap((application) => application.workloads),
          )
        : []),
    ];
  });
}

function checkNames(path: Path, kind: string, names: readonly string[], known: readonly string[]): Problem[] {
  return [...names.entries()].flatMap(([index, name]) => {
    const meant = known.includes(name) ? undefined : didYouMean(name, known);
    // `shop-legacy` beside `shop` is rather another one than a slip.
    if (meant === undefined || name.includes(meant) || meant.includes(name)) return [];
    return [
      {
        path: [...path, index],
        message: `the environment has no ${kind} of this name, and nothing would go through the pipeline`,
        found: name,
        allowed: [...new Set(known)].join(", "),
        fix: `did you mean ${meant}?`,
      },
    ];
  });
}
