// What a claim that etcd meets becomes. Nothing runs here: what etcd does with it is shown by test/e2e/etcd.e2e.ts.
import { registryClasses, type RegistriesSpec } from "../../components/discovery";
import { Application, type ApplicationArgs } from "../../components/workloads";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { RecordedWorkloads, refusalOf } from "../workloads/recorded-workloads";

const capabilities = { certManager: { issuers: [] } };

const application = (more: Partial<ApplicationArgs> = {}): Omit<ApplicationArgs, "cluster"> => ({
  services: {
    orders: {
      image: "registry.example/orders:1.0.0",
      env: {
        ETCD_ENDPOINTS: { fromClaim: "registry", value: "endpoints" },
        ETCD_CERTIFICATE: { fromClaim: "registry", value: "certificate" },
        ETCD_KEY: { fromClaim: "registry", value: "privateKey" },
        ETCD_CA: { fromClaim: "registry", value: "caCertificate" },
        ETCD_SECRET_NAME: { fromClaim: "registry", value: "tlsSecret" },
      },
    },
  },
  claims: { registry: { kind: "registry" } },
  capabilities,
  ...more,
});

const inExistingCluster = (spec: RegistriesSpec = {}, more: Partial<ApplicationArgs> = {}) =>
  RecordedWorkloads.of(
    (cluster) => new Application("shop", { cluster, claimClasses: registryClasses(spec), ...application(more) }),
  );

describe("three members", () => {
  let recorded: RecordedWorkloads;
  beforeAll(async () => {
    recorded = await inExistingCluster({ etcd: { storageClass: "fast" } });
  });

  it("are a StatefulSet with Services, certificates, a budget, a policy and volumes", () => {
    const own = recorded.objects.filter((name) => /^[A-Za-z]+\/((data-)?registry)/.test(name));
    expect(own).toEqual([
      "Certificate/registry-client",
      "Certificate/registry-client-ca",
      "Certificate/registry-peer",
      "Certificate/registry-peer-ca",
      "Certificate/registry-server",
      "Issuer/registry-client-ca",
      "Issuer/registry-peer-ca",
      "Issuer/registry-root",
      "NetworkPolicy/registry",
      "PersistentVolumeClaimPatch/data-registry-0",
      "PersistentVolumeClaimPatch/data-registry-1",
      "PersistentVolumeClaimPatch/data-registry-2",
      "PodDisruptionBudget/registry",
      "Service/registry",
      "Service/registry-headless",
      "ServiceAccount/registry",
      "StatefulSet/registry",
    ]);
  });

  it("start all at once, one in each zone and on each node, and their volumes stay", () => {
    const spec = recorded.spec("StatefulSet/registry");
    expect(spec).toMatchObject({
      replicas: 3,
      podManagementPolicy: "Parallel",
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { storageClassName: "fast", resources: { requests: { storage: "2Gi" } } },
        },
      ],
    });
    expect(recorded.pods("StatefulSet/registry").spec.topologySpreadConstraints).toMatchObject([
      { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1, whenUnsatisfiable: "DoNotSchedule" },
      { topologyKey: "kubernetes.io/hostname", maxSkew: 1, whenUnsatisfiable: "DoNotSchedule" },
    ]);
    expect(recorded.spec("PodDisruptionBudget/registry")).toMatchObject({ maxUnavailable: 1 });
  });

  it("run as nobody, on a root that cannot be written, and are asked on the port without TLS", () => {
    const { spec } = recorded.pods("StatefulSet/registry");
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      fsGroup: 65532,
    });
    const [container] = spec.containers;
    expect(container).toMatchObject({
      image: "gcr.io/etcd-development/etcd:v3.7.3",
      command: ["/usr/local/bin/etcd"],
      env: [
        { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      ],
      startupProbe: { httpGet: { path: "/livez", port: 2381 }, periodSeconds: 5, failureThreshold: 60 },
      readinessProbe: { httpGet: { path: "/readyz", port: 2381 } },
      livenessProbe: { httpGet: { path: "/livez", port: 2381 } },
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
    });
    expect(spec.volumes).toMatchObject([
      { name: "server", secret: { secretName: "registry-server", defaultMode: 0o440 } },
      { name: "peer", secret: { secretName: "registry-peer", defaultMode: 0o440 } },
    ]);
  });

  it("let in their users on the port for clients, and each other on the one for members", () => {
    const { ingress, egress } = recorded.spec("NetworkPolicy/registry") as Record<string, object[]>;
    expect(ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { "links.slipway/registry.client": "true" } } }],
        ports: [{ port: "client", protocol: "TCP" }],
      },
      {
        from: [{ podSelector: { matchLabels: { "links.slipway/registry.peer": "true" } } }],
        ports: [{ port: "peer", protocol: "TCP" }],
      },
    ]);
    expect(egress?.slice(1)).toEqual([
      {
        to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "registry" } } }],
        ports: [{ port: "peer", protocol: "TCP" }],
      },
    ]);
    const links = (name: string) =>
      Object.keys(recorded.pods(name).metadata.labels).filter((label) => label.startsWith("links."));
    expect(links("StatefulSet/registry")).toEqual(["links.slipway/registry.peer"]);
    // Nobody else is let in where members talk to each other.
    expect(links("Deployment/orders")).toEqual(["links.slipway/registry.client"]);
  });

  it("wait for their certificates, and their users wait for them", () => {
    expect(recorded.dependencies("StatefulSet/registry")).toEqual(
      expect.arrayContaining(["Certificate/registry-server", "Certificate/registry-peer", "Issuer/registry-root"]),
    );
    expect(recorded.dependencies("Deployment/orders")).toEqual(
      expect.arrayContaining(["StatefulSet/registry", "NetworkPolicy/registry"]),
    );
  });

  it("are known to users by their addresses and the certificate of clients", () => {
    const [container] = recorded.pods("Deployment/orders").spec.containers;
    const file = (key: string) => ({ valueFrom: { secretKeyRef: { name: "registry-client", key } } });
    expect(container?.env).toEqual([
      {
        name: "ETCD_ENDPOINTS",
        value: [0, 1, 2].map((index) => `https://registry-${index}.registry-headless:2379`).join(","),
      },
      { name: "ETCD_CERTIFICATE", ...file("tls.crt") },
      { name: "ETCD_KEY", ...file("tls.key") },
      { name: "ETCD_CA", ...file("ca.crt") },
      { name: "ETCD_SECRET_NAME", value: "registry-client" },
    ]);
  });
});

