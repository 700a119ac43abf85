// What the release of External Secrets is given, and what its stores are. Its custom resources fit the API as it is written down in
// external-secrets-schemas.ts; that a secret is ever read is not shown here.
import Ajv from "ajv";
import type { SecretStoreSpec } from "../../components/addons/external-secrets/external-secrets-spec";
import { storeStatements } from "../../components/addons/external-secrets/permissions";
import { checkStatements } from "../../components/core";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { clusterSecretStoreSchema } from "./external-secrets-schemas";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const name = "external-secrets";
const release = `Release:add-ons-${name}`;
const isStore = new Ajv().compile(clusterSecretStoreSchema);
const key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000";

const part = (labels: Record<string, string>, cpu: string, memory: string) => ({
  replicaCount: 2,
  resources: { requests: { cpu, memory }, limits: { memory } },
  podDisruptionBudget: { enabled: true, minAvailable: 1 },
  topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { ...labels, "app.kubernetes.io/instance": name } },
  })),
  tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
  livenessProbe: { enabled: true },
});

describe("on EKS", () => {
  let recorded: RecordedCluster;
  const transformed: string[] = [];
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      externalSecrets: {
        stores: {
          shop: { kind: "secretsManager", namespaces: ["shop", "shop-jobs"], kmsKeyArns: [key], checkSeconds: 60 },
          central: { kind: "parameterStore", region: "us-east-1", roleArn: "arn:aws:iam::444455556666:role/reader" },
        },
        transform: { store: (_args, _opts, child) => void transformed.push(child) },
      },
    });
  });

  test("of each part there are two, apart, of which one stays", () => {
    const named = (part: string) => ({ "app.kubernetes.io/name": part });
    expect(recorded.inputs(release).values).toEqual({
      installCRDs: true,
      crds: { annotations: { "helm.sh/resource-policy": "keep" } },
      leaderElect: true,
      ...part(named(name), "50m", "256Mi"),
      readinessProbe: { enabled: true },
      serviceAccount: { create: true, name },
      webhook: part(named(`${name}-webhook`), "20m", "128Mi"),
      certController: part(named(`${name}-cert-controller`), "20m", "256Mi"),
      serviceMonitor: { enabled: false, renderMode: "alwaysRender" },
    });
  });

  test("a store is of the region that it names, else of the cluster's, for the namespaces that it names", () => {
    expect(recorded.inputs(`ClusterSecretStore:add-ons-${name}-store-shop`)).toEqual({
      apiVersion: "external-secrets.io/v1",
      kind: "ClusterSecretStore",
      metadata: { name: "shop" },
      spec: {
        refreshInterval: 60,
        conditions: [{ namespaces: ["shop", "shop-jobs"] }],
        provider: { aws: { service: "SecretsManager", region: "eu-central-1" } },
      },
    });
    expect(recorded.inputs(`ClusterSecretStore:add-ons-${name}-store-central`).spec).toEqual({
      provider: {
        aws: { service: "ParameterStore", region: "us-east-1", role: "arn:aws:iam::444455556666:role/reader" },
      },
    });
  });

  test("its stores are known to the API, and are made when its webhook answers", () => {
    const stores = recorded.ofType("ClusterSecretStore");
    expect(stores.map((store) => store.name)).toEqual(transformed.sort());
    for (const { name: store, inputs } of stores) {
      expect([isStore(inputs), isStore.errors]).toEqual([true, null]);
      expect(recorded.prerequisites(`ClusterSecretStore:${store}`)).toContain(release);
    }
  });

  test("it may read what the stores name, and nothing else", () => {
    expect(recorded.json(`RolePolicy:cluster-identity-${name}.${name}-role-policy`, "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
          Resource: ["arn:aws:secretsmanager:eu-central-1:*:secret:shop-dev/*"],
        },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: [key],
          Condition: { StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" } },
        },
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Resource: ["arn:aws:iam::444455556666:role/reader"],
        },
      ],
    });
  });

  test("the API server may call its webhook", () => {
    expect(recorded.inputs(`NetworkPolicy:add-ons-${name}`).spec).toMatchObject({
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 10250 }] }],
    });
  });
});

test("in development there is one of each, which no budget keeps on its node; monitors are always rendered, and images mirrored", async () => {
  const recorded = await addOnsOnEks({
    highlyAvailable: false,
    prometheusOperatorCrds: true,
    externalSecrets: true,
    mirrors: { images: "registry.example.com/m" },
  });
  const repository = "registry.example.com/m/external-secrets/external-secrets";
  const single = {
    replicaCount: 1,
    podDisruptionBudget: { enabled: false },
    topologySpreadConstraints: [],
    image: { repository },
  };
  expect(recorded.inputs(release).values).toMatchObject({
    ...single,
    webhook: single,
    certController: single,
    serviceMonitor: { enabled: true, renderMode: "alwaysRender" },
  });
  expect(recorded.named("PodIdentityAssociation").filter((one) => one.includes(name))).toEqual([]);
});

