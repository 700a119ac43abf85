/** What a network policy is made of. Who may talk to whom by it is in network-policies.test.ts; that a network plug-in enforces it is not shown. */
import { linkTo, resolveLinks, type LinkTarget } from "../../components/workloads/exposure/links";
import {
  linkLabels,
  networkPolicySpec,
  type NetworkPolicyArgs,
} from "../../components/workloads/exposure/network-policy";
import {
  checkEgress,
  checkIngress,
  type EgressRule,
  type IngressRule,
} from "../../components/workloads/exposure/policy-rules";
import { planPorts } from "../../components/workloads/exposure/ports";

const self: LinkTarget = {
  objectName: "orders",
  ports: planPorts({
    http: { port: 80, targetPort: 8080 },
    web: { port: 81, targetPort: 8080 },
    dns: { port: 53, protocol: "udp" },
  }),
};
const dns = {
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
const links = [
  {
    from: [{ podSelector: { matchLabels: { "links.slipway/orders.http": "true" } } }],
    ports: [{ port: "http", protocol: "TCP" }],
  },
  {
    from: [{ podSelector: { matchLabels: { "links.slipway/orders.web": "true" } } }],
    ports: [{ port: "http", protocol: "TCP" }],
  },
  {
    from: [{ podSelector: { matchLabels: { "links.slipway/orders.dns": "true" } } }],
    ports: [{ port: "dns", protocol: "UDP" }],
  },
];

function policy(args: Partial<NetworkPolicyArgs>): ReturnType<typeof networkPolicySpec> {
  return networkPolicySpec({ self, links: [], egress: [], open: [], ...args });
}

it("lets in who links to the workload, and out questions to DNS; nothing else", () => {
  expect(policy({})).toStrictEqual({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
    policyTypes: ["Ingress", "Egress"],
    ingress: links,
    egress: [dns],
  });
});

it("opens each linked port once on the way out, and labels the pods for the way in", () => {
  const payments: LinkTarget = {
    objectName: "payments",
    ports: planPorts({ grpc: { port: 5000, targetPort: 8080 }, http: 80, metrics: 9090 }),
  };
  const resolved = resolveLinks([linkTo(payments, { ports: ["grpc", "http"] }), linkTo(payments, { port: "grpc" })]);
  const to = [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "payments" } } }];
  expect(policy({ links: resolved }).egress).toStrictEqual([
    dns,
    { to, ports: [{ port: "grpc", protocol: "TCP" }] },
    { to, ports: [{ port: "http", protocol: "TCP" }] },
  ]);
  expect(linkLabels(resolved)).toStrictEqual({
    "links.slipway/payments.grpc": "true",
    "links.slipway/payments.http": "true",
  });
});

it("lets in what a rule names: by namespace, labels or addresses, on all ports or some", () => {
  const ingress: IngressRule[] = [
    { namespace: "gateway", ports: ["http", "web"] },
    { namespace: "team-b", pods: { app: "reports" }, ports: ["dns"] },
    { pods: { app: "legacy" } },
    { cidr: "10.0.0.0/8", ports: ["http"] },
  ];
  expect(checkIngress(ingress, self.ports)).toEqual([]);
  const http = { port: "http", protocol: "TCP" };
  const namespace = (name: string): object => ({ matchLabels: { "kubernetes.io/metadata.name": name } });
  expect(policy({ ingress }).ingress).toStrictEqual([
    ...links,
    { from: [{ namespaceSelector: namespace("gateway") }], ports: [http] },
    {
      from: [{ namespaceSelector: namespace("team-b"), podSelector: { matchLabels: { app: "reports" } } }],
      ports: [{ port: "dns", protocol: "UDP" }],
    },
    { from: [{ podSelector: { matchLabels: { app: "legacy" } } }], ports: [http, { port: "dns", protocol: "UDP" }] },
    { from: [{ ipBlock: { cidr: "10.0.0.0/8" } }], ports: [http] },
  ]);
});

it("lets out what a rule names: addresses, or pods of another namespace; hosts are in a policy of their own", () => {
  const egress: EgressRule[] = [
    { cidr: "203.0.113.0/24" },
    { cidr: "198.51.100.7/32", ports: [514], protocol: "UDP" },
    { namespace: "monitoring", pods: { app: "collector" }, ports: [4317, 4318] },
    { namespace: "monitoring" },
    { host: "api.example.com", ports: [443] },
  ];
  expect(checkEgress(egress, { dnsPolicies: "cilium" })).toEqual([]);
  const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } };
  expect(policy({ egress }).egress).toStrictEqual([
    dns,
    { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }] },
    { to: [{ ipBlock: { cidr: "198.51.100.7/32" } }], ports: [{ port: 514, protocol: "UDP" }] },
    {
      to: [{ namespaceSelector, podSelector: { matchLabels: { app: "collector" } } }],
      ports: [
        { port: 4317, protocol: "TCP" },
        { port: 4318, protocol: "TCP" },
      ],
    },
    { to: [{ namespaceSelector }] },
  ]);
});

