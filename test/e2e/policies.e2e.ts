import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { claimClasses, environments } from "../workloads/requirements/16-claim-classes";
import { render, renderRequirement, type Manifest } from "../workloads/requirements/rendered";
import { run } from "./command";
import { describeWith } from "./test-bed";
import { findAnalyser } from "./toolchain";

// Who may talk to whom, by netpol-analyzer from the rendered objects: a second opinion beside our own reading of network policies. That a
// network plug-in enforces them is not shown, and neither are policies by the names of hosts, nor IPv6, which the analyser does not know.

/** `namespace/name → namespace/name: TCP 8080`; addresses are ranges, the same as the blocks of the policies as long as these do not overlap. */
type Connection = string;

describeWith("network policies by a static analyser", findAnalyser(), ({ program }) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-policies-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is allowed from or to the workloads of a namespace; a pair that may not talk is not among it. */
  async function connections(name: string, objects: readonly Manifest[], namespace: string): Promise<Connection[]> {
    const input = path.join(folder, name);
    mkdirSync(input);
    objects.forEach((object, index) => {
      writeFileSync(path.join(input, `${index}.yaml`), stringify(object, { aliasDuplicateObjects: false }));
    });
    const { status, stdout, stderr } = await run(program, ["list", "--quiet", "--output=json", `--dirpath=${input}`]);
    if (status !== 0) throw new Error(`netpolicy list: ${stderr}`);
    const listed = JSON.parse(stdout) as { src: string; dst: string; conn: string }[];
    return listed
      .filter(({ src, dst }) => [src, dst].some((peer) => peer.startsWith(`${namespace}/`)))
      .map(({ src, dst, conn }) => `${nameOf(src)} → ${nameOf(dst)}: ${conn}`)
      .sort();
  }

  /**
   * A name that is misspelt is allowed nothing either. So without any policy all pairs of the same objects must be listed, among them
   * those of which an absence is to say something.
   */
  async function pairsWithoutPolicies(
    name: string,
    objects: readonly Manifest[],
    namespace: string,
  ): Promise<string[]> {
    const open = objects.filter(({ kind }) => kind !== "NetworkPolicy");
    const listed = await connections(`${name}-open`, open, namespace);
    return listed
      .flatMap((connection) => /^(\S+\/\S+ → \S+\/\S+): All Connections$/.exec(connection)?.[1] ?? [])
      .sort();
  }

  function allPairs(objects: readonly Manifest[], namespace: string): string[] {
    const peers = objects.filter(({ spec }) => typeof spec === "object" && spec !== null && "template" in spec);
    const names = peers.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);
    const isInside = (name: string): boolean => name.startsWith(`${namespace}/`);
    return names
      .flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const))
      .filter(([from, to]) => isInside(from) || isInside(to))
      .map(([from, to]) => `${from} → ${to}`)
      .sort();
  }

  it("allows in the shop the links, by the same list as our own reading of the policies, and DNS", async () => {
    const { manifests } = await render(() => main(readConfigFile("local")));
    const objects = [...manifests, ...surroundings(manifests, "shop")];
    const names = manifests.flatMap(({ kind, metadata }) => (kind === "Deployment" ? [metadata.name] : []));
    expect(names).toHaveLength(12);

    expect(await connections("shop", objects, "shop")).toEqual(
      [
        ...ownReading().map((link) => link.replace(/^(\S+) → (\S+):(\d+)$/, "shop/$1 → shop/$2: TCP $3")),
        ...names.map((name) => `shop/${name} → kube-system/coredns: TCP 53,UDP 53`),
        ...surroundingConnections("shop"),
      ].sort(),
    );
    expect(await pairsWithoutPolicies("shop", objects, "shop")).toEqual(allPairs(objects, "shop"));
  });

  it("allows in an application its links, its claim, the scraping of metrics and what leaves the cluster", async () => {
    const namespace = environments.development;
    const { manifests } = await renderRequirement(claimClasses);
    const own = manifests.filter(({ metadata }) => [metadata.namespace, metadata.name].includes(namespace));
    const objects = [...own, ...surroundings(own, namespace)];
    const workloads = ["web", "reports", "orders", "orders-db"];

    expect(await connections(namespace, objects, namespace)).toEqual(
      [
        `${namespace}/web → ${namespace}/orders: TCP 50051`,
        `${namespace}/reports → ${namespace}/orders: TCP 50051`,
        `${namespace}/orders → ${namespace}/orders-db: TCP 5432`,
        `monitoring/prometheus → ${namespace}/orders: TCP 9464`,
        `${namespace}/orders → 203.0.113.0-203.0.113.255: TCP 443`,
        ...workloads.map((name) => `${namespace}/${name} → kube-system/coredns: TCP 53,UDP 53`),
        ...surroundingConnections(namespace),
      ].sort(),
    );
    expect(await pairsWithoutPolicies(namespace, objects, namespace)).toEqual(allPairs(objects, namespace));
  });
});

