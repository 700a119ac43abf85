import { under, type Problem } from "../../core";
import type { PlannedPort } from "../exposure/ports";
import { checkCapabilities } from "./linux-capabilities";
import {
  containerExceptions,
  podExceptions,
  podSecurityLevels,
  type ContainerException,
  type ContainerExceptions,
  type PodException,
  type PodExceptions,
  type PodSecurityLevel,
} from "./security-spec";

/** What one container says of its security. */
export interface SecuredContainer {
  readonly exceptions?: ContainerExceptions | undefined;
  readonly capabilities?: readonly string[] | undefined;
}

/** The same, with where it is. */
export interface LocatedContainer extends SecuredContainer {
  readonly name: string;
  readonly isMain: boolean;
  readonly path: readonly string[];
}

/** The strictest level that a namespace can enforce with pods of these exceptions in it. */
export function requiredLevel(pod: PodExceptions = {}, containers: readonly SecuredContainer[] = []): PodSecurityLevel {
  const levels = [
    ...given(podExceptions, pod).map(([exception]) => podLevels[exception]),
    ...containers.flatMap(({ exceptions = {}, capabilities = [] }) =>
      given(containerExceptions, exceptions).map(([exception]) => containerLevel(exception, capabilities)),
    ),
  ];
  return levels.reduce((one, other) => (isStricter(one, other) ? other : one), "restricted");
}

/** What pods use that wants an exception of the pod. */
export interface SecurityUses {
  /** Names of the volumes that are folders of the node. */
  readonly hostPathVolumes: readonly string[];
  /** Names of the ports that are the node's too. */
  readonly hostPorts: readonly string[];
}

/** The same, with the ports that containers listen on. */
export interface PodUses extends SecurityUses {
  readonly ports: readonly PlannedPort[];
}

/**
 * What is wrong with exceptions: those that nothing uses, what is used without one, and those that the namespace refuses.
 * @param containers the main one first
 * @param level what the namespace enforces; undefined: not checked
 */
export function checkExceptions(
  pod: PodExceptions | undefined,
  containers: readonly LocatedContainer[],
  uses: PodUses,
  level?: PodSecurityLevel,
): Problem[] {
  return [
    ...checkReasons(["podExceptions"], pod),
    ...checkPodUses(pod, uses, containers),
    ...containers.flatMap((container) => under(container.path, checkContainer(container))),
    ...(level === undefined ? [] : checkLevel(pod, containers, level)),
  ];
}

/** Capabilities that the level `baseline` allows. Source: k8s.io/pod-security-admission v0.36.3, `capabilities_baseline`. */
const baselineCapabilities = new Set([
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"],
  ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
]);

/**
 * Levels by exception. Source: the checks of k8s.io/pod-security-admission v0.36.3. From policies of Kubernetes 1.35 on, `restricted`
 * allows root in a user namespace; older ones do not, so it is not counted on.
 */
const podLevels: Readonly<Record<PodException, PodSecurityLevel>> = {
  privilegedPort: "restricted",
  hostPath: "privileged",
  hostPorts: "privileged",
  hostNetwork: "privileged",
  hostPID: "privileged",
  hostIPC: "privileged",
};

function containerLevel(exception: ContainerException, capabilities: readonly string[]): PodSecurityLevel {
  switch (exception) {
    case "writableRoot":
      return "restricted";
    case "runAsRoot":
    case "privilegeEscalation":
      return "baseline";
    case "capabilities":
      if (capabilities.every((capability) => capability === "NET_BIND_SERVICE")) return "restricted";
      return capabilities.every((capability) => baselineCapabilities.has(capability)) ? "baseline" : "privileged";
    case "unconfinedSeccomp":
    case "privileged":
      return "privileged";
  }
}

function isStricter(one: PodSecurityLevel, other: PodSecurityLevel): boolean {
  return podSecurityLevels.indexOf(one) < podSecurityLevels.indexOf(other);
}

/** The exceptions that there are, in the order of the table, with their reasons. */
export function given<Exception extends string>(
  names: readonly Exception[],
  exceptions: Readonly<Partial<Record<Exception, string | undefined>>>,
): [exception: Exception, reason: string][] {
  return names.flatMap((name): [Exception, string][] => {
    const reason = exceptions[name];
    return reason === undefined ? [] : [[name, reason]];
  });
}

function checkReasons(
  path: readonly string[],
  exceptions: Readonly<Record<string, string | undefined>> = {},
): Problem[] {
  return Object.entries(exceptions)
    .filter(([, reason]) => reason?.trim() === "")
    .map(([name, reason]) => ({
      path: [...path, name],
      message: "an exception needs a reason",
      found: JSON.stringify(reason),
      fix: "write in a few words why it is needed: who reviews the pods reads it in their annotations",
    }));
}

function checkPodUses(
  exceptions: PodExceptions = {},
  uses: PodUses,
  containers: readonly LocatedContainer[],
): Problem[] {
  const privileged = uses.ports.filter(({ targetPort }) => targetPort < firstFreePort);
  const closed = privileged.filter(
    (port) => !containers.some((container) => listens(container, port) && mayBind(container)),
  );
  return [
    ...checkUse("hostPath", exceptions, uses.hostPathVolumes, {
      missing: "a folder of the node is mounted without an exception",
      unused: "no volume is a folder of the node",
      instead: "use another kind of volume",
    }),
    ...checkUse("hostPorts", exceptions, uses.hostPorts, {
      missing: "a port is the node's too without an exception",
      unused: "no port is the node's too",
      instead: "remove hostPort",
    }),
    ...(exceptions.hostNetwork === undefined
      ? checkPrivilegedPorts(exceptions, privileged, closed)
      : checkNodePorts(exceptions, closed)),
  ];
}

