import { isLogRetention, logRetentions, under, type Problem } from "../../core";
import { checkRegion, formatCidr, parseCidr, privateRangeOf, toNetwork } from "../../network";
import { checkAccess, type AccessSpec } from "./access";
import { planCni, type CniSpec } from "./cni";
import { checkKubernetesVersion, defaultKubernetesVersion } from "./kubernetes-versions";
import { checkNodeGroup, planNodeGroup, type NodeGroupSpec } from "./node-group-spec";

/** Logs that EKS keeps of the control plane. */
export const controlPlaneLogs = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** A cluster that is made on EKS: what does not come from other layers. */
export interface EksSpec {
  /** Minor version of Kubernetes, such as `1.36`. Default: that of the catalogue. */
  readonly version?: string | undefined;
  /**
   * How long EKS keeps the version. `STANDARD`: until the end of standard support, when EKS upgrades by itself. `EXTENDED`: a year longer, at six
   * times the price of the control plane. Default: `STANDARD`.
   */
  readonly supportType?: "STANDARD" | "EXTENDED" | undefined;
  readonly access: AccessSpec;
  /**
   * CIDRs from which the API server can be reached over the internet, besides from within the network.
   * Default: none; whoever runs Pulumi must then be in the network, or connected to it.
   */
  readonly publicAccessCidrs?: readonly string[] | undefined;
  /** Days that the control plane's logs are kept, as CloudWatch knows them. Default: 30. Logs cost by the GB. */
  readonly logRetentionDays?: number | undefined;
  /**
   * Whether EKS and Pulumi refuse to delete it. To take it down, write `false`, apply, then destroy. Default: only the
   * break-glass entry is protected.
   */
  readonly protected?: boolean | undefined;
  /** Family of pod and service addresses, forever. Default: `ipv4`. */
  readonly ipFamily?: "ipv4" | "ipv6" | undefined;
  /** Whether EKS keeps nodes, network, storage and load balancers itself, for about 12 % on top of the machines. Default: false. */
  readonly autoMode?: boolean | undefined;
  /** Whether IAM trusts the cluster's service accounts by OIDC (IRSA), besides EKS Pod Identity. Default: false. */
  readonly irsa?: boolean | undefined;
  readonly cni?: CniSpec | undefined;
  /** By name. One of them at least must take any pod. */
  readonly nodeGroups?: Readonly<Record<string, NodeGroupSpec>> | undefined;
}

/** What of the network matters to nodes. */
export interface NodeSurroundings {
  readonly region: string;
  readonly zones: readonly string[];
  readonly isDualStack: boolean;
  readonly hasPodSubnets: boolean;
}

/** What matters to the control plane. */
export interface ControlPlaneSurroundings {
  /** ARN of the role that makes the cluster, where it is known. */
  readonly creator?: string | undefined;
  /** The day on which versions are judged, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What is wrong with the control plane, whatever the network. */
export function checkControlPlane(spec: EksSpec, { creator, today }: ControlPlaneSurroundings): Problem[] {
  const { version = defaultKubernetesVersion, supportType = "STANDARD" } = spec;
  return [
    ...under(["version"], checkKubernetesVersion(version, today, supportType)),
    ...under(["access"], checkAccess(spec.access, creator)),
    ...checkPublicAccess(spec.publicAccessCidrs),
    ...checkLogRetention(spec.logRetentionDays),
    ...(spec.autoMode === true ? checkAutoMode(spec) : []),
  ];
}

/** What is wrong with what runs in the network: nodes, and the addresses of pods. */
export function checkNodes(spec: EksSpec, around: NodeSurroundings): Problem[] {
  return [
    ...checkZoneCount(around.zones),
    ...(spec.autoMode === true ? [] : checkOwnNodes(spec, around)),
    ...checkIpFamily(spec, around),
  ];
}

function checkPublicAccess(cidrs: readonly string[] | undefined): Problem[] {
  if (cidrs === undefined) return [];
  const path = ["publicAccessCidrs"];
  if (cidrs.length === 0) {
    return [
      {
        path,
        message: "a public endpoint needs the addresses that may reach it: EKS takes an empty list for everyone",
        found: "an empty list",
        allowed: "CIDRs such as 203.0.113.0/24",
        fix: "name the addresses of your office and pipelines, or remove the key for a private endpoint",
      },
    ];
  }
  return cidrs.flatMap((cidr, index) => checkPublicCidr(cidr, [...path, index]));
}

/** EKS takes blocks of public IPv4 addresses, the whole internet among them. */
function checkPublicCidr(text: string, path: Problem["path"]): Problem[] {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    return [
      {
        path,
        message: "this is no CIDR",
        found: text,
        allowed: "an IPv4 address and the length of its prefix, such as 203.0.113.0/24",
        fix: /^[\d.]+$/.test(text) ? `write ${text}/32 for this one address` : "write address/prefix",
      },
    ];
  }
  const network = toNetwork(cidr);
  if (network.start !== cidr.start) {
    const fix = `write ${formatCidr(network)} for the whole block, or ${text.replace(/\/.*/, "/32")} for this address`;
    return [{ path, message: "the address is not the first one of its block", found: text, fix }];
  }
  if (privateRangeOf(cidr) === undefined) return [];
  return [
    {
      path,
      message: "private addresses do not come over the internet, and EKS refuses them here",
      found: text,
      allowed: "public addresses: those that your network has on the internet",
      fix: "remove it; what is in the network, or connected to it, reaches the private endpoint",
    },
  ];
}

