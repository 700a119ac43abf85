import { checkCidr, clusterNameRule, didYouMean, isClusterName, under, type Problem } from "../core";
import { checkSubnets } from "./check-subnets";
import { isEveryone } from "./cidr";
import { checkInterfaceEndpoints, gatewayServices, interfaceServices } from "./endpoint-services";
import type { ExistingVpcArgs, SubnetIds } from "./existing-vpc";
import { checkFlowLogs } from "./flow-logs";
import { checkRegion, checkZone, checkZones, isRegion, partitionOf } from "./regions";
import type { VpcArgs } from "./vpc-args";

/** What is wrong with a VPC that is to be made. Paths are relative to its arguments. */
export function checkVpc(args: VpcArgs): Problem[] {
  return [
    ...checkRegion(args.region),
    ...checkZones(args.region, args.zones),
    ...checkSubnets(args),
    ...checkNat(args),
    ...checkGatewayEndpoints(args),
    ...checkInterfaceEndpoints(args.interfaceEndpoints),
    ...checkWayOut(args),
    ...(args.flowLogs === undefined || args.flowLogs === false
      ? []
      : under(["flowLogs"], checkFlowLogs(args.flowLogs))),
    ...checkIpv6(args),
    ...checkClusterName(args.clusterName),
  ];
}

/** What is wrong with the description of a VPC that exists. Paths are relative to its arguments. */
export function checkExistingVpc(args: ExistingVpcArgs): Problem[] {
  return [
    ...checkRegion(args.region),
    ...checkId("vpc", args.vpcId, ["vpcId"]),
    ...checkPrivateSubnets(args.subnets.private),
    ...checkSubnetIds(args),
    ...checkPodZones(args.subnets),
    ...checkKnownCidrs(args.cidrs),
    ...checkIpv6(args),
  ];
}

function checkNat({ nat = "single", tiers }: VpcArgs): Problem[] {
  if (nat === "none" || tiers?.public !== false) return [];
  return [
    {
      path: ["nat"],
      message: "a NAT gateway needs a public subnet, and the public tier is left out",
      found: nat,
      allowed: "none, without public subnets",
      fix: "write nat: none, or let the VPC have public subnets",
    },
  ];
}

function checkGatewayEndpoints({ gatewayEndpoints = gatewayServices }: VpcArgs): Problem[] {
  return gatewayEndpoints.flatMap((service, index): Problem[] => {
    const path = ["gatewayEndpoints", index];
    if (!gatewayServices.includes(service)) {
      const meant = didYouMean(service, gatewayServices);
      return [
        {
          path,
          message: "this service has no gateway endpoint",
          found: service,
          allowed: gatewayServices.join(", "),
          fix: meant === undefined ? "remove it, or name it in interfaceEndpoints" : `did you mean ${meant}?`,
        },
      ];
    }
    if (gatewayEndpoints.indexOf(service) === index) return [];
    return [{ path, message: "this service is named twice", found: service, fix: "remove it" }];
  });
}

/** Services without which a node does not join, or pods do not start. */
const indispensable = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts"];

/** Nodes that reach neither images nor AWS never join their cluster, which shows after half an hour. */
function checkWayOut(args: VpcArgs): Problem[] {
  if (args.nat !== "none") return [];
  if (args.clusterName !== undefined && args.interfaceEndpoints === undefined) {
    return [
      {
        path: ["interfaceEndpoints"],
        message: "without NAT and endpoints, nodes reach neither image registries nor AWS, and never join the cluster",
        found: "nat: none, and no interface endpoints",
        allowed: "private, a list of services, or an empty list if the way out is made elsewhere",
        fix: "write interfaceEndpoints: private, or nat: single",
      },
    ];
  }
  const services = interfaceServices(args.interfaceEndpoints);
  const missing = indispensable.filter((service) => !services.includes(service));
  if (args.clusterName !== undefined && services.length > 0 && missing.length > 0) {
    return [
      {
        path: ["interfaceEndpoints"],
        message: "without NAT, nodes need endpoints of more services to start and to pull images",
        found: services.join(", "),
        allowed:
          "private, which stands for all that a cluster needs, or an empty list if the way out is made elsewhere",
        fix: `add ${missing.join(", ")}, or write private in the list`,
      },
    ];
  }
  const pullsImages = services.includes("ecr.dkr");
  if (!pullsImages || (args.gatewayEndpoints ?? gatewayServices).includes("s3")) return [];
  return [
    {
      path: ["gatewayEndpoints"],
      message: "ECR keeps the layers of images in S3, which is out of reach without NAT",
      found: args.gatewayEndpoints?.length === 0 ? "none" : (args.gatewayEndpoints ?? []).join(", "),
      allowed: "a list with s3",
      fix: "add s3, which is free of charge",
    },
  ];
}

