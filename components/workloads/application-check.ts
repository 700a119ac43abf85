import { checkDnsLabel, didYouMean, under, type Problem } from "../core";
import { checkNames } from "./application-names";
import { checkObservationOf } from "./application-observation";
import { checkClashesWithin, checkRouteOf } from "./application-routes";
import { linkTargets, listWorkloads, type ListedWorkload, type Workloads } from "./application-spec";
import { checkBatchJob } from "./batch-job";
import type { ScheduledJobSpec } from "./batch-job-spec";
import type { ClaimClass, ClaimContext } from "./claims/claim-spec";
import { checkClaim, checkClaimedName, mayHavePods } from "./claims/claims";
import { checkLink, checkLinkOptions, type LinkTarget } from "./exposure/links";
import { checkMeshLinks, checkSplit } from "./mesh/check-mesh";
import { checkMicroservice } from "./microservice";
import { checkNodeAgent } from "./node-agent";
import { checkScheduledJob } from "./scheduled-job";
import { checkStatefulService } from "./stateful-service";
import type { StatefulServiceSpec } from "./stateful-service-spec";
import { checkWorker } from "./worker";
import { claimsOf, linksOf, type WorkloadContext } from "./workload-check";

/** What an application is checked for. */
export interface ApplicationContext extends WorkloadContext {
  /** Classes of claims that the environment has. */
  readonly claimClasses?: readonly ClaimClass[] | undefined;
  /** Whether the cluster is one of EKS that was made here, or was there already. */
  readonly target?: ClaimContext["target"];
  /** Whether classes for development are only taken by name. */
  readonly isProduction?: boolean | undefined;
  /** Names of more workloads and claims, which are not looked at: what leads to them is taken as right. */
  readonly unchecked?: readonly string[] | undefined;
  /** Names of the roles and role bindings that come with the namespace. Default: none. */
  readonly roleNames?: readonly string[] | undefined;
  /** Whether others put workloads into the namespace too, so that any name may be one of theirs. Default: no. */
  readonly sharesNamespace?: boolean | undefined;
}

/** What is wrong with any of the workloads, or with what they lead to. Paths start with the section and the name. */
export function checkWorkloads(workloads: Workloads, context: ApplicationContext = {}): Problem[] {
  const targets = linkTargets(workloads, context.capabilities);
  return [
    ...listWorkloads(workloads).flatMap((listed) =>
      under(
        [listed.section, listed.name],
        [
          ...checkAlone(listed, context),
          ...checkLinks(listed, workloads, targets, context),
          ...checkMesh(listed, targets, context),
          ...checkUsedClaims(listed, workloads, context),
          ...checkAfter(listed, workloads, context),
          ...checkNeighbours(listed, workloads, context),
          ...checkRoleName(listed, context),
          ...checkRouteAndObservation(listed, targets, context),
        ],
      ),
    ),
    ...Object.entries(workloads.claims ?? {}).flatMap(([name, claim]) =>
      under(["claims", name], checkClaim(name, claim, context)),
    ),
    ...checkNames(workloads, context),
    ...checkClashesWithin(workloads, context),
  ];
}

function checkAlone({ section, name, spec }: ListedWorkload, context: ApplicationContext): Problem[] {
  switch (section) {
    case "services":
      return checkMicroservice(name, spec, context);
    case "workers":
      return checkWorker(name, spec, context);
    case "statefulServices":
      return checkStatefulService(name, spec as StatefulServiceSpec<string>, context);
    case "nodeAgents":
      return checkNodeAgent(name, spec, context);
    case "jobs":
      return checkBatchJob(name, spec, context);
    case "scheduledJobs":
      return checkScheduledJob(name, spec as ScheduledJobSpec<string>, context);
  }
}

