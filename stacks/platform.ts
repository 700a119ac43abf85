import { ExistingCluster, type ClusterHandle } from "../components/cluster";
import type { ClusterConfig } from "./config/schema";

/** The cluster that an environment runs on. */
export function createCluster(config: ClusterConfig): ClusterHandle {
  const { kubeconfig, context, ipFamily } = config;
  return new ExistingCluster("cluster", { kubeconfig, context, ipFamily });
}
