import type * as k8s from "@pulumi/kubernetes";
import type { AddOnContext, CommonOptions } from "./add-on";

/** What is known of a cluster, as far as policies go by it. */
export type TrafficPlace = Pick<AddOnContext<CommonOptions>, "target" | "ipFamily" | "prometheusNamespace">;

/** What some pods of an add-on may receive and send, besides traffic within their namespace. Everything else is refused. */
export interface Traffic {
  /** What tells the policy from others of the add-on. Default: none, for the only one. */
  readonly name?: string;
  /** Labels of the pods. Default: all of the namespace. */
  readonly pods?: Readonly<Record<string, string>>;
  /**
   * Ports that the API server calls, for webhooks and APIs: those of the pods. It has no labels by which a policy could know it, so they are
   * open to every address.
   */
  readonly fromApiServer?: readonly number[];
  /** Ports of metrics, which Prometheus reads. Where no Prometheus is known they stay closed. */
  readonly metrics?: readonly number[];
  /** Ports that pods of every namespace may call. */
  readonly fromCluster?: readonly number[];
  /** Ports that pods of certain namespaces may call, by the namespace, such as that of a gateway. */
  readonly fromNamespaces?: Readonly<Record<string, readonly number[]>>;
  /**
   * Where they send to, besides DNS and their own namespace: `namespace`, nowhere else; `apis`, the API server and everything else by HTTPS,
   * such as AWS; `anywhere`, which is for what asks systems that only its users know.
   */
  readonly to: "namespace" | "apis" | "anywhere";
  /** Namespaces whose pods they may call besides, at every port: a Service may have another port than its pods. */
  readonly toNamespaces?: readonly string[];
}

type Policy = k8s.types.input.networking.v1.NetworkPolicySpec;
type Port = k8s.types.input.networking.v1.NetworkPolicyPort;

/** Ports of API servers: on EKS 443, of kubeadm, kind and k3s 6443, of minikube 8443, of MicroK8s 16443. */
const apiPorts = { eks: [443], existing: [443, 6443, 8443, 16443] } as const;

/** Where pods get the credentials of their EKS Pod Identity. Source: Amazon EKS User Guide, "Learn how EKS Pod Identity works". */
const podIdentityAgent = { ipv4: "169.254.170.23/32", ipv6: "fd00:ec2::23/128" } as const;

/** The policy of some pods of an add-on. */
export function policySpec(traffic: Traffic, { target, ipFamily, prometheusNamespace }: TrafficPlace): Policy {
  const {
    pods = {},
    fromApiServer = [],
    metrics = [],
    fromCluster = [],
    fromNamespaces = {},
    to,
    toNamespaces = [],
  } = traffic;
  return {
    podSelector: Object.keys(pods).length === 0 ? {} : { matchLabels: pods },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      { from: [{ podSelector: {} }] },
      ...(fromApiServer.length === 0 ? [] : [{ ports: tcp(fromApiServer) }]),
      ...(fromCluster.length === 0 ? [] : [{ from: [{ namespaceSelector: {} }], ports: tcp(fromCluster) }]),
      ...Object.entries(fromNamespaces).map(([name, ports]) => ({ from: [inNamespace(name)], ports: tcp(ports) })),
      ...(metrics.length === 0 || prometheusNamespace === undefined
        ? []
        : [{ from: [inNamespace(prometheusNamespace)], ports: tcp(metrics) }]),
    ],
    egress: to === "anywhere" ? [{}] : egressTo(to, toNamespaces, { target, ipFamily }),
  };
}

function egressTo(
  to: Exclude<Traffic["to"], "anywhere">,
  namespaces: readonly string[],
  { target, ipFamily }: Omit<TrafficPlace, "prometheusNamespace">,
): NonNullable<Policy["egress"]> {
  const agent = [{ to: [{ ipBlock: { cidr: podIdentityAgent[ipFamily] } }], ports: tcp([80]) }];
  return [
    { to: [{ podSelector: {} }] },
    { to: [inNamespace("kube-system")], ports: [...udp(53), ...tcp([53])] },
    ...(namespaces.length === 0 ? [] : [{ to: namespaces.map(inNamespace) }]),
    ...(to === "namespace" ? [] : [{ ports: tcp(apiPorts[target]) }, ...(target === "eks" ? agent : [])]),
  ];
}

function inNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

const tcp = (ports: readonly number[]): Port[] => ports.map((port) => ({ protocol: "TCP", port }));
const udp = (port: number): Port[] => [{ protocol: "UDP", port }];
