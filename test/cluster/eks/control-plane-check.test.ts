// Which clusters are refused, and with which words. AWS may refuse others.
import fc from "fast-check";
import { checkClusterName, checkControlPlane, checkNodes, type EksSpec } from "../../../components/cluster";
import { formatCidr, parseCidr, privateRangeOf, toNetwork } from "../../../components/network";
import { logRetentions } from "../../../components/core";

const spec: EksSpec = {
  access: { admin: ["arn:aws:iam::111122223333:role/platform"] },
  nodeGroups: { general: { purpose: "general", size: { min: 1, max: 3 } } },
};
const around = {
  region: "eu-central-1",
  zones: ["eu-central-1a", "eu-central-1b"],
  isDualStack: false,
  hasPodSubnets: false,
};

const controlPlane = (changes: Partial<EksSpec>) => checkControlPlane({ ...spec, ...changes }, { today: "2026-11-20" });
const nodes = (changes: Partial<EksSpec>, network: Partial<typeof around> = {}) =>
  checkNodes({ ...spec, ...changes }, { ...around, ...network });

test("a plain cluster is accepted", () => {
  expect(controlPlane({})).toEqual([]);
  expect(nodes({})).toEqual([]);
});

test("problems of version and access are told below their keys", () => {
  const found = controlPlane({ version: "1.33", access: { admin: [] } });
  expect(found.map(({ path }) => path)).toEqual([["version"], ["access", "admin"]]);
  expect(controlPlane({ version: "1.33", supportType: "EXTENDED" })).toEqual([]);
});

test("the role that makes the cluster is passed on", () => {
  const creator = "arn:aws:iam::111122223333:role/platform";
  expect(checkControlPlane(spec, { creator, today: "2026-11-20" })).toMatchObject([{ path: ["access", "admin", 0] }]);
});

test("a public endpoint without CIDRs is refused", () => {
  expect(controlPlane({ publicAccessCidrs: [] })).toEqual([
    {
      path: ["publicAccessCidrs"],
      message: "a public endpoint needs the addresses that may reach it: EKS takes an empty list for everyone",
      found: "an empty list",
      allowed: "CIDRs such as 203.0.113.0/24",
      fix: "name the addresses of your office and pipelines, or remove the key for a private endpoint",
    },
  ]);
});

test.each([
  ["203.0.113.7", "write 203.0.113.7/32 for this one address"],
  ["203.0.113.0/33", "write address/prefix"],
  ["203.0.256.0/24", "write address/prefix"],
  ["office", "write address/prefix"],
])("%s is refused as a CIDR", (cidr, fix) => {
  expect(controlPlane({ publicAccessCidrs: ["203.0.113.0/24", cidr] })).toEqual([
    {
      path: ["publicAccessCidrs", 1],
      message: "this is no CIDR",
      found: cidr,
      allowed: "an IPv4 address and the length of its prefix, such as 203.0.113.0/24",
      fix,
    },
  ]);
});

test("every block of public IPv4 addresses is accepted, and no private one", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
      const cidr = parseCidr(`${address}/${length}`);
      if (cidr === undefined) throw new Error("fast-check makes addresses");
      const block = toNetwork(cidr);
      const problems = controlPlane({ publicAccessCidrs: [formatCidr(block)] });
      expect(problems).toHaveLength(privateRangeOf(block) === undefined ? 0 : 1);
    }),
  );
});

test.each([
  [
    "203.0.113.7/24",
    "the address is not the first one of its block",
    "write 203.0.113.0/24 for the whole block, or 203.0.113.7/32 for this address",
  ],
  [
    "10.0.0.0/8",
    "private addresses do not come over the internet, and EKS refuses them here",
    "remove it; what is in the network, or connected to it, reaches the private endpoint",
  ],
])("%s is refused", (cidr, message, fix) => {
  expect(controlPlane({ publicAccessCidrs: [cidr] })).toMatchObject([
    { path: ["publicAccessCidrs", 0], message, found: cidr, fix },
  ]);
});

test("days that CloudWatch does not know are refused", () => {
  for (const logRetentionDays of logRetentions) expect(controlPlane({ logRetentionDays })).toEqual([]);
  expect(controlPlane({ logRetentionDays: 31 })).toEqual([
    {
      path: ["logRetentionDays"],
      message: "CloudWatch does not keep logs for this number of days",
      found: "31",
      allowed: logRetentions.join(", "),
      fix: "write one of these",
    },
  ]);
});

