/** The EKS managed add-ons that this project installs, in the order in which they are installed. */
export const addOnNames = [
  "vpc-cni",
  "kube-proxy",
  "eks-pod-identity-agent",
  "coredns",
  "aws-ebs-csi-driver",
  "snapshot-controller",
  "metrics-server",
  "eks-node-monitoring-agent",
  "aws-efs-csi-driver",
] as const;

/** Name of an EKS managed add-on that this project installs. */
export type AddOnName = (typeof addOnNames)[number];

/** The pinned build of an add-on for a Kubernetes minor version. */
export interface AddOnVersion {
  /** `vX.Y.Z-eksbuild.N`. */
  readonly version: string;
  /** The public material that shows it, with its date where it tells one. */
  readonly source: string;
  /**
   * `seen`: used or listed with this Kubernetes version there. `nearby`: with the one before or after it; AWS publishes
   * most builds for several, so it is likely to be there, but EKS may refuse it.
   */
  readonly evidence: "seen" | "nearby";
}

const listed136 = "a public Terraform configuration that lists the builds for EKS 1.36 of 2026-10-07";
const created136 =
  "two public Terraform configurations of EKS 1.36 clusters, one with what EKS itself resolved, 2026-10";
const lab136 = "a public Terraform configuration that repeats a running EKS 1.36 cluster, 2026-10";
const snapshots136 = "the public platform-lab Terraform of kirandevraaj, EKS 1.36, 2026-09";
const listed135 = "a public runbook that lists the builds for EKS 1.35 of 2026-10-02";
const pinned135 = "a public Terraform configuration that lists the builds for EKS 1.35 of 2026-09-07";
const defaults135 = "a public Terraform configuration that lists the defaults for EKS 1.35 of 2026-08-30";
const disks135 = "two public Terraform configurations of EKS 1.35 clusters, 2026-09";
const project135 = "the public example project of devopscoop, EKS 1.35, 2026-08";
const module134 = "a public Terraform module for EKS 1.34, 2026-09";
const shared134 = "a public Terraform configuration of an EKS 1.34 cluster, 2026-09";
const table134 = "a public CDK project with a table of builds for EKS 1.31 to 1.35, 2026-08";
const snapshots134 = "the public Terraform variables of a hyperswitch cluster, EKS 1.34, early 2026";

/**
 * Builds by Kubernetes minor version: for each the newest that public material shows, found by text search on
 * 2026-11-21. The search does not name every repository, and a month without a day is estimated from material of the same
 * age. AWS has no public list that can be read without credentials, so newer builds may be there, and AWS withdraws old
 * ones. What EKS has now:
 *
 *     aws eks describe-addon-versions --kubernetes-version 1.36 \
 *       --query 'addons[].[addonName, addonVersions[0].addonVersion]' --output text
 *
 * (Renovate has a data source for it, `aws-eks-addon`, which needs AWS credentials too.)
 */
const versions: Readonly<Record<string, Readonly<Record<AddOnName, AddOnVersion>>>> = {
  "1.36": {
    "vpc-cni": seen("v1.23.2-eksbuild.1", listed136),
    "kube-proxy": seen("v1.36.0-eksbuild.45", created136),
    "eks-pod-identity-agent": seen("v1.4.0-eksbuild.3", listed136),
    coredns: seen("v1.14.7-eksbuild.11", created136),
    "aws-ebs-csi-driver": seen("v1.66.0-eksbuild.1", created136),
    "snapshot-controller": seen("v8.6.0-eksbuild.8", snapshots136),
    "metrics-server": seen("v0.9.0-eksbuild.11", listed136),
    "eks-node-monitoring-agent": seen("v1.7.2-eksbuild.1", lab136),
    "aws-efs-csi-driver": seen("v3.4.2-eksbuild.1", lab136),
  },
  "1.35": {
    "vpc-cni": seen("v1.23.2-eksbuild.1", listed135),
    "kube-proxy": seen("v1.35.3-eksbuild.29", listed135),
    "eks-pod-identity-agent": seen("v1.4.0-eksbuild.3", listed135),
    coredns: seen("v1.14.6-eksbuild.4", listed135),
    "aws-ebs-csi-driver": seen("v1.66.0-eksbuild.1", disks135),
    "snapshot-controller": seen("v8.6.0-eksbuild.6", pinned135),
    "metrics-server": seen("v0.9.0-eksbuild.7", defaults135),
    "eks-node-monitoring-agent": seen("v1.7.0-eksbuild.1", project135),
    "aws-efs-csi-driver": seen("v3.4.2-eksbuild.1", pinned135),
  },
  "1.34": {
    "vpc-cni": seen("v1.23.1-eksbuild.1", module134),
    "kube-proxy": seen("v1.34.6-eksbuild.25", module134),
    "eks-pod-identity-agent": seen("v1.4.0-eksbuild.2", module134),
    coredns: seen("v1.13.2-eksbuild.24", module134),
    "aws-ebs-csi-driver": seen("v1.66.0-eksbuild.1", shared134),
    "snapshot-controller": seen("v8.3.0-eksbuild.1", snapshots134),
    "metrics-server": seen("v0.9.0-eksbuild.5", table134),
    "eks-node-monitoring-agent": { version: "v1.7.0-eksbuild.1", source: project135, evidence: "nearby" },
    "aws-efs-csi-driver": seen("v3.4.2-eksbuild.1", shared134),
  },
};

/** The Kubernetes minor versions that builds are pinned for, newest first. */
export const pinnedKubernetesVersions: readonly string[] = Object.keys(versions);

/**
 * The pinned build of an add-on, or `undefined` for a Kubernetes version without pins: then EKS installs its default
 * build, which AWS moves from time to time.
 * @param kubernetesMinor such as `1.36`
 */
export function addOnVersion(addOn: AddOnName, kubernetesMinor: string): AddOnVersion | undefined {
  return versions[kubernetesMinor]?.[addOn];
}

function seen(version: string, source: string): AddOnVersion {
  return { version, source, evidence: "seen" };
}
