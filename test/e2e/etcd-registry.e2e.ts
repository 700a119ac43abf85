import path from "node:path";
import { ExistingCluster } from "../../components/cluster";
import { registryClasses } from "../../components/discovery";
import { Application } from "../../components/workloads";
import type { ControlPlane, KubernetesObject } from "./control-plane";
import { findDefinition } from "./custom-resources/definitions";
import { Engine, type Program } from "./engine";
import { countChanges } from "./progress";
import { currentTestBed, describeReal } from "./test-bed";

// A claim that etcd meets, from the first `up` to the last object gone, with the definitions that the makers of cert-manager release. No container
// runs, and no certificate is issued: `etcd.e2e.ts` shows what etcd does with what its pods are given. Volumes are made by hand.

const definitions = (["Certificate", "Issuer"] as const).map((kind) => findDefinition(kind));
const files = definitions.flatMap((found) => ("file" in found ? [found.file] : []));
const missing = definitions.flatMap((found) => ("missing" in found ? [found.missing] : []));
if (missing.length > 0) process.stdout.write(`\nSKIPPED, of the registry etcd: ${missing.join("; ")}\n`);

const namespace = "registry-test";
const storageClass = "registry-disks";

/** Disks for three members. */
const volumes = {
  apiVersion: "v1",
  kind: "List",
  items: [0, 1, 2].map((index) => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `registry-disk-${index}` },
    spec: {
      capacity: { storage: "2Gi" },
      accessModes: ["ReadWriteOnce"],
      storageClassName: storageClass,
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: `/disks/registry-${index}` },
    },
  })),
};

interface StatefulSet extends KubernetesObject {
  readonly status: { readonly readyReplicas?: number };
}

interface Pod extends KubernetesObject {
  readonly spec: { readonly nodeName?: string };
}

(missing.length > 0 ? describe.skip : describeReal)(
  "a registry of etcd on the real engine and a real API server",
  () => {
    let plane: ControlPlane;
    let engine: Engine;

    beforeAll(async () => {
      const bed = await currentTestBed();
      plane = bed.plane;
      for (const file of files)
        await plane.kubectl(["apply", "--server-side", "--force-conflicts", `--filename=${file}`]);
      for (const file of files) await plane.kubectl(["wait", "--for=condition=Established", `--filename=${file}`]);
      await plane.kubectl(["apply", "--filename", "-"], { input: JSON.stringify(volumes) });
      const folder = path.join(bed.folder, "registry");
      engine = await Engine.open({ toolchain: bed.toolchain, folder, project: "registry", stack: "test" });
    });

    // Others look at what is left in the cluster.
    afterAll(async () => {
      await engine.destroy();
      await plane.kubectl(["delete", "--filename", "-", "--wait=false"], { input: JSON.stringify(volumes) });
      for (const file of files) await plane.kubectl(["delete", `--filename=${file}`, "--ignore-not-found"]);
    });

    const program = (): Program => () => {
      const cluster = new ExistingCluster("cluster", { kubeconfig: plane.kubeconfig, context: "sandbox" });
      new Application(namespace, {
        cluster,
        capabilities: { certManager: { issuers: [] } },
        claimClasses: registryClasses({ etcd: { storageClass } }),
        workers: {
          consumer: {
            image: "registry.invalid/consumer:1",
            env: {
              ETCD_ENDPOINTS: { fromClaim: "registry", value: "endpoints" },
              ETCD_CERTIFICATE: { fromClaim: "registry", value: "certificate" },
            },
          },
        },
        claims: { registry: { kind: "registry" } },
      });
      return {};
    };

    const list = <T extends KubernetesObject>(...args: readonly string[]): Promise<T[]> =>
      plane.list<T>(...args, "--namespace", namespace);

    it("comes up with three members on three nodes, its certificates taken as they are written", async () => {
      const outcome = await engine.up(program());
      expect(outcome.errors).toEqual([]);
      const [statefulSet] = await list<StatefulSet>("statefulset", "registry");
      expect(statefulSet?.status.readyReplicas).toBe(3);
      const pods = await list<Pod>("pods", "--selector", "app.kubernetes.io/name=registry");
      expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(3);
      const names = async (kind: string) =>
        (await list<KubernetesObject>(kind)).map(({ metadata }) => metadata.name).sort();
      expect(await names("certificates.cert-manager.io")).toEqual(
        ["client", "client-ca", "peer", "peer-ca", "server"].map((suffix) => `registry-${suffix}`),
      );
      expect(await names("issuers.cert-manager.io")).toEqual(
        ["client-ca", "peer-ca", "root"].map((suffix) => `registry-${suffix}`),
      );
    });

    it("changes nothing the second time", async () => {
      const outcome = await engine.preview(program());
      expect(outcome.errors).toEqual([]);
      expect(countChanges(outcome.changes)).toBe(0);
    });

    it("goes as a whole", async () => {
      expect((await engine.destroy()).errors).toEqual([]);
      expect(await engine.resources()).toEqual([]);
      const { stdout } = await plane.tryKubectl(["get", "namespace", namespace, "--ignore-not-found", "--output=name"]);
      expect(stdout).toBe("");
    });
  },
);
