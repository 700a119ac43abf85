import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { CommonOptions } from "../frame/add-on";

/**
 * A DNS cache on each node, of the project NodeLocal DNSCache. It takes the address of the cluster's DNS on its node, so that no pod need be
 * changed; what it does not know it asks the cluster's DNS for. It works where kube-proxy does so by iptables or nftables, as on EKS.
 */
export interface NodeLocalDnsSpec extends CommonOptions {
  /** Address of the cluster's DNS Service, such as `10.96.0.10`. Default: on EKS that of the cluster; elsewhere it must be stated. */
  readonly dnsServiceIp?: string | undefined;
  /** Domain of the cluster. Default: `cluster.local`. */
  readonly clusterDomain?: string | undefined;
  /** Seconds for which answers are kept at most, from 1 to 3600. Those that there is no such name are kept for 5. Default: 30. */
  readonly cacheSeconds?: number | undefined;
  /** Changes to what it is made of. Default: none. */
  readonly transform?:
    | {
        readonly configMap?: Transform<k8s.core.v1.ConfigMapArgs> | undefined;
        readonly daemonSet?: Transform<k8s.apps.v1.DaemonSetArgs> | undefined;
      }
    | undefined;
}
