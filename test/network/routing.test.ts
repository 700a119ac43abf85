/**
 * Laws of routing and of order, over the recorded graph of every kind of network. That packets take these routes, and
 * that AWS deletes in this order, is not shown here.
 */
import type { NatMode, VpcArgs } from "../../components/network";
import type { RecordedResource } from "../../testing";
import { RecordedNetwork } from "./recorded-network";

const region = "eu-central-1";
const letters = ["a", "b", "c"];

interface Kind {
  readonly nat: NatMode;
  readonly zones: number;
  readonly ipv6: boolean;
  readonly podCidr: string | undefined;
}

const podCidr = "100.64.0.0/16";

/** Every pair of choices is in one of them. */
const kinds: readonly Kind[] = [
  { nat: "none", zones: 1, ipv6: false, podCidr: undefined },
  { nat: "none", zones: 3, ipv6: true, podCidr },
  { nat: "single", zones: 1, ipv6: true, podCidr: undefined },
  { nat: "single", zones: 3, ipv6: false, podCidr },
  { nat: "perZone", zones: 1, ipv6: true, podCidr },
  { nat: "perZone", zones: 3, ipv6: false, podCidr: undefined },
];

/** A route as far as it is told apart: where to, and by what. */
interface Way {
  readonly to: unknown;
  readonly by: unknown;
}

/** The routes of the only table that a subnet is associated with. */
function waysOf(network: RecordedNetwork, subnet: RecordedResource): Way[] {
  const associations = network
    .ofType("RouteTableAssociation")
    .filter(({ inputs }) => inputs.subnetId === subnet.outputs.id);
  expect(associations).toHaveLength(1);
  const [association] = associations;
  return network
    .ofType("Route")
    .filter(({ inputs }) => inputs.routeTableId === association?.inputs.routeTableId)
    .map(({ inputs }) => ({
      to: inputs.destinationCidrBlock ?? inputs.destinationIpv6CidrBlock,
      by: inputs.natGatewayId ?? inputs.gatewayId ?? inputs.egressOnlyGatewayId,
    }));
}

describe.each(kinds)("NAT $nat, zones $zones, IPv6 $ipv6, pods $podCidr", ({ nat, zones, ipv6, podCidr }) => {
  const args: VpcArgs = {
    region,
    cidr: "10.0.0.0/16",
    zones: letters.slice(0, zones).map((letter) => `${region}${letter}`),
    nat,
    ipv6,
    podCidr,
  };
  let network: RecordedNetwork;
  beforeAll(async () => {
    network = await RecordedNetwork.of(args);
  });

  const idOf = (name: string) => network.get(name).outputs.id;
  const subnetsOf = (tier: string) =>
    network.ofType("Subnet").filter(({ name }) => name.startsWith(`network-${tier}-`));

  /** The NAT gateway that serves a zone. */
  const natOf = (subnet: RecordedResource) => {
    const zone = nat === "perZone" ? String(subnet.inputs.availabilityZone) : `${region}a`;
    return idOf(`NatGateway:network-nat-${zone}`);
  };

  test("private subnets leave by the NAT gateway that serves their zone, and by IPv6 only outwards", () => {
    const subnets = subnetsOf("private");
    expect(subnets).toHaveLength(zones);
    for (const subnet of subnets) {
      expect(waysOf(network, subnet)).toEqual([
        ...(ipv6 ? [{ to: "::/0", by: idOf("EgressOnlyInternetGateway:network-egress-only") }] : []),
        ...(nat === "none" ? [] : [{ to: "0.0.0.0/0", by: natOf(subnet) }]),
      ]);
    }
  });

  test("subnets for pods leave by the same NAT gateway", () => {
    const subnets = subnetsOf("pods");
    expect(subnets).toHaveLength(podCidr === undefined ? 0 : zones);
    for (const subnet of subnets) {
      expect(waysOf(network, subnet)).toEqual(nat === "none" ? [] : [{ to: "0.0.0.0/0", by: natOf(subnet) }]);
    }
  });

  test("isolated subnets have no way out", () => {
    const subnets = subnetsOf("isolated");
    expect(subnets).toHaveLength(zones);
    for (const subnet of subnets) expect(waysOf(network, subnet)).toEqual([]);
  });

  test("public subnets leave by the internet gateway", () => {
    const gateway = idOf("InternetGateway:network-internet");
    const subnets = subnetsOf("public");
    expect(subnets).toHaveLength(zones);
    for (const subnet of subnets) {
      expect(waysOf(network, subnet)).toEqual([
        { to: "0.0.0.0/0", by: gateway },
        ...(ipv6 ? [{ to: "::/0", by: gateway }] : []),
      ]);
    }
  });

  test("each NAT gateway is in a public subnet of its zone, with an address of its own", () => {
    const gateways = network.ofType("NatGateway");
    expect(gateways).toHaveLength({ none: 0, single: 1, perZone: zones }[nat]);
    for (const { name, inputs } of gateways) {
      expect(inputs.subnetId).toBe(idOf(`Subnet:${name.replace("-nat-", "-public-")}`));
      expect(inputs.allocationId).toBe(idOf(`Eip:${name}`));
    }
  });

  test("gateway endpoints are in every route table", () => {
    const tables = network.ofType("RouteTable").map(({ outputs }) => outputs.id);
    for (const { inputs } of network.ofType("VpcEndpoint")) {
      expect([...(inputs.routeTableIds as unknown[])].sort()).toEqual([...tables].sort());
    }
  });

  test("a NAT gateway comes after its way to the internet, and goes before it", () => {
    for (const { name } of network.ofType("NatGateway")) {
      const before = network.prerequisites(`NatGateway:${name}`);
      expect([...before]).toEqual(
        expect.arrayContaining([
          "InternetGateway:network-internet",
          "Route:network-public-internet",
          `Eip:${name}`,
          `RouteTableAssociation:${name.replace("-nat-", "-public-")}`,
        ]),
      );
    }
    for (const { name } of network.ofType("Eip")) {
      expect(network.prerequisites(`Eip:${name}`).has("InternetGateway:network-internet")).toBe(true);
    }
  });

  test("a node waits for all routes and associations of private subnets, and for all NAT gateways and endpoints", () => {
    const isWayOut = ({ name }: RecordedResource) => /^network-(private|pods)-/.test(name);
    const expected = [
      ...network.ofType("NatGateway").map(({ name }) => `NatGateway:${name}`),
      ...network
        .ofType("Route")
        .filter(isWayOut)
        .map(({ name }) => `Route:${name}`),
      ...network
        .ofType("RouteTableAssociation")
        .filter(isWayOut)
        .map(({ name }) => `RouteTableAssociation:${name}`),
      ...network.ofType("VpcEndpoint").map(({ name }) => `VpcEndpoint:${name}`),
    ];
    expect([...network.egress].sort()).toEqual(expected.sort());
  });

  test("the log group is the last to go, and the flow log goes before its role may no longer write", () => {
    const later = ["LogGroup:network-flow-logs", "Role:network-flow-logs", "RolePolicy:network-flow-logs"];
    for (const name of network.resources.keys()) {
      // An address is in no VPC; the gateway that it waits for is.
      if (!later.includes(name))
        expect([name, network.prerequisites(name).has("LogGroup:network-flow-logs")]).toEqual([name, true]);
    }
    expect([...network.prerequisites("FlowLog:network-flow-logs")]).toEqual(expect.arrayContaining(later));
    expect(network.prerequisites("RolePolicy:network-flow-logs").has("LogGroup:network-flow-logs")).toBe(true);
  });
});
