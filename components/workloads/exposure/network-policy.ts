import type { types } from "@pulumi/kubernetes";
import { cidrOf, selectorLabels } from "../../core";
import type { MeshRule, MeshTraffic } from "../../mesh";
import { exceptedRanges } from "./excepted-ranges";
import { linkLabel, type LinkTarget, type ResolvedLink } from "./links";
import type { EgressRule, IngressRule } from "./policy-rules";
import { containerPortName, transportOf, type PlannedPort } from "./ports";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;
type IngressArgs = types.input.networking.v1.NetworkPolicyIngressRule;
type EgressArgs = types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = types.input.networking.v1.NetworkPolicyPeer;
type PolicyPort = types.input.networking.v1.NetworkPolicyPort;

/** A set of ports that is open to addresses outside the cluster. */
export interface OpenPorts {
  readonly ports: readonly PlannedPort[];
  /** TCP ports of the pod that are none of `ports`, such as the one of a load balancer's health check. Default: none. */
  readonly numbers?: readonly number[] | undefined;
  /** Who may call. Default: everyone. */
  readonly sourceRanges?: readonly string[] | undefined;
}

/** What a workload's network policy is made from. */
export interface NetworkPolicyArgs {
  readonly self: LinkTarget;
  readonly links: readonly ResolvedLink[];
  readonly egress: readonly EgressRule[];
  readonly open: readonly OpenPorts[];
  /** Default: none. */
  readonly ingress?: readonly IngressRule[] | undefined;
  /** Ports of its pods that metrics are at. Default: none. */
  readonly metrics?: readonly number[] | undefined;
  /** Namespace of the Prometheus that asks for them. Left out: nobody is let in for them. */
  readonly prometheusNamespace?: string | undefined;
  /** Whether it acts in the cloud, by EKS Pod Identity. Default: no. */
  readonly callsCloud?: boolean | undefined;
  /** Whether it has a token for the Kubernetes API. Default: no. */
  readonly callsApiServer?: boolean | undefined;
  /** The cluster's family of addresses. Default: `ipv4`. */
  readonly ipFamily?: "ipv4" | "ipv6" | undefined;
  /** What the mesh carries calls over, where it takes part in one. */
  readonly mesh?: MeshTraffic | undefined;
}

/**
 * Lets in the pods that link to the workload, on exactly the linked ports, and out what the workload links to, DNS, and
 * what its rules, its identity and its token need; everything else is refused. Rules by the names of hosts are not in it, as
 * Kubernetes knows none: see `dnsPolicyArgs`. A policy does not reach pods with the exception `hostNetwork`, whose traffic is the node's.
 */
export function networkPolicySpec(args: NetworkPolicyArgs): PolicySpec {
  const { self, links, egress, open, ingress = [], mesh } = args;
  const carried = tcp(mesh?.peerPorts ?? []);
  return {
    podSelector: { matchLabels: selectorLabels(self.objectName) },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      ...self.ports.map((port) => admitLinks(self, port, carried)),
      ...open.map((ports) => admitOutside(self, ports)),
      ...ingress.map((rule) => admit(self, rule, carried)),
      ...admitPrometheus(args, carried),
      ...(mesh?.ingress ?? []).map((rule) => ({ from: [meshPeer(rule)], ...meshPorts(rule) })),
    ],
    egress: [
      dns,
      ...distinct(links).map((link) => reachTarget(link, carried)),
      ...egress.flatMap((rule) => reach(rule, carried)),
      ...(mesh?.egress ?? []).map((rule) => ({ to: [meshPeer(rule)], ...meshPorts(rule) })),
      ...(args.callsCloud === true ? reachCloud(args.ipFamily ?? "ipv4") : []),
      ...(args.callsApiServer === true ? [apiServer] : []),
    ],
  };
}

/** The labels by which the targets' policies know a consumer's pods. */
export function linkLabels(links: readonly ResolvedLink[]): Record<string, string> {
  return Object.fromEntries(links.map((link) => [linkLabel(link), "true"]));
}

/** The cluster's DNS. CoreDNS carries this label on EKS, kind and most others. */
const dns: EgressArgs = {
  to: [podsOf("kube-system", { "k8s-app": "kube-dns" })],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};

/**
 * The Kubernetes API, by its Service or its own port. It runs beside the cluster or on its nodes, so it has neither labels nor, on
 * EKS, an address that stays: the ports are open to everywhere. No range is written, as not every plugin counts the cluster's own
 * addresses to one; the metadata of nodes, which answer on port 80 alone, stay closed all the same.
 */
const apiServer: EgressArgs = {
  ports: [
    { port: 443, protocol: "TCP" },
    { port: 6443, protocol: "TCP" },
  ],
};

const everywhere = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const;
/** Where the EKS Pod Identity agent of each node listens. Source: EKS User Guide, "Set up the Amazon EKS Pod Identity Agent". */
const podIdentityAgent = { ipv4: "169.254.170.23", ipv6: "fd00:ec2::23" } as const;

