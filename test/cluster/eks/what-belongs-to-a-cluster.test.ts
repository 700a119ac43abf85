// What is made for a cluster after it: in its account, once, and after what it needs. Recorded: AWS is not asked.
import { CoreAddOns } from "../../../components/addons";
import { NodeGroup } from "../../../components/cluster";
import { laterRefusalOf } from "../../refusal";
import { RecordedCluster } from "./recorded-cluster";

const extra = { purpose: "general", size: { min: 1, max: 2 } } as const;

test("a node group and add-ons that name no provider are made with that of the cluster", async () => {
  const recorded = await RecordedCluster.of({
    then: (cluster) => {
      new NodeGroup("extra", { ...extra, cluster });
      new CoreAddOns("core", { cluster, sharedStorage: true });
    },
  });
  const mine = recorded.all.filter(
    ({ type, path }) => /^(aws|eks):/.test(type) && /NodeGroup:extra|CoreAddOns/.test(path),
  );
  expect(mine.length).toBeGreaterThan(10);
  expect(mine.filter(({ provider }) => provider !== "aws:aws").map(({ path }) => path)).toEqual([]);
});

test("a second grant for one service account is refused", async () => {
  const account = { namespace: "shop", name: "cart" };
  const statement = { effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pictures/*"] } as const;
  const refusal = await laterRefusalOf(() =>
    RecordedCluster.of({
      then: (cluster) => {
        cluster.grant(account, [statement]);
        cluster.grant(account, [statement]);
      },
    }),
  );
  expect(refusal.message).toContain(`1. grant.shop/cart
   problem: this service account has an identity already, and it can have one
   fix:     put all statements into one grant`);
});

test("a grant for names that Kubernetes does not know is refused", async () => {
  const statement = { effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pictures/*"] } as const;
  const refusal = await laterRefusalOf(() =>
    RecordedCluster.of({ then: (cluster) => cluster.grant({ namespace: "Shop_1", name: "" }, [statement]) }),
  );
  expect(refusal.message).toContain("the name of a namespace must be a DNS label");
  expect(refusal.message).toContain("the name of a service account must be a DNS label");
});

test("a transform of a node group that is not there is refused", async () => {
  const refusal = await laterRefusalOf(() =>
    RecordedCluster.of({ cluster: { transform: { nodeGroups: { genral: {} } } } }),
  );
  expect(refusal.message).toContain("there is no such node group");
});

test("in Auto Mode, what waits for nodes waits for the way out of their subnets too", async () => {
  const recorded = await RecordedCluster.of({
    vpc: {},
    cluster: { autoMode: true, nodeGroups: undefined },
    addOns: {},
  });
  const before = recorded.prerequisites("Addon:core-add-ons-metrics-server");
  expect([...before].filter((name) => name.startsWith("NatGateway:"))).not.toEqual([]);
});

test.each(["iam:PassRole", "iam:Put*", "iam:AttachRolePolicy", "iam:CreateAccessKey"] as const)(
  "%s on everything is refused",
  async (action) => {
    const refusal = await laterRefusalOf(() =>
      RecordedCluster.of({
        then: (cluster) =>
          cluster.grant({ namespace: "shop", name: "cart" }, [
            { effect: "Allow", actions: [action], resources: ["*"] },
          ]),
      }),
    );
    expect(refusal.message).toContain("on everything, this gives whoever has it all other permissions");
  },
);
