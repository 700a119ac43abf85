import type { Problem } from "../../core";
import { orLetIn, refuser, rulesIn, type AdmissionPlace } from "../admission";
import type { AnyService } from "./service-check";

/** Where a Service is to be. */
export interface ServicePlace extends AdmissionPlace {
  /** Whether capabilities are taken for granted that there may not be: then nothing is asked for because of them. Default: no. */
  readonly assumesCapabilities?: boolean | undefined;
}

/**
 * What policies of the cluster would refuse of a Service, and what AWS would make of one that says too little. What a transform makes of it is
 * not looked at. Where the name of the namespace is not known it counts as none of those that policies leave out.
 */
export function checkAdmittedService(service: AnyService, place: ServicePlace): Problem[] {
  return [...checkNodePort(service, place), ...checkBalancer(service, place)];
}

function checkNodePort({ type }: AnyService, place: ServicePlace): Problem[] {
  const rules = type === "NodePort" ? rulesIn(place).find(({ nodePorts }) => nodePorts === false) : undefined;
  if (rules === undefined) return [];
  return [
    {
      path: ["type"],
      message: `a Service that opens a port of every node is refused by ${refuser(rules)}`,
      found: "NodePort",
      allowed: "ClusterIP, LoadBalancer",
      fix: orLetIn(rules, "use the type ClusterIP with a route, or LoadBalancer", "rules.nodePorts: audit"),
    },
  ];
}

/** The class is named where there are options. Who has the controller is asked for them whatever policies there are. */
function checkBalancer({ type, loadBalancer }: AnyService, place: ServicePlace): Problem[] {
  if (type !== "LoadBalancer" || loadBalancer !== undefined) return [];
  if (place.capabilities?.awsLoadBalancerController === true)
    return place.assumesCapabilities === true ? [] : [unasked];
  const rules = rulesIn(place).find(({ classlessLoadBalancers }) => classlessLoadBalancers === false);
  if (rules === undefined) return [];
  return [
    {
      path: ["loadBalancer"],
      message: `a load balancer of no class is refused by ${refuser(rules)}`,
      found: "type LoadBalancer without loadBalancer",
      fix: orLetIn(
        rules,
        "use the type ClusterIP with a route, or install the AWS Load Balancer Controller and add loadBalancer: { scheme: internet-facing }, or { scheme: internal }",
        "rules.loadBalancerClass: audit",
      ),
    },
  ];
}

const unasked: Problem = {
  path: ["loadBalancer"],
  message: "it is not said who may reach the load balancer: without this AWS makes a Classic one, open to the internet",
  found: "type LoadBalancer without loadBalancer",
  fix: "add loadBalancer: { scheme: internet-facing }, or { scheme: internal }",
};
