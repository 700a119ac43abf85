import type * as pulumi from "@pulumi/pulumi";
import { CloudFront } from "../cloud-front";
import type { DeployedGateway, GatewayContext } from "../gateway-engine";
import { webAclOf } from "../web-acl";
import { ApiEntrance } from "./api-entrance";
import type { ApiHandle } from "./api-handle";
import { ApiNetwork } from "./api-network";

/** What both kinds of API have before there are any routes. */
export interface ApiFoundation {
  readonly entrance: ApiEntrance;
  readonly handle: Omit<ApiHandle, "kind" | "apiId" | "executionArn">;
  readonly ready: readonly pulumi.Resource[];
}

/** Makes hosts, logs, and the way into the network. Call `checkApiGateway` first. */
export function createFoundation(context: GatewayContext): ApiFoundation {
  const { spec, eks, parent, ipFamily } = context;
  if (eks === undefined || spec.tls === false) throw new Error("an API was to be made before it was checked");
  const { accessLogs = true, ipAddressType = ipFamily === "ipv6" ? "dualstack" : "ipv4", sourceRanges } = spec;
  const entrance = new ApiEntrance(
    `${parent.logicalName}-entrance`,
    {
      clusterName: eks.clusterName,
      hosts: spec.hosts,
      certificates: spec.tls.certificates ?? [],
      ipAddressType,
      logs: accessLogs !== false,
    },
    { parent },
  );
  const network = new ApiNetwork(`${parent.logicalName}-network`, { cluster: eks }, { parent });
  const webAcl = webAclOf(spec, `${parent.logicalName}-web-acl`, { scope: "REGIONAL" }, { parent });
  return {
    entrance,
    handle: {
      clusterName: eks.clusterName,
      vpcLinkId: network.vpcLinkId,
      loadBalancerArn: network.loadBalancerArn,
      vpcId: eks.network.vpcId,
      securityGroupId: network.securityGroupId,
      hosts: entrance.hosts,
      targets: new Set(),
      paths: new Map(),
      logGroupArn: entrance.logGroupArn,
      webAclArn: webAcl?.arn,
      sourceRanges,
      ipAddressType,
    },
    ready: [...entrance.ready, ...network.ready, ...(webAcl?.ready ?? [])],
  };
}

/** The gateway, and CloudFront in front of it where that is asked for. */
export function deployed(
  { spec, parent, capability }: GatewayContext,
  { entrance, ready }: ApiFoundation,
  api: ApiHandle,
  more: readonly pulumi.Resource[],
): DeployedGateway {
  const origin = entrance.addresses[spec.hosts[0] ?? ""];
  const all = [...ready, ...more];
  if (spec.cloudFront === undefined || origin === undefined)
    return { ready: all, address: origin, addresses: entrance.addresses, api };
  const cloudFront = new CloudFront(
    `${parent.logicalName}-cloud-front`,
    {
      spec: spec.cloudFront,
      hosts: spec.hosts,
      origin,
      hsts: capability.hsts,
      dualStack: api.ipAddressType === "dualstack",
    },
    { parent, dependsOn: [...all] },
  );
  return { ready: [...all, ...cloudFront.ready], address: cloudFront.domainName, api };
}
