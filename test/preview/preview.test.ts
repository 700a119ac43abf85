import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { charts, type ChartEntry } from "../../components/core";
import { applyRules, projectRules, type Rule } from "../../policy";
import { describePreview, previewEnvironment, type Preview } from "../../preview/preview";
import { drawTree } from "../../preview/tree";
import * as random from "@pulumi/random";
import { isComponent, record } from "../../testing";

test("the tree of local", async () => {
  const { resources } = await previewEnvironment("local");
  expect(drawTree(resources)).toBe(`ExistingCluster cluster
  kubernetes
Shop shop
├─ Microservice shop-adservice  adservice:9555
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-cartservice  cartservice:7070  → redis-cart:tcp-redis
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-checkoutservice  checkoutservice:5050  → productcatalogservice:grpc, shippingservice:grpc, paymentservice:grpc, emailservice:grpc, currencyservice:grpc, cartservice:grpc
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-currencyservice  currencyservice:7000
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-emailservice  emailservice:5000
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-frontend  frontend:80  → productcatalogservice:grpc, currencyservice:grpc, cartservice:grpc, recommendationservice:grpc, shippingservice:grpc, checkoutservice:grpc, adservice:grpc
│    Deployment, HorizontalPodAutoscaler, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-loadgenerator  → frontend:http
│    Deployment, NetworkPolicy, PodDisruptionBudget, ServiceAccount
├─ Microservice shop-paymentservice  paymentservice:50051
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-productcatalogservice  productcatalogservice:3550
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-recommendationservice  recommendationservice:8080  → productcatalogservice:grpc
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-redis-cart  redis-cart:6379
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
├─ Microservice shop-shippingservice  shippingservice:50051
│    Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount
└─ Namespace shop-namespace
     Namespace, NetworkPolicy`);
});

describe("the files", () => {
  const program = () => {
    const provider = new k8s.Provider("cluster", { kubeconfig: pulumi.secret("the-kubeconfig") });
    const metadata = { namespace: "shop" };
    const opts = { provider };
    new k8s.core.v1.Secret("plain", { metadata, stringData: { key: "plain-text" } }, opts);
    new k8s.core.v1.Secret("encoded", { metadata, data: { key: "ZW5jb2RlZA==" } }, opts);
    const password = pulumi.secret("the-password");
    new k8s.core.v1.ConfigMap(
      "mixed",
      {
        metadata: { ...metadata, annotations: { hash: password.apply((text) => `hash-of-${text}`) } },
        data: { user: "admin", url: pulumi.interpolate`postgres://admin:${password}@db` },
      },
      opts,
    );
    const credentials = pulumi.secret({ inner: { token: "the-token" } });
    new k8s.core.v1.ConfigMap("nested", { metadata, data: credentials.inner }, opts);
    return { password };
  };

  async function files(): Promise<Map<string, string>> {
    const { resources } = await record(program, { preview: false });
    return new Map(describePreview("test", resources).files.map(({ path, text }) => [path, text]));
  }

  test("hold no secret, whatever way it took", async () => {
    const all = [...(await files())];
    for (const secret of ["the-kubeconfig", "plain-text", "ZW5jb2RlZA", "the-password", "the-token"]) {
      expect(all.filter(([, text]) => text.includes(secret)).map(([path]) => path)).toEqual([]);
    }
  });

  test("say where a secret is", async () => {
    const { resources } = JSON.parse((await files()).get("resources.json") ?? "") as {
      resources: { path: string; inputs: Record<string, unknown> }[];
    };
    const inputs = (path: string) => resources.find((resource) => resource.path === path)?.inputs;
    expect(inputs("kubernetes:cluster")).toMatchObject({ kubeconfig: { secret: true } });
    expect(inputs("Secret:plain")).toMatchObject({ stringData: { secret: true } });
    expect(inputs("ConfigMap:nested")).toMatchObject({ data: { secret: true } });
  });

  test("are one manifest for each Kubernetes object, by namespace, kind and name", async () => {
    const names = [...(await files()).keys()].filter((path) => path.startsWith("manifests/"));
    expect(names.map((name) => name.replace(/-[0-9a-f]{8}(?=\.yaml$)/, "-*"))).toEqual([
      "manifests/shop/configmap-mixed.yaml",
      "manifests/shop/configmap-nested.yaml",
      "manifests/shop/secret-encoded.yaml",
      "manifests/shop/secret-plain.yaml",
    ]);
  });

  test("are manifests that name what cannot be shown", async () => {
    const manifest: unknown = parse((await files()).get("manifests/shop/secret-plain.yaml") ?? "");
    expect(manifest).toMatchObject({ apiVersion: "v1", kind: "Secret", stringData: "(secret)" });
  });

  test("put an object without a namespace under _cluster", async () => {
    const { resources } = await record(() => {
      const provider = new k8s.Provider("cluster");
      new k8s.core.v1.Namespace("shop", { metadata: { name: "the-shop" } }, { provider });
    });
    const manifests = describePreview("test", resources).files.slice(2);
    expect(manifests).toEqual([
      {
        path: "manifests/_cluster/namespace-the-shop.yaml",
        text: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: the-shop\n",
      },
    ]);
  });
});