it.each<[what: string, cidr: string, own: string[] | undefined, except: string[] | undefined]>([
  ["never in every address", "0.0.0.0/0", undefined, ["169.254.169.254/32"]],
  ["never in every address of IPv6", "::/0", undefined, ["fd00:ec2::254/128"]],
  ["never in a range around them", "169.254.168.0/23", undefined, ["169.254.169.254/32"]],
  ["never beside what is excepted", "0.0.0.0/0", ["10.0.0.0/8"], ["10.0.0.0/8", "169.254.169.254/32"]],
  ["once, if they are excepted", "0.0.0.0/0", ["169.254.169.254/32"], ["169.254.169.254/32"]],
  ["once, if what is around them is excepted", "0.0.0.0/0", ["169.254.0.0/16"], ["169.254.0.0/16"]],
  ["where they are named", "169.254.169.254/32", undefined, undefined],
  ["where they are named, in IPv6", "fd00:ec2::254/128", undefined, undefined],
  ["not in a range beside them", "169.254.170.0/24", undefined, undefined],
  ["not in a range of the other family", "fd00:ec1::/32", undefined, undefined],
])("the metadata of nodes are let out to %s", (_, cidr, own, except) => {
  const rule = { cidr, ...(own === undefined ? {} : { except: own }) };
  expect(checkEgress([rule], undefined)).toEqual([]);
  expect(policy({ egress: [rule] }).egress).toStrictEqual([
    dns,
    { to: [{ ipBlock: { cidr, ...(except === undefined ? {} : { except }) } }] },
  ]);
});

it("is open outside of the cluster where a Service is, and for the health check of its load balancer", () => {
  const [http] = self.ports;
  const ports = http === undefined ? [] : [http];
  const open = [
    { ports, numbers: [9000] },
    { ports, sourceRanges: ["203.0.113.0/24"] },
  ];
  expect(policy({ open }).ingress).toStrictEqual([
    ...links,
    {
      ports: [
        { port: "http", protocol: "TCP" },
        { port: 9000, protocol: "TCP" },
      ],
    },
    { from: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: "http", protocol: "TCP" }] },
  ]);
});

it("lets Prometheus in to the ports of metrics, if there is one", () => {
  expect(policy({ metrics: [8080, 9090, 8080], prometheusNamespace: "monitoring" }).ingress).toStrictEqual([
    ...links,
    {
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [
        { port: "http", protocol: "TCP" },
        { port: 9090, protocol: "TCP" },
      ],
    },
  ]);
  expect(policy({ metrics: [8080] }).ingress).toStrictEqual(links);
  expect(policy({ prometheusNamespace: "monitoring" }).ingress).toStrictEqual(links);
});

it.each([
  ["ipv4", "169.254.170.23/32", "0.0.0.0/0", "169.254.169.254/32"],
  ["ipv6", "fd00:ec2::23/128", "::/0", "fd00:ec2::254/128"],
] as const)(
  "lets out to the Pod Identity agent and to the APIs of AWS, on %s",
  (ipFamily, agent, everywhere, metadata) => {
    expect(policy({ callsCloud: true, ipFamily }).egress).toStrictEqual([
      dns,
      { to: [{ ipBlock: { cidr: agent } }], ports: [{ port: 80, protocol: "TCP" }] },
      { to: [{ ipBlock: { cidr: everywhere, except: [metadata] } }], ports: [{ port: 443, protocol: "TCP" }] },
    ]);
  },
);

it("lets out to the Kubernetes API, wherever it is, where there is a token", () => {
  expect(policy({ callsApiServer: true }).egress).toStrictEqual([
    dns,
    {
      ports: [
        { port: 443, protocol: "TCP" },
        { port: 6443, protocol: "TCP" },
      ],
    },
  ]);
});

type Row = [path: string, message: string, found: string | undefined, fix: string];

