export { formatCidr, isEveryone, parseCidr, privateRangeOf, toNetwork } from "./cidr";
export { createAwsProvider, type AwsProviderArgs } from "./aws-provider";
export { checkExistingVpc, checkVpc } from "./check-network";
export { checkSubnets } from "./check-subnets";
export { privatePreset, type GatewayService, type InterfaceEndpoints } from "./endpoint-services";
export { ExistingVpc, type ExistingVpcArgs, type SubnetIds } from "./existing-vpc";
export type { FlowLogArgs, FlowLogTraffic } from "./flow-logs";
export type { CidrsByTier, NetworkHandle, Subnet, SubnetsByTier, Tier } from "./handle";
export {
  bucketArn,
  checkRegion,
  checkZones,
  dnsSuffixOf,
  partitionOf,
  regions,
  type Partition,
  type Region,
} from "./regions";
export { planSubnets, plannedCidrs, type PlannedSubnet, type SubnetPlanArgs } from "./subnet-plan";
export type { TierSize, TierSizes } from "./tier-layout";
export { Vpc } from "./vpc";
export type { NatMode, VpcArgs, VpcTransform } from "./vpc-args";
