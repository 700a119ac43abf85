import { didYouMean, under, type Problem } from "../core";
import { checkBatchJob } from "./batch-job";
import type { BatchJobSpec, ScheduledJobSpec } from "./batch-job-spec";
import type { ClaimClass, ClaimSpec } from "./claims/claim-spec";
import { checkClaim, checkClaimedName } from "./claims/claims";
import { credentials } from "./claims/in-cluster/in-cluster-args";
import { checkLink, checkLinkOptions, type LinkTarget } from "./exposure/links";
import { planPorts } from "./exposure/ports";
import { checkMicroservice } from "./microservice";
import type { MicroserviceSpec, ServedFields, WorkerSpec } from "./microservice-spec";
import { checkNodeAgent } from "./node-agent";
import type { NodeAgentSpec } from "./node-agent-spec";
import { contentObjectName } from "./pod/content";
import { checkScheduledJob } from "./scheduled-job";
import { checkStatefulService } from "./stateful-service";
import type { StatefulServiceSpec } from "./stateful-service-spec";
import { checkWorker } from "./worker";
import { claimsOf, linksOf, type WorkloadContext } from "./workload-check";
import type { WorkloadFields } from "./workload-spec";

/** What a workload can say within an application besides. */
export interface OrderedFields {
  /** Names of jobs of the same application that must have completed before it is made or changed. Default: none. */
  readonly after?: readonly string[] | undefined;
}

/** Microservices by name. A link between them names its target. */
export type Services<Name extends string = string> = Readonly<Record<Name, MicroserviceSpec<string> & OrderedFields>>;

/** The workloads of an application by kind and name, and what they claim. Names are unique among all of them. */
export interface Workloads {
  readonly services?: Services | undefined;
  readonly workers?: Readonly<Record<string, WorkerSpec<string> & OrderedFields>> | undefined;
  readonly statefulServices?: Readonly<Record<string, StatefulServiceSpec<string> & OrderedFields>> | undefined;
  readonly nodeAgents?: Readonly<Record<string, NodeAgentSpec<string> & OrderedFields>> | undefined;
  /** Jobs that run once. They are made first, so that others can wait for them. */
  readonly jobs?: Readonly<Record<string, BatchJobSpec<string> & OrderedFields>> | undefined;
  readonly scheduledJobs?: Readonly<Record<string, ScheduledJobSpec<string> & OrderedFields>> | undefined;
  /** What the environment is to provide, by name. */
  readonly claims?: Readonly<Record<string, ClaimSpec>> | undefined;
}

export const workloadSections = [
  "services",
  "workers",
  "statefulServices",
  "nodeAgents",
  "jobs",
  "scheduledJobs",
] as const;
export type WorkloadSection = (typeof workloadSections)[number];

/** One workload of an application. */
export interface ListedWorkload {
  readonly section: WorkloadSection;
  readonly name: string;
  readonly spec: WorkloadFields<string> & OrderedFields;
}

/** What an application is checked for. */
export interface ApplicationContext extends WorkloadContext {
  /** Classes of claims that the environment has. */
  readonly claimClasses?: readonly ClaimClass[] | undefined;
  /** Whether classes for development are only taken by name. */
  readonly isProduction?: boolean | undefined;
  /** Names of more workloads and claims, which are not looked at: what leads to them is taken as right. */
  readonly unchecked?: readonly string[] | undefined;
}

/** Every workload, kind by kind. */
export function listWorkloads(workloads: Workloads): ListedWorkload[] {
  return workloadSections.flatMap((section) => {
    const specs: Readonly<Record<string, ListedWorkload["spec"]>> = workloads[section] ?? {};
    return Object.entries(specs).map(([name, spec]) => ({ section, name, spec }));
  });
}

/** What links can lead to, by name: every workload with ports. */
export function linkTargets(workloads: Workloads): Map<string, LinkTarget> {
  return new Map(
    listServed(workloads).map(({ name, spec }) => [name, { objectName: name, ports: planPorts(spec.ports) }]),
  );
}

