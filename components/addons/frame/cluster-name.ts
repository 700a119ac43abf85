import type { ClusterHandle, EksHandle } from "../../cluster";

/** What the cluster is called in the cloud, which no other of the account is; of one that was there already what its context is called. */
export function clusterNameOf({
  eks,
  cluster,
}: {
  readonly eks: EksHandle | undefined;
  readonly cluster: ClusterHandle;
}): string {
  return eks?.clusterName ?? cluster.name;
}