/** The agent that hands out credentials, and the APIs of AWS: their addresses change, so port 443 is open to all of them. */
function reachCloud(family: "ipv4" | "ipv6"): EgressArgs[] {
  return [
    { to: [{ ipBlock: { cidr: cidrOf(podIdentityAgent[family]) } }], ports: [{ port: 80, protocol: "TCP" }] },
    { to: [addresses(everywhere[family])], ports: [{ port: 443, protocol: "TCP" }] },
  ];
}

function admitLinks(self: LinkTarget, port: PlannedPort, carried: readonly PolicyPort[]): IngressArgs {
  return {
    from: [{ podSelector: { matchLabels: { [linkLabel({ target: self, port })]: "true" } } }],
    ports: [policyPort(self, port), ...carried],
  };
}

function admitOutside(self: LinkTarget, { ports, numbers = [], sourceRanges }: OpenPorts): IngressArgs {
  const from = sourceRanges?.map((cidr) => ({ ipBlock: { cidr } }));
  return {
    ...(from === undefined ? {} : { from }),
    ports: [...ports.map((port) => policyPort(self, port)), ...numbers.map((port) => ({ port, protocol: "TCP" }))],
  };
}

function admit(
  self: LinkTarget,
  { namespace, pods, cidr, ports }: IngressRule,
  carried: readonly PolicyPort[],
): IngressArgs {
  const opened = ports === undefined ? self.ports : self.ports.filter(({ name }) => ports.includes(name));
  return {
    from: [cidr === undefined ? podsOf(namespace, pods) : { ipBlock: { cidr } }],
    ports: [...distinctPorts(opened.map((port) => policyPort(self, port))), ...(cidr === undefined ? carried : [])],
  };
}

function admitPrometheus(
  { self, metrics = [], prometheusNamespace }: NetworkPolicyArgs,
  carried: readonly PolicyPort[],
): IngressArgs[] {
  if (metrics.length === 0 || prometheusNamespace === undefined) return [];
  const ports = [...new Set(metrics)].map((number): PolicyPort => {
    const port = self.ports.find((other) => other.targetPort === number && other.protocol !== "udp");
    return port === undefined ? { port: number, protocol: "TCP" } : policyPort(self, port);
  });
  return [{ from: [podsOf(prometheusNamespace, undefined)], ports: [...ports, ...carried] }];
}

function reachTarget({ target, port }: ResolvedLink, carried: readonly PolicyPort[]): EgressArgs {
  return {
    to: [{ podSelector: { matchLabels: selectorLabels(target.objectName) } }],
    ports: [policyPort(target, port), ...carried],
  };
}

function reach(rule: EgressRule, carried: readonly PolicyPort[]): EgressArgs[] {
  if ("host" in rule) return [];
  const { ports, protocol = "TCP" } = rule;
  return [
    {
      to: ["cidr" in rule ? addresses(rule.cidr, rule.except) : podsOf(rule.namespace, rule.pods)],
      ...(ports === undefined
        ? {}
        : { ports: [...ports.map((port) => ({ port, protocol })), ...("cidr" in rule ? [] : carried)] }),
    },
  ];
}

function meshPeer({ namespace, pods, cidr }: MeshRule): Peer {
  return cidr === undefined ? podsOf(namespace, pods) : { ipBlock: { cidr } };
}

function meshPorts({ ports }: MeshRule): { ports?: PolicyPort[] } {
  return ports === undefined ? {} : { ports: tcp(ports) };
}

function tcp(ports: readonly number[]): PolicyPort[] {
  return ports.map((port) => ({ port, protocol: "TCP" }));
}

function addresses(cidr: string, own?: readonly string[]): Peer {
  const except = exceptedRanges(cidr, own);
  return { ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } };
}

/** Every namespace carries its own name as this label, put there by the API server. */
function podsOf(namespace: string | undefined, pods: Readonly<Record<string, string>> | undefined): Peer {
  return {
    ...(namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }),
    ...(pods === undefined ? {} : { podSelector: { matchLabels: pods } }),
  };
}

/**
 * Policies are applied behind the Service, so they mean the container's port; by name, as the pods of two versions may
 * listen on different numbers while one replaces the other.
 */
function policyPort(owner: LinkTarget, port: PlannedPort): { port: string; protocol: string } {
  return { port: containerPortName(owner.ports, port), protocol: transportOf(port.protocol) };
}

/** Ports of the Service that lead to one of the container are one here. */
function distinctPorts(ports: readonly { port: string; protocol: string }[]): PolicyPort[] {
  return [...new Map(ports.map((port) => [port.port, port])).values()];
}

function distinct(links: readonly ResolvedLink[]): ResolvedLink[] {
  return [...new Map(links.map((link) => [linkLabel(link), link])).values()];
}
