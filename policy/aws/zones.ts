import type { RecordedResource } from "../../testing";
import type { Surroundings, Targets } from "./surroundings";
import { list, look } from "./visible";

/** The zone of a subnet, or `undefined` if it cannot be seen. */
export function zoneOf({ inputs }: RecordedResource): string | undefined {
  const zone = look(inputs, "availabilityZone") ?? look(inputs, "availabilityZoneId");
  return typeof zone === "string" ? zone : undefined;
}

/** The zones of subnets, or `undefined` if not all of them can be seen. */
export function zonesOf({ resources, isComplete }: Targets): ReadonlySet<string> | undefined {
  const zones = resources.map(zoneOf).filter((zone) => zone !== undefined);
  return isComplete && zones.length === resources.length ? new Set(zones) : undefined;
}

/** Whether machines of a subnet are reachable from the internet: they get public addresses, or a route leads there. */
export function isPublicSubnet(subnet: RecordedResource, around: Surroundings): boolean {
  if (look(subnet.inputs, "mapPublicIpOnLaunch") === true) return true;
  return around
    .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
    .filter((one) => around.targets(one, ["subnetId"], subnet.type).resources.includes(subnet))
    .flatMap((one) => around.targets(one, ["routeTableId"], routeTableType).resources)
    .some((table) => leadsToInternet(table, around));
}

const routeTableType = "aws:ec2/routeTable:RouteTable";
const internetGatewayType = "aws:ec2/internetGateway:InternetGateway";

function leadsToInternet(table: RecordedResource, around: Surroundings): boolean {
  const inline = list(table.inputs, "routes").values;
  return (
    inline.some((route) => around.target(look(route, "gatewayId"), internetGatewayType) !== undefined) ||
    around
      .ofType("aws:ec2/route:Route")
      .filter((route) => around.targets(route, ["routeTableId"], routeTableType).resources.includes(table))
      .some((route) => around.targets(route, ["gatewayId"], internetGatewayType).resources.length > 0)
  );
}
