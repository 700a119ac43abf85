import type * as pulumi from "@pulumi/pulumi";
import type * as k8s from "@pulumi/kubernetes";

/** A statement of an AWS IAM policy. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  /** Such as `s3:GetObject`. */
  readonly actions: readonly string[];
  /** ARNs. */
  readonly resources: readonly pulumi.Input<string>[];
}

/** A Kubernetes service account that is to act in the cloud. */
export interface ServiceAccountRef {
  readonly namespace: string;
  readonly name: string;
  /** What it cannot work without the cloud permission for, in plain words; left out if it can. */
  readonly indispensableFor?: string;
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
  /**
   * Gives a service account a cloud identity with these permissions.
   * @throws SlipwayError if the cluster has no cloud to ask and the permission is indispensable
   */
  grant(serviceAccount: ServiceAccountRef, statements: readonly PolicyStatement[]): void;
}
