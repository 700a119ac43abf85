import type { PlatformCapabilities } from "../../cluster";
import { checkCidr, checkDnsLabel, checkLabelName, checkLabelValue, under, type Problem } from "../../core";
import { checkHost } from "./dns-policy";
import { checkExceptedRanges } from "./excepted-ranges";
import { checkNotEmpty } from "./not-empty";
import { checkPortNames, type PlannedPort } from "./ports";

/**
 * Traffic into a workload, besides that of workloads that link to it: from pods of a namespace, or from addresses. `pods` without
 * `namespace` are those of the workload's own. What enters over a load balancer or a node port is let in by its Service.
 */
export interface IngressRule {
  /** Namespace of the callers, by its name. */
  readonly namespace?: string | undefined;
  /** Labels that the callers' pods have, all of them. Default: all pods of the namespace. */
  readonly pods?: Readonly<Record<string, string>> | undefined;
  /** Addresses, such as `203.0.113.0/24`, in place of pods. */
  readonly cidr?: string | undefined;
  /** Names of the workload's ports. Default: all of them. */
  readonly ports?: readonly string[] | undefined;
}

interface EgressPorts {
  /** Numbers, as the other side listens on. Default: all ports. */
  readonly ports?: readonly number[] | undefined;
  /** Transport of the ports. Default: `TCP`. */
  readonly protocol?: "TCP" | "UDP" | undefined;
}

/**
 * Traffic to addresses. The metadata of nodes (`169.254.169.254` and `fd00:ec2::254`) are never among them, unless the rule names
 * exactly that address.
 */
export interface CidrEgressRule extends EgressPorts {
  /** Such as `203.0.113.0/24`; `0.0.0.0/0` is every IPv4 address. */
  readonly cidr: string;
  /** Ranges inside of it that stay closed, such as `203.0.113.64/26`. Default: none. */
  readonly except?: readonly string[] | undefined;
}

/** Traffic to a host outside of the cluster, by its name. Needs the platform capability `dnsPolicies`. */
export interface HostEgressRule extends EgressPorts {
  /** Such as `api.example.com`, or `*.example.com`: there `*` stands for one label with Cilium, and for one or more with EKS. */
  readonly host: string;
}

/** Traffic to pods of another namespace. */
export interface NamespaceEgressRule extends EgressPorts {
  /** The namespace, by its name. */
  readonly namespace: string;
  /** Labels that the pods have, all of them. Default: all pods of the namespace. */
  readonly pods?: Readonly<Record<string, string>> | undefined;
}

/** Traffic that a workload may send out of its namespace, besides its links and DNS. */
export type EgressRule = CidrEgressRule | HostEgressRule | NamespaceEgressRule;

/** What is wrong with rules for incoming traffic. Paths are relative to the workload. */
export function checkIngress(ingress: readonly IngressRule[] = [], ports: readonly PlannedPort[]): Problem[] {
  return ingress.flatMap((rule, index) => {
    const path = ["ingress", index];
    return [
      ...checkPeers(path, rule),
      ...checkPods(path, rule.pods),
      ...(rule.namespace === undefined ? [] : checkDnsLabel("a namespace", rule.namespace, [...path, "namespace"])),
      ...(rule.cidr === undefined ? [] : checkCidr([...path, "cidr"], rule.cidr)),
      ...checkNotEmpty([...path, "ports"], rule.ports, "every port"),
      ...(ports.length === 0
        ? [
            {
              path,
              message: "the rule lets somebody in, but the workload has no port",
              fix: "add the port under ports, or remove the rule",
            },
          ]
        : checkPortNames([...path, "ports"], "the rule opens", rule.ports, ports)),
    ];
  });
}

