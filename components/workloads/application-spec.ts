import type { PlatformCapabilities } from "../cluster";
import type { BatchJobSpec, ScheduledJobSpec } from "./batch-job-spec";
import type { ClaimSpec } from "./claims/claim-spec";
import type { LinkTarget } from "./exposure/links";
import { planPorts } from "./exposure/ports";
import { meshTarget } from "./mesh/targets";
import type { MicroserviceSpec, ServedFields, WorkerSpec } from "./microservice-spec";
import type { NodeAgentSpec } from "./node-agent-spec";
import type { RoutedFields } from "./routed-workload";
import type { StatefulServiceSpec } from "./stateful-service-spec";
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
  /** What others call, by name, which is its name in DNS. Default: none. */
  readonly services?: Services | undefined;
  /** What nobody calls, by name. Default: none. */
  readonly workers?: Readonly<Record<string, WorkerSpec<string> & OrderedFields>> | undefined;
  /** What keeps volumes of its own, by name, which is its name in DNS. Default: none. */
  readonly statefulServices?: Readonly<Record<string, StatefulServiceSpec<string> & OrderedFields>> | undefined;
  /** What runs once on each node, by name. Default: none. */
  readonly nodeAgents?: Readonly<Record<string, NodeAgentSpec<string> & OrderedFields>> | undefined;
  /** Jobs that run once, by name. They are made first, so that others can wait for them. Default: none. */
  readonly jobs?: Readonly<Record<string, BatchJobSpec<string> & OrderedFields>> | undefined;
  /** Jobs that run by the clock, by name. Default: none. */
  readonly scheduledJobs?: Readonly<Record<string, ScheduledJobSpec<string> & OrderedFields>> | undefined;
  /** What the environment is to provide, by name. Default: nothing. */
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
  readonly spec: WorkloadFields<string> & OrderedFields & RoutedFields<string>;
}

/** Every workload, kind by kind. */
export function listWorkloads(workloads: Workloads): ListedWorkload[] {
  return workloadSections.flatMap((section) => {
    const specs: Readonly<Record<string, ListedWorkload["spec"]>> = workloads[section] ?? {};
    return Object.entries(specs).map(([name, spec]) => ({ section, name, spec }));
  });
}

/**
 * What links can lead to, by name: every workload with ports.
 * @param capabilities what the cluster offers, where links are to know of a mesh
 */
export function linkTargets(workloads: Workloads, capabilities?: PlatformCapabilities): Map<string, LinkTarget> {
  const served = listServed(workloads);
  const targets = new Map(
    served.map(({ name, spec }): [string, LinkTarget] => {
      const isOnNodeNetwork = spec.podExceptions?.hostNetwork !== undefined;
      return [name, { objectName: name, ports: planPorts(spec.ports), isOnNodeNetwork }];
    }),
  );
  if (capabilities?.mesh === undefined) return targets;
  return new Map(
    served.map(({ name, spec }): [string, LinkTarget] => {
      const target = targets.get(name) ?? { objectName: name, ports: [] };
      return [name, { ...target, ...meshTarget<string>(spec, capabilities, (to) => targets.get(to)) }];
    }),
  );
}

type ServedSpec = ServedFields & RoutedFields<string> & Pick<WorkloadFields<string>, "podExceptions" | "mesh">;

/** Every workload that others can call. */
export function listServed(workloads: Workloads) {
  return (["services", "statefulServices", "nodeAgents"] as const).flatMap((section) => {
    const specs: Readonly<Record<string, ServedSpec>> = workloads[section] ?? {};
    return Object.entries(specs).map(([name, spec]) => ({ section, name, spec }));
  });
}