test("the summary counts resources by kind, components apart", async () => {
  const { summary } = await previewEnvironment("local");
  expect(summary.counts).toEqual({
    resources: 63,
    components: 15,
    byKind: {
      Deployment: 12,
      HorizontalPodAutoscaler: 1,
      Namespace: 1,
      NetworkPolicy: 13,
      PodDisruptionBudget: 12,
      Provider: 1,
      Service: 11,
      ServiceAccount: 12,
    },
  });
  expect(summary.versions).toContainEqual({ name: "kubernetes", version: "1.36.3", endOfLife: "2027-06-28" });
  expect(summary.versions).toContainEqual({ name: "redis", version: "alpine", endOfLife: null });
});

describe("an environment on AWS", () => {
  let preview: Preview;

  beforeAll(async () => {
    preview = await previewEnvironment("dev");
  });

  test("is counted with what remote components make", () => {
    expect(preview.summary.counts).toMatchObject({
      resources: 148,
      components: 43,
      byKind: { Addon: 8, Cluster: 1, NatGateway: 1, NodeGroup: 2, Provider: 3, Release: 3, Vpc: 1 },
    });
  });

  test("is written as it was registered", () => {
    const { resources } = JSON.parse(preview.files.find(({ path }) => path === "resources.json")?.text ?? "") as {
      resources: { path: string }[];
    };
    const paths = resources.map(({ path }) => path);
    expect(paths).toEqual(preview.resources.map(({ path }) => path));
    expect(paths.filter((path) => path.includes("/Cluster:"))).toEqual(["EksCluster:cluster/Cluster:cluster"]);
  });

  test("is shown to the rules with what remote components make, and keeps those of the project", () => {
    const seen: string[] = [];
    const rule: Rule = {
      name: "looks",
      level: "advisory",
      check: (resources) => {
        seen.push(...resources.map(({ type }) => type));
        return [];
      },
    };
    describePreview("dev", preview.resources, [rule]);
    expect(seen).toEqual(expect.arrayContaining(["eks:index:Cluster", "aws:eks/cluster:Cluster"]));
    expect(describePreview("dev", preview.resources).summary.policy).toEqual(
      applyRules(projectRules, preview.expanded),
    );
    expect(preview.summary.policy.filter(({ level }) => level === "mandatory")).toEqual([]);
  });

  test("names the versions of Kubernetes and of add-ons", () => {
    const versions = new Map(preview.summary.versions.map(({ name, ...version }) => [name, version]));
    expect([...versions.keys()].filter((name) => /^eks(\/|$)/.test(name))).toEqual([
      "eks",
      "eks/aws-ebs-csi-driver",
      "eks/coredns",
      "eks/eks-node-monitoring-agent",
      "eks/eks-pod-identity-agent",
      "eks/kube-proxy",
      "eks/metrics-server",
      "eks/snapshot-controller",
      "eks/vpc-cni",
    ]);
    expect(versions.get("eks")).toEqual({ version: "1.36", endOfLife: "2027-08-02" });
    const addOn = preview.expanded.find(({ inputs }) => inputs.addonName === "coredns");
    expect(versions.get("eks/coredns")).toEqual({ version: addOn?.inputs.addonVersion, endOfLife: null });
  });

  test("is drawn with what matters of each component", () => {
    const lines = drawTree(preview.expanded).split("\n");
    expect(lines).toContain("Vpc network  10.20.0.0/16  eu-central-1a, eu-central-1b");
    expect(lines).toContain("EksCluster cluster  Kubernetes 1.36");
    expect(lines).toContain("├─ NodeGroup cluster-spot  spot: 2 to 6 on spot, t3.large and 5 other types");
    expect(lines).toContain("├─ NodeGroup cluster-system  system: 2 to 3 on demand, t3.medium and 1 other type");
    expect(lines.find((line) => line.includes("EksAddOn cluster-vpc-cni"))).toMatch(/ {2}v[\d.]+-eksbuild\.\d+$/);
    expect(lines.slice(lines.indexOf("├─ Cluster cluster")).slice(0, 2)).toEqual([
      "├─ Cluster cluster",
      "│    Cluster",
    ]);
  });
});

