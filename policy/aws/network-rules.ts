import type { RecordedResource } from "../../testing";
import type { Rule } from "../rule";
import { awsRule, ruleByStage } from "./aws-rule";
import { isEveryone } from "../../components/network";
import type { Surroundings } from "./surroundings";
import { hidden, list, look, texts } from "./visible";
import { zoneOf, zonesOf } from "./zones";

const vpcType = "aws:ec2/vpc:Vpc";
const subnetType = "aws:ec2/subnet:Subnet";
const natGatewayType = "aws:ec2/natGateway:NatGateway";
const defaultGroupType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const groupType = "aws:ec2/securityGroup:SecurityGroup";
const groupRuleType = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ingressRuleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Ports of web servers, which may be open to everyone. */
const webPorts: readonly unknown[] = [80, 443];

/** Who may come in, of any of the three ways to write it. */
interface Ingress {
  readonly cidrs: readonly string[];
  readonly protocol: unknown;
  readonly fromPort: unknown;
  readonly toPort: unknown;
}

/** Nothing but a web port is open to the internet. */
const closedSecurityGroups = awsRule({
  name: "closed-security-groups",
  level: "mandatory",
  types: [groupType, groupRuleType, ingressRuleType],
  check: (resource) =>
    ingressOf(resource).flatMap(({ cidrs, protocol, fromPort, toPort }) => {
      const open = cidrs.filter(isEveryone);
      const isEveryPort = protocol === "-1" || protocol === "all";
      const isSeen = isEveryPort || (protocol !== hidden && fromPort !== hidden && toPort !== hidden);
      const isWeb = fromPort === toPort && webPorts.includes(fromPort) && protocol !== "icmp" && !isEveryPort;
      if (open.length === 0 || !isSeen || isWeb) return [];
      const ports = fromPort === toPort ? `port ${String(fromPort)}` : `ports ${String(fromPort)} to ${String(toPort)}`;
      return [
        {
          message: `${open.join(", ")} may reach ${isEveryPort ? "every port" : `${String(protocol)} ${ports}`}`,
          fix: "name the addresses or security groups that need it",
        },
      ];
    }),
});

/** Nothing works by the default security group, which resources get that name none. */
const emptyDefaultGroups = awsRule({
  name: "empty-default-security-group",
  level: "mandatory",
  types: [vpcType, defaultGroupType],
  check: (resource, around) => {
    if (resource.type === defaultGroupType) {
      const isOpen = ["ingress", "egress"].some((side) => list(resource.inputs, side).values.length > 0);
      return isOpen ? [{ message: "the default security group has rules", fix: "remove ingress and egress" }] : [];
    }
    if (isReferredTo(resource, defaultGroupType, around)) return [];
    return [
      {
        message: "its default security group lets all of its members talk to each other and to everyone",
        fix: "add a DefaultSecurityGroup without rules",
      },
    ];
  },
});

/** Who talked to whom is kept, for the day when it is asked. */
const flowLogs = ruleByStage({
  name: "flow-logs",
  types: [vpcType],
  check: (vpc, around) =>
    isReferredTo(vpc, "aws:ec2/flowLog:FlowLog", around)
      ? []
      : [{ message: "it has no flow logs", fix: "add a FlowLog" }],
});

/** A NAT gateway in each zone: with one alone, the loss of its zone cuts the others off. */
const natPerZone = awsRule({
  name: "nat-per-zone-in-production",
  level: "advisory",
  stage: "production",
  types: [vpcType],
  check: (vpc, around) => {
    const isOfVpc = (subnet: RecordedResource) => around.targets(subnet, ["vpcId"], vpcType).resources.includes(vpc);
    const zones = new Set(around.ofType(subnetType).filter(isOfVpc).map(zoneOf));
    const gateways = around
      .ofType(natGatewayType)
      .map((gateway) => ({ gateway, targets: around.targets(gateway, ["subnetId"], subnetType) }))
      .filter(({ targets }) => targets.resources.some(isOfVpc));
    // A regional NAT gateway is in all zones and has no subnet.
    if (gateways.length === 0 || zones.has(undefined)) return [];
    const ofGateways = new Set(gateways.flatMap(({ targets }) => [...(zonesOf(targets) ?? [])]));
    const without = [...zones].filter((zone) => zone !== undefined && !ofGateways.has(zone)).sort();
    if (ofGateways.size === 0 || without.length === 0) return [];
    return [
      {
        message: `there is no NAT gateway in ${without.join(", ")}, so the loss of ${[...ofGateways].sort().join(", ")} cuts them off`,
        fix: "add one in each zone",
      },
    ];
  },
});

/** A machine gets a public address only if somebody asks for it. */
const noPublicAddresses = awsRule({
  name: "no-public-addresses",
  level: "advisory",
  types: [subnetType],
  check: ({ inputs }) =>
    look(inputs, "mapPublicIpOnLaunch") === true
      ? [{ message: "every machine in it gets a public address", fix: "set mapPublicIpOnLaunch to false" }]
      : [],
});

export const networkRules: readonly Rule[] = [
  closedSecurityGroups,
  emptyDefaultGroups,
  ...flowLogs,
  natPerZone,
  noPublicAddresses,
];

/** Whether a resource of a type refers to a VPC, or may do so. */
function isReferredTo(vpc: RecordedResource, type: string, around: Surroundings): boolean {
  return around
    .ofType(type)
    .map((one) => around.targets(one, ["vpcId"], vpcType))
    .some(({ resources, isVisible }) => resources.includes(vpc) || !isVisible);
}

function ingressOf({ type, inputs }: RecordedResource): Ingress[] {
  const ports = (rule: unknown) => ({ fromPort: look(rule, "fromPort"), toPort: look(rule, "toPort") });
  switch (type) {
    case groupType:
      return list(inputs, "ingress").values.map((rule) => ({
        cidrs: [...texts(rule, "cidrBlocks"), ...texts(rule, "ipv6CidrBlocks")],
        protocol: look(rule, "protocol"),
        ...ports(rule),
      }));
    case groupRuleType:
      if (look(inputs, "type") !== "ingress") return [];
      return [
        {
          cidrs: [...texts(inputs, "cidrBlocks"), ...texts(inputs, "ipv6CidrBlocks")],
          protocol: look(inputs, "protocol"),
          ...ports(inputs),
        },
      ];
    default:
      return [
        {
          cidrs: [...texts(inputs, "cidrIpv4"), ...texts(inputs, "cidrIpv6")],
          protocol: look(inputs, "ipProtocol"),
          ...ports(inputs),
        },
      ];
  }
}
