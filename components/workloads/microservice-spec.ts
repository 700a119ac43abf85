import type * as pulumi from "@pulumi/pulumi";
import { checkDnsLabel, toDnsLabel, under, type Problem } from "../core";
import { checkEnvironment, linksInEnvironment, type Environment } from "./environment";
import { checkLifecycle, type RolloutSpec, type ShutdownSpec } from "./lifecycle";
import { checkLink, resolveLink, type Link, type LinkTarget, type ResolvedLink } from "./links";
import { checkCidr, checkEgress, checkNotEmpty, type EgressRule } from "./network-policy";
import type { Spread } from "./placement";
import { checkPorts, planPorts, type Ports } from "./ports";
import { checkProbes, probeNames, type ProbesSpec, type ProbeTiming } from "./probes";
import { checkResources, initDefaults, type ResourcesSpec } from "./resources";
import { checkDisruptionBudget, checkReplicas, type DisruptionBudgetSpec, type ReplicasSpec } from "./scaling";
import type { SecuritySpec } from "./security";
import { checkVolumes, type Volumes } from "./volumes";

/** A container that runs to its end before the main one starts. */
export interface InitContainerSpec<Target = LinkTarget> {
  /** Image with tag or digest. */
  readonly image: pulumi.Input<string>;
  /** Default: the image's own entry point. */
  readonly command?: readonly string[] | undefined;
  /** Default: the image's own arguments. */
  readonly args?: readonly string[] | undefined;
  readonly env?: Environment<Target> | undefined;
  /** Default: 10m CPU and 16Mi memory requested, 64Mi at most. */
  readonly resources?: ResourcesSpec | undefined;
}

