// What is handed on of a VPC that exists. Whether it exists is not looked up.
import * as pulumi from "@pulumi/pulumi";
import { checkExistingVpc, ExistingVpc, type ExistingVpcArgs } from "../../components/network";
import { record } from "../../testing";
import { refusalOf } from "../refusal";

const args: ExistingVpcArgs = {
  region: "eu-central-1",
  vpcId: "vpc-0a1b2c3d4e5f60718",
  subnets: {
    public: { "eu-central-1a": "subnet-0000000a" },
    private: { "eu-central-1b": "subnet-0000001b", "eu-central-1a": "subnet-0000001a" },
  },
};

async function make(changes: Partial<ExistingVpcArgs> = {}) {
  const networks: ExistingVpc[] = [];
  const { resources } = await record(() => networks.push(new ExistingVpc("network", { ...args, ...changes })));
  const [network] = networks;
  if (network === undefined) throw new Error("no network was made");
  return { network, resources };
}

test("makes nothing, and registers what it was given", async () => {
  const { resources } = await make();
  expect(resources.map(({ path, outputs }) => ({ path, outputs }))).toEqual([
    {
      path: "ExistingVpc:network",
      outputs: {
        vpcId: "vpc-0a1b2c3d4e5f60718",
        zones: ["eu-central-1b", "eu-central-1a"],
        subnets: {
          public: [{ zone: "eu-central-1a", id: "subnet-0000000a" }],
          private: [
            { zone: "eu-central-1b", id: "subnet-0000001b" },
            { zone: "eu-central-1a", id: "subnet-0000001a" },
          ],
          isolated: [],
          pods: [],
        },
      },
    },
  ]);
});

test("has zones in the order of the private subnets, and nothing to wait for", async () => {
  const { network } = await make();
  expect(network).toMatchObject({
    region: "eu-central-1",
    zones: ["eu-central-1b", "eu-central-1a"],
    isDualStack: false,
    egress: [],
  });
  expect((await make({ ipv6: true })).network.isDualStack).toBe(true);
});

test("takes outputs of other stacks", async () => {
  const { resources } = await make({ vpcId: pulumi.output("vpc-0000000a") });
  expect(resources[0]?.outputs.vpcId).toBe("vpc-0000000a");
});

test("is refused without private subnets", () => {
  expect(refusalOf(() => new ExistingVpc("network", { ...args, subnets: {} })).message)
    .toBe(`ExistingVpc network: 1 problem, nothing of it was registered.

1. subnets.private
   problem: a network needs private subnets, as nodes and pods run in them
   found:   none
   allowed: at least one; EKS needs two, in different zones
   fix:     add the IDs of the private subnets by zone, such as eu-central-1a: subnet-0123456789abcdef0`);
});

test("has the CIDRs of its subnets, where they are said", async () => {
  expect((await make()).network.cidrs).toEqual({});
  const cidrs = { public: ["10.1.32.0/20"], private: ["10.1.0.0/19"] };
  expect((await make({ cidrs })).network.cidrs).toEqual(cidrs);
});

test("is refused with CIDRs that are none, and with those of everybody", () => {
  const cidrs = { public: [], private: ["10.1.0.0/19", "0.0.0.0/0", "::/0", "10.1.0.1/19", "subnet-a"] };
  const problems = checkExistingVpc({ ...args, cidrs });
  expect(problems.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["cidrs.public", "this names no range of addresses"],
    ["cidrs.private.1", "no subnet is as large as this, and whoever is in it would be taken for a load balancer"],
    ["cidrs.private.2", "no subnet is as large as this, and whoever is in it would be taken for a load balancer"],
    ["cidrs.private.3", "the address has bits beyond the prefix"],
    ["cidrs.private.4", "this is no range of addresses"],
  ]);
});
