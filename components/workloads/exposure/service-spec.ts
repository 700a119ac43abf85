import type * as pulumi from "@pulumi/pulumi";
import type { LoadBalancerSpec } from "./load-balancer";

/** What every Service can say. */
export interface ServiceFields {
  /** Annotations of the Service. Default: none. */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Whether a caller stays with one pod, by its address; a number is for how many seconds, 1 to 86400. Default: no; with true three hours. */
  readonly sticky?: boolean | number | undefined;
  /** Which pods calls from outside go to: all, or those of the node that was reached, with the caller's address kept. Default: `Cluster`, but `Local` where a node port has source ranges. */
  readonly externalTrafficPolicy?: "Cluster" | "Local" | undefined;
  /** The same for calls from pods of the node. Default: `Cluster`. */
  readonly internalTrafficPolicy?: "Cluster" | "Local" | undefined;
  /** Which pods are preferred: of the caller's zone or node, which saves traffic between zones ($0.01 per GB each way on AWS). Needs Kubernetes 1.34. Default: none. */
  readonly trafficDistribution?: "PreferSameZone" | "PreferSameNode" | undefined;
  /** Whether it has addresses of both families. EKS has Services of one family alone, and refuses `RequireDualStack`. Default: `SingleStack`. */
  readonly ipFamilyPolicy?: "SingleStack" | "PreferDualStack" | "RequireDualStack" | undefined;
  /** Families of its addresses, the first being that of its first address. Default: the cluster's own. */
  readonly ipFamilies?: readonly ("IPv4" | "IPv6")[] | undefined;
  /** Whether DNS names pods that are not ready. Default: no. */
  readonly publishNotReadyAddresses?: boolean | undefined;
  /** Addresses that may call a load balancer or a node port, as CIDRs; of a node port also the network policy knows them. Default: all. */
  readonly sourceRanges?: readonly string[] | undefined;
  /** Numbers of the node ports by the names of ports, 30000 to 32767. Default: Kubernetes chooses. */
  readonly nodePorts?: Readonly<Record<string, number>> | undefined;
  /** Options of the load balancer, if AWS makes it. Needs the type `LoadBalancer`; to be added only when the Service is made, as its class cannot be changed later. Default: what the cloud makes without options; where there is the controller, it must be there. */
  readonly loadBalancer?: LoadBalancerSpec | undefined;
}

/** A workload's own Service: by its name, with all of its ports. */
export interface ServiceSpec extends ServiceFields {
  /** `LoadBalancer` costs what the cloud charges for one; it waits until the cloud has given it an address. Default: `ClusterIP`. */
  readonly type?: "ClusterIP" | "NodePort" | "LoadBalancer" | undefined;
  /** Whether it has no address of its own: its name stands for the addresses of the pods. Default: no. */
  readonly headless?: boolean | undefined;
}

/** One more Service in front of the same pods, such as a load balancer beside the internal one. */
export interface AdditionalServiceSpec extends ServiceFields {
  /** `ExternalName` leads to no pod, but to a name outside: give `externalName`, and no ports. */
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  readonly headless?: boolean | undefined;
  /** Names of the ports that it has. Default: all. */
  readonly ports?: readonly string[] | undefined;
  /** DNS name that a Service of type `ExternalName` stands for. */
  readonly externalName?: string | undefined;
}
