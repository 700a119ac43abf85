// What the release of Tempo is given, what its bucket is, and what it may do. That traces are kept is not shown here.
import { checkTempo } from "../../components/addons/tempo/check-tempo";
import type { TempoSpec } from "../../components/addons/tempo/tempo-spec";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const release = "Release:add-ons-tempo";
const bucket = "add-ons-tempo-traces";
const key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000";
const capabilities = { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } } as const;

const around = (tempo: TempoSpec, more: object = {}) => ({ tempo, capabilities, ...more });

const values = (size: string, more: object) => ({
  replicas: 1,
  tempo: {
    resources: { requests: { cpu: "100m", memory: "1024Mi" }, limits: { memory: "1024Mi" } },
    retention: "168h",
    reportingEnabled: false,
    memBallastSizeMbs: 0,
    extraEnv: [{ name: "GOMEMLIMIT", value: "819MiB" }],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
    ...more,
  },
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    fsGroup: 10001,
    seccompProfile: { type: "RuntimeDefault" },
  },
  tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
  persistence: { enabled: true, size, enableStatefulSetAutoDeletePVC: true },
  serviceAccount: { create: true, name: "tempo", automountServiceAccountToken: false },
  serviceMonitor: { enabled: false },
});

describe("on EKS", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks(around({}));
  });

  test("traces are kept in a bucket for seven days, and what is not there yet on a volume", () => {
    const name = String(recorded.get(`Bucket:${bucket}`).outputs.bucket);
    expect(recorded.inputs(release).values).toEqual(
      values("10Gi", {
        storage: {
          trace: {
            backend: "s3",
            s3: { bucket: name, endpoint: "s3.dualstack.eu-central-1.amazonaws.com", region: "eu-central-1" },
          },
        },
      }),
    );
  });

  test("the bucket is private, encrypted, reached by TLS alone, and goes with its traces", () => {
    const at = { bucket: String(recorded.get(`Bucket:${bucket}`).outputs.bucket) };
    expect(recorded.inputs(`Bucket:${bucket}`)).toMatchObject({ forceDestroy: true });
    expect(recorded.get(`Bucket:${bucket}`).protect).toBe(false);
    expect(recorded.inputs(`BucketServerSideEncryptionConfiguration:${bucket}`)).toEqual({
      ...at,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    expect(recorded.inputs(`BucketPublicAccessBlock:${bucket}`)).toEqual({
      ...at,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(JSON.parse(String(recorded.inputs(`BucketPolicy:${bucket}`).policy))).toMatchObject({
      Statement: [{ Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    });
    expect(recorded.inputs(`BucketLifecycleConfiguration:${bucket}`)).toMatchObject({
      rules: [
        { id: "forgotten-traces", expiration: { days: 9 } },
        { id: "unfinished-uploads", abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
      ],
    });
  });

  test("it may read and write its bucket, and nothing else", () => {
    const role = JSON.parse(
      String(recorded.inputs("RolePolicy:cluster-identity-tempo.tempo-role-policy").policy),
    ) as unknown;
    const arn = String(recorded.get(`Bucket:${bucket}`).outputs.arn);
    expect(role).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [arn] },
        {
          Effect: "Allow",
          Action: [
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
          ],
          Resource: [`${arn}/*`],
        },
      ],
    });
  });

  test("collectors send to it, Grafana asks it, and nobody else does", () => {
    const [policy] = recorded.all.filter(({ path }) => path.endsWith("NetworkPolicy:add-ons-tempo"));
    const of = (name: string, port: number) => ({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } }],
      ports: [{ protocol: "TCP", port }],
    });
    expect((policy?.inputs.spec as { ingress: unknown }).ingress).toEqual([
      { from: [{ podSelector: {} }] },
      of("tracing", 4317),
      of("monitoring", 3200),
      of("monitoring", 3200),
    ]);
  });
});

test("what is protected stays, with its volume", async () => {
  const recorded = await addOnsOnEks(
    around({ kmsKeyArn: key, retention: "36h" }, { protected: true, isProduction: true }),
  );
  expect(recorded.inputs(`Bucket:${bucket}`)).toMatchObject({ forceDestroy: false });
  expect(recorded.get(`Bucket:${bucket}`).protect).toBe(true);
  expect(recorded.inputs(`BucketLifecycleConfiguration:${bucket}`)).toMatchObject({
    rules: [{ expiration: { days: 4 } }, {}],
  });
  expect(recorded.inputs(release).values).toMatchObject({
    tempo: { retention: "36h", resources: { limits: { memory: "2048Mi" } } },
    persistence: { enableStatefulSetAutoDeletePVC: false },
  });
  expect(recorded.inputs("RolePolicy:cluster-identity-tempo.tempo-role-policy").policy).toContain(
    '"Action":["kms:Decrypt","kms:GenerateDataKey"]',
  );
});

test("of a bucket that is there a folder is used", async () => {
  const recorded = await addOnsOnEks(around({ bucket: "traces-of-all", prefix: "shop-dev" }));
  expect(recorded.all.filter(({ type }) => type.startsWith("aws:s3"))).toEqual([]);
  expect(recorded.inputs(release).values).toMatchObject({
    tempo: { storage: { trace: { s3: { bucket: "traces-of-all", prefix: "shop-dev" } } } },
  });
  expect(recorded.inputs("RolePolicy:cluster-identity-tempo.tempo-role-policy").policy).toContain(
    "arn:aws:s3:::traces-of-all/shop-dev/*",
  );
});

test("in a cluster that is there already they are kept on its volume", async () => {
  const recorded = await addOnsInExistingCluster(around({ storage: { size: "50Gi", class: "fast" } }));
  const expected = values("50Gi", {});
  expect(recorded.inputs("Release/tempo").values).toEqual({
    ...expected,
    persistence: { ...expected.persistence, storageClassName: "fast" },
  });
});

describe("what is wrong", () => {
  const problems = (spec: TempoSpec, target: "eks" | "existing" = "eks") => checkTempo(spec, { target });

  test("nothing of what may be", () => {
    for (const retention of ["1h", "36h", "30d"]) expect(problems({ retention })).toEqual([]);
    expect(problems({ bucket: "traces", prefix: "a/b", kmsKeyArn: key, storage: { size: "1Ti" } })).toEqual([]);
  });

  test("a time, a size, a bucket, a folder and a key that are none", () => {
    expect(
      problems({
        retention: "7",
        storage: { size: "much" },
        bucket: "s3://traces",
        prefix: "/a",
        kmsKeyArn: "alias/traces",
      }).map(({ path, found, fix }) => ({ path, found, fix })),
    ).toEqual([
      { path: ["retention"], found: "7", fix: "write 7d, or remove it" },
      { path: ["bucket"], found: "s3://traces", fix: "write the name alone, without s3:// or a path" },
      { path: ["prefix"], found: "/a", fix: "write a name such as shop-dev, or remove it" },
      { path: ["kmsKeyArn"], found: "alias/traces", fix: "write the ARN of the key itself" },
      { path: ["storage", "size"], found: "much", fix: "write 10Gi, or remove it" },
    ]);
  });

  test("a bucket where there is no cloud identity", () => {
    expect(problems({ bucket: "traces" }, "existing")).toEqual([
      {
        path: ["bucket"],
        message: "a cluster that is there already gives no cloud identity, so traces are kept on a volume",
        found: "traces",
        fix: "remove bucket, and write storage for the size of the volume",
      },
    ]);
  });
});