/** Who counts requests may be the gateway, by the route. */
function checkRouteAndObservation(
  listed: ListedWorkload,
  targets: ReadonlyMap<string, LinkTarget>,
  context: ApplicationContext,
): Problem[] {
  const ofRoute = checkRouteOf(listed, targets, context);
  return ofRoute.length > 0 ? ofRoute : checkObservationOf(listed, targets, context);
}

function checkLinks(
  { spec }: ListedWorkload,
  workloads: Workloads,
  targets: ReadonlyMap<string, LinkTarget>,
  { unchecked = [] }: ApplicationContext,
): Problem[] {
  return linksOf(spec).flatMap(([path, link]) => {
    const target = targets.get(link.linkTo);
    if (target !== undefined) return checkLink(path, { ...link, linkTo: target });
    const known = [...targets.keys(), ...unchecked];
    if (link.optional === true && mayBeMissing(link.linkTo, workloads, known)) return checkLinkOptions(path, link);
    if (unchecked.includes(link.linkTo)) return [];
    return [unknownTarget(path, link.linkTo, workloads, known)];
  });
}

/** Whom shares of its requests go to, and whether it can call what it links to. */
function checkMesh(
  { name, spec }: ListedWorkload,
  targets: ReadonlyMap<string, LinkTarget>,
  { capabilities, unchecked = [] }: ApplicationContext,
): Problem[] {
  const links = linksOf(spec).flatMap(([path, { linkTo }]) => {
    const target = targets.get(linkTo);
    return target === undefined ? [] : [[path, target] as const];
  });
  return [
    ...checkMeshLinks(spec, capabilities, links),
    ...(spec.mesh?.split ?? []).flatMap((share, index, all): Problem[] => {
      const path = ["mesh", "split", index];
      const to = targets.get(share.to);
      const earlier = all.slice(0, index).map((other) => other.to);
      if (to !== undefined) return checkSplit(path, { ...share, to }, name, earlier);
      if (unchecked.includes(share.to)) return [];
      const known = [...targets.keys()].filter((other) => other !== name);
      const meant = didYouMean(share.to, known);
      return [
        {
          path: [...path, "to"],
          message: "the application has no workload of this name that anybody could call",
          found: share.to,
          ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
          fix:
            meant === undefined
              ? "name one of its workloads with ports, or remove the share"
              : `did you mean ${meant}?`,
        },
      ];
    }),
  ];
}

/** A workload that nobody can call is not missing, and a name with a slip of the pen would be missing everywhere. */
function mayBeMissing(name: string, workloads: Workloads, known: readonly string[]): boolean {
  if (known.includes(name)) return true;
  if (listWorkloads(workloads).some((other) => other.name === name)) return false;
  return !known.some((other) => didYouMean(name, [other]) !== undefined && isSlip(name, other));
}

/** `orders-api` is another name than `orders`, and `api-v2` another than `api-v1`. */
function isSlip(name: string, other: string): boolean {
  const withoutNumbers = (text: string) => text.replace(/[0-9]+/g, "0");
  return Math.abs(name.length - other.length) <= 2 && withoutNumbers(name) !== withoutNumbers(other);
}

function unknownTarget(path: Problem["path"], name: string, workloads: Workloads, known: readonly string[]): Problem {
  const portless = listWorkloads(workloads).find((other) => other.name === name);
  const meant = didYouMean(name, known);
  return {
    path: [...path, "linkTo"],
    message:
      portless === undefined
        ? "the link leads to a service that does not exist"
        : `the link leads to one of the ${portless.section}, which nobody can call`,
    found: name,
    allowed: known.length === 0 ? "nothing, as no workload of the application has ports" : known.join(", "),
    fix: meant === undefined ? "name a service of the same application, or add it" : `did you mean ${meant}?`,
  };
}

function checkUsedClaims({ spec }: ListedWorkload, { claims = {} }: Workloads, context: ApplicationContext): Problem[] {
  const { unchecked = [] } = context;
  return claimsOf(spec)
    .filter(([, { fromClaim }]) => typeof fromClaim !== "string" || !unchecked.includes(fromClaim))
    .flatMap(([path, claimed]) => checkClaimedName(path, claimed, claims, context));
}