function checkUse(
  name: "hostPath" | "hostPorts" | "privilegedPort",
  exceptions: PodExceptions,
  used: readonly string[],
  words: { readonly missing: string; readonly unused: string; readonly instead: string },
): Problem[] {
  const path = ["podExceptions", name];
  const reason = exceptions[name];
  if (reason === undefined && used.length > 0) {
    const fix = `${words.instead}, or add podExceptions.${name} with the reason`;
    return [{ path, message: words.missing, found: used.join(", "), fix }];
  }
  if (reason === undefined || used.length > 0) return [];
  return [{ path, message: `nothing uses this exception: ${words.unused}`, found: reason, fix: "remove it" }];
}

/** @param closed those of the ports whose containers may not listen there by a capability */
function checkPrivilegedPorts(
  exceptions: PodExceptions,
  ports: readonly PlannedPort[],
  closed: readonly PlannedPort[],
): Problem[] {
  // A port that is open by a capability needs no sysctl, but is a use of it.
  const used = exceptions.privilegedPort === undefined ? closed : ports;
  return checkUse("privilegedPort", exceptions, namesOf(used), {
    missing: "without an exception not every node lets a program listen below 1024",
    unused: "no container listens below 1024",
    instead: "have the program listen on another number and name it as targetPort",
  });
}

/** In the node's network the sysctl is the node's own, and Kubernetes refuses to set it. */
function checkNodePorts(exceptions: PodExceptions, closed: readonly PlannedPort[]): Problem[] {
  const capability =
    "add the exceptions capabilities and runAsRoot to the container, and NET_BIND_SERVICE to its linuxCapabilities";
  if (exceptions.privilegedPort !== undefined) {
    return [
      {
        path: ["podExceptions", "privilegedPort"],
        message: "it cannot be had in the network of the node",
        found: "privilegedPort with hostNetwork",
        fix: `remove it; where a program listens below 1024, ${capability}`,
      },
    ];
  }
  if (closed.length === 0) return [];
  return [
    {
      path: ["podExceptions", "hostNetwork"],
      message: "in the network of the node only a capability lets a program listen below 1024",
      found: namesOf(closed).join(", "),
      fix: capability,
    },
  ];
}

/** Ports below are for root, or for who has the capability. Source: ip(7), `ip_unprivileged_port_start`. */
const firstFreePort = 1024;

function listens({ name, isMain }: LocatedContainer, { container }: PlannedPort): boolean {
  return container === undefined ? isMain : !isMain && name === container;
}

/** A capability that is added is in effect for root alone; another user's programs start without it. */
function mayBind({ exceptions = {}, capabilities = [] }: SecuredContainer): boolean {
  if (exceptions.privileged !== undefined) return true;
  return exceptions.runAsRoot !== undefined && capabilities.includes("NET_BIND_SERVICE");
}

function namesOf(ports: readonly PlannedPort[]): string[] {
  return ports.map(({ name }) => name);
}

/** Longest name of an annotation, without what is before the `/`. */
const annotationNameLength = 63;

function checkContainer({ name, isMain, exceptions = {}, capabilities }: LocatedContainer): Problem[] {
  const longest = Math.max(0, ...given(containerExceptions, exceptions).map(([exception]) => exception.length + 1));
  return [
    ...checkReasons(["exceptions"], exceptions),
    ...checkCapabilities(exceptions, capabilities),
    ...checkIncluded(exceptions),
    ...(isMain || name.length + longest <= annotationNameLength
      ? []
      : [
          {
            path: [],
            message: "the container's name is too long for the annotation that names its exception",
            found: `${name} (${name.length} characters)`,
            allowed: `at most ${annotationNameLength - longest} characters`,
            fix: "shorten it",
          },
        ]),
  ];
}

/** A privileged container has all capabilities, no seccomp profile, and may gain privileges. */
function checkIncluded(exceptions: ContainerExceptions): Problem[] {
  if (exceptions.privileged === undefined) return [];
  return (["privilegeEscalation", "capabilities", "unconfinedSeccomp"] as const)
    .filter((name) => exceptions[name] !== undefined)
    .map((name) => ({
      path: ["exceptions", name],
      message: "nothing uses this exception: a privileged container has it anyway",
      found: String(exceptions[name]),
      fix: "remove it",
    }));
}

function checkLevel(
  pod: PodExceptions = {},
  containers: readonly LocatedContainer[],
  level: PodSecurityLevel,
): Problem[] {
  const all = [
    ...given(podExceptions, pod).map(([exception]) => ({
      path: ["podExceptions", exception],
      needed: podLevels[exception],
    })),
    ...containers.flatMap(({ path, exceptions = {}, capabilities = [] }) =>
      given(containerExceptions, exceptions).map(([exception]) => ({
        path: [...path, "exceptions", exception],
        needed: containerLevel(exception, capabilities),
      })),
    ),
  ];
  return all
    .filter(({ needed }) => isStricter(level, needed))
    .map(({ path, needed }) => ({
      path,
      message: "the namespace refuses pods with this exception",
      found: `podSecurity: ${level}`,
      allowed: podSecurityLevels.filter((other) => !isStricter(other, needed)).join(" or "),
      fix: `set podSecurity of the namespace to ${needed}, or remove the exception`,
    }));
}
