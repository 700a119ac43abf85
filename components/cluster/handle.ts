import type * as pulumi from "@pulumi/pulumi";
import type * as k8s from "@pulumi/kubernetes";
import type { PolicyStatement } from "../core";

/** A Kubernetes service account that is to act in the cloud. */
export interface ServiceAccountRef {
  readonly namespace: string;
  readonly name: string;
  /** What it cannot work without the cloud permission for, in plain words; left out if it can. */
  readonly indispensableFor?: string;
}

export interface GrantOptions {
  /**
   * How the service account proves who it is. `podIdentity`: by the EKS Pod Identity agent of its node. `irsa`: by its token and
   * an OIDC provider, for Fargate, which has no agents, and for tools that assume roles of other accounts by themselves.
   * Default: `podIdentity`.
   */
  readonly identity?: "podIdentity" | "irsa";
}

/** A cloud identity that a service account was given. */
export interface Grant {
  /** What the ServiceAccount must be annotated with. */
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  /** What must be there before a pod starts: one that starts earlier runs without the identity. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** What the layers above know of a cluster, whoever made it. */
export interface ClusterHandle {
  /** Name of the cluster, unique in the environment. */
  readonly name: string;
  /** The provider that every Kubernetes object of the environment is made with. */
  readonly provider: k8s.Provider;
  /** `eks`: made here. `existing`: found through a kubeconfig. */
  readonly target: "eks" | "existing";
  /** The family of pod and service addresses. */
  readonly ipFamily: "ipv4" | "ipv6";
  /** What takes every object of the cluster with it when it is deleted; undefined where the cluster stays. */
  readonly deletedWith: pulumi.Resource | undefined;
  /**
   * Gives a service account a cloud identity with these permissions, and no others.
   * @throws SlipwayError if the cluster has no cloud to ask and the permission is indispensable, or if the statements allow
   * everything
   */
  grant(serviceAccount: ServiceAccountRef, statements: readonly PolicyStatement[], options?: GrantOptions): Grant;
}