function checkAfter(
  { name, spec }: ListedWorkload,
  workloads: Workloads,
  { unchecked = [] }: ApplicationContext,
): Problem[] {
  const jobs = Object.keys(workloads.jobs ?? {});
  const unknown = (spec.after ?? []).filter((job) => !jobs.includes(job) && !unchecked.includes(job));
  const suspended = (spec.after ?? []).filter((job) => workloads.jobs?.[job]?.suspend === true);
  const cycle = cycleFrom(name, workloads.jobs ?? {});
  return [
    ...unknown.map((job) => {
      const meant = didYouMean(job, jobs);
      return {
        path: ["after"],
        message: "only a job can be waited for, and there is no such job",
        found: job,
        allowed: jobs.length === 0 ? "nothing, as the application has no jobs" : jobs.join(", "),
        fix: meant === undefined ? "add it under jobs, or remove it here" : `did you mean ${meant}?`,
      };
    }),
    ...suspended.map((job) => ({
      path: ["after"],
      message: "the job is suspended, so nobody would wait until it has completed",
      found: job,
      fix: `remove suspend from ${job}, or ${job} from here`,
    })),
    // One job of a cycle tells of it.
    ...(cycle === undefined || cycle.some((job) => job < name)
      ? []
      : [
          {
            path: ["after"],
            message: "the jobs wait for each other, so none could begin",
            found: cycle.join(" → "),
            fix: "remove one of the steps",
          },
        ]),
  ];
}

/** The way from a job through `after` back to itself, if there is one. */
function cycleFrom(
  name: string,
  jobs: NonNullable<Workloads["jobs"]>,
  way: readonly string[] = [name],
  seen = new Set<string>(),
): string[] | undefined {
  for (const next of jobs[way.at(-1) ?? name]?.after ?? []) {
    if (next === name) return [...way, next];
    // What did not lead back once does not on another way either.
    if (seen.has(next)) continue;
    seen.add(next);
    const cycle = cycleFrom(name, jobs, [...way, next], seen);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** A pod that must be near to what is not there is pending for ever; a wish of that kind does nothing. */
function checkNeighbours({ spec }: ListedWorkload, workloads: Workloads, context: ApplicationContext): Problem[] {
  const { unchecked = [], sharesNamespace = false } = context;
  if (sharesNamespace) return [];
  const claims = Object.entries(workloads.claims ?? {})
    .filter(([name, claim]) => mayHavePods(name, claim, context))
    .map(([name]) => name);
  const known = [...listWorkloads(workloads).map(({ name }) => name), ...claims, ...unchecked];
  return (["near", "apart"] as const).flatMap((side) =>
    (spec.affinity?.[side] ?? []).flatMap(({ workload }, index): Problem[] => {
      // What is no name at all is told of elsewhere.
      if (known.includes(workload) || checkDnsLabel("a workload", workload).length > 0) return [];
      const meant = didYouMean(workload, known);
      return [
        {
          path: ["affinity", side, index, "workload"],
          message: "the application has no workload of this name",
          found: workload,
          allowed: known.join(", "),
          fix: meant === undefined ? "name one of its workloads, or remove it" : `did you mean ${meant}?`,
        },
      ];
    }),
  );
}

/** A Role and a RoleBinding have one name each in the namespace: the workload's, or that of what its people may do. */
function checkRoleName({ name, spec }: ListedWorkload, { roleNames = [] }: ApplicationContext): Problem[] {
  if (spec.apiPermissions?.namespace === undefined || !roleNames.includes(name)) return [];
  return [
    {
      path: ["apiPermissions", "namespace"],
      message: "its role would have the name of one that the access to the namespace makes",
      found: name,
      allowed: `any name but ${roleNames.join(", ")}`,
      fix: "rename the workload",
    },
  ];
}
