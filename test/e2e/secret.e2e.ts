import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isRolledOut, NamespaceView, type Secret } from "./cluster-views";
import type { ControlPlane } from "./control-plane";
import { Engine } from "./engine";
import { countChanges } from "./progress";
import { currentTestBed, describeReal } from "./test-bed";

// A generated password on its way into a pod. Where the real random provider cannot be had, a stand-in makes the password: then
// this shows what engine and cluster do with a secret, and nothing about the provider.

const namespace = "generated-password";
const names = { secret: "database", deployment: "client" };

describeReal("a generated password", () => {
  let plane: ControlPlane;
  let engine: Engine;
  let folder: string;

  beforeAll(async () => {
    const bed = await currentTestBed();
    plane = bed.plane;
    folder = path.join(bed.folder, "secret");
    engine = await Engine.open({ toolchain: bed.toolchain, folder, project: "secret", stack: "test" });
  });

  afterAll(async () => {
    await engine.destroy();
  });

  /** Length of the password; another one makes another password. */
  const program = (length: number) => (): pulumi.Inputs => {
    // Without this a changed Secret is deleted and made anew, and with it every Deployment that refers to it.
    const provider = new k8s.Provider("cluster", { kubeconfig: plane.kubeconfig, enableSecretMutable: true });
    const own = new k8s.core.v1.Namespace("namespace", { metadata: { name: namespace } }, { provider });
    const metadata = (name: string) => ({ name, namespace: own.metadata.name });
    const password = new random.RandomPassword("password", { length, special: true });
    const secret = new k8s.core.v1.Secret(
      "secret",
      { metadata: metadata(names.secret), stringData: { password: password.result } },
      { provider },
    );
    const labels = { app: names.deployment };
    new k8s.apps.v1.Deployment(
      "deployment",
      {
        metadata: metadata(names.deployment),
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name: "client",
                  image: "registry.invalid/client:1",
                  env: [
                    { name: "PASSWORD", valueFrom: { secretKeyRef: { name: secret.metadata.name, key: "password" } } },
                  ],
                },
              ],
            },
          },
        },
      },
      { provider },
    );
    return { password: password.result };
  };

  async function storedPassword(): Promise<string> {
    const [secret] = await plane.list<Secret>("secret", names.secret, "--namespace", namespace);
    return Buffer.from(secret?.data.password ?? "", "base64").toString("utf8");
  }

  it("reaches the pod through a Secret, and is nowhere in plain text in the engine's files", async () => {
    const outcome = await engine.up(program(24));
    expect(outcome.errors).toEqual([]);

    const password = await storedPassword();
    expect(password).toHaveLength(24);
    const view = new NamespaceView(plane, namespace);
    const deployment = await plane.waitFor("the Deployment is rolled out", 30, async () => {
      const found = await view.deployment(names.deployment);
      return isRolledOut(found) ? found : undefined;
    });
    expect(deployment.spec.template.spec.containers[0]?.env).toEqual([
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: names.secret, key: "password" } } },
    ]);

    const files = filesUnder(folder);
    expect(files.some((text) => text.includes("random:index/randomPassword:RandomPassword"))).toBe(true);
    const forms = [password, JSON.stringify(password).slice(1, -1), Buffer.from(password).toString("base64")];
    expect(files.flatMap((text) => forms.filter((form) => text.includes(form)))).toEqual([]);
  });

  it("stays the same until its arguments change", async () => {
    const password = await storedPassword();
    expect(countChanges((await engine.preview(program(24))).changes)).toBe(0);

    const outcome = await engine.up(program(32));
    expect(outcome.errors).toEqual([]);
    expect(outcome.changes).toMatchObject({ replace: 1, update: 1 }); // the password, the Secret
    expect(await storedPassword()).toHaveLength(32);
    expect(await storedPassword()).not.toBe(password);
  });

  it("is gone with the stack", async () => {
    expect((await engine.destroy()).errors).toEqual([]);
    expect(await engine.resources()).toEqual([]);
    const { stdout } = await plane.tryKubectl(["get", "namespace", namespace, "--ignore-not-found", "--output=name"]);
    expect(stdout).toBe("");
  });
});

/** The text of every file in a folder: state, its history, backups. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}
