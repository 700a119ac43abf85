// The kubeconfig as a text, and the provider that has it. Whether `aws eks get-token` is on the PATH is not looked at.
import type { EksClusterArgs } from "../../../components/cluster";
import { fakeOutputs, secretMark, type FakeSource } from "../../../testing";
import { RecordedCluster } from "./recorded-cluster";

/** A control plane with an address and an authority of its own. */
function controlPlaneAt(server: string): FakeSource {
  return (args) => {
    const fake = fakeOutputs(args);
    if (args.type !== "eks:index:Cluster" || fake === undefined) return fake;
    const cluster = { server, "certificate-authority-data": "Y2E=" };
    const source = {
      clusters: [{ name: "kubernetes", cluster }],
      users: [{ name: "aws", user: { exec: { env: [] } } }],
    };
    return { ...fake, outputs: { ...fake.outputs, kubeconfigJson: JSON.stringify(source) } };
  };
}

async function recordAt(server: string, cluster: Partial<EksClusterArgs> = {}) {
  const seen: Record<string, string> = {};
  const recorded = await RecordedCluster.of({
    cluster,
    fakes: controlPlaneAt(server),
    then: ({ kubeconfig, endpoint }) => {
      kubeconfig.apply((text) => (seen.kubeconfig = text));
      endpoint.apply((text) => (seen.endpoint = text));
    },
  });
  return { recorded, seen };
}

const kubeconfig = (...more: string[]) =>
  '{"apiVersion":"v1","kind":"Config",' +
  '"clusters":[{"name":"shop-dev","cluster":{"server":"https://one.eks.amazonaws.com","certificate-authority-data":"Y2E="}}],' +
  '"contexts":[{"name":"shop-dev","context":{"cluster":"shop-dev","user":"shop-dev"}}],"current-context":"shop-dev",' +
  '"users":[{"name":"shop-dev","user":{"exec":{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"aws",' +
  '"args":["--region","eu-central-1","eks","get-token","--cluster-name","shop-dev","--output","json"' +
  more.map((text) => `,"${text}"`).join("") +
  '],"interactiveMode":"Never"}}}]}';

test("it has region, name, address and authority, and neither profile nor environment", async () => {
  const { seen } = await recordAt("https://one.eks.amazonaws.com");
  expect(seen).toEqual({ kubeconfig: kubeconfig(), endpoint: "https://one.eks.amazonaws.com" });
});

test("it asks for tokens as the role that it is given", async () => {
  const role = "arn:aws:iam::111122223333:role/deploy";
  const { seen } = await recordAt("https://one.eks.amazonaws.com", { role });
  expect(seen.kubeconfig).toBe(kubeconfig("--role-arn", role));
});

test("it is a secret wherever it is registered", async () => {
  const { recorded } = await recordAt("https://one.eks.amazonaws.com");
  expect(recorded.get("kubernetes:cluster").inputs).toEqual({
    kubeconfig: secretMark,
    clusterIdentifier: "eu-central-1/shop-dev",
    enableServerSideApply: "true",
    enableConfigMapMutable: "true",
    enableSecretMutable: "true",
    upsertExistingObjects: "false",
  });
  expect(recorded.get("kubernetes:cluster").inputs.kubeconfig).toBe(secretMark);
  expect(recorded.get("EksCluster:cluster").outputs.kubeconfig).toBe(secretMark);
});

// The provider of Kubernetes replaces what it made when the identifier changes, or without one the kubeconfig.
test("another address leaves the identifier of the cluster as it is", async () => {
  const one = await recordAt("https://one.eks.amazonaws.com");
  const other = await recordAt("https://other.eks.amazonaws.com", { role: "arn:aws:iam::111122223333:role/deploy" });
  const identifier = ({ recorded }: typeof one) => recorded.get("kubernetes:cluster").inputs.clusterIdentifier;
  expect(one.seen.kubeconfig).not.toBe(other.seen.kubeconfig);
  expect(identifier(other)).toBe(identifier(one));
});
