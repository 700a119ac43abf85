import type { types } from "@pulumi/kubernetes";
import { exceptionPrefix, type Problem } from "../../core";
import { checkBounds } from "../bounds";
import { checkNodeNetworkPorts, planPorts, type Ports } from "../exposure/ports";
import type { WorkloadFields } from "../workload-spec";
import { checkExceptions, given, type LocatedContainer, type SecurityUses } from "./security-exceptions";
import {
  containerExceptions,
  podExceptions,
  type ContainerExceptions,
  type PodExceptions,
  type PodSecurityLevel,
  type SecuritySpec,
} from "./security-spec";

type PodSecurityContext = types.input.core.v1.PodSecurityContext;

/** Group that volumes are given to where none is stated: any would do, as every process of the pod is put into it. */
const defaultVolumeGroup = 1000;

/**
 * The pod's security context, by the `restricted` Pod Security standard.
 * @param keepsVolumes whether it has volumes that outlive it: a new one belongs to root, so they are given to a group, where it is another one
 */
export function podSecurityContext(
  spec: SecuritySpec = {},
  exceptions: PodExceptions = {},
  keepsVolumes = false,
): PodSecurityContext {
  const { runAsUser, runAsGroup, supplementalGroups = [], seccompProfile } = spec;
  const fsGroup = spec.fsGroup ?? (keepsVolumes ? defaultVolumeGroup : undefined);
  const change = spec.fsGroupChangePolicy ?? (fsGroup !== undefined && keepsVolumes ? "OnRootMismatch" : undefined);
  return {
    runAsNonRoot: true,
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(runAsGroup === undefined ? {} : { runAsGroup }),
    ...(fsGroup === undefined ? {} : { fsGroup }),
    ...(change === undefined ? {} : { fsGroupChangePolicy: change }),
    ...(supplementalGroups.length === 0 ? {} : { supplementalGroups: [...supplementalGroups] }),
    seccompProfile:
      seccompProfile === undefined
        ? { type: "RuntimeDefault" }
        : { type: "Localhost", localhostProfile: seccompProfile },
    ...(exceptions.privilegedPort === undefined
      ? {}
      : { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] }),
  };
}