test("a resource on the default provider of its package is no component", async () => {
  const { resources } = await record(() => new random.RandomPassword("password", { length: 8 }).id);
  expect(resources.map(isComponent)).toEqual([false]);
});

test("objects of one kind and name of two API groups have a file each, and only a secret is hidden", async () => {
  const { resources } = await record(() => {
    const metadata = { namespace: "shop", name: "web" };
    new k8s.core.v1.Service("web", { metadata });
    new k8s.apiextensions.CustomResource("web", {
      apiVersion: "serving.knative.dev/v1",
      kind: "Service",
      metadata,
      spec: { template: { secret: true }, token: pulumi.secret("hidden") },
    });
  });
  const { files } = describePreview("test", resources);
  const manifests = files.filter((file) => file.path.startsWith("manifests/"));
  expect(manifests.map((file) => file.path)).toEqual([
    "manifests/shop/service.core-web.yaml",
    "manifests/shop/service.serving.knative.dev-web.yaml",
  ]);
  expect((parse(manifests[1]?.text ?? "") as { spec: unknown }).spec).toEqual({
    template: { secret: true },
    token: "(secret)",
  });
});

describe("charts", () => {
  const all = Object.values<ChartEntry>(charts);
  const ending: ChartEntry = all.find(({ endOfLife }) => endOfLife !== undefined) ?? charts.keda;
  const program = () => {
    new k8s.helm.v3.Release("scaling", {
      chart: ending.chart,
      version: ending.version,
      repositoryOpts: { repo: "https://charts.example.com" },
      name: "scaling",
      namespace: "scaling-system",
      values: { operator: { replicaCount: 2 }, token: pulumi.secret("the-token") },
    });
    const shared = { name: "shared", version: "0.0.1" };
    new k8s.helm.v3.Release("one", { ...shared, namespace: "one", chart: "oci://charts.example.com/mirror/keda" });
    new k8s.helm.v3.Release("other", { ...shared, namespace: "other", chart: "keda" });
  };
  let preview: Preview;
  beforeAll(async () => {
    preview = describePreview("test", (await record(program)).resources);
  });

  test("have a file each, with where they are from and their values; two of one name have their namespace in front", () => {
    const releases = preview.files.filter(({ path }) => path.startsWith("manifests/"));
    const values = { operator: { replicaCount: 2 }, token: "(secret)" };
    const repository = "https://charts.example.com";
    const { chart, version } = ending;
    expect(releases.map(({ path, text }) => [path, parse(text) as unknown])).toEqual([
      [
        "manifests/releases/one.shared.yaml",
        {
          chart: "keda",
          version: "0.0.1",
          repository: "oci://charts.example.com/mirror",
          name: "shared",
          namespace: "one",
          values: {},
        },
      ],
      [
        "manifests/releases/other.shared.yaml",
        { chart: "keda", version: "0.0.1", name: "shared", namespace: "other", values: {} },
      ],
      [
        "manifests/releases/scaling.yaml",
        { chart, version, repository, name: "scaling", namespace: "scaling-system", values },
      ],
    ]);
  });

  test("are told of among the versions, with their end of life where the catalogue knows one", () => {
    const told = preview.summary.versions.filter(({ name }) => name.startsWith("chart/"));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({ name: "chart/keda", version: "0.0.1", endOfLife: null });
    expect(told).toContainEqual({
      name: `chart/${ending.chart}`,
      version: ending.version,
      endOfLife: ending.endOfLife ?? null,
    });
  });
});

test("texts that other readers of YAML would take for something else are in quotes", async () => {
  const { resources } = await record(
    () => new k8s.core.v1.ConfigMap("map", { metadata: { name: "map" }, data: { a: "yes", b: "012", c: "1.10" } }).id,
  );
  const [manifest] = describePreview("test", resources).files.filter((file) => file.path.startsWith("manifests/"));
  expect(manifest?.text).toMatch(/a: "yes"\n {2}b: "012"\n {2}c: "1.10"/);
});