/** What is wrong with rules for outgoing traffic. Paths are relative to the workload. */
export function checkEgress(
  egress: readonly EgressRule[] = [],
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  return egress.flatMap((rule: AnyEgressRule, index) => {
    const path = ["egress", index];
    const { cidr, except, host, namespace, pods } = rule;
    return [
      ...checkDestination(path, rule),
      ...(cidr === undefined ? [] : checkCidr([...path, "cidr"], cidr)),
      ...under(path, checkExceptedRanges(cidr, except)),
      ...(host === undefined ? [] : checkHost([...path, "host"], host, capabilities)),
      ...(namespace === undefined ? [] : checkDnsLabel("a namespace", namespace, [...path, "namespace"])),
      ...checkPods(path, pods),
      ...checkEgressPorts(path, rule),
    ];
  });
}

/** A rule as it may have been written, before it is known to be one of the kinds. */
interface AnyEgressRule
  extends EgressPorts, Partial<Pick<CidrEgressRule, "cidr" | "except">>, Partial<Pick<HostEgressRule, "host">> {
  readonly namespace?: string | undefined;
  readonly pods?: Readonly<Record<string, string>> | undefined;
}

const destinations = ["cidr", "host", "namespace"] as const;

function checkDestination(path: Problem["path"], rule: AnyEgressRule): Problem[] {
  const given = destinations.filter((destination) => rule[destination] !== undefined);
  if (given.length === 1) {
    if (rule.pods === undefined || rule.namespace !== undefined) return [];
    return [
      {
        path: [...path, "pods"],
        message: "labels choose among the pods of a namespace, and the rule has none",
        found: Object.keys(rule.pods).join(", "),
        fix: "remove pods, or write their namespace in place of the rest",
      },
    ];
  }
  return [
    {
      path,
      message: given.length === 0 ? "the rule does not say where to" : "the rule says in several ways where to",
      found: given.length === 0 ? "none of them" : given.join(" and "),
      allowed: `exactly one of ${destinations.join(", ")}`,
      fix:
        given.length > 0
          ? "write a rule for each"
          : rule.pods === undefined
            ? "add one of them"
            : "add namespace, or link to the workload if it is in this one",
    },
  ];
}

function checkPeers(path: Problem["path"], rule: IngressRule): Problem[] {
  const given = (["namespace", "pods", "cidr"] as const).filter((peer) => rule[peer] !== undefined);
  if (given.length > 0 && (rule.cidr === undefined || given.length === 1)) return [];
  return [
    {
      path,
      message:
        given.length === 0 ? "the rule does not say whom it lets in" : "the rule lets in pods and addresses at once",
      found: given.length === 0 ? "none of them" : given.join(" and "),
      allowed: "namespace, pods or both, or else cidr",
      fix: given.length === 0 ? "add one of them" : "write a rule for each",
    },
  ];
}

function checkPods(path: Problem["path"], pods: Readonly<Record<string, string>> | undefined): Problem[] {
  if (pods === undefined) return [];
  const labels = Object.entries(pods);
  if (labels.length > 0) {
    return labels.flatMap(([name, value]) => [
      ...checkLabelName([...path, "pods", name], name),
      ...checkLabelValue([...path, "pods", name], value),
    ]);
  }
  return [
    {
      path: [...path, "pods"],
      message: "no labels would mean every pod",
      found: "{}",
      fix: "name some labels; for every pod of a namespace write its name under namespace, and remove pods",
    },
  ];
}

function checkEgressPorts(path: Problem["path"], { ports, protocol }: EgressPorts): Problem[] {
  return [
    ...checkNotEmpty([...path, "ports"], ports, "every port"),
    ...(ports ?? []).flatMap((port, index) =>
      Number.isInteger(port) && port >= 1 && port <= 65535
        ? []
        : [
            {
              path: [...path, "ports", index],
              message: "this is no port number",
              found: String(port),
              allowed: "a whole number from 1 to 65535",
              fix: "give the number that the other side listens on",
            },
          ],
    ),
    ...(protocol === undefined || ports !== undefined
      ? []
      : [
          {
            path: [...path, "protocol"],
            message: "there is a protocol, but no port that it is of",
            found: protocol,
            fix: "add ports, or remove protocol",
          },
        ]),
  ];
}
