import type * as pulumi from "@pulumi/pulumi";
import type { Mirrors, PlatformAddOnsSpec } from "../addons";
import type { ClusterHandle, EksHandle, GatewayCapability, GatewayEngineName } from "../cluster";
import type { ChildFactory, Problem, RenderedObject, Support } from "../core";
import type { GatewayFeature } from "./features";
import type { GatewaySpec } from "./gateway-spec";
import type { LoadBalancerCidrs } from "./load-balancer-callers";
import type { PlannedRoute } from "./planned-route";

/** What is known of the place of a gateway before anything is made. What is not known is undefined, and not checked. */
export interface GatewaySurroundings {
  readonly target: ClusterHandle["target"];
  readonly isProduction: boolean;
  /** Whether what there may be several of there are several of. */
  readonly highlyAvailable: boolean;
  readonly autoMode: boolean;
  readonly ipFamily: ClusterHandle["ipFamily"];
  /** Such as `eu-central-1`; undefined off AWS. */
  readonly region: string | undefined;
  /** CIDRs of the subnets that load balancers are put into, on EKS. */
  readonly loadBalancerCidrs: LoadBalancerCidrs | undefined;
  /** Whether the subnets have IPv6 addresses too; undefined where that is not known. */
  readonly dualStackNetwork: boolean | undefined;
  /** Names of the cluster issuers of cert-manager; undefined where they are not known. */
  readonly issuers: readonly string[] | undefined;
  /** Whether the environment refuses gateways that every address may call. Default: no. */
  readonly requiresSourceRanges?: boolean | undefined;
  /** Namespace of the Prometheus that scrapes metrics; undefined where none is known. */
  readonly prometheusNamespace: string | undefined;
  /** Whether the custom resources of the Prometheus operator are there. */
  readonly hasMonitors: boolean;
}

/** What a gateway is made with. */
export interface GatewayContext extends GatewaySurroundings {
  readonly spec: GatewaySpec;
  readonly cluster: ClusterHandle;
  /** The same cluster, where it is one of EKS that was made here. */
  readonly eks: EksHandle | undefined;
  /** What routes will see of it. */
  readonly capability: GatewayCapability;
  /** Makes a child of the gateway's component, in its cluster, after what the gateway comes after. */
  readonly child: ChildFactory;
  /** Makes objects in the gateway's namespace; each after `after`. */
  readonly create: (objects: readonly RenderedObject[], after?: readonly pulumi.Resource[]) => pulumi.Resource[];
  /** The gateway's component, as parent of components, which are made in the cluster's account. */
  readonly parent: pulumi.ComponentResource & { readonly logicalName: string };
  /** Whether Pulumi refuses to delete what would be lost for good. */
  readonly isProtected: boolean;
  /** Where images are taken from. */
  readonly mirrors: Mirrors;
}

/** What a gateway has made. */
export interface DeployedGateway {
  /** What must be there before routes, and so goes after them. */
  readonly ready: readonly pulumi.Resource[];
  /** Name in DNS of what is in front, where it is known to the program: for records that ExternalDNS does not write. */
  readonly address?: pulumi.Output<string> | undefined;
  /** The same for each host, where each has its own. */
  readonly addresses?: Readonly<Record<string, pulumi.Output<string>>> | undefined;
  /** Of an API of AWS, what its routes are made with. */
  readonly api?: ApiGatewayHandle | undefined;
}

/** An API of AWS API Gateway, as its routes see it. */
export interface ApiGatewayHandle {
  readonly kind: "http" | "rest";
  /** Of an HTTP API, which all routes are parts of; a REST API is made for each of their paths. */
  readonly apiId?: pulumi.Output<string> | undefined;
  readonly executionArn?: pulumi.Output<string> | undefined;
  readonly vpcLinkId: pulumi.Output<string>;
  readonly loadBalancerArn: pulumi.Output<string>;
  readonly vpcId: pulumi.Output<string>;
}

/** What a route is made with, where it is made in the cloud. */
export interface RouteContext {
  readonly api: ApiGatewayHandle;
  readonly cluster: ClusterHandle;
  readonly namespace: pulumi.Input<string>;
  readonly parent: pulumi.ComponentResource & { readonly logicalName: string };
  /** Makes a child of the route's component, in the cluster. */
  readonly child: ChildFactory;
  /** What must be there before requests can be sent to the workload. */
  readonly after: readonly pulumi.Resource[];
}

/** A program that carries out routes: what it can do, and how it is told. */
export interface GatewayEngine {
  readonly name: GatewayEngineName;
  /** What of everything that can be asked for it can do, and how. */
  readonly supports: Readonly<Record<GatewayFeature, Support>>;
  /** The add-ons that it needs, with their options; merged under what the environment says of them. */
  readonly addOns: (spec: GatewaySpec, around: GatewaySurroundings) => PlatformAddOnsSpec;
  /** Whose connections reach the pods of workloads. */
  readonly callers: (spec: GatewaySpec, around: GatewaySurroundings) => GatewayCapability["callers"];
  /** What is wrong with the gateway besides what is wrong for all. Paths are relative to its specification. */
  readonly checkGateway?: (spec: GatewaySpec, around: GatewaySurroundings) => Problem[];
  /** What is wrong with a route besides what it cannot do at all. Paths are relative to the workload: `route`, `policy`. */
  readonly checkRoute?: (route: PlannedRoute, gateway: GatewayCapability) => Problem[];
  /** Makes the gateway itself. */
  readonly deploy: (context: GatewayContext) => DeployedGateway;
  /** Whether routes of two workloads may not have one path, whatever methods and headers they are for. Default: they may. */
  readonly comparesPathsAlone?: boolean | undefined;
  /** The objects of a route, in the namespace of its workload. */
  readonly renderRoute: (route: PlannedRoute, gateway: GatewayCapability) => readonly RenderedObject[];
  /** Annotations that the Service of the workload with the route gets, where the gateway reads them there. */
  readonly serviceAnnotations?: (route: PlannedRoute, gateway: GatewayCapability) => Readonly<Record<string, string>>;
  /** Makes what a route needs in the cloud, for those that are not in the cluster. */
  readonly createRoute?: (route: PlannedRoute, gateway: GatewayCapability, context: RouteContext) => pulumi.Resource[];
}
