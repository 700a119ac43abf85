// The fakes are like AWS in form, and the same on every run. That AWS gives just these outputs is not shown.
import { fakedAwsTypes, fakeAwsOutputs } from "../../testing/aws-fakes";
import type { FakeArgs } from "../../testing";

const fakeOf = (type: string, more: Partial<FakeArgs> = {}) => {
  const name = more.name ?? "one";
  return fakeAwsOutputs({ name, urn: `urn:pulumi:test::slipway::${type}::${name}`, inputs: {}, ...more, type });
};

test("a type of which nothing is known has no fake", () => {
  expect(fakeOf("aws:dynamodb/table:Table")).toBeUndefined();
  expect(fakeOf("toString")).toBeUndefined();
});

test.each(fakedAwsTypes())("%s has an identifier that is its own, the same each time, and no name", (type) => {
  const [one, again, other] = [fakeOf(type), fakeOf(type), fakeOf(type, { name: "other" })];
  expect(again).toEqual(one);
  expect(other?.id).not.toBe(one?.id);
  expect(one?.id).not.toContain("one");
});

test.each([
  ["aws:ec2/vpc:Vpc", /^vpc-[0-9a-f]{17}$/],
  ["aws:ec2/subnet:Subnet", /^subnet-[0-9a-f]{17}$/],
  ["aws:ec2/launchTemplate:LaunchTemplate", /^lt-[0-9a-f]{17}$/],
  ["aws:efs/fileSystem:FileSystem", /^fs-[0-9a-f]{17}$/],
  ["aws:kms/key:Key", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/],
  ["aws:iam/role:Role", /^AROA[0-9A-F]{17}$/],
])("an identifier of %s looks like one", (type, form) => {
  expect(fakeOf(type)?.id).toMatch(form);
});

test("ARNs are in the region of the provider, where the service has regions", () => {
  const region = "eu-central-1";
  const role = fakeOf("aws:iam/role:Role", { region, inputs: { name: "shop-node" } });
  expect(role?.outputs).toEqual({ name: "shop-node", arn: "arn:aws:iam::111122223333:role/shop-node" });
  const group = fakeOf("aws:cloudwatch/logGroup:LogGroup", { region, inputs: { name: "/aws/eks/shop" } });
  expect(group?.outputs.arn).toBe("arn:aws:logs:eu-central-1:111122223333:log-group:/aws/eks/shop");
  expect(fakeOf("aws:kms/key:Key")?.outputs.arn).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\//);
});

test("a name that was not asked for is one that Pulumi would make up", () => {
  expect(fakeOf("aws:iam/role:Role")?.outputs.name).toMatch(/^one-[0-9a-f]{7}$/);
});

test("eks.Cluster hands out a kubeconfig, an issuer, a security group, and where its Services are", () => {
  const outputs = fakeOf("eks:index:Cluster", { region: "eu-central-1" })?.outputs ?? {};
  expect(Object.keys(outputs).sort()).toEqual([
    "clusterSecurityGroupId",
    "eksCluster",
    "kubeconfigJson",
    "oidcIssuer",
    "oidcProviderArn",
    "oidcProviderUrl",
  ]);
  const issuer = String(outputs.oidcIssuer);
  expect(outputs.eksCluster).toEqual({
    kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" },
  });
  expect(issuer).toMatch(/^oidc\.eks\.eu-central-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
  expect(outputs.oidcProviderUrl).toBe(`https://${issuer}`);
  expect(outputs.oidcProviderArn).toBe(`arn:aws:iam::111122223333:oidc-provider/${issuer}`);
  expect(JSON.parse(String(outputs.kubeconfigJson))).toMatchObject({
    clusters: [
      { cluster: { server: expect.stringMatching(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-central-1\.eks\./) as unknown } },
    ],
  });
});
