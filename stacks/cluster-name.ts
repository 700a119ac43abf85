import * as pulumi from "@pulumi/pulumi";
import type { ClusterConfig } from "./config/schema";

/** What a cluster is called: on EKS in its account, and in labels and messages everywhere. */
export function clusterNameOf(cluster: ClusterConfig | undefined, environment: string): string {
  const stated = cluster?.target === "eks" ? cluster.name : undefined;
  return stated ?? `${pulumi.getProject()}-${environment}`;
}