function checkIpv6({ region, ipv6 }: { readonly region: string; readonly ipv6?: boolean | undefined }): Problem[] {
  if (ipv6 !== true || !isRegion(region) || partitionOf(region) !== "aws-cn") return [];
  return [
    {
      path: ["ipv6"],
      message: "EKS has no IPv6 in the regions of China",
      found: `true, in ${region}`,
      allowed: "false",
      fix: "remove ipv6",
    },
  ];
}

/** Source: CreateCluster of the EKS API. */
function checkClusterName(name: string | undefined): Problem[] {
  if (name === undefined || isClusterName(name)) return [];
  return [
    {
      path: ["clusterName"],
      message: "this is not the name of an EKS cluster",
      found: name === "" ? '""' : name,
      allowed: clusterNameRule,
      fix: "write the name that the cluster has, or is to have",
    },
  ];
}

function checkPrivateSubnets(subnets: SubnetIds | undefined): Problem[] {
  if (subnets !== undefined && Object.keys(subnets).length > 0) return [];
  return [
    {
      path: ["subnets", "private"],
      message: "a network needs private subnets, as nodes and pods run in them",
      found: "none",
      allowed: "at least one; EKS needs two, in different zones",
      fix: "add the IDs of the private subnets by zone, such as eu-central-1a: subnet-0123456789abcdef0",
    },
  ];
}

function checkSubnetIds({ region, subnets }: ExistingVpcArgs): Problem[] {
  const owners = new Map<unknown, string>();
  return (["public", "private", "isolated", "pods"] as const).flatMap((tier) =>
    Object.entries(subnets[tier] ?? {}).flatMap(([zone, id]) => {
      const path = ["subnets", tier, zone];
      const owner = owners.get(id);
      owners.set(id, `subnets.${tier}.${zone}`);
      return [
        ...(isRegion(region) ? checkZone(region, zone, path) : []),
        ...checkId("subnet", id, path),
        ...(owner === undefined || typeof id !== "string" ? [] : [sameSubnet(path, id, owner)]),
      ];
    }),
  );
}

function sameSubnet(path: string[], id: string, owner: string): Problem {
  return {
    path,
    message: `this subnet is named already, as ${owner}`,
    found: id,
    allowed: "each subnet once: it is in one zone, and has one tier",
    fix: "write the ID of another subnet, or remove one of the two",
  };
}

/** The CNI gives no address to a pod on a node whose zone has no subnet for pods. */
function checkPodZones({ private: nodes = {}, pods = {} }: ExistingVpcArgs["subnets"]): Problem[] {
  const missing = Object.keys(nodes).filter((zone) => !(zone in pods));
  if (Object.keys(pods).length === 0 || missing.length === 0) return [];
  return [
    {
      path: ["subnets", "pods"],
      message: "some zones with nodes have no subnet for pods",
      found: Object.keys(pods).join(", "),
      allowed: `a subnet in each of ${Object.keys(nodes).join(", ")}`,
      fix: `add ${missing.join(", ")}, or remove the subnets for pods`,
    },
  ];
}

/** Whoever is in these ranges is taken for a load balancer. */
function checkKnownCidrs(cidrs: ExistingVpcArgs["cidrs"] = {}): Problem[] {
  return (["public", "private"] as const).flatMap((tier) => {
    const known = cidrs[tier];
    if (known === undefined) return [];
    if (known.length === 0) {
      return [
        {
          path: ["cidrs", tier],
          message: "this names no range of addresses",
          found: "[]",
          allowed: `the CIDRs of the ${tier} subnets`,
          fix: "add them, as `aws ec2 describe-subnets` shows them, or remove it",
        },
      ];
    }
    return known.flatMap((cidr, index) => {
      const path = ["cidrs", tier, index];
      const written = checkCidr(path, cidr);
      if (written.length > 0 || !isEveryone(cidr)) return written;
      return [
        {
          path,
          message: "no subnet is as large as this, and whoever is in it would be taken for a load balancer",
          found: cidr,
          allowed: `the CIDRs of the ${tier} subnets`,
          fix: "write them, as `aws ec2 describe-subnets` shows them",
        },
      ];
    });
  });
}

/** An output is known only when it is there, so only a text is looked at. */
function checkId(kind: "vpc" | "subnet", id: unknown, path: string[]): Problem[] {
  if (typeof id !== "string" || new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) return [];
  return [
    {
      path,
      message: `this is not the ID of a ${kind === "vpc" ? "VPC" : "subnet"}`,
      found: id === "" ? '""' : id,
      allowed: `${kind}- and 8 or 17 hexadecimal digits, such as ${kind}-0123456789abcdef0`,
      fix: `write the ID, as \`aws ec2 describe-${kind}s\` shows it`,
    },
  ];
}
