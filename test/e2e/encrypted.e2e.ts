import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { loadConfig } from "../../stacks/config";
import { main } from "../../stacks/main";
import { isRolledOut, NamespaceView, type Deployment, type Secret } from "./cluster-views";
import type { ControlPlane } from "./control-plane";
import { Engine } from "./engine";
import { countChanges } from "./progress";
import { steps } from "./steps";
import { currentTestBed, describeReal } from "./test-bed";

// An encrypted value of a stack's file on its way into a pod, through the whole program: the engine decrypts it and hands it over in plain.

const namespace = "encrypted";
const password = "correct horse battery staple";
const service = "slipway:applications.encrypted.services.api";

describeReal("an encrypted value of a stack's file", () => {
  const step = steps();
  let plane: ControlPlane;
  let engine: Engine;
  let folder: string;
  let view: NamespaceView;

  const program = () => main(loadConfig(engine.projectFolder));

  beforeAll(async () => {
    const bed = await currentTestBed();
    plane = bed.plane;
    folder = path.join(bed.folder, "encrypted");
    engine = await Engine.open({ toolchain: bed.toolchain, folder, project: "slipway", stack: "encrypted" });
    view = new NamespaceView(plane, namespace);
    appendFileSync(path.join(engine.projectFolder, "Pulumi.encrypted.yaml"), configuration(plane.kubeconfig));
    await engine.configure({ [`${service}.env.DB_PASSWORD.secret`]: { value: password, secret: true } });
  });

  afterAll(async () => {
    await engine.destroy();
  });

  async function storedPassword(): Promise<string> {
    const [secret] = await plane.list<Secret>("secret", "api-env", "--namespace", namespace);
    return Buffer.from(secret?.data.DB_PASSWORD ?? "", "base64").toString("utf8");
  }

  async function rolledOut(): Promise<Deployment> {
    return plane.waitFor("the Deployment is rolled out", 30, async () => {
      const found = await view.deployment("api");
      return isRolledOut(found) ? found : undefined;
    });
  }

  step(
    "reaches the pod through a Secret, in the order of the file, and is nowhere in plain in the engine's files",
    async () => {
      const outcome = await engine.up(program);
      expect(outcome.errors).toEqual([]);
      expect(await storedPassword()).toBe(password);

      const { spec } = await rolledOut();
      // The engine hands over maps sorted by key, and a variable must be above those that refer to it.
      expect(spec.template.spec.containers[0]?.env).toEqual([
        { name: "ZEBRA", value: "first" },
        { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "api-env", key: "DB_PASSWORD" } } },
        { name: "DB_URL", value: "postgres://app:$(DB_PASSWORD)@db/app" },
      ]);

      const files = textsUnder(folder);
      expect(files.some((text) => text.includes("kubernetes:core/v1:Secret"))).toBe(true);
      const forms = [password, Buffer.from(password).toString("base64")];
      expect(files.flatMap((text) => forms.filter((form) => text.includes(form)))).toEqual([]);
    },
  );

  step("changes nothing while it stays the same, and rolls the pods when it changes", async () => {
    expect(countChanges((await engine.preview(program)).changes)).toBe(0);

    const before = await rolledOut();
    await engine.configure({ [`${service}.env.DB_PASSWORD.secret`]: { value: "another one", secret: true } });
    const outcome = await engine.up(program);
    expect(outcome.errors).toEqual([]);
    expect(outcome.changes).toMatchObject({ update: 2 }); // the Secret, the Deployment
    expect(await storedPassword()).toBe("another one");
    expect((await rolledOut()).metadata.generation).toBeGreaterThan(before.metadata.generation ?? 0);
  });

  step("is refused where everybody could read it", async () => {
    await engine.configure({ [`${service}.env.URL`]: { value: "https://user:hidden@example.com", secret: true } });
    // A program that throws leaves the SDK a rejection that Jest would count, so the message is taken on its way.
    let message = "";
    await engine.preview(() => {
      try {
        loadConfig(engine.projectFolder);
      } catch (error) {
        message = (error as Error).message;
      }
      return {};
    });
    expect(message).toContain(`1. ${service}.env.URL\n   problem: an encrypted value cannot stand here`);
    expect(message).not.toContain("hidden");
  });
});

/** As somebody would write it: `pulumi config set --secret --path` puts the password between the others. */
function configuration(kubeconfig: string): string {
  return `config:
  slipway:cluster: { target: existing, kubeconfig: ${kubeconfig}, context: sandbox }
  slipway:applications:
    encrypted:
      services:
        api:
          image: registry.invalid/api:1
          replicas: 1
          env:
            ZEBRA: first
            DB_PASSWORD: { secret: { secure: none } }
            DB_URL: postgres://app:$(DB_PASSWORD)@db/app
`;
}

/** The text of every file in a folder: the stack's file, its state, history, backups. */
function textsUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}
