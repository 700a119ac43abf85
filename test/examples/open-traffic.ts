/**
 * Who may send to whom by the network policies that were registered. It reads the forms that Slipway writes: labels in full, no ranges of
 * ports and no exceptions of CIDRs.
 */
import type { types } from "@pulumi/kubernetes";
import type { RecordedResource } from "../../testing";

/** Sorted texts, such as `cart → valkey-cart:6379`. */
export interface Traffic {
  /** What workloads may send to others that were registered. */
  readonly sent: readonly string[];
  /** What these let in. */
  readonly admitted: readonly string[];
  /** What may be sent elsewhere, but for DNS. */
  readonly outside: readonly string[];
}

type Labels = Readonly<Record<string, string>>;
type Policy = types.output.networking.v1.NetworkPolicySpec;
type Peer = Partial<types.output.networking.v1.NetworkPolicyPeer>;

interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: ReadonlyMap<string, number>;
}

interface Rule {
  /** Undefined: everywhere. */
  readonly peers: readonly Peer[] | undefined;
  readonly ports: readonly (string | number)[];
}

export function openTraffic(resources: readonly RecordedResource[]): Traffic {
  const pods = podsOf(resources);
  const rulesOf = (pod: Pod, direction: "egress" | "ingress"): Rule[] =>
    policiesOf(resources)
      .filter(({ namespace, spec }) => namespace === pod.namespace && matches(spec.podSelector, pod.labels))
      .flatMap(({ spec }) => rulesIn(spec, direction));
  const reached = (peer: Peer, from: Pod): Pod[] => pods.filter((pod) => selects(peer, from, pod));

  const sent = pods.flatMap((pod) =>
    rulesOf(pod, "egress").flatMap(({ peers = [], ports }) =>
      peers.flatMap((peer) => reached(peer, pod)).flatMap((target) => ports.map((port) => call(pod, target, port))),
    ),
  );
  const admitted = pods.flatMap((pod) =>
    rulesOf(pod, "ingress").flatMap(({ peers = [], ports }) =>
      peers.flatMap((peer) => reached(peer, pod)).flatMap((source) => ports.map((port) => call(source, pod, port))),
    ),
  );
  const outside = pods.flatMap((pod) =>
    rulesOf(pod, "egress").flatMap(({ peers, ports }) =>
      (peers?.filter((peer) => reached(peer, pod).length === 0).map(nameOf) ?? ["everywhere"])
        .filter((name) => name !== "kube-dns in kube-system")
        .flatMap((name) => ports.map((port) => `${pod.name} → ${name}:${port}`)),
    ),
  );
  return { sent: sorted(sent), admitted: sorted(admitted), outside: sorted(outside) };
}

function podsOf(resources: readonly RecordedResource[]): Pod[] {
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:apps/"))
    .map(({ inputs }) => {
      const { metadata, spec } = inputs as unknown as types.output.apps.v1.Deployment;
      const { containers } = spec.template.spec;
      return {
        name: metadata.name,
        namespace: metadata.namespace,
        labels: spec.template.metadata.labels,
        ports: new Map(
          containers
            .flatMap(({ ports }) => optional(ports) ?? [])
            .map(({ name, containerPort }) => [name, containerPort]),
        ),
      };
    });
}

function policiesOf(resources: readonly RecordedResource[]): { namespace: string; spec: Policy }[] {
  return resources
    .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .map(({ inputs }) => {
      const { metadata, spec } = inputs as unknown as types.output.networking.v1.NetworkPolicy;
      return { namespace: metadata.namespace, spec };
    });
}

function rulesIn(spec: Policy, direction: "egress" | "ingress"): Rule[] {
  const rules =
    direction === "egress"
      ? (optional(spec.egress) ?? []).map(({ to, ports }) => ({ peers: optional(to), ports }))
      : (optional(spec.ingress) ?? []).map(({ from, ports }) => ({ peers: optional(from), ports }));
  return rules.map(({ peers, ports }) => ({ peers, ports: ports.map(({ port }) => port) }));
}

function selects({ podSelector, namespaceSelector, ipBlock }: Peer, from: Pod, pod: Pod): boolean {
  if (ipBlock !== undefined) return false;
  const namespace = namespaceSelector?.matchLabels["kubernetes.io/metadata.name"] ?? from.namespace;
  return pod.namespace === namespace && matches(podSelector, pod.labels);
}

function matches(selector: Peer["podSelector"], labels: Labels): boolean {
  return Object.entries(optional(selector?.matchLabels) ?? {}).every(([label, value]) => labels[label] === value);
}

function call(from: Pod, to: Pod, port: string | number): string {
  return `${from.name} → ${to.name}:${typeof port === "number" ? port : (to.ports.get(port) ?? port)}`;
}

/** Who is not among what was registered. */
function nameOf({ podSelector, namespaceSelector, ipBlock }: Peer): string {
  if (ipBlock !== undefined) return ipBlock.cidr;
  const pods = Object.values(podSelector?.matchLabels ?? {}).join(", ");
  const namespace = namespaceSelector?.matchLabels["kubernetes.io/metadata.name"];
  return namespace === undefined ? pods : `${pods} in ${namespace}`;
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** The type of an object that the API server returned promises every field; what was registered may lack it. */
function optional<T>(value: T | undefined): T | undefined {
  return value;
}
