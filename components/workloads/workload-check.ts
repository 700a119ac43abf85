import type { PlatformCapabilities } from "../cluster";
import { checkStatements, under, type Problem } from "../core";
import { checkBounds } from "./bounds";
import type { ClaimedValue } from "./claims/claim-spec";
import { checkEgress, checkIngress } from "./exposure/policy-rules";
import { checkPorts, planPorts, type PlannedPort, type Ports } from "./exposure/ports";
import { checkNodeNetworkLinks, type Link } from "./exposure/links";
import { checkOwnMesh } from "./mesh/check-own-mesh";
import type { ServedFields } from "./microservice-spec";
import { tracesVariables } from "./observation/traces";
import { checkObjectName } from "./object-name";
import {
  checkContainerNames,
  checkInitContainer,
  checkMainContainer,
  checkSidecar,
  isNative,
  underEach,
  type PodContext,
} from "./pod/container";
import type { RunningContainerFields } from "./pod/container-spec";
import { checkAdmittedPod } from "./pod/admitted-pod";
import { checkApiPermissions } from "./pod/api-permissions";
import { checkContent } from "./pod/check-content";
import { ownContent } from "./pod/content";
import {
  claimsInEnvironment,
  linksInEnvironment,
  secretPrefix,
  secretValues,
  type Environment,
} from "./pod/environment";
import { checkPlacement } from "./pod/placement";
import { checkPodLabels } from "./pod/pod-labels";
import { checkQuality } from "./pod/resources";
import { checkSecurity } from "./pod/security";
import type { PodSecurityLevel } from "./pod/security-spec";
import { checkShutdown } from "./pod/shutdown";
import { checkVerticalRecommendation } from "./scaling/vertical";
import type { VolumeClaims } from "./pod/volume-spec";
import { checkVolumes, hostPathVolumes } from "./pod/volumes";
import type { WorkloadFields } from "./workload-spec";

/** What is known of the place that a workload is checked for; what is undefined is not checked. */
export interface WorkloadContext {
  /** What the cluster offers. Undefined: Kubernetes alone. */
  readonly capabilities?: PlatformCapabilities | undefined;
  /** The cluster's family of addresses. */
  readonly ipFamily?: "ipv4" | "ipv6" | undefined;
  /** Level that the namespace enforces. */
  readonly podSecurity?: PodSecurityLevel | undefined;
  /** Name of the namespace. Undefined: it counts as none of those that policies leave out. */
  readonly namespaceName?: string | undefined;
  /** Name of the whole that it is part of. Undefined: of none. */
  readonly partOf?: string | undefined;
  /** Whether capabilities are taken for granted that there may not be: then nothing is asked for because of them. Default: no. */
  readonly assumesCapabilities?: boolean | undefined;
}

/** A workload of any kind, with what some kinds have. */
export type AnyWorkload<Target = unknown> = WorkloadFields<Target> &
  RunningContainerFields & {
    readonly ports?: Ports | undefined;
    readonly volumeClaims?: VolumeClaims | undefined;
  } & Partial<Pick<ServedFields, "service" | "additionalServices">>;

/** What all containers of a workload's pods have in common. */
export function podContext(objectName: string, spec: AnyWorkload, given: PodContext["given"] = []): PodContext {
  return {
    given,
    own: ownContent(objectName, spec.config, spec.secrets),
    ports: planPorts(spec.ports),
    volumes: spec.volumes ?? {},
    claims: spec.volumeClaims ?? {},
    security: spec.security,
  };
}

/**
 * What is wrong with a workload of any kind, whatever its links and claims lead to. Paths are relative to it; nothing is registered by looking.
 * @param what the kind, with an article, such as `a service`
 * @param keepsRunning whether it serves until it is told to end
 */
