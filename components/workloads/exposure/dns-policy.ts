import type { types } from "@pulumi/kubernetes";
import type { DnsPolicyEngine, PlatformCapabilities } from "../../cluster";
import { cidrOf, isAddress, selectorLabels, type Problem } from "../../core";
import type { EgressRule, HostEgressRule } from "./policy-rules";

/** A policy by the names of hosts, as a custom resource. */
export interface DnsPolicyArgs {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: types.input.meta.v1.ObjectMeta;
  readonly spec: CiliumPolicySpec | ApplicationPolicySpec;
}

/**
 * What we write of a `CiliumNetworkPolicy` (cilium.io/v2). Source: Cilium's documentation, "DNS based" and "Layer 7 policies", 1.19; read
 * 2026-11-21.
 */
export interface CiliumPolicySpec {
  readonly endpointSelector: LabelSelector;
  readonly egress: readonly {
    readonly toEndpoints?: readonly LabelSelector[];
    readonly toFQDNs?: readonly ({ readonly matchName: string } | { readonly matchPattern: string })[];
    readonly toPorts?: readonly {
      readonly ports: readonly { readonly port: string; readonly protocol: string }[];
      readonly rules?: { readonly dns: readonly { readonly matchPattern: string }[] };
    }[];
  }[];
}

/**
 * What we write of an `ApplicationNetworkPolicy` (networking.k8s.aws/v1alpha1). Source: EKS User Guide, "Use Network Policies with EKS Auto
 * Mode", read 2026-11-21.
 */
export interface ApplicationPolicySpec {
  readonly podSelector: LabelSelector;
  readonly policyTypes: readonly ["Egress"];
  readonly egress: readonly {
    readonly to?: readonly { readonly domainNames: readonly string[] }[];
    readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
  }[];
}

interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

/**
 * The policy for the egress rules that name hosts, which opens what the NetworkPolicy beside it leaves closed; undefined if there are
 * none, or nobody who enforces it. Both kinds know the addresses of a host only from the answers that DNS gave to the pod, so both
 * take DNS in: with Cilium its questions go through a proxy, which allows all of them; on nodes of EKS Auto Mode DNS has no pods, and so port 53 is
 * open to everywhere.
 */
export function dnsPolicyArgs({
  objectName,
  egress,
  engine,
  metadata,
}: {
  readonly objectName: string;
  readonly egress: readonly EgressRule[];
  readonly engine: DnsPolicyEngine | undefined;
  readonly metadata: types.input.meta.v1.ObjectMeta;
}): DnsPolicyArgs | undefined {
  const rules = egress.filter((rule) => "host" in rule);
  if (rules.length === 0 || engine === undefined) return undefined;
  const selector = { matchLabels: selectorLabels(objectName) };
  switch (engine) {
    case "cilium":
      return { apiVersion: "cilium.io/v2", kind: "CiliumNetworkPolicy", metadata, spec: ciliumPolicy(selector, rules) };
    case "eks":
      return {
        apiVersion: "networking.k8s.aws/v1alpha1",
        kind: "ApplicationNetworkPolicy",
        metadata,
        spec: applicationPolicy(selector, rules),
      };
  }
}

/** What is wrong with the host of a rule. */
export function checkHost(
  path: Problem["path"],
  host: string,
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  return [
    ...checkHostName(path, host),
    ...(capabilities?.dnsPolicies === undefined
      ? [
          {
            path,
            message: "nobody in the cluster enforces policies by the names of hosts",
            found: host,
            fix: "set slipway:capabilities.dnsPolicies to cilium or eks if the cluster has one of them, or write addresses: cidr",
          },
        ]
      : []),
  ];
}

/** A name of at least two labels, of which the first may be `*`: what both engines take. */
const hostName = /^(?=.{1,253}$)(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function checkHostName(path: Problem["path"], host: string): Problem[] {
  if (isAddress(host)) {
    return [
      { path, message: "this is an address, and no name of a host", found: host, fix: `write cidr: ${cidrOf(host)}` },
    ];
  }
  if (/\.svc(\.cluster\.local)?\.?$/.test(host)) {
    return [
      {
        path,
        message: "policies by name are for hosts outside of the cluster",
        found: host,
        fix: "link to it if it is in this namespace, or else write a rule with its namespace",
      },
    ];
  }
  if (hostName.test(host)) return [];
  const lower = host.toLowerCase().replace(/\.$/, "");
  return [
    {
      path,
      message: "this is no name of a host",
      found: host,
      allowed: "lower-case labels with dots between them, such as api.example.com or *.example.com",
      fix: hostName.test(lower) ? `write ${lower}` : "write the name alone, without scheme, port and path",
    },
  ];
}

function ciliumPolicy(endpointSelector: LabelSelector, rules: readonly HostEgressRule[]): CiliumPolicySpec {
  return {
    endpointSelector,
    egress: [
      {
        toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system", "k8s:k8s-app": "kube-dns" } }],
        toPorts: [
          {
            ports: [
              { port: "53", protocol: "UDP" },
              { port: "53", protocol: "TCP" },
            ],
            rules: { dns: [{ matchPattern: "*" }] },
          },
        ],
      },
      ...rules.map(({ host, ports, protocol = "TCP" }) => ({
        toFQDNs: [host.startsWith("*") ? { matchPattern: host } : { matchName: host }],
        ...(ports === undefined
          ? {}
          : { toPorts: [{ ports: ports.map((port) => ({ port: String(port), protocol })) }] }),
      })),
    ],
  };
}

function applicationPolicy(podSelector: LabelSelector, rules: readonly HostEgressRule[]): ApplicationPolicySpec {
  return {
    podSelector,
    policyTypes: ["Egress"],
    egress: [
      {
        ports: [
          { port: 53, protocol: "UDP" },
          { port: 53, protocol: "TCP" },
        ],
      },
      ...rules.map(({ host, ports, protocol = "TCP" }) => ({
        to: [{ domainNames: [host] }],
        ...(ports === undefined ? {} : { ports: ports.map((port) => ({ port, protocol })) }),
      })),
    ],
  };
}
