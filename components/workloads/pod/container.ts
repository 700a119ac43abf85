import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { checkDnsLabel, under, type Problem } from "../../core";
import { containerPorts, type PlannedPort } from "../exposure/ports";
import type { ContainerFields, InitContainerSpec, RunningContainerFields, SidecarSpec } from "./container-spec";
import type { OwnContent } from "./content";
import { checkEnvFrom, checkEnvironment } from "./check-environment";
import { containerEnvFrom, containerEnvironment, secretPrefix } from "./environment";
import { givenBeside, type GivenVariable } from "./given-variables";
import { checkLogs, checkMetrics, metricsPorts } from "./observation";
import { checkProbes, containerProbes } from "./probes";
import { checkResources, containerResources, initDefaults, sidecarDefaults, type ResourceDefaults } from "./resources";
import { containerSecurityContext } from "./security";
import { containerLifecycle } from "./shutdown";
import type { SecuritySpec } from "./security-spec";
import type { VolumeClaims, Volumes } from "./volume-spec";
import { checkMounts, checkPropagation, mainMounts, otherMounts } from "./volumes";

type Container = k8s.types.input.core.v1.Container;

/** What containers of one pod have in common. */
export interface PodContext {
  readonly own: OwnContent;
  /** Ports of all containers of the pod. */
  readonly ports: readonly PlannedPort[];
  readonly volumes: Volumes;
  readonly claims: VolumeClaims;
  /** Who the processes of the pod are. */
  readonly security: SecuritySpec | undefined;
  /** Variables that the main container has besides its own, above them. Default: none. */
  readonly given?: readonly GivenVariable[] | undefined;
}

/** What the main container says, of any kind of workload. */
export type MainContainerFields = ContainerFields & RunningContainerFields;

/**
 * The main container, which has the workload's name.
 * @param delaySeconds how long it goes on serving when its pod is to end
 * @param keepsRunning whether it is to be probed
 */
export function mainContainer(
  spec: MainContainerFields,
  context: PodContext,
  delaySeconds: number,
  keepsRunning: boolean,
): Container {
  const ports = context.ports.filter(({ container }) => container === undefined);
  return {
    ...head(context.own.objectName, spec),
    ...unlessEmpty({
      env: [
        ...givenBeside(context.given, spec, context.own).map((given) => ({ ...given })),
        ...containerEnvironment(spec.env, context.own, secretPrefix()),
      ],
      envFrom: containerEnvFrom(spec.envFrom, context.own),
      ports: [...containerPorts(context.ports, undefined), ...metricsPorts(spec.metrics, ports)],
      volumeMounts: mainMounts(context.volumes, context.claims),
    }),
    ...(keepsRunning ? containerProbes(spec.probes, ports) : {}),
    ...containerLifecycle(delaySeconds),
    ...tail(spec, context, undefined),
  };
}

/** A container that runs to its end before the main one starts. */
export function initContainer(name: string, spec: InitContainerSpec, context: PodContext): Container {
  return {
    ...head(name, spec),
    ...unlessEmpty({
      env: containerEnvironment(spec.env, context.own, secretPrefix(name)),
      envFrom: containerEnvFrom(spec.envFrom, context.own),
      volumeMounts: otherMounts(spec.mounts, context.volumes, context.claims),
    }),
    ...tail(spec, context, initDefaults),
  };
}

/** A container beside the main one; a native one is for Kubernetes an init container that is always restarted. */
export function sidecar(name: string, spec: SidecarSpec, context: PodContext, delaySeconds: number): Container {
  const ports = context.ports.filter(({ container }) => container === name);
  return {
    ...head(name, spec),
    ...(isNative(spec) ? { restartPolicy: "Always" } : {}),
    ...unlessEmpty({
      env: containerEnvironment(spec.env, context.own, secretPrefix(name)),
      envFrom: containerEnvFrom(spec.envFrom, context.own),
      ports: [...containerPorts(context.ports, name), ...metricsPorts(spec.metrics, ports)],
      volumeMounts: otherMounts(spec.mounts, context.volumes, context.claims),
    }),
    ...containerProbes(spec.probes, ports),
    ...(isNative(spec) ? {} : containerLifecycle(delaySeconds)),
    ...tail(spec, context, sidecarDefaults),
  };
}

/** Whether Kubernetes starts it before the main container, and ends it after. */
export function isNative(spec: SidecarSpec<unknown>): boolean {
  return spec.native ?? true;
}

/** What is wrong with the main container. */
export function checkMainContainer(
  spec: ContainerFields<unknown> & RunningContainerFields,
  context: PodContext,
): Problem[] {
  return [
    ...checkContainer(spec, context, { given: givenBeside(context.given, spec, context.own) }),
    ...checkPropagationOf(spec, { volumes: context.volumes, volumeClaims: context.claims }),
    ...checkRunning(spec, context, undefined),
  ];
}

/** What is wrong with an init container. */
export function checkInitContainer(name: string, spec: InitContainerSpec<unknown>, context: PodContext): Problem[] {
  return checkOtherContainer(name, spec, context, initDefaults);
}

/** What is wrong with a sidecar. */
export function checkSidecar(name: string, spec: SidecarSpec<unknown>, context: PodContext): Problem[] {
  return [...checkOtherContainer(name, spec, context, sidecarDefaults), ...checkRunning(spec, context, name)];
}