/** What the pod shares with its node. */
export function podSecurityFields(
  exceptions: PodExceptions = {},
  spec: SecuritySpec = {},
): Pick<types.input.core.v1.PodSpec, "hostNetwork" | "dnsPolicy" | "hostPID" | "hostIPC" | "hostUsers"> {
  return {
    // Without this policy the node's own DNS would be asked, which knows no Service.
    ...(exceptions.hostNetwork === undefined ? {} : { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" }),
    ...(exceptions.hostPID === undefined ? {} : { hostPID: true }),
    ...(exceptions.hostIPC === undefined ? {} : { hostIPC: true }),
    ...(spec.userNamespace === true ? { hostUsers: false } : {}),
  };
}

/**
 * A container's security context, by the `restricted` Pod Security standard, with a root file system that is read-only.
 * @param pod the pod's, as a container that may be root is so whatever user the pod's others have
 */
export function containerSecurityContext(
  exceptions: ContainerExceptions = {},
  capabilities: readonly string[] = [],
  pod: SecuritySpec = {},
): types.input.core.v1.SecurityContext {
  const privileged = exceptions.privileged !== undefined;
  return {
    // Kubernetes refuses a privileged container that may not gain privileges.
    allowPrivilegeEscalation: privileged || exceptions.privilegeEscalation !== undefined,
    ...(privileged
      ? {}
      : { capabilities: { drop: ["ALL"], ...(capabilities.length === 0 ? {} : { add: [...capabilities] }) } }),
    privileged,
    readOnlyRootFilesystem: exceptions.writableRoot === undefined,
    ...(exceptions.runAsRoot === undefined
      ? {}
      : { runAsNonRoot: false, ...((pod.runAsUser ?? 0) === 0 ? {} : { runAsUser: 0 }) }),
    ...(exceptions.unconfinedSeccomp === undefined ? {} : { seccompProfile: { type: "Unconfined" } }),
  };
}

/**
 * The exceptions as annotations of the pods, each with its reason. Those of the main container have no name before them, as
 * those of the pod.
 * @param containers exceptions by the name of the container
 */
export function exceptionAnnotations(
  pod: PodExceptions = {},
  containers: Readonly<Record<string, ContainerExceptions | undefined>>,
  main: string,
): Record<string, string> {
  return Object.fromEntries([
    ...given(podExceptions, pod).map(([exception, reason]) => [`${exceptionPrefix}${exception}`, reason]),
    ...Object.entries(containers).flatMap(([name, exceptions = {}]) =>
      given(containerExceptions, exceptions).map(([exception, reason]) => [
        `${exceptionPrefix}${name === main ? "" : `${name}.`}${exception}`,
        reason,
      ]),
    ),
  ]) as Record<string, string>;
}

/** What the checks look at, of any kind of workload. */
export type SecuredFields = Pick<
  WorkloadFields<unknown>,
  "security" | "podExceptions" | "exceptions" | "linuxCapabilities" | "initContainers" | "sidecars"
> & { readonly ports?: Ports | undefined };

/**
 * What is wrong with the security of a workload's pods: exceptions that nothing uses, what is used without one, and what contradicts
 * itself. Paths are relative to the workload.
 * @param level what the namespace enforces; undefined: not checked
 */
export function checkSecurity(
  objectName: string,
  spec: SecuredFields,
  uses: SecurityUses,
  level?: PodSecurityLevel,
): Problem[] {
  const containers = containersOf(objectName, spec);
  return [
    ...checkUsers(spec.security, containers),
    ...checkPodContext(spec),
    ...(spec.podExceptions?.hostNetwork === undefined ? [] : checkNodeNetworkPorts(spec.ports)),
    ...checkExceptions(spec.podExceptions, containers, { ...uses, ports: planPorts(spec.ports) }, level),
  ];
}

/** The main container first. */
function containersOf(objectName: string, spec: SecuredFields): LocatedContainer[] {
  const { exceptions, linuxCapabilities: capabilities } = spec;
  return [
    { name: objectName, isMain: true, path: [], exceptions, capabilities },
    ...(["initContainers", "sidecars"] as const).flatMap((field) =>
      Object.entries(spec[field] ?? {}).map(([name, one]): LocatedContainer => ({
        name,
        isMain: false,
        path: [field, name],
        exceptions: one.exceptions,
        capabilities: one.linuxCapabilities,
      })),
    ),
  ];
}

function checkUsers(spec: SecuritySpec = {}, containers: readonly LocatedContainer[]): Problem[] {
  const { runAsUser, runAsGroup, fsGroup, supplementalGroups = [] } = spec;
  const [bound] = containers.filter(({ exceptions }) => exceptions?.runAsRoot === undefined);
  const isRootGroup = runAsGroup === 0 && containers.some(({ exceptions }) => exceptions?.runAsRoot !== undefined);
  return [
    ...(runAsUser === 0
      ? bound === undefined
        ? []
        : [
            {
              path: ["security", "runAsUser"],
              message: `the user is root, which the container ${bound.name} may not be`,
              found: "0",
              allowed: "a whole number from 1",
              fix: `name another user, or add ${[...bound.path, "exceptions", "runAsRoot"].join(".")} with the reason`,
            },
          ]
      : checkBounds([[["security", "runAsUser"], runAsUser, 1]])),
    ...(isRootGroup ? [] : checkBounds([[["security", "runAsGroup"], runAsGroup, 1]])),
    ...checkBounds([
      [["security", "fsGroup"], fsGroup, 1],
      ...supplementalGroups.map((group, index) => [["security", "supplementalGroups", index], group, 1] as const),
    ]),
  ];
}

function checkPodContext({ security = {}, podExceptions: exceptions = {} }: SecuredFields): Problem[] {
  const shared = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((name) => exceptions[name] !== undefined);
  const profile = security.seccompProfile;
  return [
    ...(security.userNamespace === true && shared.length > 0
      ? [
          {
            path: ["security", "userNamespace"],
            message: "Kubernetes gives a pod no users of its own that shares namespaces with the node",
            found: `userNamespace with ${shared.join(", ")}`,
            fix: "remove one of them",
          },
        ]
      : []),
    ...(profile !== undefined && (profile === "" || profile.startsWith("/") || profile.split("/").includes(".."))
      ? [
          {
            path: ["security", "seccompProfile"],
            message: "this is no path of a seccomp profile",
            found: JSON.stringify(profile),
            allowed: "a path below the kubelet's folder of profiles, without '/' at its start and without '..'",
            fix: "write it like profiles/audit.json",
          },
        ]
      : []),
    ...(security.fsGroupChangePolicy !== undefined && security.fsGroup === undefined
      ? [
          {
            path: ["security", "fsGroupChangePolicy"],
            message: "there is no group that the volumes would be given to",
            found: security.fsGroupChangePolicy,
            fix: "add fsGroup, or remove fsGroupChangePolicy",
          },
        ]
      : []),
  ];
}