/** One more Service in front of the same pods, such as a load balancer beside the internal one. */
export interface AdditionalServiceSpec {
  /** `LoadBalancer` costs what the cloud charges for one; it waits until the cloud has given it an address. */
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer";
  /** Names of the ports that it has. Default: all. */
  readonly ports?: readonly string[] | undefined;
  /** Addresses that may call a load balancer or a node port, as CIDRs. Default: all. */
  readonly sourceRanges?: readonly string[] | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/**
 * What a microservice is, without the cluster and the namespace that it runs in.
 * `Target` is what its links lead to: a `LinkTarget`, or within an `Application` the name of another service.
 */
export interface MicroserviceSpec<Target = LinkTarget> {
  /** Image with tag or digest. */
  readonly image: pulumi.Input<string>;
  /** Ports that others reach it on, by name. Default: none; then it has no Service and no probes. */
  readonly ports?: Ports | undefined;
  /** Environment variables, in order. A value may be a link: `linkTo(payments)`. */
  readonly env?: Environment<Target> | undefined;
  /** Links whose address is not in `env`. */
  readonly links?: readonly Link<Target>[] | undefined;
  /** Default: the image's own entry point. */
  readonly command?: readonly string[] | undefined;
  /** Default: the image's own arguments. */
  readonly args?: readonly string[] | undefined;
  /** Default: 100m CPU and 128Mi memory requested, 256Mi at most. */
  readonly resources?: ResourcesSpec | undefined;
  /** Default: from 2 to 6, at 70 % of the requested CPU. */
  readonly replicas?: ReplicasSpec | undefined;
  /** Default: one pod at a time. */
  readonly disruptionBudget?: DisruptionBudgetSpec | undefined;
  /** Default: readiness and liveness, derived from the first port. */
  readonly probes?: ProbesSpec | undefined;
  /** Default: the image's own user, who must not be root. */
  readonly security?: SecuritySpec | undefined;
  /** Spread over zones and nodes. Default: `preferred`. */
  readonly spread?: Spread | undefined;
  /** Seconds until pods leave a node that stopped answering. Default 60. */
  readonly nodeFailureSeconds?: number | undefined;
  readonly rollout?: RolloutSpec | undefined;
  readonly shutdown?: ShutdownSpec | undefined;
  /** Folders that it may write to, by name. */
  readonly volumes?: Volumes | undefined;
  /** Containers that run before it, in order, by name. */
  readonly initContainers?: Readonly<Record<string, InitContainerSpec<Target>>> | undefined;
  /** More Services, by suffix: `external` of `frontend` is `frontend-external`. */
  readonly additionalServices?: Readonly<Record<string, AdditionalServiceSpec>> | undefined;
  /** Traffic out of the cluster. Default: none. */
  readonly egress?: readonly EgressRule[] | undefined;
}

/** Longest name of a workload: with a port's name behind it, it must fit into the name of a label. */
export const objectNameLength = 47;

/** Every link of a workload, with its path. */
export function linksOf<Target>(spec: MicroserviceSpec<Target>): [path: (string | number)[], link: Link<Target>][] {
  return [
    ...linksInEnvironment(["env"], spec.env),
    ...Object.entries(spec.initContainers ?? {}).flatMap(([name, container]) =>
      linksInEnvironment(["initContainers", name, "env"], container.env),
    ),
    ...(spec.links ?? []).map((link, index): [(string | number)[], Link<Target>] => [["links", index], link]),
  ];
}

/** Every link of a workload, with its port found. Call `checkMicroservice` first. */
export function resolveLinks(spec: MicroserviceSpec): ResolvedLink[] {
  return linksOf(spec).map(([, link]) => resolveLink(link));
}

/** What is wrong with a microservice. Paths are relative to it; nothing is registered by looking. */
export function checkMicroservice(objectName: string, spec: MicroserviceSpec): Problem[] {
  return [
    ...checkMicroserviceAlone(objectName, spec),
    ...linksOf(spec).flatMap(([path, link]) => checkLink(path, link)),
  ];
}

/** What is wrong with a microservice whatever its links lead to. */
export function checkMicroserviceAlone(objectName: string, spec: MicroserviceSpec<unknown>): Problem[] {
  const ports = planPorts(spec.ports);
  return [
    ...checkObjectName(objectName),
    ...checkImage(["image"], spec.image),
    ...checkPorts(spec.ports),
    ...checkEnvironment(spec.env),
    ...checkResources(spec.resources),
    ...checkReplicas(spec.replicas, spec.resources),
    ...checkDisruptionBudget(spec.disruptionBudget, spec.replicas),
    ...checkProbes(spec.probes, ports),
    ...checkLifecycle(spec.rollout, spec.shutdown, ports.length > 0),
    ...checkVolumes(spec.volumes),
    ...checkEgress(spec.egress),
    ...checkNumbers(spec),
    ...Object.entries(spec.initContainers ?? {}).flatMap(([name, container]) =>
      under(["initContainers", name], checkInitContainer(objectName, name, container)),
    ),
    ...Object.entries(spec.additionalServices ?? {}).flatMap(([suffix, service]) =>
      under(
        ["additionalServices", suffix],
        checkAdditionalService(objectName, suffix, service, Object.keys(spec.ports ?? {})),
      ),
    ),
  ];
}

function checkObjectName(objectName: string): Problem[] {
  const label = checkDnsLabel("a service", objectName);
  if (label.length > 0) return label;
  if (!/^[a-z]/.test(objectName)) {
    return [
      {
        path: [],
        message: "the name of a service must start with a letter",
        found: objectName,
        allowed: "what DNS allowed in its first days (RFC 1035), as not every API server takes more",
        fix: `name it ${toDnsLabel(`app-${objectName}`)}`,
      },
    ];
  }
  if (objectName.length <= objectNameLength) return [];
  return [
    {
      path: [],
      message: "the name of a service is too long for the labels that are made from it",
      found: `${objectName} (${objectName.length} characters)`,
      allowed: `at most ${objectNameLength} characters`,
      fix: "shorten it",
    },
  ];
}

/** `[registry[:port]/]path[:tag][@sha256:digest]`, as container runtimes read it. */
const imageReference =
  /^([\w.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

function checkImage(path: string[], image: pulumi.Input<string>): Problem[] {
  if (typeof image !== "string" || imageReference.test(image)) return [];
  return [
    {
      path,
      message: "this is no reference to an image",
      found: JSON.stringify(image),
      allowed: "registry/name:tag or registry/name@sha256:… with 64 hexadecimal digits, the name in lower case",
      fix: "copy the reference from the registry",
    },
  ];
}

function checkInitContainer(objectName: string, name: string, spec: InitContainerSpec<unknown>): Problem[] {
  const isTaken = name === objectName;
  const isNumber = /^\d+$/.test(name);
  return [
    ...checkDnsLabel("a container", name),
    ...(isTaken
      ? [
          {
            path: [],
            message: "two containers of one pod have one name",
            found: name,
            fix: "rename the init container",
          },
        ]
      : []),
    ...(isNumber
      ? [
          {
            path: [],
            message: "a number as a name would come before all others",
            found: name,
            fix: `name it step-${name}`,
          },
        ]
      : []),
    ...checkImage(["image"], spec.image),
    ...checkEnvironment(spec.env),
    ...checkResources(spec.resources, initDefaults),
  ];
}

function checkAdditionalService(
  objectName: string,
  suffix: string,
  spec: AdditionalServiceSpec,
  ports: readonly string[],
): Problem[] {
  const unknown = (spec.ports ?? []).filter((port) => !ports.includes(port));
  return [
    ...checkDnsLabel("a Service", `${objectName}-${suffix}`),
    ...(ports.length === 0
      ? [
          {
            path: [],
            message: "a Service needs a port, but the workload has none",
            fix: "add the port under ports, or remove this Service",
          },
        ]
      : []),
    ...unknown.map((port) => ({
      path: ["ports"],
      message: "the Service has a port that does not exist",
      found: port,
      allowed: ports.join(", "),
      fix: "name one of the ports, or add this one under ports",
    })),
    ...checkNotEmpty(["ports"], spec.ports, "every port"),
    ...checkNotEmpty(["sourceRanges"], spec.sourceRanges, "everyone"),
    ...(spec.sourceRanges ?? []).flatMap((cidr, index) => checkCidr(["sourceRanges", index], cidr)),
    ...(spec.type === "ClusterIP" && spec.sourceRanges !== undefined
      ? [
          {
            path: ["sourceRanges"],
            message: "a Service within the cluster has no callers outside of it",
            found: spec.sourceRanges.join(", "),
            fix: "remove it, or use the type NodePort or LoadBalancer",
          },
        ]
      : []),
  ];
}

/** Bounds that Kubernetes sets, and that the schema of the configuration states too. */
function checkNumbers(spec: MicroserviceSpec<unknown>): Problem[] {
  const { security, shutdown, rollout, probes, nodeFailureSeconds } = spec;
  const timings = probeNames.flatMap((name) => {
    const probe = probes?.[name];
    if (probe === undefined || probe === false) return [];
    return Object.entries(probeBounds).map(([field, least]): Bounded => [
      ["probes", name, field],
      probe[field as keyof ProbeTiming],
      least,
    ]);
  });
  const bounded: Bounded[] = [
    [["security", "runAsUser"], security?.runAsUser, 1],
    [["security", "runAsGroup"], security?.runAsGroup, 1],
    [["security", "fsGroup"], security?.fsGroup, 1],
    [["shutdown", "delaySeconds"], shutdown?.delaySeconds, 0],
    [["shutdown", "gracePeriodSeconds"], shutdown?.gracePeriodSeconds, 1],
    [["rollout", "progressDeadlineSeconds"], rollout?.progressDeadlineSeconds, 1],
    [["rollout", "minReadySeconds"], rollout?.minReadySeconds, 0],
    [["rollout", "revisionHistoryLimit"], rollout?.revisionHistoryLimit, 0],
    [["nodeFailureSeconds"], nodeFailureSeconds, 0],
    ...timings,
  ];
  return bounded
    .filter(([, value, least]) => value !== undefined && !(Number.isInteger(value) && value >= least))
    .map(([path, value, least]) => ({
      path,
      message: "the number is none that Kubernetes takes here",
      found: String(value),
      allowed: `a whole number from ${least}`,
      fix: `write ${least} or more`,
    }));
}

type Bounded = [path: string[], value: number | undefined, least: number];

const probeBounds: Readonly<Record<keyof ProbeTiming, number>> = {
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds: 1,
  failureThreshold: 1,
  successThreshold: 1,
};
