import { didYouMean, type Problem } from "../core";
import { listWorkloads, type Workloads } from "./application-spec";
import type { BatchJobTransform } from "./batch-job";
import type { ClaimTransform } from "./claims/claim-spec";
import type { MicroserviceTransform } from "./microservice";
import type { NodeAgentTransform } from "./node-agent";
import type { ScheduledJobTransform } from "./scheduled-job";
import type { StatefulServiceTransform } from "./stateful-service";
import type { WorkerTransform } from "./worker";

/** Changes to what any kind of workload gives to its children. */
export type AnyWorkloadTransform = MicroserviceTransform &
  WorkerTransform &
  StatefulServiceTransform &
  NodeAgentTransform &
  BatchJobTransform &
  ScheduledJobTransform;

/** Changes to what parts of an application give to their children. */
export interface ApplicationTransforms {
  /** Of each workload, by its name. */
  readonly transform?: Readonly<Record<string, AnyWorkloadTransform>> | undefined;
  /** Of what meets each claim, by the claim's name. */
  readonly claimTransform?: Readonly<Record<string, ClaimTransform>> | undefined;
}

/** A change to what does not exist would be lost without a word. */
export function checkTransforms({
  transform = {},
  claimTransform = {},
  ...workloads
}: Workloads & ApplicationTransforms): Problem[] {
  const names = listWorkloads(workloads).map(({ name }) => name);
  const claims = Object.keys(workloads.claims ?? {});
  return [
    ...unknownNames("transform", "workload", Object.keys(transform), names, {
      field: "claimTransform",
      names: claims,
    }),
    ...unknownNames("claimTransform", "claim", Object.keys(claimTransform), claims, {
      field: "transform",
      names,
    }),
    ...Object.entries(transform).flatMap(([name, change]) => sharedObjects(["transform", name], change)),
    ...Object.entries(claimTransform).flatMap(([name, { service = {} }]) =>
      sharedObjects(["claimTransform", name, "service"], service),
    ),
  ];
}

/** Rules and dashboards are objects of the application. */
function sharedObjects(path: Problem["path"], change: Pick<AnyWorkloadTransform, "rules" | "dashboards">): Problem[] {
  return (["rules", "dashboards"] as const)
    .filter((child) => change[child] !== undefined)
    .map((child) => ({
      path: [...path, child],
      message: `the ${child} of all workloads of an application are in objects of its own`,
      found: child,
      fix: `write it under observationTransform.${child}`,
    }));
}

function unknownNames(
  field: string,
  what: string,
  written: readonly string[],
  known: readonly string[],
  other: { readonly field: string; readonly names: readonly string[] },
): Problem[] {
  return written
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = didYouMean(name, known);
      const elsewhere = other.names.includes(name) ? `write it under ${other.field}` : undefined;
      return {
        path: [field, name],
        message: `the application has no ${what} of this name`,
        found: name,
        ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
        fix: elsewhere ?? (meant === undefined ? `name one of its ${what}s, or remove it` : `did you mean ${meant}?`),
      };
    });
}
