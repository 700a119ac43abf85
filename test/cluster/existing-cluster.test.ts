// What the provider is given. The recorder makes nothing, so this does not show that a cluster accepts it.
import { ExistingCluster, type ExistingClusterArgs, type PolicyStatement } from "../../components/cluster";
import { record } from "../../testing";
import { refusalOf } from "../refusal";

const statements: PolicyStatement[] = [
  { effect: "Allow", actions: ["s3:GetObject", "s3:PutObject"], resources: ["arn:aws:s3:::orders/*"] },
  { effect: "Allow", actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-central-1:123456789012:orders"] },
];

/** What every provider is given: objects are changed in place, by field ownership. */
const always = {
  enableServerSideApply: "true",
  enableConfigMapMutable: "true",
  enableSecretMutable: "true",
  upsertExistingObjects: "false",
};

/** Makes a cluster under the recorder, and returns it with what was registered. */
async function make(args?: ExistingClusterArgs, preview = true) {
  const clusters: ExistingCluster[] = [];
  const { resources } = await record(() => clusters.push(new ExistingCluster("cluster", args)), { preview });
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error("no cluster was made");
  return { cluster, resources };
}

/** The inputs that the provider is registered with. */
async function providerInputs(args?: ExistingClusterArgs, preview?: boolean) {
  const { resources } = await make(args, preview);
  return resources.find(({ type }) => type === "pulumi:providers:kubernetes")?.inputs;
}

describe("the provider", () => {
  test("without a context is told none, nor what KUBECONFIG is on the machine of the preview", async () => {
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = "/home/me/config";
    try {
      expect(await providerInputs()).toEqual({ ...always, kubeconfig: "" });
    } finally {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
    }
  });

  test("with a context is identified by it, so that new credentials replace nothing", async () => {
    expect(await providerInputs({ context: "slipway-dev" })).toEqual({
      ...always,
      kubeconfig: "",
      context: "slipway-dev",
      clusterIdentifier: "slipway-dev",
    });
  });

  test("gets the path of the kubeconfig as it was written", async () => {
    expect(await providerInputs({ kubeconfig: "~/clusters/dev", context: "dev" })).toEqual({
      ...always,
      kubeconfig: "~/clusters/dev",
      context: "dev",
      clusterIdentifier: "dev",
    });
    expect(await providerInputs({ kubeconfig: "~/clusters/dev" })).toEqual({
      ...always,
      kubeconfig: "~/clusters/dev",
    });
  });

  test("is given the same when the program is applied", async () => {
    const args = { kubeconfig: "/nowhere/config", context: "dev" };
    expect(await providerInputs(args, false)).toEqual(await providerInputs(args, true));
  });

  test("has the name of the cluster, below it", async () => {
    const { resources } = await make();
    expect(resources.map(({ path, parent }) => ({ path, parent }))).toEqual([
      { path: "ExistingCluster:cluster", parent: null },
      { path: "ExistingCluster:cluster/kubernetes:cluster", parent: "ExistingCluster:cluster" },
    ]);
  });
});

describe("the handle", () => {
  test("says what the cluster is", async () => {
    const { cluster, resources } = await make();
    expect(cluster).toMatchObject({ name: "cluster", target: "existing", ipFamily: "ipv4" });
    expect(resources[0]?.outputs).toEqual({ name: "cluster", target: "existing", ipFamily: "ipv4" });
  });

  test("says the family of addresses that it was given", async () => {
    expect((await make({ ipFamily: "ipv6" })).cluster.ipFamily).toBe("ipv6");
  });
});

describe("grant", () => {
  test("keeps what was asked for, where the workload can do without", async () => {
    const { cluster } = await make();
    const serviceAccount = { namespace: "shop", name: "orders" };
    cluster.grant(serviceAccount, statements);
    expect(cluster.requestedGrants).toEqual([{ serviceAccount, statements }]);
  });

  test("is refused where the workload cannot do without", async () => {
    const { cluster } = await make();
    const serviceAccount = { namespace: "kube-system", name: "dns", indispensableFor: "writing DNS records" };
    expect(
      refusalOf(() => {
        cluster.grant(serviceAccount, statements);
      }).message,
    ).toBe(`ExistingCluster cluster: 1 problem, nothing was granted.

1. grant.kube-system/dns
   problem: it needs a cloud permission for writing DNS records, and an existing cluster has no cloud to ask
   found:   s3:GetObject, s3:PutObject, sqs:SendMessage
   fix:     switch off what needs it in this environment`);
    expect(cluster.requestedGrants).toEqual([]);
  });
});
