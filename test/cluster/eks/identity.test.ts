// What a service account may do in AWS, as documents. AWS is not asked whether it does it.
import type {
  EksClusterArgs,
  Grant,
  GrantOptions,
  PolicyStatement,
  ServiceAccountRef,
} from "../../../components/cluster";
import { laterRefusalOf } from "../../refusal";
import { RecordedCluster } from "./recorded-cluster";

const cart: ServiceAccountRef = { namespace: "shop", name: "cart" };
const read: PolicyStatement = { effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pictures/*"] };

async function grant(
  accounts: readonly ServiceAccountRef[],
  options: GrantOptions = {},
  cluster: Partial<EksClusterArgs> = {},
) {
  const grants: Grant[] = [];
  const annotations: Record<string, string>[] = [];
  const recorded = await RecordedCluster.of({
    cluster,
    then: (made) => {
      for (const account of accounts) grants.push(made.grant(account, [read], options));
      for (const { annotations: given } of grants) {
        const all: Record<string, string> = {};
        annotations.push(all);
        for (const [key, value] of Object.entries(given)) {
          if (typeof value === "object" && "apply" in value) value.apply((text) => (all[key] = text));
        }
      }
    },
  });
  return { recorded, grants, annotations };
}

test("EKS Pod Identity: a role for one account, by the tags of its session", async () => {
  const { recorded, grants, annotations } = await grant([cart]);
  expect(recorded.inputs("Role:cluster-identity-shop.cart-role")).toEqual({
    name: "shop-dev.shop.cart",
    description: "The service account shop/cart of the cluster shop-dev",
    assumeRolePolicy:
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},' +
      '"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{' +
      '"aws:RequestTag/kubernetes-namespace":"shop","aws:RequestTag/kubernetes-service-account":"cart"}}}]}',
  });
  expect(recorded.inputs("RolePolicy:cluster-identity-shop.cart-role-policy")).toEqual({
    role: "shop-dev.shop.cart",
    policy:
      '{"Version":"2012-10-17","Statement":[' +
      '{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::pictures/*"]}]}',
  });
  expect(recorded.inputs("PodIdentityAssociation:cluster-identity-shop.cart")).toEqual({
    clusterName: "shop-dev",
    namespace: "shop",
    serviceAccount: "cart",
    roleArn: "<arn of Role:cluster-identity-shop.cart-role>",
  });
  const before = recorded.prerequisites("PodIdentityAssociation:cluster-identity-shop.cart");
  expect(before).toContain("Cluster:cluster");
  expect(before).toContain("RolePolicy:cluster-identity-shop.cart-role-policy");
  expect(annotations).toEqual([{}]);
  expect(grants[0]?.dependsOn).toHaveLength(2);
});

test("IRSA: a role for one account, by the issuer of its token", async () => {
  const { recorded, grants, annotations } = await grant([cart], { identity: "irsa" }, { irsa: true });
  const { oidcProviderArn: arn, oidcProviderUrl } = recorded.get("Cluster:cluster").outputs;
  const issuer = String(oidcProviderUrl).replace("https://", "");
  expect(issuer).toMatch(/^oidc\.eks\.eu-central-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
  expect(recorded.get("Role:cluster-identity-shop.cart-role").inputs.assumeRolePolicy).toBe(
    `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"${String(arn)}"},` +
      `"Action":["sts:AssumeRoleWithWebIdentity"],"Condition":{"StringEquals":{` +
      `"${issuer}:aud":"sts.amazonaws.com","${issuer}:sub":"system:serviceaccount:shop:cart"}}}]}`,
  );
  expect(recorded.named("PodIdentityAssociation")).toEqual([]);
  expect(annotations).toEqual([{ "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/shop-dev.shop.cart" }]);
  expect(grants[0]?.dependsOn).toHaveLength(1);
});

test("accounts whose names would meet have roles of their own", async () => {
  const accounts = [
    { namespace: "a-b", name: "c" },
    { namespace: "a", name: "b-c" },
    { namespace: "a", name: "b.c" },
    { namespace: "control", name: "plane" },
  ];
  const { recorded } = await grant(accounts);
  const names = recorded.ofType("Role").map(({ inputs }) => inputs.name);
  expect(names).toHaveLength(3 + accounts.length);
  expect(new Set(names).size).toBe(names.length);
});

test("a role's name that is too long is cut, and stays unique and the same", async () => {
  const account = (last: string) => ({ namespace: "n".repeat(40), name: `${"s".repeat(40)}${last}` });
  const rolesOf = async () =>
    (await grant([account("1"), account("2")])).recorded
      .ofType("Role")
      .filter(({ name }) => name.includes("identity"))
      .map(({ inputs }) => String(inputs.name));
  const names = await rolesOf();
  expect(names.map((name) => name.length)).toEqual([64, 64]);
  expect(new Set(names).size).toBe(2);
  expect(await rolesOf()).toEqual(names);
});

const unbounded: PolicyStatement = { effect: "Allow", actions: ["s3:*"], resources: ["*"] };

test("everything on everything is refused, and nothing of it registered", async () => {
  let before = 0;
  const types: string[] = [];
  const refusal = await laterRefusalOf(() =>
    RecordedCluster.of({
      options: {
        transformations: [
          ({ name }) => {
            types.push(name);
            return undefined;
          },
        ],
      },
      then: (cluster) => {
        before = types.length;
        cluster.grant(cart, [unbounded]);
      },
    }),
  );
  expect(refusal.message).toBe(`EksCluster cluster: 1 problem, nothing was granted.

1. grant.shop/cart[0].actions[0]
   problem: it may do everything that the service can do, to everything
   found:   s3:* on *
   allowed: named actions on *, or any action on named resources
   fix:     name the actions, or the ARNs of the resources`);
  expect(types).toHaveLength(before);
  expect(types.filter((name) => name.includes("identity-shop"))).toEqual([]);
});

test("IRSA is refused on a cluster without it", async () => {
  const refusal = await laterRefusalOf(() => grant([cart], { identity: "irsa" }));
  expect(refusal.problems).toEqual([
    {
      path: ["grant", "shop/cart"],
      message: "the cluster has no OIDC provider for IRSA",
      fix: "set irsa: true, or use EKS Pod Identity",
    },
  ]);
});
