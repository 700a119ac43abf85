import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Mirrors } from "../addons";
import { inAccountOf, isEks, type ClusterHandle, type EksHandle, type GatewayCapability } from "../cluster";
import {
  createRendered,
  dependingOn,
  labels,
  refuseComponent,
  SlipwayComponent,
  type RenderedObject,
  type Transform,
} from "../core";
import { checkGateway } from "./check-gateway";
import { engineOf } from "./engines";
import { gatewayCapability, gatewayName } from "./gateway-capability";
import type { ApiGatewayHandle, GatewaySurroundings } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";
import { loadBalancerCidrs } from "./load-balancer-callers";

/** A gateway in a cluster. */
export interface GatewayArgs extends GatewaySpec {
  readonly cluster: ClusterHandle;
  /** What is known of its place. Default: an existing cluster for development, of which nothing is known. */
  readonly around?: Partial<Omit<GatewaySurroundings, "target" | "ipFamily" | "autoMode" | "region">> | undefined;
  /** What must be there before it: its controllers. Default: nothing. */
  readonly after?: readonly pulumi.Resource[] | undefined;
  /** Where images are taken from. Default: their makers' addresses. */
  readonly mirrors?: Mirrors | undefined;
  /** Whether Pulumi refuses to delete what would be lost for good. Default: false. */
  readonly protected?: boolean | undefined;
  /** Changes to the objects in the cluster that it is made of. Default: none. */
  readonly transform?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}

/** What workloads with routes are given of a gateway. */
export interface GatewayHandle {
  readonly capability: GatewayCapability;
  /** An API of AWS API Gateway, where it is one. */
  readonly api: ApiGatewayHandle | undefined;
  /** What must be there before routes. */
  readonly ready: readonly pulumi.Resource[];
}

/**
 * The way into a cluster. What has routes depends on `ready`, and so is taken away, and waited for, before it; and it goes before its
 * controllers, which take its load balancers away.
 * @throws SlipwayError with everything that is wrong with it, before anything is registered
 */
export class Gateway extends SlipwayComponent implements GatewayHandle {
  readonly capability: GatewayCapability;
  readonly api: ApiGatewayHandle | undefined;
  readonly ready: readonly pulumi.Resource[];
  /** Name in DNS of what is in front, where the program knows it. */
  readonly address: pulumi.Output<string> | undefined;
  /** The same for each host, where each has its own. */
  readonly addresses: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    const {
      cluster,
      around: known,
      after = [],
      transform,
      protected: isProtected = false,
      mirrors = {},
      ...spec
    } = args;
    const eks = isEks(cluster) ? cluster : undefined;
    const around = surroundingsOf(cluster, eks, known);
    refuseComponent("Gateway", name, checkGateway(spec, around));
    const inAccount = eks === undefined ? opts : inAccountOf(eks, opts);
    super("Gateway", name, dependingOn(inAccount, after), { provider: cluster.provider });

    const engine = engineOf(spec);
    const place = engine.createRoute === undefined ? [this.createNamespace()] : [];
    const metadata = { namespace: gatewayName, labels: labels({ name: gatewayName }) };
    const child = this.childFactory();
    this.capability = gatewayCapability(spec, around);
    const {
      ready,
      address,
      addresses = {},
      api,
    } = engine.deploy({
      ...around,
      spec,
      cluster,
      eks,
      capability: this.capability,
      child,
      create: (objects: readonly RenderedObject[], later: readonly pulumi.Resource[] = []) =>
        createRendered(child, objects, metadata, [...place, ...later], transform),
      parent: this,
      isProtected,
      mirrors,
    });
    this.ready = [...place, ...ready];
    this.address = address;
    this.addresses = addresses;
    this.api = api;
    this.registerOutputs({ engine: engine.name, hosts: spec.hosts });
  }

  /**
   * It never counts as gone with the cluster: controllers put Services with load balancers into it, and only who deletes the namespace waits
   * until these have gone.
   */
  private createNamespace(): k8s.core.v1.Namespace {
    const level = "restricted";
    return new k8s.core.v1.Namespace(
      ...this.child("", {
        metadata: {
          name: gatewayName,
          labels: {
            ...labels({ name: gatewayName }),
            "pod-security.kubernetes.io/enforce": level,
            "pod-security.kubernetes.io/warn": level,
            "pod-security.kubernetes.io/audit": level,
          },
        },
      }),
    );
  }
}

function surroundingsOf(
  cluster: ClusterHandle,
  eks: EksHandle | undefined,
  known: GatewayArgs["around"] = {},
): GatewaySurroundings {
  return {
    isProduction: false,
    highlyAvailable: true,
    dualStackNetwork: eks?.network.isDualStack,
    issuers: undefined,
    prometheusNamespace: undefined,
    hasMonitors: false,
    ...known,
    loadBalancerCidrs:
      known.loadBalancerCidrs ?? (eks === undefined ? undefined : loadBalancerCidrs(eks.network.cidrs)),
    target: cluster.target,
    autoMode: eks?.autoMode ?? false,
    ipFamily: cluster.ipFamily,
    region: eks?.region,
  };
}
