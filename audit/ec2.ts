import {
  DescribeAddressesCommand,
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeFlowLogs,
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
  paginateDescribeLaunchTemplates,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSnapshots,
  paginateDescribeSubnets,
  paginateDescribeVolumes,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import type { AuditAction } from "./actions";
import type { Connection } from "./connection";
import { monthly } from "./cost-hints";
import { all, ask } from "./failure";
import type { Described } from "./ownership";
import { everyPage, tagsOf, type ListedTag } from "./pages";

/** What a kind of resource adds to its id and its tags. */
type Facts = Omit<Described, "service" | "id" | "tags">;

interface Taggable {
  readonly Tags?: readonly ListedTag[] | undefined;
}

/** Ids of these kinds are looked up here: what only the tagging API knows of them is gone already. */
const idPrefixes = /^(vpc|subnet|rtb|igw|eigw|nat|eipalloc|eni|sg|sgr|acl|vpce|fl|vol|snap|i|lt)-[0-9a-f]+$/;

/** Whether a resource of EC2 is of a kind that `describeEc2` lists, so that it is gone if it is not in the list. */
export function isListedByEc2(id: string): boolean {
  return idPrefixes.test(id);
}

/** Everything in a region that an environment makes, or makes others make, in EC2: whoever it belongs to. */
export async function describeEc2({ ec2: client, abortSignal }: Connection, cluster: string): Promise<Described[]> {
  const options = { abortSignal };
  const paging = { client, pageSize: 100 };
  const largePages = { client, pageSize: 500 };
  const list = <Page, Item extends Taggable>(
    action: AuditAction,
    pages: AsyncIterable<Page>,
    items: (page: Page) => readonly Item[] | undefined,
    id: (item: Item) => string | undefined,
    facts: (item: Item) => Facts | undefined,
  ): Promise<Described[]> => ask(action, async () => describeEach(await everyPage(pages, items), id, facts));

  const found = await all([
    list(
      "ec2:DescribeVpcs",
      paginateDescribeVpcs(paging, {}, options),
      (page) => page.Vpcs,
      (vpc) => vpc.VpcId,
      ({ State, IsDefault }) => ({ type: "vpc", state: State, isDefault: IsDefault }),
    ),
    list(
      "ec2:DescribeSubnets",
      paginateDescribeSubnets(paging, {}, options),
      (page) => page.Subnets,
      (subnet) => subnet.SubnetId,
      ({ State, VpcId }) => ({ type: "subnet", state: State, within: VpcId }),
    ),
    list(
      "ec2:DescribeRouteTables",
      paginateDescribeRouteTables(paging, {}, options),
      (page) => page.RouteTables,
      (table) => table.RouteTableId,
      ({ VpcId, Associations }) => ({
        type: "route-table",
        within: VpcId,
        isDefault: Associations?.some(({ Main }) => Main === true),
      }),
    ),
    list(
      "ec2:DescribeNetworkAcls",
      paginateDescribeNetworkAcls(paging, {}, options),
      (page) => page.NetworkAcls,
      (acl) => acl.NetworkAclId,
      ({ VpcId, IsDefault }) => ({ type: "network-acl", within: VpcId, isDefault: IsDefault }),
    ),
    list(
      "ec2:DescribeInternetGateways",
      paginateDescribeInternetGateways(paging, {}, options),
      (page) => page.InternetGateways,
      (gateway) => gateway.InternetGatewayId,
      ({ Attachments }) => ({ type: "internet-gateway", within: Attachments?.[0]?.VpcId }),
    ),
    list(
      "ec2:DescribeEgressOnlyInternetGateways",
      paginateDescribeEgressOnlyInternetGateways(paging, {}, options),
      (page) => page.EgressOnlyInternetGateways,
      (gateway) => gateway.EgressOnlyInternetGatewayId,
      ({ Attachments }) => ({ type: "egress-only-internet-gateway", within: Attachments?.[0]?.VpcId }),
    ),
    list(
      "ec2:DescribeNatGateways",
      paginateDescribeNatGateways(paging, {}, options),
      (page) => page.NatGateways,
      (gateway) => gateway.NatGatewayId,
      ({ State, VpcId, CreateTime }) =>
        // It stays in the list for an hour after its end.
        State === "deleted"
          ? undefined
          : { type: "nat-gateway", state: State, within: VpcId, created: CreateTime, usdPerMonth: monthly.natGateway },
    ),
    ask("ec2:DescribeAddresses", async () =>
      describeEach(
        (await client.send(new DescribeAddressesCommand({}), options)).Addresses ?? [],
        (address) => address.AllocationId,
        ({ AssociationId, PublicIp }) => ({
          type: "elastic-ip",
          name: PublicIp,
          state: AssociationId === undefined ? "unused" : "associated",
          usdPerMonth: monthly.publicAddress,
        }),
      ),
    ),
    list(
      "ec2:DescribeVpcEndpoints",
      paginateDescribeVpcEndpoints(paging, {}, options),
      (page) => page.VpcEndpoints,
      (endpoint) => endpoint.VpcEndpointId,
      ({ State, VpcId, CreationTimestamp, VpcEndpointType, SubnetIds, ServiceName }) =>
        State?.toLowerCase() === "deleted"
          ? undefined
          : {
              type: "vpc-endpoint",
              name: ServiceName,
              state: State,
              within: VpcId,
              created: CreationTimestamp,
              usdPerMonth: VpcEndpointType === "Interface" ? monthly.endpoint(SubnetIds?.length ?? 1) : undefined,
            },
    ),
    list(
      "ec2:DescribeFlowLogs",
      paginateDescribeFlowLogs(paging, {}, options),
      (page) => page.FlowLogs,
      (log) => log.FlowLogId,
      ({ FlowLogStatus, ResourceId, CreationTime }) => ({
        type: "vpc-flow-log",
        state: FlowLogStatus,
        created: CreationTime,
        within: ResourceId,
      }),
    ),
    list(
      "ec2:DescribeNetworkInterfaces",
      paginateDescribeNetworkInterfaces(largePages, {}, options),
      (page) => page.NetworkInterfaces?.map((one) => ({ ...one, Tags: one.TagSet ?? [] })),
      (one) => one.NetworkInterfaceId,
      ({ Status, VpcId, Description }) => ({
        type: "network-interface",
        name: Description,
        state: Status,
        within: VpcId,
        // Those of the control plane are EKS's own, and bear no tag.
        isNamedAfterCluster: Description === `Amazon EKS ${cluster}`,
      }),
    ),
    list(
      "ec2:DescribeSecurityGroups",
      paginateDescribeSecurityGroups(paging, {}, options),
      (page) => page.SecurityGroups,
      (group) => group.GroupId,
      ({ GroupName, VpcId }) => ({
        type: "security-group",
        name: GroupName,
        within: VpcId,
        isDefault: GroupName === "default",
        isNamedAfterCluster: isClusterGroup(GroupName, cluster),
      }),
    ),
    list(
      "ec2:DescribeSecurityGroupRules",
      paginateDescribeSecurityGroupRules(paging, {}, options),
      (page) => page.SecurityGroupRules,
      (rule) => rule.SecurityGroupRuleId,
      ({ GroupId }) => ({ type: "security-group-rule", partOf: GroupId }),
    ),
    list(
      "ec2:DescribeInstances",
      paginateDescribeInstances(paging, {}, options),
      (page) => page.Reservations?.flatMap(({ Instances }) => Instances ?? []),
      (instance) => instance.InstanceId,
      ({ State, VpcId, LaunchTime, InstanceType }) =>
        // It stays in the list for an hour after its end.
        State?.Name === "terminated"
          ? undefined
          : { type: "instance", name: InstanceType, state: State?.Name, within: VpcId, created: LaunchTime },
    ),
    list(
      "ec2:DescribeVolumes",
      paginateDescribeVolumes(largePages, {}, options),
      (page) => page.Volumes,
      (volume) => volume.VolumeId,
      ({ State, CreateTime, VolumeType, Size }) =>
        State === "deleted"
          ? undefined
          : { type: "volume", state: State, created: CreateTime, usdPerMonth: monthly.volume(VolumeType, Size) },
    ),
    list(
      "ec2:DescribeSnapshots",
      paginateDescribeSnapshots(largePages, { OwnerIds: ["self"] }, options),
      (page) => page.Snapshots,
      (snapshot) => snapshot.SnapshotId,
      ({ State, StartTime }) => ({ type: "snapshot", state: State, created: StartTime }),
    ),
    list(
      "ec2:DescribeLaunchTemplates",
      paginateDescribeLaunchTemplates(paging, {}, options),
      (page) => page.LaunchTemplates,
      (template) => template.LaunchTemplateId,
      ({ LaunchTemplateName, CreateTime }) => ({
        type: "launch-template",
        name: LaunchTemplateName,
        created: CreateTime,
      }),
    ),
  ]);
  return found.flat();
}

/** The group that EKS makes for a cluster: `eks-cluster-sg-<cluster>-<number>`. */
function isClusterGroup(name: string | undefined, cluster: string): boolean {
  const prefix = `eks-cluster-sg-${cluster}-`;
  return name?.startsWith(prefix) === true && /^\d+$/.test(name.slice(prefix.length));
}

function describeEach<Item extends Taggable>(
  items: readonly Item[],
  id: (item: Item) => string | undefined,
  facts: (item: Item) => Facts | undefined,
): Described[] {
  return items.flatMap((item) => {
    const known = facts(item);
    const itsId = id(item);
    if (known === undefined || itsId === undefined) return [];
    const tags = tagsOf(item.Tags);
    const name = tags.Name ?? known.name;
    return [{ service: "ec2", id: itsId, tags, ...known, name }];
  });
}
