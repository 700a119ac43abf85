/**
 * Who may talk to whom in the shop, computed from the rendered policies: pods are selected by labels as Kubernetes does.
 * This does not show that a network plug-in enforces it.
 */
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { record } from "../../testing";

type Labels = Readonly<Record<string, string>>;

interface Pod {
  readonly name: string;
  readonly labels: Labels;
  /** Numbers by name. */
  readonly ports: Readonly<Record<string, number>>;
}

interface Rule {
  readonly peers: readonly {
    readonly podSelector?: { readonly matchLabels?: Labels };
    readonly namespaceSelector?: unknown;
  }[];
  readonly ports: readonly { readonly port: number | string }[];
}

interface Policy {
  readonly podSelector: { readonly matchLabels?: Labels };
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** Read from the release: who is given whose address. */
const links = `
cartservice → redis-cart:6379
checkoutservice → cartservice:7070
checkoutservice → currencyservice:7000
checkoutservice → emailservice:8080
checkoutservice → paymentservice:50051
checkoutservice → productcatalogservice:3550
checkoutservice → shippingservice:50051
frontend → adservice:9555
frontend → cartservice:7070
frontend → checkoutservice:5050
frontend → currencyservice:7000
frontend → productcatalogservice:3550
frontend → recommendationservice:8080
frontend → shippingservice:50051
loadgenerator → frontend:8080
recommendationservice → productcatalogservice:3550`;

it("allows the links of the shop, and of the other 105 pairs of pod and port none", async () => {
  const { resources } = await record(() => main(readConfigFile("local")));
  const pods = resources.filter(({ type }) => type.endsWith(":Deployment")).map(({ inputs }) => podOf(inputs));
  const policies = resources
    .filter(({ type }) => type.endsWith(":NetworkPolicy"))
    .map(({ inputs }) => policyOf(inputs));
  const pairs = pods.flatMap((from) =>
    pods.flatMap((to) => Object.values(to.ports).map((port) => ({ from, to, port }))).filter(({ to }) => to !== from),
  );

  const allowed = pairs.filter(({ from, to, port }) => isAllowed(policies, from, to, port));
  expect(allowed.map(({ from, to, port }) => `${from.name} → ${to.name}:${port}`).sort()).toEqual(
    links.trim().split("\n"),
  );
  expect(pairs).toHaveLength(links.trim().split("\n").length + 105);
});

function isAllowed(policies: readonly Policy[], from: Pod, to: Pod, port: number): boolean {
  const leaves = permits(
    policies.filter((policy) => selects(policy.podSelector, from)).map(({ egress }) => egress),
    to,
    numbersOf(to, port),
  );
  const enters = permits(
    policies.filter((policy) => selects(policy.podSelector, to)).map(({ ingress }) => ingress),
    from,
    numbersOf(to, port),
  );
  return leaves && enters;
}

/** What a policy may call a port of a pod: its number, or its name. */
function numbersOf(pod: Pod, port: number): (number | string)[] {
  return [port, ...Object.entries(pod.ports).flatMap(([name, number]) => (number === port ? [name] : []))];
}

/**
 * Without any policy everything is allowed; with some, what one of them allows. An empty list would mean everything in
 * Kubernetes, so it is refused here.
 */
function permits(rules: readonly (readonly Rule[])[], peer: Pod, port: readonly (number | string)[]): boolean {
  expect(rules.flat().filter(({ peers, ports }) => peers.length === 0 || ports.length === 0)).toEqual([]);
  return (
    rules.length === 0 ||
    rules
      .flat()
      .some(
        (rule) =>
          rule.ports.some((candidate) => port.includes(candidate.port)) &&
          rule.peers.some(
            ({ podSelector, namespaceSelector }) =>
              namespaceSelector === undefined && podSelector !== undefined && selects(podSelector, peer),
          ),
      )
  );
}

function selects(selector: { readonly matchLabels?: Labels }, pod: Pod): boolean {
  return Object.entries(selector.matchLabels ?? {}).every(([label, value]) => pod.labels[label] === value);
}

function podOf(inputs: unknown): Pod {
  const { metadata, spec } = inputs as {
    metadata: { name: string };
    spec: {
      template: {
        metadata: { labels: Labels };
        spec: { containers: { ports?: { name: string; containerPort: number }[] }[] };
      };
    };
  };
  return {
    name: metadata.name,
    labels: spec.template.metadata.labels,
    ports: Object.fromEntries(
      spec.template.spec.containers.flatMap(({ ports = [] }) =>
        ports.map(({ name, containerPort }) => [name, containerPort]),
      ),
    ),
  };
}

function policyOf(inputs: unknown): Policy {
  const { spec } = inputs as {
    spec: {
      podSelector: Policy["podSelector"];
      ingress?: { from?: Rule["peers"]; ports?: Rule["ports"] }[];
      egress?: { to?: Rule["peers"]; ports?: Rule["ports"] }[];
    };
  };
  return {
    podSelector: spec.podSelector,
    ingress: (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports })),
    egress: (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports })),
  };
}
