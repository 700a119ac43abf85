import { ExistingCluster, type ClusterHandle } from "../components/cluster";
import type { ClusterConfig } from "./config/schema";

/**
 * The cluster that an environment runs on.
 * @throws SlipwayError if it is to be there already, but is not found or does not answer
 */
export async function createCluster({ kubeconfig, context, ipFamily }: ClusterConfig): Promise<ClusterHandle> {
  await ExistingCluster.requireReachable({ kubeconfig, context });
  return new ExistingCluster("cluster", { kubeconfig, context, ipFamily });
}