export function checkWorkload(
  what: string,
  objectName: string,
  spec: AnyWorkload,
  context: WorkloadContext,
  keepsRunning: boolean,
): Problem[] {
  const { capabilities, namespaceName: namespace, partOf: application } = context;
  const given = tracesVariables({ objectName, spec, keepsRunning, capabilities, namespace, application });
  const pod = podContext(objectName, spec, given);
  const containers = [undefined, ...Object.keys(spec.sidecars ?? {})];
  return [
    ...checkObjectName(what, objectName),
    ...checkPorts(spec.ports, containers),
    ...checkMainContainer(spec, pod),
    ...underEach("initContainers", spec.initContainers, (name, one) => checkInitContainer(name, one, pod)),
    ...underEach("sidecars", spec.sidecars, (name, one) => checkSidecar(name, one, pod)),
    ...(keepsRunning ? [] : checkEndingSidecars(spec)),
    ...checkContainerNames(objectName, Object.keys(spec.initContainers ?? {}), Object.keys(spec.sidecars ?? {})),
    ...checkContent(objectName, spec.config, spec.secrets),
    ...checkSecretKeys(spec),
    ...checkNodeNetworkLinks(
      linksOf(spec).map(([path]) => path),
      spec.podExceptions?.hostNetwork !== undefined,
    ),
    ...checkVolumes(spec.volumes, pod.own, pod.claims, mountsOf(spec)),
    ...checkOwnMesh(spec, pod.ports, context.capabilities, context.assumesCapabilities),
    ...checkEgress(spec.egress, context.capabilities),
    ...checkIngress(spec.ingress, pod.ports),
    ...under(["grants"], spec.grants === undefined ? [] : checkStatements(spec.grants)),
    ...checkApiPermissions(spec),
    ...checkPlacement(spec, context.capabilities, objectName),
    ...checkQuality(spec),
    ...checkSecurity(objectName, spec, usesOf(spec, pod.ports), context.podSecurity),
    ...checkShutdown(spec.shutdown, keepsRunning && pod.ports.length > 0),
    ...checkPodLabels(spec),
    ...checkAdmittedPod(spec, context),
    ...checkBounds([[["nodeFailureSeconds"], spec.nodeFailureSeconds, 0]]),
    ...checkVerticalRecommendation(spec.verticalRecommendation, context.capabilities),
  ];
}

/** Every link of a workload, with its path. */
export function linksOf<Target>(spec: WorkloadFields<Target>): [path: (string | number)[], link: Link<Target>][] {
  return [
    ...environmentsOf(spec).flatMap(([path, env]) => linksInEnvironment(path, env)),
    ...(spec.links ?? []).map((link, index): [(string | number)[], Link<Target>] => [["links", index], link]),
  ];
}

/** Every use of a claim, with its path. */
export function claimsOf(spec: WorkloadFields<unknown>): [path: (string | number)[], claimed: ClaimedValue][] {
  return environmentsOf(spec).flatMap(([path, env]) => claimsInEnvironment(path, env));
}

/** The environment of each container, with its path. */
export function environmentsOf<Target>(
  spec: WorkloadFields<Target>,
): [path: string[], env: Environment<Target>, container: string | undefined][] {
  return [
    [["env"], spec.env ?? {}, undefined],
    ...(["initContainers", "sidecars"] as const).flatMap((field) =>
      Object.entries(spec[field] ?? {}).map(([name, { env }]): [string[], Environment<Target>, string] => [
        [field, name, "env"],
        env ?? {},
        name,
      ]),
    ),
  ];
}

function mountsOf(spec: AnyWorkload): string[] {
  return [...Object.values(spec.initContainers ?? {}), ...Object.values(spec.sidecars ?? {})].flatMap(({ mounts }) =>
    Object.keys(mounts ?? {}),
  );
}

/** A job is done when all of its containers are, but for native sidecars, which Kubernetes ends then. */
function checkEndingSidecars({ sidecars }: AnyWorkload): Problem[] {
  return underEach("sidecars", sidecars, (_, sidecar) =>
    isNative(sidecar)
      ? []
      : [
          {
            path: ["native"],
            message: "the job would only be done when this container ends, which nobody tells it to",
            found: "false",
            fix: "remove native: false; a native sidecar is ended when the job is done",
          },
        ],
  );
}

/** Secret values of all containers are keys of one Secret, those of other containers after their name and a dot. */
function checkSecretKeys(spec: AnyWorkload): Problem[] {
  const keys = environmentsOf(spec).flatMap(([path, env, container]) =>
    Object.keys(secretValues("", env)).map((name) => ({
      path: [...path, name],
      key: `${secretPrefix(container)}${name}`,
    })),
  );
  return keys
    .filter(({ key }, index) => keys.slice(0, index).some((other) => other.key === key))
    .map(({ path, key }) => ({
      path,
      message: "two secret values of the workload would have one key in its Secret",
      found: key,
      fix: "rename one of the two variables",
    }));
}

function usesOf(spec: AnyWorkload, ports: readonly PlannedPort[]) {
  return {
    hostPathVolumes: hostPathVolumes(spec.volumes),
    hostPorts: ports.filter(({ hostPort }) => hostPort !== undefined).map(({ name }) => name),
  };
}
