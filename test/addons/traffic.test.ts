// The policies as they are written. That a network enforces them is not shown here.
import { policySpec, type Traffic } from "../../components/addons/frame/traffic";

const cluster = { target: "existing", ipFamily: "ipv4", prometheusNamespace: "monitoring" } as const;
const eks = { target: "eks" } as const;

const within = { from: [{ podSelector: {} }] };
const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const dns = { to: [inNamespace("kube-system")], ports: [{ protocol: "UDP", port: 53 }, ...tcp(53)] };
const inside = [{ to: [{ podSelector: {} }] }, dns];

const specOf = (traffic: Traffic, changes: Partial<Parameters<typeof policySpec>[1]> = {}) =>
  policySpec(traffic, { ...cluster, ...changes });

test("pods speak with those of their namespace and ask DNS, and nothing else", () => {
  expect(specOf({ to: "namespace" })).toEqual({
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [within],
    egress: inside,
  });
  expect(specOf({ to: "namespace" }, eks).egress).toEqual(inside);
});

test("a policy is for the pods of its labels, or all of the namespace", () => {
  expect(specOf({ pods: { app: "webhook" }, to: "apis" }).podSelector).toEqual({ matchLabels: { app: "webhook" } });
  expect(specOf({ pods: {}, to: "apis" }).podSelector).toEqual({});
});

test("the API server, which has no labels, may call from everywhere, others from where it is said", () => {
  const traffic: Traffic = {
    fromApiServer: [9443],
    fromCluster: [8080, 8081],
    fromNamespaces: { gateways: [80], mesh: [81] },
    metrics: [9090],
    to: "apis",
  };
  expect(specOf(traffic).ingress).toEqual([
    within,
    { ports: tcp(9443) },
    { from: [{ namespaceSelector: {} }], ports: tcp(8080, 8081) },
    { from: [inNamespace("gateways")], ports: tcp(80) },
    { from: [inNamespace("mesh")], ports: tcp(81) },
    { from: [inNamespace("monitoring")], ports: tcp(9090) },
  ]);
});

test("ports of metrics stay closed where no Prometheus is known", () => {
  expect(specOf({ metrics: [9090], to: "apis" }, { prometheusNamespace: undefined }).ingress).toEqual([within]);
});

test("APIs are asked by HTTPS; on EKS the agent gives credentials, at the address of the family", () => {
  const https = { ports: tcp(443) };
  const agent = (cidr: string) => ({ to: [{ ipBlock: { cidr } }], ports: tcp(80) });
  // Policies may see the port of the API server itself: of kubeadm and kind, of minikube, of MicroK8s.
  expect(specOf({ to: "apis" }).egress).toEqual([...inside, { ports: tcp(443, 6443, 8443, 16443) }]);
  expect(specOf({ to: "apis" }, eks).egress).toEqual([...inside, https, agent("169.254.170.23/32")]);
  expect(specOf({ to: "apis" }, { ...eks, ipFamily: "ipv6" }).egress).toEqual([
    ...inside,
    https,
    agent("fd00:ec2::23/128"),
  ]);
});

test("other namespaces may be called besides, at every port", () => {
  const others = { to: [inNamespace("monitoring"), inNamespace("tracing")] };
  expect(specOf({ to: "namespace", toNamespaces: ["monitoring", "tracing"] }).egress).toEqual([...inside, others]);
});

test("what asks systems that only its users know may ask anything", () => {
  expect(specOf({ to: "anywhere", toNamespaces: ["monitoring"] }, eks).egress).toEqual([{}]);
});

test("nothing of a policy is an empty list, or one that is missing", () => {
  const all: Traffic[] = (["namespace", "apis", "anywhere"] as const).flatMap((to) => [
    { to },
    { to, fromApiServer: [], metrics: [], fromCluster: [], fromNamespaces: {}, toNamespaces: [] },
  ]);
  for (const traffic of all) {
    const text = JSON.stringify(specOf(traffic), (_, value: unknown) => (value === undefined ? "missing" : value));
    expect(text).not.toMatch(/\[\]|missing/);
  }
});