test("one member, for development, takes its volume with it", async () => {
  const recorded = await inExistingCluster({ etcd: { members: 1 } });
  expect(recorded.spec("StatefulSet/registry")).toMatchObject({
    replicas: 1,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" },
  });
});

test("every child can be changed", async () => {
  const marked = { metadata: { annotations: { "example.com/seen": "yes" } } };
  const recorded = await inExistingCluster(
    {},
    { claimTransform: { registry: { certificate: marked, issuer: marked, service: { statefulSet: marked } } } },
  );
  for (const name of ["Certificate/registry-peer", "Issuer/registry-root", "StatefulSet/registry"]) {
    expect(recorded.inputs(name).metadata).toMatchObject({ annotations: { "example.com/seen": "yes" } });
  }
});

describe("snapshots", () => {
  const backup = { bucket: "shop-backups", kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/0f3a" };

  it("are taken by one container with the certificate, and carried away by another without", async () => {
    const recorded = await RecordedCluster.of({
      then: (cluster) =>
        new Application("shop", { cluster, claimClasses: registryClasses({ etcd: { backup } }), ...application() }),
    });
    const job = recorded.inputs("CronJob:shop-registry-backup") as unknown as {
      spec: { schedule: string; jobTemplate: { spec: { template: { spec: Record<string, object[]> } } } };
    };
    expect(job.spec.schedule).toBe("15 * * * *");
    const { initContainers, containers } = job.spec.jobTemplate.spec.template.spec;
    expect(initContainers).toMatchObject([
      {
        image: "gcr.io/etcd-development/etcd:v3.7.3",
        command: ["/usr/local/bin/etcdctl"],
        volumeMounts: [
          { name: "snapshots", mountPath: "/snapshots" },
          { name: "client", mountPath: "/etc/etcd/client", readOnly: true },
        ],
      },
    ]);
    expect(containers).toMatchObject([
      {
        image: "public.ecr.aws/aws-cli/aws-cli:2.36.7",
        command: ["aws"],
        args: [
          "s3",
          "cp",
          "/snapshots/etcd.db",
          "s3://shop-backups/shop/registry/$(POD_NAME).db",
          "--only-show-errors",
        ],
        volumeMounts: [
          { name: "snapshots", mountPath: "/snapshots" },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
    ]);
    const policies = recorded
      .named("RolePolicy")
      .filter((name) => name.includes("registry-backup"))
      .map((name) => recorded.json(`RolePolicy:${name}`, "policy"));
    expect(policies).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
            Resource: ["arn:aws:s3:::shop-backups/shop/registry/*"],
          },
          { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: [backup.kmsKeyArn] },
        ],
      },
    ]);
  });

  it("are refused where there is no identity to carry them with", async () => {
    const program = (cluster: ApplicationArgs["cluster"]) =>
      new Application("shop", { cluster, claimClasses: registryClasses({ etcd: { backup } }), ...application() });
    expect((await refusalOf(program)).problems).toEqual([
      {
        path: ["claims", "registry", "class"],
        message:
          "a cluster that is there already has no cloud identity, by which a snapshot could be put into a bucket",
        found: "backup, on an existing cluster",
        fix: "write backup: false, and have its volumes backed up in another way",
      },
    ]);
  });
});
