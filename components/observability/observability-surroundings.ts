import type { AddOnId } from "../addons";
import type { ClusterHandle, GatewayCapability, MeshCapability, PlatformCapabilities } from "../cluster";

/** An application as logs and dashboards of the platform know it, before anything is made. */
export interface ApplicationOutline {
  readonly name: string;
  /** Name of its namespace. */
  readonly namespace: string;
  readonly workloads: readonly string[];
}

/** An address that is public, by a route. */
export interface PublicAddress {
  /** Name that is unique among them, such as `shop-frontend`. */
  readonly name: string;
  /** Such as `https://shop.example.com/`. */
  readonly url: string;
}

/** What is known of the place of observability before anything is made. What is not known is undefined, and not checked. */
export interface ObservabilitySurroundings {
  readonly target: ClusterHandle["target"];
  readonly isProduction: boolean;
  /** Whether what there may be several of there are several of. */
  readonly highlyAvailable: boolean;
  readonly ipFamily: ClusterHandle["ipFamily"];
  /** Name of the cluster, for labels of what leaves it. */
  readonly clusterName: string;
  /** Such as `eu-central-1`; undefined off AWS. */
  readonly region: string | undefined;
  /** Zones with nodes. */
  readonly zones: readonly string[] | undefined;
  /** Fewest nodes of the node groups together. */
  readonly nodes: number | undefined;
  /** Whether Pulumi refuses to delete what would be lost for good. */
  readonly isProtected: boolean;
  /** Ids of the add-ons that there are. */
  readonly addOns: readonly AddOnId[];
  readonly gateway: GatewayCapability | undefined;
  readonly mesh: MeshCapability | undefined;
  readonly applications: readonly ApplicationOutline[];
  readonly addresses: readonly PublicAddress[];
  /** Namespace of the Prometheus that scrapes metrics; undefined where there is none. */
  readonly prometheusNamespace: string | undefined;
  /** What the environment says of the cluster. */
  readonly capabilities: PlatformCapabilities | undefined;
}
