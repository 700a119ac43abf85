import { checkCidr, checkLabelName, didYouMean, under, type Problem } from "../../core";
import { checkAdmittedService, type ServicePlace } from "./admitted-service";
import { checkBounds } from "../bounds";
import { checkExternalName } from "./external-name";
import { checkBalancerFamily, checkFamilies, type ClusterFamilies } from "./ip-families";
import { loadBalancerAnnotations } from "./load-balancer";
import { checkLoadBalancer } from "./load-balancer-check";
import { checkNotEmpty } from "./not-empty";
import { checkPortNames, transportOf, type PlannedPort } from "./ports";
import type { AdditionalServiceSpec, ServiceFields, ServiceSpec } from "./service-spec";

export type { ServicePlace } from "./admitted-service";

/** What a Service is checked against. */
export interface ServiceContext extends ServicePlace {
  /** The workload's ports. */
  readonly ports: readonly PlannedPort[];
  /** Families that Services of the cluster can have; undefined: not known. */
  readonly families: ClusterFamilies | undefined;
}

/** A Service of either sort, with what only the additional ones have. */
export interface AnyService extends ServiceFields {
  readonly type?: AdditionalServiceSpec["type"] | undefined;
  readonly headless?: boolean | undefined;
  readonly ports?: readonly string[] | undefined;
  readonly externalName?: string | undefined;
}

/** What is wrong with one Service; paths are relative to it. */
export function checkService(spec: ServiceSpec | AdditionalServiceSpec, context: ServiceContext): Problem[] {
  const service: AnyService = spec;
  const annotations = Object.keys(service.annotations ?? {}).flatMap((name) =>
    checkLabelName(["annotations", name], name),
  );
  if (service.type === "ExternalName") return [...checkExternalName(service), ...annotations];
  const names = service.ports;
  const ports = names === undefined ? context.ports : context.ports.filter((port) => names.includes(port.name));
  return [
    ...checkPortsExist(service, context.ports),
    ...checkSourceRanges(service),
    ...checkType(service),
    ...checkHeadless(service),
    ...checkSticky(service),
    ...checkTraffic(service),
    ...checkNodePorts(service, context.ports, ports),
    ...checkFamilies(service, context.families),
    ...(service.loadBalancer === undefined || service.type !== "LoadBalancer"
      ? []
      : under(
          ["loadBalancer"],
          [
            ...checkLoadBalancer(service.loadBalancer, ports, context.capabilities),
            ...checkBalancerFamily(service, context.families),
          ],
        )),
    ...annotations,
    ...checkAnnotations(service, ports),
    ...checkAdmittedService(service, context),
  ];
}

/** Node ports of one number, in all Services of a workload. */
export function checkNodePortTwins(
  services: readonly { readonly path: readonly string[]; readonly spec: ServiceSpec | AdditionalServiceSpec }[],
  ports: readonly PlannedPort[],
): Problem[] {
  const all = services.flatMap(({ path, spec }) =>
    Object.entries(spec.nodePorts ?? {}).flatMap(([name, number]) => {
      const port = ports.find((other) => other.name === name);
      return port === undefined
        ? []
        : [{ path: [...path, "nodePorts", name], name, number, transport: transportOf(port.protocol) }];
    }),
  );
  return all.flatMap(({ path, name, number, transport }, index) => {
    const first = all.slice(0, index).find((other) => other.number === number && other.transport === transport);
    if (first === undefined) return [];
    return [
      {
        path,
        message: "two node ports have one number",
        found: `${first.name} and ${name} are both ${number}`,
        fix: `give ${name} a number of its own, or leave it out and Kubernetes chooses one`,
      },
    ];
  });
}

function checkPortsExist(service: AnyService, ports: readonly PlannedPort[]): Problem[] {
  return [
    // A headless Service may be without: then it only gives pods their names in DNS.
    ...(ports.length === 0 && service.headless !== true
      ? [
          {
            path: [],
            message: "a Service needs a port, but the workload has none",
            fix: "add the port under ports, or remove this Service",
          },
        ]
      : []),
    ...checkPortNames(["ports"], "the Service has", service.ports, ports),
    ...checkNotEmpty(["ports"], service.ports, "every port"),
  ];
}

function checkSourceRanges({ type = "ClusterIP", sourceRanges, ...service }: AnyService): Problem[] {
  if (sourceRanges === undefined) return [];
  const found = sourceRanges.join(", ");
  return [
    ...checkNotEmpty(["sourceRanges"], sourceRanges, "everyone"),
    ...sourceRanges.flatMap((cidr, index) => checkCidr(["sourceRanges", index], cidr)),
    ...(type === "ClusterIP"
      ? [
          {
            path: ["sourceRanges"],
            message: "a Service within the cluster has no callers outside of it",
            found,
            fix: "remove it, or use the type NodePort or LoadBalancer",
          },
        ]
      : []),
    ...(type === "NodePort" && service.externalTrafficPolicy === "Cluster"
      ? [
          {
            path: ["externalTrafficPolicy"],
            message:
              "the callers' addresses are lost on the way from one node to another, so none would be in the source ranges",
            found: "Cluster",
            allowed: "Local",
            fix: "remove externalTrafficPolicy, or sourceRanges",
          },
        ]
      : []),
    ...(type === "LoadBalancer" && service.loadBalancer?.securityGroups !== undefined
      ? [
          {
            path: ["sourceRanges"],
            message: "a load balancer with security groups of one's own has no regard for source ranges",
            found,
            fix: "put the ranges into the security groups, or remove loadBalancer.securityGroups",
          },
        ]
      : []),
  ];
}

