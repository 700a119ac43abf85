import type { types } from "@pulumi/kubernetes";

/** Who a workload's processes are. Everything else is fixed by the `restricted` Pod Security standard. */
export interface SecuritySpec {
  /** Numeric user, from 1. Default: the image's own, which must not be root. */
  readonly runAsUser?: number | undefined;
  /** Numeric group, from 1. Default: the image's own. */
  readonly runAsGroup?: number | undefined;
  /** Numeric group, from 1, that owns the volumes. Default: none. */
  readonly fsGroup?: number | undefined;
}

/** The pod's security context, by the `restricted` Pod Security standard. */
export function podSecurityContext(spec: SecuritySpec = {}): types.input.core.v1.PodSecurityContext {
  return {
    runAsNonRoot: true,
    ...(spec.runAsUser === undefined ? {} : { runAsUser: spec.runAsUser }),
    ...(spec.runAsGroup === undefined ? {} : { runAsGroup: spec.runAsGroup }),
    ...(spec.fsGroup === undefined ? {} : { fsGroup: spec.fsGroup }),
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** Each container's security context, by the `restricted` Pod Security standard, with a root file system that is read-only. */
export function containerSecurityContext(): types.input.core.v1.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    privileged: false,
    readOnlyRootFilesystem: true,
  };
}
