import type { AdmissionRule, RuleInputs } from "./rules";

const matches = "pods";

/** Containers by their names, or in brackets where something is more telling. */
const containersWith = (condition: string): string => `variables.containers.filter(c, ${condition}).map(c, c.name)`;

/** What has no tag means `latest`, and `latest` means whatever was pushed last: no two nodes need run the same. */
export function imageTags(): AdmissionRule {
  const isPinned = "c.image.contains('@') || (c.image.matches(':[^/:]+$') && !c.image.endsWith(':latest'))";
  return {
    matches,
    wrong: "images without a tag of a version",
    fix: "name a tag other than latest, or a digest",
    offenders: `variables.containers.filter(c, has(c.image) && !(${isPinned})).map(c, c.image)`,
  };
}

/**
 * Without requests the scheduler does not know what fits on a node, and without a limit of memory one pod can take that of all others. CPU needs
 * no limit: it only slows pods down.
 */
export function resources(): AdmissionRule {
  const has = (holder: string, field: string, resource: string): string =>
    `has(${holder}.resources) && has(${holder}.resources.${field}) && '${resource}' in ${holder}.resources.${field}`;
  // The API server takes a limit for the request where there is none.
  const asks = (holder: string, resource: string): string =>
    `((${has(holder, "requests", resource)}) || (${has(holder, "limits", resource)}))`;
  const isComplete = (holder: string): string =>
    `(${asks(holder, "cpu")} && ${asks(holder, "memory")} && ${has(holder, "limits", "memory")})`;
  return {
    matches,
    wrong: "containers without requests of cpu and memory, or without a limit of memory",
    fix: "write resources.requests.cpu, resources.requests.memory and resources.limits.memory",
    offenders: `${isComplete("variables.spec")} ? [] : ${containersWith(`!${isComplete("c")}`)}`,
  };
}

/** What is granted to the account `default` is granted to every pod that says nothing. */
export function defaultTokens(): AdmissionRule {
  const isDefault = "(!has(variables.spec.serviceAccountName) || variables.spec.serviceAccountName in ['', 'default'])";
  const hasNone =
    "(has(variables.spec.automountServiceAccountToken) && variables.spec.automountServiceAccountToken == false)";
  return {
    matches,
    wrong: "a token for the API server that nobody asked for, of the service account",
    fix: "write automountServiceAccountToken: false, or name a service account of its own",
    offenders: `${isDefault} && !${hasNone} ? ['default'] : []`,
  };
}

/** What leaves the walls of a container must say why, in an annotation of its pod: those of namespaces that Pod Security would let in. */
export function undeclaredExceptions(): AdmissionRule {
  const isDeclared = (key: string): string =>
    `(${key} in variables.annotations && variables.annotations[${key}].trim() != '')`;
  const isOn = (field: string): string => `has(variables.spec.${field}) && variables.spec.${field}`;
  const ofPod: readonly (readonly [exception: string, isUsed: string])[] = [
    ["hostNetwork", isOn("hostNetwork")],
    ["hostPID", isOn("hostPID")],
    ["hostIPC", isOn("hostIPC")],
    ["hostPath", "has(variables.spec.volumes) && variables.spec.volumes.exists(v, has(v.hostPath))"],
    [
      "hostPorts",
      // In the network of its node every port is one of the node.
      `!(${isOn("hostNetwork")}) && variables.containers.exists(c, has(c.ports) && c.ports.exists(p, has(p.hostPort) && p.hostPort > 0))`,
    ],
  ];
  // The main container's exceptions are annotated without its name, which nothing here tells.
  const isPrivileged = "has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged";
  const isExcused = `${isDeclared("'exceptions.slipway/privileged'")} || ${isDeclared("'exceptions.slipway/' + c.name + '.privileged'")}`;
  return {
    matches,
    wrong: "access to the node without a reason",
    fix: "remove it, or annotate the pods with exceptions.slipway/<name of it> and the reason in a few words",
    offenders: [
      ...ofPod.map(
        ([exception, isUsed]) =>
          `((${isUsed}) && !${isDeclared(`'exceptions.slipway/${exception}'`)} ? ['${exception}'] : [])`,
      ),
      // By it Filebeat, which may read all files of logs, is told which to read, and as what.
      `(variables.annotations.exists(a, a.startsWith('co.elastic.logs') && a.matches('[./]raw$')) && !${isDeclared("'exceptions.slipway/hostPath'")} ? ['co.elastic.logs/raw'] : [])`,
      `variables.containers.filter(c, ${isPrivileged} && !(${isExcused})).map(c, c.name + '.privileged')`,
    ].join(" + "),
  };
}

/** Images of other registries than those that are named. */
export function foreignImages({ registries }: RuleInputs): AdmissionRule | undefined {
  if (registries.length === 0) return undefined;
  const whole =
    "(c.image.matches('^([^/]*[.:][^/]*|localhost)/') ? c.image : c.image.contains('/') ? 'docker.io/' + c.image : 'docker.io/library/' + c.image)";
  const isAllowed = `${JSON.stringify(registries.map((registry) => `${registry}/`))}.exists(r, ${whole}.startsWith(r))`;
  return {
    matches,
    wrong: `images from elsewhere than ${registries.join(", ")}`,
    fix: "take them from one of these",
    offenders: `variables.containers.filter(c, has(c.image) && !${isAllowed}).map(c, c.image)`,
  };
}

/** By which pods are found, and what they cost is charged. */
export function missingLabels({ labels }: RuleInputs): AdmissionRule | undefined {
  if (labels.length === 0) return undefined;
  return {
    matches,
    wrong: "pods without the labels",
    fix: "add them to the pods",
    offenders: `${JSON.stringify(labels)}.filter(l, !(l in variables.labels))`,
  };
}