function checkLogRetention(days: number | undefined): Problem[] {
  if (days === undefined || isLogRetention(days)) return [];
  return [
    {
      path: ["logRetentionDays"],
      message: "CloudWatch does not keep logs for this number of days",
      found: String(days),
      allowed: logRetentions.join(", "),
      fix: "write one of these",
    },
  ];
}

function checkZoneCount(zones: readonly string[]): Problem[] {
  if (new Set(zones).size >= 2) return [];
  return [
    {
      path: [],
      message: "EKS keeps a cluster in two zones at least",
      found: zones.length === 0 ? "no zone" : zones.join(", "),
      allowed: "a network with two zones or more, better three",
      fix: "add a zone to the network",
    },
  ];
}

/** Auto Mode brings its own nodes, network, storage and load balancers: two of a kind would be at odds. */
function checkAutoMode(spec: EksSpec): Problem[] {
  const replaced = { cni: "the CNI", nodeGroups: "node groups" } as const;
  return (Object.keys(replaced) as (keyof typeof replaced)[])
    .filter((key) => spec[key] !== undefined)
    .map((key) => ({
      path: [key],
      message: `Auto Mode replaces ${replaced[key]} by its own`,
      found: `${key} and autoMode: true`,
      fix: `remove ${key}, or autoMode`,
    }));
}

function checkOwnNodes(spec: EksSpec, { zones, hasPodSubnets }: NodeSurroundings): Problem[] {
  const cni = planCni(spec.cni, spec.ipFamily);
  const groups = Object.entries(spec.nodeGroups ?? {});
  return [
    ...(cni.customNetworking && !hasPodSubnets
      ? [
          {
            path: ["cni", "customNetworking"],
            message: "there are no subnets for pods in the network",
            found: "true",
            fix: "set podCidr in the network, such as 100.64.0.0/16, or switch customNetworking off",
          },
        ]
      : []),
    ...groups.flatMap(([name, group]) => under(["nodeGroups", name], checkNodeGroup(group, { zones, cni }))),
    ...checkCapacity(groups),
    ...(groups.some(([, group]) => takesAnyPod(group))
      ? []
      : [
          {
            path: ["nodeGroups"],
            message:
              groups.length === 0 ? "the cluster would have no nodes" : "every group turns plain pods away by a taint",
            found: groups.length === 0 ? "nothing" : groups.map(([name]) => name).join(", "),
            allowed: "at least one group without taints, or autoMode: true",
            fix: "add a group of the purpose general or spot",
          },
        ]),
  ];
}

/** Groups that any pod may use, but that start without a node: every pod would wait for ever. */
function checkCapacity(groups: readonly (readonly [string, NodeGroupSpec])[]): Problem[] {
  const open = groups.filter(([, group]) => takesAnyPod(group));
  if (open.length === 0 || open.some(([, { size }]) => (size.desired ?? size.min) > 0)) return [];
  return [
    {
      path: ["nodeGroups", open[0]?.[0] ?? "", "size"],
      message: "no group that any pod may use would have a node, and nothing here adds nodes by itself",
      found: open.map(([name, { size }]) => `${name}: ${size.desired ?? size.min}`).join(", "),
      allowed: "at least one node in one of them",
      fix: "write min: 1 or more, or desired: 1 or more until an autoscaler takes over",
    },
  ];
}

function takesAnyPod(group: NodeGroupSpec): boolean {
  return planNodeGroup(group, []).taints.every(({ effect }) => effect === "PreferNoSchedule");
}

function checkIpFamily(spec: EksSpec, { region, isDualStack }: NodeSurroundings): Problem[] {
  if (spec.ipFamily !== "ipv6") return [];
  const path = ["ipFamily"];
  return [
    ...(isDualStack
      ? []
      : [
          {
            path,
            message: "the network has no IPv6 addresses",
            found: "ipv6",
            fix: "set ipv6: true in the network, or write ipv4",
          },
        ]),
    ...(spec.cni?.prefixDelegation === false
      ? [
          {
            path: ["cni", "prefixDelegation"],
            message: "IPv6 addresses are given to nodes by prefixes, so it cannot be switched off",
            found: "false, with ipFamily: ipv6",
            fix: "remove it, or write ipFamily: ipv4",
          },
        ]
      : []),
    ...(spec.cni?.customNetworking === true
      ? [
          {
            path: ["cni", "customNetworking"],
            message: "with IPv6 every pod has an address of its node's subnet, which has plenty",
            found: "true, with ipFamily: ipv6",
            fix: "remove it",
          },
        ]
      : []),
    ...(checkRegion(region).length === 0 && region.startsWith("cn-")
      ? [{ path, message: "EKS has no IPv6 clusters in China", found: region, fix: "write ipv4" }]
      : []),
  ];
}