/** Fields that only some types have. */
function checkType({
  type = "ClusterIP",
  loadBalancer,
  externalTrafficPolicy,
  externalName,
  nodePorts,
}: AnyService): Problem[] {
  return [
    ...(loadBalancer === undefined || type === "LoadBalancer"
      ? []
      : [
          {
            path: ["loadBalancer"],
            message: "there are options of a load balancer, but no load balancer",
            found: `type ${type}`,
            fix: "set type to LoadBalancer, or remove loadBalancer",
          },
        ]),
    ...(externalTrafficPolicy === undefined || type !== "ClusterIP"
      ? []
      : [
          {
            path: ["externalTrafficPolicy"],
            message: "a Service within the cluster has no callers outside of it",
            found: externalTrafficPolicy,
            fix: "remove it, or use the type NodePort or LoadBalancer",
          },
        ]),
    ...(nodePorts === undefined || type !== "ClusterIP"
      ? []
      : [
          {
            path: ["nodePorts"],
            message: "a Service within the cluster has no node ports",
            found: Object.keys(nodePorts).join(", "),
            fix: "remove it, or use the type NodePort or LoadBalancer",
          },
        ]),
    ...(externalName === undefined
      ? []
      : [
          {
            path: ["externalName"],
            message: "the Service leads to pods, and to a name outside at once",
            found: `type ${type}, ${externalName}`,
            fix: "set type to ExternalName, or remove externalName",
          },
        ]),
  ];
}

function checkHeadless({ type = "ClusterIP", headless, sticky }: AnyService): Problem[] {
  if (headless !== true) return [];
  return [
    ...(type === "ClusterIP"
      ? []
      : [
          {
            path: ["headless"],
            message: `a Service without an address of its own cannot be of the type ${type}`,
            found: "true",
            fix: "remove headless, or use the type ClusterIP",
          },
        ]),
    ...(sticky === undefined || sticky === false
      ? []
      : [
          {
            path: ["sticky"],
            message: "callers of a headless Service choose a pod by themselves, so none stays",
            found: String(sticky),
            fix: "remove sticky, or headless",
          },
        ]),
  ];
}

function checkSticky({ sticky }: AnyService): Problem[] {
  return typeof sticky === "number" ? checkBounds([[["sticky"], sticky, 1, 86400]]) : [];
}

function checkTraffic({ internalTrafficPolicy, trafficDistribution }: AnyService): Problem[] {
  if (internalTrafficPolicy !== "Local" || trafficDistribution === undefined) return [];
  return [
    {
      path: ["trafficDistribution"],
      message: "calls stay on their node by internalTrafficPolicy, so there is nothing left to prefer",
      found: `${trafficDistribution}, and internalTrafficPolicy Local`,
      fix: "remove one of them; PreferSameNode goes elsewhere if the node has no pod, Local fails then",
    },
  ];
}

/** Default range of node ports of the API server. */
const leastNodePort = 30000;
const mostNodePort = 32767;

function checkNodePorts(
  { nodePorts = {} }: AnyService,
  all: readonly PlannedPort[],
  ports: readonly PlannedPort[],
): Problem[] {
  return Object.entries(nodePorts).flatMap(([name, number]) => [
    ...(ports.some((port) => port.name === name) ? [] : [unknownNodePort(name, all, ports)]),
    ...(Number.isInteger(number) && number >= leastNodePort && number <= mostNodePort
      ? []
      : [
          {
            path: ["nodePorts", name],
            message: "this is out of the range of node ports",
            found: String(number),
            allowed: `a whole number from ${leastNodePort} to ${mostNodePort}`,
            fix: "write one of them, or leave it out and Kubernetes chooses one",
          },
        ]),
  ]);
}

function unknownNodePort(name: string, all: readonly PlannedPort[], ports: readonly PlannedPort[]): Problem {
  const known = ports.map((port) => port.name);
  const meant = didYouMean(name, known);
  const isLeftOut = all.some((port) => port.name === name);
  return {
    path: ["nodePorts", name],
    message: isLeftOut ? "the Service does not have this port" : "there is a node port for a port that does not exist",
    found: name,
    allowed: known.join(", "),
    fix: isLeftOut
      ? "add it to the ports of the Service, or remove its node port"
      : meant === undefined
        ? "name one of the ports"
        : `did you mean ${meant}?`,
  };
}

/** An annotation that `loadBalancer` writes too would be said twice. */
function checkAnnotations({ loadBalancer, annotations = {} }: AnyService, ports: readonly PlannedPort[]): Problem[] {
  if (loadBalancer === undefined) return [];
  const written = Object.keys(loadBalancerAnnotations(loadBalancer, ports));
  return Object.keys(annotations)
    .filter((key) => written.includes(key))
    .map((key) => ({
      path: ["annotations", key],
      message: "loadBalancer writes this annotation",
      found: key,
      fix: "say it under loadBalancer, and remove the annotation",
    }));
}
