import type { RecordedResource } from "../testing";
import { bringsNodes, durationOf } from "./durations";

/** A resource that is made, on the way to a whole environment. */
export interface Step {
  readonly path: string;
  /** How long it takes. */
  readonly seconds: number;
  /** Seconds after the beginning of `up`. */
  readonly startsAt: number;
}

/** How long a first `up` takes. */
export interface FirstUp {
  readonly seconds: number;
  /** What the time is made of, each step waiting for the one before. What takes no time is left out. */
  readonly criticalPath: readonly Step[];
}

/** A step, and the one that it waited for longest. */
interface ScheduledStep extends Step {
  readonly after: ScheduledStep | undefined;
  /** Whether pods can run by the time that it is done. */
  readonly hasNodes: boolean;
}

/**
 * How long a first `up` takes if nothing waits but for what it depends on: the longest path through the graph, by published
 * medians and stated assumptions (`durations.ts`). The sum of medians is no median of the whole, and AWS promises nothing.
 * @param resources all of a program, with what remote components make
 * @throws Error if a resource waits for itself
 */
export function estimateFirstUp(resources: readonly RecordedResource[]): FirstUp {
  const last = [...schedule(resources).values()].reduce<ScheduledStep | undefined>(
    (latest, step) => (latest === undefined || endOf(step) > endOf(latest) ? step : latest),
    undefined,
  );
  return {
    seconds: endOf(last),
    criticalPath: pathTo(last)
      .filter(({ seconds }) => seconds > 0)
      .map(({ path, seconds, startsAt }) => ({ path, seconds, startsAt })),
  };
}

/**
 * When each resource is made in a first `up`, by path.
 * @param resources all of a program, with what remote components make
 * @throws Error if a resource waits for itself
 */
export function scheduleFirstUp(resources: readonly RecordedResource[]): ReadonlyMap<string, Step> {
  return schedule(resources);
}

/**
 * What must be there before a resource is begun: what it or a component above it depends on, and its provider. A remote
 * component is there when all that it makes is there.
 * @param resources all of a program, with what remote components make
 * @returns by path, in the order of the resources
 */
export function prerequisites(resources: readonly RecordedResource[]): ReadonlyMap<string, readonly string[]> {
  const byPath = new Map(resources.map((resource) => [resource.path, resource]));
  const made = madeByRemoteComponents(resources, byPath);
  const known = new Map<string, readonly string[]>();
  const of = (resource: RecordedResource): readonly string[] => {
    const before = known.get(resource.path);
    if (before !== undefined) return before;
    const { dependsOn, provider, deletedWith } = resource;
    const stated = [...dependsOn, ...[provider, deletedWith].filter((path) => path !== null)];
    const parent = resource.parent === null ? undefined : byPath.get(resource.parent);
    const own = stated.flatMap((path) => made.get(path) ?? (byPath.has(path) ? [path] : []));
    // A child's URN has its parent's in it, so it is registered after it, and so after what the parent waits for.
    const all = [...new Set([...own, ...(parent === undefined ? [] : of(parent))])];
    known.set(resource.path, all);
    return all;
  };
  return new Map(resources.map((resource) => [resource.path, of(resource)]));
}

function madeByRemoteComponents(
  resources: readonly RecordedResource[],
  byPath: ReadonlyMap<string, RecordedResource>,
): ReadonlyMap<string, readonly string[]> {
  const made = new Map<string, string[]>();
  for (const { path, parent } of resources) {
    if (parent === null || byPath.get(parent)?.remote !== true) continue;
    made.set(parent, [...(made.get(parent) ?? []), path]);
  }
  return made;
}

function schedule(resources: readonly RecordedResource[]): Map<string, ScheduledStep> {
  const byPath = new Map(resources.map((resource) => [resource.path, resource]));
  const before = prerequisites(resources);
  const steps = new Map<string, ScheduledStep>();
  const waiting = new Set<string>();
  const visit = (resource: RecordedResource): ScheduledStep => {
    const { path } = resource;
    const done = steps.get(path);
    if (done !== undefined) return done;
    if (waiting.has(path)) throw new Error(`${path} waits for itself`);
    waiting.add(path);
    const earlier = (before.get(path) ?? []).flatMap((name) => byPath.get(name) ?? []).map(visit);
    const step = stepAfter(resource, earlier);
    steps.set(path, step);
    return step;
  };
  resources.forEach(visit);
  return steps;
}

function stepAfter(resource: RecordedResource, earlier: readonly ScheduledStep[]): ScheduledStep {
  const after = earlier.reduce<ScheduledStep | undefined>(
    (latest, step) => (latest === undefined || endOf(step) > endOf(latest) ? step : latest),
    undefined,
  );
  const hasNodes = earlier.some((step) => step.hasNodes);
  return {
    path: resource.path,
    seconds: durationOf(resource, hasNodes).seconds,
    startsAt: endOf(after),
    after,
    hasNodes: hasNodes || bringsNodes(resource),
  };
}

function endOf(step: Step | undefined): number {
  return step === undefined ? 0 : step.startsAt + step.seconds;
}

function pathTo(step: ScheduledStep | undefined): ScheduledStep[] {
  return step === undefined ? [] : [...pathTo(step.after), step];
}
