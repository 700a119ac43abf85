import type { types } from "@pulumi/kubernetes";
import ipaddr from "ipaddr.js";
import { selectorLabels, type Problem } from "../core";
import { linkLabel, type LinkTarget, type ResolvedLink } from "./links";
import { containerPortName, transportOf, type PlannedPort } from "./ports";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;
type IngressRule = types.input.networking.v1.NetworkPolicyIngressRule;
type EgressRuleArgs = types.input.networking.v1.NetworkPolicyEgressRule;

/** Traffic that a workload may send out of the cluster, besides its links and DNS. */
export interface EgressRule {
  /** Addresses, such as `203.0.113.0/24`; `0.0.0.0/0` is every IPv4 address. */
  readonly cidr: string;
  /** TCP ports. Default: all ports. */
  readonly ports?: readonly number[] | undefined;
}

/** A set of ports that is open to addresses outside the cluster. */
export interface OpenPorts {
  readonly ports: readonly PlannedPort[];
  /** Who may call. Default: everyone. */
  readonly sourceRanges?: readonly string[] | undefined;
}

/** What a workload's network policy is made from. */
export interface NetworkPolicyArgs {
  readonly self: LinkTarget;
  readonly links: readonly ResolvedLink[];
  readonly egress: readonly EgressRule[];
  readonly open: readonly OpenPorts[];
}

/**
 * Lets in the pods that link to the workload, on exactly the linked ports, and out what the workload links to, DNS, and
 * the egress rules; everything else is refused.
 */
export function networkPolicySpec({ self, links, egress, open }: NetworkPolicyArgs): PolicySpec {
  return {
    podSelector: { matchLabels: selectorLabels(self.objectName) },
    policyTypes: ["Ingress", "Egress"],
    ingress: [...self.ports.map((port) => admitLinks(self, port)), ...open.map((ports) => admitOutside(self, ports))],
    egress: [dns, ...distinct(links).map(reachTarget), ...egress.map(reachOutside)],
  };
}

/** The labels by which the targets' policies know a consumer's pods. */
export function linkLabels(links: readonly ResolvedLink[]): Record<string, string> {
  return Object.fromEntries(links.map((link) => [linkLabel(link), "true"]));
}

/** What is wrong with the egress rules. */
export function checkEgress(egress: readonly EgressRule[] = []): Problem[] {
  return egress.flatMap((rule, index) => [
    ...checkCidr(["egress", index, "cidr"], rule.cidr),
    ...checkNotEmpty(["egress", index, "ports"], rule.ports, "every port"),
  ]);
}

/** Kubernetes takes an empty list of a policy for everything, which nobody means who writes one. */
export function checkNotEmpty(path: Problem["path"], list: readonly unknown[] | undefined, all: string): Problem[] {
  if (list?.length !== 0) return [];
  return [
    { path, message: `an empty list would mean ${all}`, found: "[]", fix: `name some, or leave it out for ${all}` },
  ];
}

/** A range of addresses in the form that Kubernetes takes. */
export function checkCidr(path: Problem["path"], cidr: string): Problem[] {
  const isIpv4 = ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr);
  if (isIpv4 || ipaddr.IPv6.isValidCIDR(cidr)) return checkNetworkAddress(path, cidr, isIpv4);
  return [
    {
      path,
      message: "this is no range of addresses",
      found: cidr,
      allowed: "an address, '/', and the length of the prefix, such as 203.0.113.0/24",
      fix: ipaddr.isValid(cidr)
        ? `write ${cidr}/${cidr.includes(":") ? 128 : 32}`
        : "write addresses; a name cannot be used here",
    },
  ];
}

/** Kubernetes takes the first address of a range, and no other one of it. */
function checkNetworkAddress(path: Problem["path"], cidr: string, isIpv4: boolean): Problem[] {
  const network = isIpv4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  const [address = "", prefix = ""] = cidr.split("/");
  if (ipaddr.parse(address).toNormalizedString() === network.toNormalizedString()) return [];
  return [
    {
      path,
      message: "the address has bits beyond the prefix",
      found: cidr,
      allowed: "the first address of the range",
      fix: `write ${network.toString()}/${prefix}`,
    },
  ];
}

/** The cluster's DNS. CoreDNS carries this label on EKS, kind and most others. */
const dns: EgressRuleArgs = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};

function admitLinks(self: LinkTarget, port: PlannedPort): IngressRule {
  return {
    from: [{ podSelector: { matchLabels: { [linkLabel({ target: self, port })]: "true" } } }],
    ports: [policyPort(self, port)],
  };
}

function admitOutside(self: LinkTarget, { ports, sourceRanges }: OpenPorts): IngressRule {
  const from = sourceRanges?.map((cidr) => ({ ipBlock: { cidr } }));
  return { ...(from === undefined ? {} : { from }), ports: ports.map((port) => policyPort(self, port)) };
}

function reachTarget({ target, port }: ResolvedLink): EgressRuleArgs {
  return {
    to: [{ podSelector: { matchLabels: selectorLabels(target.objectName) } }],
    ports: [policyPort(target, port)],
  };
}

function reachOutside({ cidr, ports }: EgressRule): EgressRuleArgs {
  return {
    to: [{ ipBlock: { cidr } }],
    ...(ports === undefined ? {} : { ports: ports.map((port) => ({ port, protocol: "TCP" })) }),
  };
}

/**
 * Policies are applied behind the Service, so they mean the container's port; by name, as the pods of two versions may
 * listen on different numbers while one replaces the other.
 */
function policyPort(owner: LinkTarget, port: PlannedPort): types.input.networking.v1.NetworkPolicyPort {
  return { port: containerPortName(owner.ports, port), protocol: transportOf(port.protocol) };
}

function distinct(links: readonly ResolvedLink[]): ResolvedLink[] {
  return [...new Map(links.map((link) => [linkLabel(link), link])).values()];
}
