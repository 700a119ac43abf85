import { didYouMean, type Problem } from "../core";
import { routablePorts, routePort } from "./plan-route";
import type { RouteTarget } from "./route-spec";

/**
 * What is wrong with the port that requests go to.
 * @param self the workload that has the route
 */
export function checkBackendPort(
  self: RouteTarget,
  target: RouteTarget,
  name: string | undefined,
  path: Problem["path"],
): Problem[] {
  const { objectName, ports } = target;
  const found = routePort(target, name);
  const routable = routablePorts(ports);
  const allowed = routable.map((port) => port.name).join(", ");
  if (found !== undefined && routable.includes(found)) return [];
  const whose = target === self ? "the workload" : objectName;
  if (routable.length === 0) {
    return [
      {
        path,
        message: `${whose} has no port that a gateway can send to`,
        found: ports.length === 0 ? "no ports" : ports.map((port) => `${port.name} (${port.protocol})`).join(", "),
        allowed: "a port with the protocol http, https or grpc",
        fix: "add one under ports, such as http: 8080",
      },
    ];
  }
  if (name === undefined) {
    return [
      {
        path,
        message: `${whose} has several ports, and the route does not say which`,
        found: allowed,
        fix: `add port: ${routable[0]?.name ?? ""}, or another of them`,
      },
    ];
  }
  const meant = didYouMean(
    name,
    routable.map((port) => port.name),
  );
  return [
    {
      path,
      message:
        found === undefined
          ? `${whose} has no port of this name`
          : `${whose} speaks ${found.protocol} on this port, which a gateway cannot send to`,
      found: name,
      allowed,
      fix: meant === undefined ? "name one of these" : `did you mean ${meant}?`,
    },
  ];
}
