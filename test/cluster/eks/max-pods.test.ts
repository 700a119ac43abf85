/** The formula against numbers that AWS publishes. It does not prove that a kubelet is told the number. */
import fc from "fast-check";
import { findInstanceType, instanceTypeNames, type InstanceType } from "../../../components/cluster/eks/instance-types";
import { maxPods, type MaxPodsOptions } from "../../../components/cluster/eks/max-pods";

const plain = { prefixDelegation: false, customNetworking: false, ipFamily: "ipv4" } as const;

function types(...names: readonly string[]): readonly InstanceType[] {
  return names.map((name) => {
    const type = findInstanceType(name);
    if (type === undefined) throw new Error(`no ${name}`);
    return type;
  });
}

function pods(name: string, options: Partial<MaxPodsOptions> = {}): number {
  return maxPods({ ...plain, instanceTypes: types(name), ...options });
}

// awslabs/amazon-eks-ami, eni-max-pods.txt.
it.each([
  ["t3.nano", 4],
  ["t3.micro", 4],
  ["t3.small", 11],
  ["t3.medium", 17],
  ["t3.large", 35],
  ["t4g.medium", 17],
  ["m5.large", 29],
  ["m5.xlarge", 58],
  ["m4.large", 20],
  ["c5.xlarge", 58],
  ["r6g.large", 29],
  ["p5.48xlarge", 100],
])("gives %s as many pods as its addresses allow: %d", (name, expected) => {
  expect(pods(name)).toBe(expected);
});

// 234 and 737 addresses there.
it.each([
  ["m5.4xlarge", 110],
  ["m5.16xlarge", 250],
  ["p4d.24xlarge", 250],
])("limits %s to %d, as managed node groups do", (name, expected) => {
  expect(pods(name)).toBe(expected);
});

// EKS User Guide, "Assign more IP addresses to Amazon EKS nodes with prefixes", and the EKS Best Practices Guide.
it.each([
  ["t3.small", 110],
  ["m5.large", 110],
  ["m5.xlarge", 110],
  ["m5.8xlarge", 250],
  ["t3.micro", 34],
])("gives %s prefixes and with them %d pods", (name, expected) => {
  expect(pods(name, { prefixDelegation: true })).toBe(expected);
});

it.each([
  ["m5.large", 20],
  ["t3.medium", 12],
  ["m5.xlarge", 44],
])("leaves %s %d pods with custom networking, which takes an interface", (name, expected) => {
  expect(pods(name, { customNetworking: true })).toBe(expected);
});

it("gives IPv6 the numbers of prefixes", () => {
  expect(pods("m5.large", { ipFamily: "ipv6" })).toBe(110);
  expect(pods("t3.micro", { ipFamily: "ipv6" })).toBe(34);
});

it("takes the least of a group's types", () => {
  expect(maxPods({ ...plain, instanceTypes: types("m5.xlarge", "t3.medium", "m5.large") })).toBe(17);
});

it("refuses prefixes on a type that has none, and a group without a type", () => {
  expect(() => pods("m4.large", { prefixDelegation: true })).toThrow("m4.large cannot use prefixes, which need Nitro");
  expect(() => pods("t2.medium", { ipFamily: "ipv6" })).toThrow("t2.medium cannot use prefixes, which need Nitro");
  expect(() => maxPods({ ...plain, instanceTypes: [] })).toThrow("a node group needs at least one instance type");
});

const nitro = instanceTypeNames().filter((name) => findInstanceType(name)?.nitro === true);

it("never gives fewer pods with prefixes, nor more with custom networking, nor more than the limit", () => {
  fc.assert(
    fc.property(fc.constantFrom(...nitro), fc.boolean(), (name, prefixDelegation) => {
      const [type] = types(name);
      expect(pods(name, { prefixDelegation: true })).toBeGreaterThanOrEqual(pods(name));
      expect(pods(name, { prefixDelegation, customNetworking: true })).toBeLessThanOrEqual(
        pods(name, { prefixDelegation }),
      );
      expect(pods(name, { prefixDelegation })).toBeLessThanOrEqual((type?.vcpus ?? 0) < 30 ? 110 : 250);
    }),
  );
});

it("gives a group no more than any type that is added to it", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...nitro), { minLength: 2, maxLength: 6 }), (names) => {
      const [added = "", ...rest] = names;
      const before = maxPods({ ...plain, instanceTypes: types(...rest) });
      expect(maxPods({ ...plain, instanceTypes: types(...names) })).toBe(Math.min(before, pods(added)));
    }),
  );
});