/** Every workload that others can call. */
function listServed(workloads: Workloads) {
  return (["services", "statefulServices", "nodeAgents"] as const).flatMap((section) => {
    const specs: Readonly<Record<string, ServedFields>> = workloads[section] ?? {};
    return Object.entries(specs).map(([name, spec]) => ({ section, name, spec }));
  });
}

/** What is wrong with any of the workloads, or with what they lead to. Paths start with the section and the name. */
export function checkWorkloads(workloads: Workloads, context: ApplicationContext = {}): Problem[] {
  const targets = linkTargets(workloads);
  return [
    ...listWorkloads(workloads).flatMap((listed) =>
      under(
        [listed.section, listed.name],
        [
          ...checkAlone(listed, context),
          ...checkLinks(listed, workloads, targets, context),
          ...checkUsedClaims(listed, workloads, context),
          ...checkAfter(listed, workloads, context),
        ],
      ),
    ),
    ...Object.entries(workloads.claims ?? {}).flatMap(([name, claim]) =>
      under(["claims", name], checkClaim(name, claim, context)),
    ),
    ...checkNames(workloads),
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

function checkLinks(
  { spec }: ListedWorkload,
  workloads: Workloads,
  targets: ReadonlyMap<string, LinkTarget>,
  { unchecked = [] }: ApplicationContext,
): Problem[] {
  return linksOf(spec).flatMap(([path, link]) => {
    const target = targets.get(link.linkTo);
    if (target !== undefined) return checkLink(path, { ...link, linkTo: target });
    if (link.optional === true) return checkLinkOptions(path, link);
    if (unchecked.includes(link.linkTo)) return [];
    return [unknownTarget(path, link.linkTo, workloads, [...targets.keys(), ...unchecked])];
  });
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

function checkUsedClaims(
  { spec }: ListedWorkload,
  { claims = {} }: Workloads,
  { unchecked = [] }: ApplicationContext,
): Problem[] {
  return claimsOf(spec)
    .filter(([, { fromClaim }]) => typeof fromClaim !== "string" || !unchecked.includes(fromClaim))
    .flatMap(([path, claimed]) => checkClaimedName(path, claimed, claims));
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

interface NamedObject {
  readonly name: string;
  readonly path: Problem["path"];
  /** In words, for whom it is in the way of. */
  readonly owner: string;
}

/** Names that two workloads would share, or two Services, two objects with content or two volume claims in the namespace. */
function checkNames(workloads: Workloads): Problem[] {
  const listed: NamedObject[] = [
    ...listWorkloads(workloads).map(({ section, name }) => ({ name, path: [section, name], owner: section })),
    ...Object.keys(workloads.claims ?? {}).map((name) => ({ name, path: ["claims", name], owner: "claims" })),
  ];
  const services = listServed(workloads).flatMap(({ section, name, spec }) => [
    ...Object.keys(spec.additionalServices ?? {}).map((suffix) => ({
      name: `${name}-${suffix}`,
      path: [section, name, "additionalServices", suffix],
      owner: name,
    })),
    ...(section === "statefulServices" ? [headlessOf(section, name)] : []),
  ]);
  const stores = Object.keys(workloads.claims ?? {}).map((name) => headlessOf("claims", name));
  return [
    ...twins(listed, "workload"),
    ...takenServices(listed, [...services, ...stores]),
    ...takenContents(workloads),
    ...takenVolumeClaims(workloads),
  ];
}

function headlessOf(section: string, name: string): NamedObject {
  return { name: `${name}-headless`, path: [section, name], owner: name };
}

function twins(listed: readonly NamedObject[], what: string): Problem[] {
  return listed.flatMap(({ name, path }, index) => {
    const first = listed.slice(0, index).find((other) => other.name === name);
    if (first === undefined) return [];
    return [
      {
        path,
        message: `another ${what} of the application has this name: one of its ${first.owner}`,
        found: name,
        fix: "rename one of the two",
      },
    ];
  });
}

/** Each Service has one name in the namespace: that of its workload, with a suffix if it is an additional one. */
function takenServices(listed: readonly NamedObject[], services: readonly NamedObject[]): Problem[] {
  return services.flatMap(({ name, path }, index) => {
    const owner = services.slice(0, index).find((other) => other.name === name);
    const isTaken = listed.some((other) => other.name === name);
    if (owner === undefined && !isTaken) return [];
    return [
      {
        path,
        message: `${isTaken ? "a service of the application" : `a Service of ${owner?.owner ?? ""}`} has this name already`,
        found: name,
        // A headless Service has its suffix for good.
        fix: path.length === 2 ? "rename one of the two" : "use another suffix, or rename the other one",
      },
    ];
  });
}

/** Config maps and Secrets that two workloads would make: `orders` with `api-settings` and `orders-api` with `settings`. */
function takenContents(workloads: Workloads): Problem[] {
  const ofField = (field: "config" | "secrets"): NamedObject[] =>
    listWorkloads(workloads).flatMap(({ section, name, spec }) =>
      Object.keys(spec[field] ?? {}).map((suffix) => ({
        name: contentObjectName(name, suffix),
        path: [section, name, field, suffix],
        owner: name,
      })),
    );
  const ofClaims = Object.keys(workloads.claims ?? {}).map((name) => ({
    name: contentObjectName(name, credentials),
    path: ["claims", name],
    owner: name,
  }));
  return [
    ...taken(ofField("config"), (owner) => `a config map of ${owner} has this name already`),
    ...taken([...ofClaims, ...ofField("secrets")], (owner) => `a secret of ${owner} has this name already`),
  ];
}

/** Kubernetes names them `<claim>-<workload>-<number>`, and takes one that is there: two workloads would write to one volume. */
function takenVolumeClaims({ statefulServices = {} }: Workloads): Problem[] {
  const claims = Object.entries(statefulServices).flatMap(([owner, { volumeClaims }]) =>
    Object.keys(volumeClaims).map((claim) => ({
      owner,
      claim,
      path: ["statefulServices", owner, "volumeClaims", claim],
    })),
  );
  return [
    ...taken(
      claims.map((claim) => ({ ...claim, name: `${claim.claim}-${claim.owner}` })),
      (owner) => `a volume claim of ${owner} has this name already, so both would write to one volume`,
    ),
    ...taken(
      claims.map((claim) => ({ ...claim, name: `${claim.owner}-${claim.claim}` })),
      (owner) => `in the program it would have the same name as a volume claim of ${owner}`,
    ),
  ];
}

function taken(objects: readonly NamedObject[], message: (owner: string) => string): Problem[] {
  const owners = new Map<string, string>();
  return objects.flatMap(({ name, path, owner }) => {
    const first = owners.get(name);
    owners.set(name, first ?? owner);
    // What two workloads of one name have in common follows from that.
    if (first === undefined || first === owner) return [];
    return [{ path, message: message(first), found: name, fix: "rename one of the two" }];
  });
}

/**
 * Applications whose workloads would get one name in the program: `orders` with `api-v2` and `orders-api` with `v2`.
 * Paths start with the application's name.
 */
export function checkApplicationNames(applications: Readonly<Record<string, Workloads>>): Problem[] {
  const owners = new Map<string, string>();
  return Object.entries(applications).flatMap(([application, workloads]) =>
    [
      ...listWorkloads(workloads).map(({ section, name }) => [section, name] as const),
      ...Object.keys(workloads.claims ?? {}).map((name) => ["claims", name] as const),
    ].flatMap(([section, workload]) => {
      const name = `${application}-${workload}`;
      const owner = owners.get(name);
      owners.set(name, `${application}.${workload}`);
      // Two of one application are told of there.
      if (owner === undefined || owner === `${application}.${workload}`) return [];
      return [
        {
          path: [application, section, workload],
          message: `in the program it would have the same name as ${owner}`,
          found: name,
          fix: "rename one of the two applications or services",
        },
      ];
    }),
  );
}