it.each<[IngressRule, ...Row[]]>([
  [{}, ["ingress.0", "the rule does not say whom it lets in", "none of them", "add one of them"]],
  [
    { namespace: "gateway", cidr: "10.0.0.0/8" },
    ["ingress.0", "the rule lets in pods and addresses at once", "namespace and cidr", "write a rule for each"],
  ],
  [
    { pods: {} },
    [
      "ingress.0.pods",
      "no labels would mean every pod",
      "{}",
      "name some labels; for every pod of a namespace write its name under namespace, and remove pods",
    ],
  ],
  [
    { namespace: "Gateway", ports: ["htp"] },
    ["ingress.0.namespace", "the name of a namespace must be a DNS label", "Gateway", "name it gateway"],
    ["ingress.0.ports", "the rule opens a port that does not exist", "htp", "did you mean http?"],
  ],
  [
    { pods: { "a b": "c d" } },
    ["ingress.0.pods.a b", "this is no name of a label or annotation", "a b", "write it like example.com/purpose"],
    ["ingress.0.pods.a b", "this is no value of a label", "c d", "shorten it, or put it into an annotation"],
  ],
  [
    { cidr: "10.0.0.1/8", ports: [] },
    ["ingress.0.cidr", "the address has bits beyond the prefix", "10.0.0.1/8", "write 10.0.0.0/8"],
    ["ingress.0.ports", "an empty list would mean every port", "[]", "name some, or leave it out for every port"],
  ],
])("refuses to let in %j", (rule, ...problems) => {
  expect(checkIngress([rule], self.ports).map(rowOf)).toEqual(problems);
});

it("refuses to let somebody in to a workload without ports", () => {
  expect(checkIngress([{ namespace: "gateway" }], []).map(rowOf)).toEqual([
    [
      "ingress.0",
      "the rule lets somebody in, but the workload has no port",
      undefined,
      "add the port under ports, or remove the rule",
    ],
  ]);
});

it.each<[unknown, ...Row[]]>([
  [{ ports: [443] }, ["egress.0", "the rule does not say where to", "none of them", "add one of them"]],
  [
    { pods: { app: "db" } },
    [
      "egress.0",
      "the rule does not say where to",
      "none of them",
      "add namespace, or link to the workload if it is in this one",
    ],
  ],
  [
    { cidr: "10.0.0.0/8", host: "api.example.com" },
    ["egress.0", "the rule says in several ways where to", "cidr and host", "write a rule for each"],
  ],
  [
    { cidr: "10.0.0.0/8", pods: { app: "db" } },
    [
      "egress.0.pods",
      "labels choose among the pods of a namespace, and the rule has none",
      "app",
      "remove pods, or write their namespace in place of the rest",
    ],
  ],
  [
    { cidr: "api.example.com" },
    [
      "egress.0.cidr",
      "this is no range of addresses",
      "api.example.com",
      "write addresses; a name cannot be used here",
    ],
  ],
  [
    { cidr: "198.51.100.7", ports: [0, 443], protocol: "UDP" },
    ["egress.0.cidr", "this is no range of addresses", "198.51.100.7", "write 198.51.100.7/32"],
    ["egress.0.ports.0", "this is no port number", "0", "give the number that the other side listens on"],
  ],
  [
    { namespace: "mail", pods: { "-app": "smtp", app: "smtp_" } },
    ["egress.0.pods.-app", "this is no name of a label or annotation", "-app", "write it like example.com/purpose"],
    ["egress.0.pods.app", "this is no value of a label", "smtp_", "shorten it, or put it into an annotation"],
  ],
  [
    { cidr: "10.0.0.0/8", except: ["10.0.0.0/8", "11.0.0.0/16", "fd00::/64", "10.1.0.0/16", "10.2.0.1/16"] },
    ...["10.0.0.0/8", "11.0.0.0/16", "fd00::/64"].map((range, index): Row => [
      `egress.0.except.${index}`,
      "the rule does not open this range, so it cannot be excepted",
      range,
      "remove it, or write one that is inside",
    ]),
    ["egress.0.except.4", "the address has bits beyond the prefix", "10.2.0.1/16", "write 10.2.0.0/16"],
  ],
  [
    { cidr: "10/8", except: ["10.1.0.0/16"] },
    ["egress.0.cidr", "this is no range of addresses", "10/8", "write addresses; a name cannot be used here"],
  ],
  [
    { namespace: "mail", except: ["10.1.0.0/16"] },
    [
      "egress.0.except",
      "a range is excepted from another one, and the rule has none",
      "10.1.0.0/16",
      "remove except, or write cidr in place of the rest",
    ],
  ],
  [
    { namespace: "monitoring", protocol: "UDP" },
    ["egress.0.protocol", "there is a protocol, but no port that it is of", "UDP", "add ports, or remove protocol"],
  ],
])("refuses to let out %j", (rule, ...problems) => {
  expect(checkEgress([rule as EgressRule], { dnsPolicies: "eks" }).map(rowOf)).toEqual(problems);
});

function rowOf({ path, message, found, fix }: ReturnType<typeof checkEgress>[number]): Row {
  return [path.join("."), message, found, fix];
}
