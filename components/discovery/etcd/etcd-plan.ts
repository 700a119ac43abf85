import { headlessName, planPorts, type LinkTarget, type PlannedPort } from "../../workloads";
import { memberName } from "./etcd-certificates";
import { quotaFor, type EtcdCluster, type EtcdMember } from "./etcd-flags";
import { defaultMembers, defaultSize, etcdPorts, type EtcdSpec } from "./etcd-spec";

/** Where a member finds its files in its pod. */
export const folders = { data: "/var/lib/etcd", server: "/etc/etcd/server", peer: "/etc/etcd/peer" } as const;

/** What an etcd in a namespace is made from. */
export interface EtcdPlan {
  readonly members: number;
  /** Size of each volume. */
  readonly size: string;
  /** A member, as the one template of all pods says it: the kubelet fills in its name, `$(POD_NAME)`. */
  readonly member: EtcdMember;
  readonly cluster: EtcdCluster;
  /** URLs of all members for clients of the namespace. */
  readonly endpoints: readonly string[];
}

/**
 * Plans an etcd. Members go by names within the namespace, so that they are the same whatever it is called.
 * @param ipFamily of the cluster's pods
 */
export function planEtcd(
  objectName: string,
  spec: EtcdSpec,
  size: string = defaultSize,
  ipFamily: "ipv4" | "ipv6" = "ipv4",
): EtcdPlan {
  const { members = defaultMembers, initialClusterState = "new" } = spec;
  const everywhere = ipFamily === "ipv6" ? "[::]" : "0.0.0.0";
  const host = (name: string): string => `${name}.${headlessName(objectName)}`;
  const names = Array.from({ length: members }, (_, index) => memberName(objectName, index));
  return {
    members,
    size,
    member: {
      name: "$(POD_NAME)",
      // Not the volume itself, which belongs to root and may have a folder of its file system.
      dataDir: `${folders.data}/data`,
      listen: {
        client: `https://${everywhere}:${etcdPorts.client}`,
        peer: `https://${everywhere}:${etcdPorts.peer}`,
        metrics: `http://${everywhere}:${etcdPorts.metrics}`,
      },
      advertise: {
        client: `https://${host("$(POD_NAME)")}:${etcdPorts.client}`,
        peer: `https://${host("$(POD_NAME)")}:${etcdPorts.peer}`,
      },
    },
    cluster: {
      token: `$(POD_NAMESPACE).${objectName}`,
      members: names.map((name) => ({ name, peer: `https://${host(name)}:${etcdPorts.peer}` })),
      state: initialClusterState,
      certificates: { server: folders.server, peer: folders.peer },
      quotaBytes: quotaFor(size),
    },
    endpoints: names.map((name) => `https://${host(name)}:${etcdPorts.client}`),
  };
}

const planned = planPorts({ client: etcdPorts.client, peer: etcdPorts.peer });

/** What clients lead to: the port for them alone. */
export function clientTarget(objectName: string): LinkTarget {
  return { objectName, ports: portsNamed("client") };
}

/** What members lead to: the port among themselves. */
export function peerTarget(objectName: string): LinkTarget {
  return { objectName, ports: portsNamed("peer") };
}

function portsNamed(name: string): readonly PlannedPort[] {
  return planned.filter((port) => port.name === name);
}
