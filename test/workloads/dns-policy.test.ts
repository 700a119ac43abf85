/** The policies by the names of hosts. Neither Cilium nor EKS Auto Mode is asked whether it takes and enforces them. */
import type { DnsPolicyEngine } from "../../components/cluster";
import { dnsPolicyArgs } from "../../components/workloads/exposure/dns-policy";
import { checkEgress, type EgressRule } from "../../components/workloads/exposure/policy-rules";

const metadata = { name: "orders", namespace: "team" };
const egress: EgressRule[] = [
  { host: "api.example.com", ports: [443, 8443] },
  { cidr: "203.0.113.0/24" },
  { host: "*.example.org" },
  { host: "ntp.example.net", ports: [123], protocol: "UDP" },
];

function args(engine: DnsPolicyEngine | undefined, rules = egress): ReturnType<typeof dnsPolicyArgs> {
  return dnsPolicyArgs({ objectName: "orders", egress: rules, engine, metadata });
}

it("is a policy of Cilium that sends questions to DNS through its proxy", () => {
  expect(args("cilium")).toStrictEqual({
    apiVersion: "cilium.io/v2",
    kind: "CiliumNetworkPolicy",
    metadata,
    spec: {
      endpointSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
      egress: [
        {
          toEndpoints: [
            { matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system", "k8s:k8s-app": "kube-dns" } },
          ],
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
        {
          toFQDNs: [{ matchName: "api.example.com" }],
          toPorts: [
            {
              ports: [
                { port: "443", protocol: "TCP" },
                { port: "8443", protocol: "TCP" },
              ],
            },
          ],
        },
        { toFQDNs: [{ matchPattern: "*.example.org" }] },
        { toFQDNs: [{ matchName: "ntp.example.net" }], toPorts: [{ ports: [{ port: "123", protocol: "UDP" }] }] },
      ],
    },
  });
});

it("is an application policy of EKS", () => {
  expect(args("eks")).toStrictEqual({
    apiVersion: "networking.k8s.aws/v1alpha1",
    kind: "ApplicationNetworkPolicy",
    metadata,
    spec: {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
      policyTypes: ["Egress"],
      egress: [
        {
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
        {
          to: [{ domainNames: ["api.example.com"] }],
          ports: [
            { port: 443, protocol: "TCP" },
            { port: 8443, protocol: "TCP" },
          ],
        },
        { to: [{ domainNames: ["*.example.org"] }] },
        { to: [{ domainNames: ["ntp.example.net"] }], ports: [{ port: 123, protocol: "UDP" }] },
      ],
    },
  });
});

it("is none without a host, and without anybody who enforces it", () => {
  expect(args("cilium", [{ cidr: "203.0.113.0/24" }])).toBeUndefined();
  expect(args(undefined)).toBeUndefined();
});

it.each([undefined, {}])("a host needs somebody who enforces it: %j", (capabilities) => {
  expect(checkEgress([{ host: "api.example.com" }], capabilities)).toStrictEqual([
    {
      path: ["egress", 0, "host"],
      message: "nobody in the cluster enforces policies by the names of hosts",
      found: "api.example.com",
      fix: "set slipway:capabilities.dnsPolicies to cilium or eks if the cluster has one of them, or write addresses: cidr",
    },
  ]);
});

it.each(["api.example.com", "*.example.com", "a.b", `${"a".repeat(63)}.example.com`])("takes %s", (host) => {
  expect(checkEgress([{ host }], { dnsPolicies: "eks" })).toEqual([]);
});

const scheme = "write the name alone, without scheme, port and path";
it.each([
  ["https://api.example.com", "this is no name of a host", scheme],
  ["api.example.com:443", "this is no name of a host", scheme],
  ["API.example.com.", "this is no name of a host", "write api.example.com"],
  ["*", "this is no name of a host", scheme],
  ["my-*.example.com", "this is no name of a host", scheme],
  ["localhost", "this is no name of a host", scheme],
  ["203.0.113.7", "this is an address, and no name of a host", "write cidr: 203.0.113.7/32"],
  ["2001:db8::1", "this is an address, and no name of a host", "write cidr: 2001:db8::1/128"],
  [
    "db.team-b.svc.cluster.local",
    "policies by name are for hosts outside of the cluster",
    "link to it if it is in this namespace, or else write a rule with its namespace",
  ],
])("refuses %s", (host, message, fix) => {
  expect(
    checkEgress([{ host }], { dnsPolicies: "cilium" }).map((problem) => [
      problem.path.join("."),
      problem.message,
      problem.found,
      problem.fix,
    ]),
  ).toEqual([["egress.0.host", message, host, fix]]);
});