/** What is wrong with the names of a pod's containers to each other. */
export function checkContainerNames(
  objectName: string,
  initContainers: readonly string[],
  sidecars: readonly string[],
): Problem[] {
  const listed = [
    ...initContainers.map((name) => ({ path: ["initContainers", name], name, what: "the init container" })),
    ...sidecars.map((name) => ({ path: ["sidecars", name], name, what: "the sidecar" })),
  ];
  return listed
    .filter(({ name }, index) => name === objectName || listed.slice(0, index).some((other) => other.name === name))
    .map(({ path, name, what }) => ({
      path,
      message:
        name === objectName
          ? "two containers of one pod have one name: the main container has that of the workload"
          : "two containers of one pod have one name",
      found: name,
      fix: `rename ${what}`,
    }));
}

/** Only the lists that have entries: Kubernetes stores no empty ones, so writing them would differ on every look. */
export function unlessEmpty<Lists extends Record<string, readonly unknown[]>>(lists: Lists): Partial<Lists> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>;
}

function head(name: string, spec: ContainerFields): Pick<Container, "name" | "image" | "command" | "args"> {
  return {
    name,
    image: spec.image,
    ...(spec.imagePullPolicy === undefined ? {} : { imagePullPolicy: spec.imagePullPolicy }),
    ...(spec.command === undefined ? {} : { command: [...spec.command] }),
    ...(spec.args === undefined ? {} : { args: [...spec.args] }),
    ...(spec.workingDir === undefined ? {} : { workingDir: spec.workingDir }),
  };
}

function tail(
  spec: ContainerFields,
  { security }: PodContext,
  defaults: ResourceDefaults | undefined,
): Pick<Container, "resources" | "securityContext"> {
  return {
    resources: containerResources(spec.resources, defaults),
    securityContext: containerSecurityContext(spec.exceptions, spec.linuxCapabilities, security),
  };
}

/** What is wrong with what every container says. */
function checkContainer(
  spec: ContainerFields<unknown>,
  { own }: PodContext,
  { defaults, given = [] }: { readonly defaults?: ResourceDefaults; readonly given?: readonly GivenVariable[] },
): Problem[] {
  return [
    ...checkImage(spec.image),
    ...checkEnvironment(
      spec.env,
      own,
      spec.envFrom,
      given.map(({ name }) => name),
    ),
    ...checkEnvFrom(spec.envFrom, own),
    ...checkResources(spec.resources, defaults),
  ];
}

/** What is wrong with a container that has a name of its own, and says which volumes it sees. */
function checkOtherContainer(
  name: string,
  spec: InitContainerSpec<unknown>,
  context: PodContext,
  defaults: ResourceDefaults,
): Problem[] {
  return [
    ...checkDnsLabel("a container", name),
    ...checkNumericName(name),
    ...checkContainer(spec, context, { defaults }),
    ...checkMounts(spec.mounts, context.volumes, context.claims, context.own),
    ...checkPropagationOf(spec, { mounts: spec.mounts }),
  ];
}

/** @param name of the sidecar; undefined: the main container */
function checkRunning(
  spec: RunningContainerFields,
  { ports: all, own }: PodContext,
  name: string | undefined,
): Problem[] {
  const ports = all.filter(({ container }) => container === name);
  const others = all.filter(({ container }) => container !== name);
  return [
    ...checkProbes(spec.probes, ports),
    ...checkMetrics(spec.metrics, ports, others),
    ...checkLogs(spec.logs, name ?? own.objectName),
  ];
}

/** Mounts that the node sees are for privileged containers alone. */
function checkPropagationOf(
  { exceptions }: ContainerFields<unknown>,
  places: Parameters<typeof checkPropagation>[0],
): Problem[] {
  return exceptions?.privileged === undefined ? checkPropagation(places) : [];
}

/** `[registry[:port]/]path[:tag][@sha256:digest]`, as container runtimes read it. */
const imageReference =
  /^([\w.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/** Whether a text is one. */
export function isImageReference(image: string): boolean {
  return imageReference.test(image);
}

function checkImage(image: pulumi.Input<string>): Problem[] {
  if (typeof image !== "string" || isImageReference(image)) return [];
  return [
    {
      path: ["image"],
      message: "this is no reference to an image",
      found: JSON.stringify(image),
      allowed: "registry/name:tag or registry/name@sha256:… with 64 hexadecimal digits, the name in lower case",
      fix: "copy the reference from the registry",
    },
  ];
}

/** JavaScript puts names that are numbers before all others, whatever their order was. */
function checkNumericName(name: string): Problem[] {
  if (!/^\d+$/.test(name)) return [];
  return [
    {
      path: [],
      message: "a number as a name would come before all others",
      found: name,
      fix: `name it step-${name}`,
    },
  ];
}

/** The same problems under the field and name of each container. */
export function underEach<Spec>(
  field: string,
  specs: Readonly<Record<string, Spec>> | undefined,
  check: (name: string, spec: Spec) => Problem[],
): Problem[] {
  return Object.entries(specs ?? {}).flatMap(([name, spec]) => under([field, name], check(name, spec)));
}
