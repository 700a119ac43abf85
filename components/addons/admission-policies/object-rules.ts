import type { AdmissionRule, RuleInputs } from "./rules";

/** The object's name, if it has one yet. */
const name = "(has(object.metadata.name) ? object.metadata.name : object.metadata.generateName)";

/**
 * A Service that names no class is met by what AWS runs in every control plane: with a Classic Load Balancer, in the internet, and without
 * the options of the controller. Auto Mode has a class for those that name none, its own, and Services here could not name that one.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
 */
export function unnamedLoadBalancers({ target, autoMode }: RuleInputs): AdmissionRule | undefined {
  if (target !== "eks" || autoMode) return undefined;
  return {
    matches: "services",
    wrong: "a load balancer in the internet, of a kind that AWS has given up, would be made for the Service",
    fix: "name loadBalancerClass: service.k8s.aws/nlb",
    offenders: `has(object.spec.type) && object.spec.type == 'LoadBalancer' && !has(object.spec.loadBalancerClass) ? [${name}] : []`,
  };
}

/** A port of every node, past all load balancers, routes and certificates. */
export function nodePorts(): AdmissionRule {
  return {
    matches: "services",
    wrong: "a port of every node would be opened for the Service",
    fix: "use the type ClusterIP with a route, or LoadBalancer",
    offenders: `has(object.spec.type) && object.spec.type == 'NodePort' ? [${name}] : []`,
  };
}

/** With such a budget no node can be drained, and no version of the cluster be changed, without force. */
export function deadBudgets(): AdmissionRule {
  const spec = "dyn(object).spec";
  return {
    matches: "disruptionBudgets",
    wrong: "no pod could ever be moved from its node because of",
    fix: "write maxUnavailable: 1 or more",
    offenders:
      `(has(${spec}.maxUnavailable) && ${spec}.maxUnavailable in [dyn(0), dyn('0%')])` +
      ` || (has(${spec}.minAvailable) && ${spec}.minAvailable == dyn('100%')) ? [${name}] : []`,
  };
}

/** Who may do everything, in every namespace, can switch off every rule here. Those that a cluster has by itself, and add-ons, are let be. */
export function clusterAdministrators({ excluded }: RuleInputs): AdmissionRule {
  const isOwn =
    "(s.kind == 'Group' && s.name == 'system:masters') || (s.kind == 'User' && s.name.startsWith('eks:'))" +
    ` || (s.kind == 'ServiceAccount' && has(s.namespace) && s.namespace in ${JSON.stringify(excluded)})`;
  return {
    matches: "clusterRoleBindings",
    wrong: "the whole cluster would be given to",
    fix: "bind a role with what is needed, in the namespaces where it is needed",
    offenders:
      "object.roleRef.name == 'cluster-admin' && has(object.subjects)" +
      ` ? object.subjects.filter(s, !(${isOwn})).map(s, s.kind + ' ' + s.name) : []`,
  };
}
