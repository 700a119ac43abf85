import type * as pulumi from "@pulumi/pulumi";
import type { LinkTarget } from "../exposure/links";
import type { Environment, EnvironmentSource } from "./environment";
import type { LogsSpec, MetricsSpec } from "./observation";
import type { ProbesSpec } from "./probes";
import type { ResourcesSpec } from "./resources";
import type { ContainerExceptions } from "./security-spec";
import type { MountSpec } from "./volume-spec";

/**
 * What every container says, whatever its part in the pod.
 * `Target` is what its links lead to: a `LinkTarget`, or within an `Application` the name of another workload.
 */
export interface ContainerFields<Target = LinkTarget> {
  /** Image with tag or digest. */
  readonly image: pulumi.Input<string>;
  /** When the node asks the registry. Default: Kubernetes' own, `IfNotPresent` unless the tag is `latest`. */
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never" | undefined;
  /** Program and first arguments, not through a shell. Default: the image's own entry point. */
  readonly command?: readonly string[] | undefined;
  /** Arguments of the program. Default: the image's own; none where `command` is given. */
  readonly args?: readonly string[] | undefined;
  /** Folder that the program starts in, an absolute path. Default: the image's own. */
  readonly workingDir?: string | undefined;
  /** Environment variables, in order. A value may be a link: `linkTo(payments)`. Default: none. */
  readonly env?: Environment<Target> | undefined;
  /** Whole config maps and secrets as environment variables; those of `env` win. Default: none. */
  readonly envFrom?: readonly EnvironmentSource[] | undefined;
  /**
   * What it asks for and may take at most. Default: 100m CPU and 128Mi memory requested, 256Mi at most; of other containers than the main
   * one what their kind says.
   */
  readonly resources?: ResourcesSpec | undefined;
  /** What it may do beyond the defaults, each with the reason why. Default: nothing. */
  readonly exceptions?: ContainerExceptions | undefined;
  /** Linux capabilities that it gets, such as `NET_ADMIN`. Needs the exception `capabilities`. Default: none. */
  readonly linuxCapabilities?: readonly string[] | undefined;
}

/** What a container that keeps running says besides. */
export interface RunningContainerFields {
  /**
   * Questions whether it has started, is ready and is alive. Default: readiness and liveness on the first port, where there is one that
   * takes connections; a container that nobody calls has none.
   */
  readonly probes?: ProbesSpec | undefined;
  /** Where it shows its metrics. Default: nowhere. */
  readonly metrics?: MetricsSpec | undefined;
  /** What its log lines are. Default: nothing is said of them. */
  readonly logs?: LogsSpec | undefined;
}

/** Which of the pod's volumes a container sees that is not the main one. */
export interface MountFields {
  /**
   * Volumes and volume claims, by name, each with its path in this container or more. Default: the empty volumes, where the main
   * container has them.
   */
  readonly mounts?: Readonly<Record<string, string | MountSpec>> | undefined;
}

/** A container that runs to its end before the main one starts. Default resources: 10m CPU and 16Mi memory requested, 64Mi at most. */
export interface InitContainerSpec<Target = LinkTarget> extends ContainerFields<Target>, MountFields {}

/** A container beside the main one. Default resources: 10m CPU and 32Mi memory requested, 128Mi at most. */
export interface SidecarSpec<Target = LinkTarget> extends ContainerFields<Target>, RunningContainerFields, MountFields {
  /**
   * Whether it starts before the init containers and the main one, and ends after it (a native sidecar). Otherwise it starts and
   * ends with it. Default: true.
   */
  readonly native?: boolean | undefined;
}