/** `namespace/name[Deployment]`, or a range of addresses. */
function nameOf(peer: string): string {
  return peer.replace(/\[\w+\]$/, "");
}

/** The list to which test/workloads/network-policies.test.ts holds our own evaluation of the shop's policies. */
function ownReading(): string[] {
  const file = path.join(__dirname, "..", "workloads", "network-policies.test.ts");
  const list = /const links = `\n([^`]*)`/.exec(readFileSync(file, "utf8"))?.[1];
  if (list === undefined) throw new Error(`${file} has no list of links`);
  return list.split("\n");
}

/**
 * DNS, a Prometheus and a stranger, in namespaces without policies; and in that of the application a caller that may go out to every pod and
 * a sink that lets everybody in. Each policy of the application is the only one between it and one of these two, while between two
 * workloads of the application either side would hide a hole of the other.
 */
function surroundings(objects: readonly Manifest[], namespace: string): Manifest[] {
  const everyPod = [{ namespaceSelector: {} }];
  return [
    ...outside.map(([where, name, labels]) => deployment(where, name, labels)),
    deployment(namespace, "caller", { app: "caller" }),
    // A rule by the name of a port would pass over a pod without one.
    deployment(namespace, "sink", { app: "sink" }, portNames(objects)),
    policy(namespace, "caller", { app: "caller" }, { egress: [{ to: everyPod }] }),
    policy(namespace, "sink", { app: "sink" }, { ingress: [{ from: everyPod }] }),
  ];
}

const outside = [
  ["kube-system", "coredns", { "k8s-app": "kube-dns" }],
  ["monitoring", "prometheus", { app: "prometheus" }],
  ["elsewhere", "stranger", { app: "stranger" }],
] as const;

/** What the caller and the sink may do by their own policies. */
function surroundingConnections(namespace: string): Connection[] {
  const names = outside.map(([where, name]) => `${where}/${name}`);
  return [
    ...names.map((name) => `${namespace}/caller → ${name}: All Connections`),
    ...[...names, `${namespace}/caller`].map((name) => `${name} → ${namespace}/sink: All Connections`),
  ];
}

function portNames(objects: readonly Manifest[]): string[] {
  const written = JSON.stringify(objects.filter(({ kind }) => kind === "NetworkPolicy"));
  return [...new Set([...written.matchAll(/"port":"([a-z0-9-]+)"/g)].flatMap(([, name]) => name ?? []))];
}

function deployment(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  ports: readonly string[] = [],
): Manifest {
  const container = {
    name,
    image: `registry.example.com/${name}:1`,
    ports: ports.map((port, index) => ({ name: port, containerPort: 7001 + index })),
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
  };
}

function policy(
  namespace: string,
  name: string,
  matchLabels: Readonly<Record<string, string>>,
  rules: Readonly<Record<string, unknown>>,
): Manifest {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec: { podSelector: { matchLabels }, policyTypes: ["Ingress", "Egress"], ...rules },
  };
}
