/** Who a pod's processes are. Everything else is fixed by the `restricted` Pod Security standard, but for named exceptions. */
export interface SecuritySpec {
  /** Numeric user, from 1; 0 with the exception `runAsRoot`. Default: the image's own, which must not be root. */
  readonly runAsUser?: number | undefined;
  /** Numeric group, from 1; 0 with the exception `runAsRoot`. Default: the image's own. */
  readonly runAsGroup?: number | undefined;
  /** Numeric group, from 1, that owns the volumes. Default: none; with volume claims 1000, as a new volume belongs to root. */
  readonly fsGroup?: number | undefined;
  /** When the owner of a volume is changed; `OnRootMismatch` makes large volumes start faster. Default: `OnRootMismatch` where there is a volume claim, else Kubernetes' own, `Always`. */
  readonly fsGroupChangePolicy?: "Always" | "OnRootMismatch" | undefined;
  /** More numeric groups of the processes. Default: none. */
  readonly supplementalGroups?: readonly number[] | undefined;
  /** Path of a seccomp profile on the node, below the kubelet's folder. Default: the runtime's own profile. */
  readonly seccompProfile?: string | undefined;
  /** Whether users in the pod are others than those of the node by the same numbers (`hostUsers: false`). Default: no. */
  readonly userNamespace?: boolean | undefined;
}

export const containerExceptions = [
  "writableRoot",
  "runAsRoot",
  "privilegeEscalation",
  "capabilities",
  "unconfinedSeccomp",
  "privileged",
] as const;
export type ContainerException = (typeof containerExceptions)[number];

/**
 * What one container may do beyond the defaults, each with the reason in a few words, which is written to the pod's annotations where
 * policies find it. `writableRoot` is allowed by the `restricted` Pod Security standard; `runAsRoot`, `privilegeEscalation` and the
 * usual `capabilities` need a namespace of level `baseline`; other capabilities, `unconfinedSeccomp` and `privileged` need `privileged`.
 */
export type ContainerExceptions = Readonly<Partial<Record<ContainerException, string | undefined>>>;

export const podExceptions = ["privilegedPort", "hostPath", "hostPorts", "hostNetwork", "hostPID", "hostIPC"] as const;
export type PodException = (typeof podExceptions)[number];

/**
 * The same for the whole pod. `privilegedPort` (ports below 1024 without root) is allowed by `restricted`; all others need a namespace of
 * level `privileged`.
 */
export type PodExceptions = Readonly<Partial<Record<PodException, string | undefined>>>;

export const podSecurityLevels = ["restricted", "baseline", "privileged"] as const;
/** Pod Security level that a namespace enforces, strictest first. */
export type PodSecurityLevel = (typeof podSecurityLevels)[number];
