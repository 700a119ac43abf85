import type * as pulumi from "@pulumi/pulumi";
import type { NetworkHandle } from "../../network";
import type { PolicyStatement } from "../../core";

/** How pods get their addresses and who may talk to whom: the Amazon VPC CNI. */
export interface CniSpec {
  /** Whether network policies are enforced; without it they are only stored. Default: true. */
  readonly networkPolicy?: boolean | undefined;
  /**
   * Whether a node takes addresses by blocks of 16 (/28), so that it can hold up to 110 pods, 250 from 30 vCPUs on. The
   * subnets need room in one piece, and the instance types must be of the Nitro system. Default: only with IPv6, which
   * cannot do without.
   */
  readonly prefixDelegation?: boolean | undefined;
  /** Whether pods get addresses of the network's pod subnets instead of the nodes' own. Default: false. */
  readonly customNetworking?: boolean | undefined;
}

/** The choices after defaults. */
export interface PlannedCni {
  readonly networkPolicy: boolean;
  readonly prefixDelegation: boolean;
  readonly customNetworking: boolean;
}

export function planCni(spec: CniSpec = {}, ipFamily: "ipv4" | "ipv6" = "ipv4"): PlannedCni {
  return {
    networkPolicy: spec.networkPolicy ?? true,
    prefixDelegation: spec.prefixDelegation ?? ipFamily === "ipv6",
    customNetworking: spec.customNetworking ?? false,
  };
}

/** The configuration values of the add-on `vpc-cni`; all of them texts, as its schema asks for. */
export function cniConfiguration(
  cni: PlannedCni,
  network: NetworkHandle,
  securityGroupId: pulumi.Output<string>,
): Record<string, unknown> {
  const env = {
    ...(cni.prefixDelegation ? { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" } : {}),
    ...(cni.customNetworking
      ? { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true", ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone" }
      : {}),
  };
  return {
    enableNetworkPolicy: String(cni.networkPolicy),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(cni.customNetworking
      ? {
          eniConfig: {
            create: true,
            region: network.region,
            subnets: Object.fromEntries(
              network.subnets.pods.map(({ id, zone }) => [zone, { id, securityGroups: [securityGroupId] }]),
            ),
          },
        }
      : {}),
  };
}

/**
 * What the CNI needs in an IPv6 cluster: AWS manages a policy for IPv4 alone. Source: Amazon EKS user guide, "Configure Amazon VPC CNI
 * plugin to use IRSA", IPv6 policy.
 */
export function ipv6CniStatements(partition: string): PolicyStatement[] {
  return [
    {
      effect: "Allow",
      actions: [
        "ec2:AssignIpv6Addresses",
        "ec2:DescribeInstances",
        "ec2:DescribeTags",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeInstanceTypes",
      ],
      resources: ["*"],
    },
    { effect: "Allow", actions: ["ec2:CreateTags"], resources: [`arn:${partition}:ec2:*:*:network-interface/*`] },
  ];
}