test("what Auto Mode replaces is refused beside it", () => {
  expect(controlPlane({ autoMode: true, cni: {} })).toEqual([
    {
      path: ["cni"],
      message: "Auto Mode replaces the CNI by its own",
      found: "cni and autoMode: true",
      fix: "remove cni, or autoMode",
    },
    {
      path: ["nodeGroups"],
      message: "Auto Mode replaces node groups by its own",
      found: "nodeGroups and autoMode: true",
      fix: "remove nodeGroups, or autoMode",
    },
  ]);
  const { access } = spec;
  expect(checkControlPlane({ access, autoMode: true }, { today: "2026-11-20" })).toEqual([]);
  expect(checkNodes({ access, autoMode: true }, around)).toEqual([]);
});

test.each([
  [[], "no zone"],
  [["eu-central-1a"], "eu-central-1a"],
  [["eu-central-1a", "eu-central-1a"], "eu-central-1a, eu-central-1a"],
])("a network with the zones %j is refused", (zones, found) => {
  expect(nodes({}, { zones })).toEqual([
    {
      path: [],
      message: "EKS keeps a cluster in two zones at least",
      found,
      allowed: "a network with two zones or more, better three",
      fix: "add a zone to the network",
    },
  ]);
});

test("a cluster whose nodes take no plain pods is refused", () => {
  const problem = {
    path: ["nodeGroups"],
    allowed: "at least one group without taints, or autoMode: true",
    fix: "add a group of the purpose general or spot",
  };
  const message = "every group turns plain pods away by a taint";
  const size = { min: 2, max: 2 };
  expect(checkNodes({ access: spec.access }, around)).toEqual([
    { ...problem, message: "the cluster would have no nodes", found: "nothing" },
  ]);
  expect(nodes({ nodeGroups: { system: { purpose: "system", size }, video: { purpose: "gpu", size } } })).toEqual([
    { ...problem, message, found: "system, video" },
  ]);
  const taints = [{ key: "later", effect: "PreferNoSchedule" }] as const;
  expect(nodes({ nodeGroups: { system: { purpose: "system", size, taints } } })).toEqual([]);
});

test("problems of a group are told below its name", () => {
  const nodeGroups = { ...spec.nodeGroups, video: { purpose: "gpu", size: { min: 2, max: 1 } } } as const;
  expect(nodes({ nodeGroups }).map(({ path }) => path)).toEqual([["nodeGroups", "video", "size"]]);
});

test("custom networking without subnets for pods is refused", () => {
  const cni = { customNetworking: true };
  expect(nodes({ cni })).toEqual([
    {
      path: ["cni", "customNetworking"],
      message: "there are no subnets for pods in the network",
      found: "true",
      fix: "set podCidr in the network, such as 100.64.0.0/16, or switch customNetworking off",
    },
  ]);
  expect(nodes({ cni }, { hasPodSubnets: true })).toEqual([]);
});

test("IPv6 is refused without what it needs", () => {
  const cni = { prefixDelegation: false, customNetworking: true };
  const network = { region: "cn-north-1", hasPodSubnets: true };
  expect(nodes({ ipFamily: "ipv6", cni }, network)).toEqual([
    {
      path: ["ipFamily"],
      message: "the network has no IPv6 addresses",
      found: "ipv6",
      fix: "set ipv6: true in the network, or write ipv4",
    },
    {
      path: ["cni", "prefixDelegation"],
      message: "IPv6 addresses are given to nodes by prefixes, so it cannot be switched off",
      found: "false, with ipFamily: ipv6",
      fix: "remove it, or write ipFamily: ipv4",
    },
    {
      path: ["cni", "customNetworking"],
      message: "with IPv6 every pod has an address of its node's subnet, which has plenty",
      found: "true, with ipFamily: ipv6",
      fix: "remove it",
    },
    { path: ["ipFamily"], message: "EKS has no IPv6 clusters in China", found: "cn-north-1", fix: "write ipv4" },
  ]);
  expect(nodes({ ipFamily: "ipv6" }, { isDualStack: true })).toEqual([]);
});

test("IPv6 needs types that take prefixes", () => {
  const nodeGroups = {
    general: { purpose: "general", size: { min: 1, max: 3 }, instanceTypes: ["m4.large"] },
  } as const;
  expect(nodes({ ipFamily: "ipv6", nodeGroups }, { isDualStack: true })).toMatchObject([
    { path: ["nodeGroups", "general", "instanceTypes"], found: "m4.large" },
  ]);
});

test.each(["shop dev", "-shop", "_shop", "", "s".repeat(101)])("%j is refused as the name of a cluster", (name) => {
  expect(checkClusterName(name)).toEqual([
    {
      path: ["clusterName"],
      message: "EKS does not take this as the name of a cluster",
      found: name,
      allowed: "1 to 100 letters, digits, '-' and '_', with a letter or digit first",
      fix: "write another name",
    },
  ]);
});

test("names of clusters in the form of EKS are accepted", () => {
  const form = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;
  fc.assert(
    fc.property(fc.stringMatching(form), (name) => {
      expect(checkClusterName(name)).toEqual([]);
    }),
  );
});