describe("in a cluster that is there already", () => {
  let recorded: RecordedWorkloads;
  beforeAll(async () => {
    recorded = await addOnsInExistingCluster({
      protected: true,
      externalSecrets: {
        stores: {
          local: { kind: "kubernetes", namespace: "vault", namespaces: ["shop"] },
          other: { kind: "kubernetes", namespace: "team-vault", createNamespace: false },
          aws: { kind: "secretsManager", region: "eu-central-1", credentials: "aws" },
        },
      },
    });
  });

  test("a store of Secrets is read in the name of a service account that may read that namespace alone", () => {
    expect(recorded.spec("ClusterSecretStore/local")).toEqual({
      conditions: [{ namespaces: ["shop"] }],
      provider: {
        kubernetes: {
          remoteNamespace: "vault",
          server: {
            url: "https://kubernetes.default.svc",
            caProvider: { type: "ConfigMap", name: "kube-root-ca.crt", namespace: name, key: "ca.crt" },
          },
          auth: { serviceAccount: { name: "store-local", namespace: name } },
        },
      },
    });
    const role = recorded.all.find(({ path }) => path.endsWith("/Role:add-ons-external-secrets-store-local"));
    expect(role?.inputs).toMatchObject({
      metadata: { name: "store-local", namespace: "vault" },
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] }],
    });
    const binding = recorded.get("RoleBinding/store-local");
    expect(binding.inputs).toMatchObject({
      metadata: { name: "store-local", namespace: "vault" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "store-local" },
      subjects: [{ kind: "ServiceAccount", name: "store-local", namespace: name }],
    });
    expect(recorded.inputs("ServiceAccount/store-local")).toMatchObject({
      metadata: { name: "store-local", namespace: name },
      automountServiceAccountToken: false,
    });
    expect(recorded.dependencies("ClusterSecretStore/local")).toEqual(
      expect.arrayContaining(["Release/external-secrets", "RoleBinding/store-local", "Namespace/vault"]),
    );
  });

  test("its namespace is made, and kept from deletion, unless it is there already", () => {
    expect(recorded.get("Namespace/vault").protect).toBe(true);
    expect(recorded.objects.filter((one) => one.startsWith("Namespace/"))).toEqual([
      "Namespace/external-secrets",
      "Namespace/vault",
    ]);
  });

  test("a store of AWS takes the credentials of a Secret", () => {
    const secret = (secretKey: string) => ({ name: "aws", namespace: name, key: secretKey });
    expect(recorded.spec("ClusterSecretStore/aws")).toEqual({
      provider: {
        aws: {
          service: "SecretsManager",
          region: "eu-central-1",
          auth: {
            secretRef: {
              accessKeyIDSecretRef: secret("access-key-id"),
              secretAccessKeySecretRef: secret("secret-access-key"),
            },
          },
        },
      },
    });
  });

  test("its stores are known to the API", () => {
    const stores = recorded.all.filter(({ inputs }) => inputs.kind === "ClusterSecretStore");
    expect(stores.map(({ inputs }) => [isStore(inputs), isStore.errors])).toEqual(stores.map(() => [true, null]));
  });
});

test("what is no store is known to be none", () => {
  const one = { apiVersion: "external-secrets.io/v1", kind: "ClusterSecretStore", metadata: { name: "a" } };
  expect(isStore({ ...one, spec: { provider: {} } })).toBe(false);
  expect(isStore({ ...one, spec: { provider: { aws: { service: "SecretManager", region: "x" } } } })).toBe(false);
  expect(isStore({ ...one, apiVersion: "external-secrets.io/v1beta1", spec: { provider: { aws: {} } } })).toBe(false);
});

describe("what it may read", () => {
  const around = { region: "eu-central-1", clusterName: "shop" };
  const of = (...stores: SecretStoreSpec[]) =>
    storeStatements(Object.fromEntries(stores.map((store, index) => [`store-${index}`, store])), around);

  test("is by the prefixes of each store", () => {
    expect(
      of(
        { kind: "secretsManager", prefixes: ["shop/prod-", "shared/"] },
        { kind: "parameterStore" },
        { kind: "parameterStore", region: "cn-north-1", prefixes: ["/a/"], kmsKeyArns: [key] },
      ),
    ).toEqual([
      {
        effect: "Allow",
        actions: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        resources: [
          "arn:aws:secretsmanager:eu-central-1:*:secret:shop/prod-*",
          "arn:aws:secretsmanager:eu-central-1:*:secret:shared/*",
        ],
      },
      {
        effect: "Allow",
        actions: ["ssm:GetParameter", "ssm:GetParametersByPath", "ssm:ListTagsForResource"],
        resources: ["arn:aws:ssm:eu-central-1:*:parameter/shop/*"],
      },
      {
        effect: "Allow",
        actions: ["ssm:GetParameter", "ssm:GetParametersByPath", "ssm:ListTagsForResource"],
        resources: ["arn:aws-cn:ssm:cn-north-1:*:parameter/a/*"],
      },
      {
        effect: "Allow",
        actions: ["kms:Decrypt"],
        resources: [key],
        conditions: { StringEquals: { "kms:ViaService": "ssm.cn-north-1.amazonaws.com.cn" } },
      },
    ]);
  });

  test("has the names of all secrets only where a store may look for them, and is said once", () => {
    const statements = of(
      { kind: "secretsManager", find: true },
      { kind: "secretsManager", find: true },
      { kind: "parameterStore", find: true },
    );
    expect(statements.filter(({ resources }) => resources.includes("*"))).toEqual([
      {
        effect: "Allow",
        actions: ["secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue"],
        resources: ["*"],
      },
      { effect: "Allow", actions: ["ssm:DescribeParameters"], resources: ["*"] },
    ]);
    expect(statements).toHaveLength(4);
    expect(checkStatements(statements)).toEqual([]);
  });

  test("is nothing for a store of Secrets, or with credentials of its own", () => {
    expect(of({ kind: "kubernetes", namespace: "vault" }, { kind: "secretsManager", credentials: "aws" })).toEqual([]);
  });
});
