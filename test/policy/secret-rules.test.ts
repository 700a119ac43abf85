/** What can be told by the name of a variable or key. A secret by any other name is not found. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { applyRules, secretRules } from "../../policy";
import { record } from "../../testing";

async function findings(program: (opts: pulumi.CustomResourceOptions) => void) {
  const { resources } = await record(() => {
    program({ provider: new k8s.Provider("cluster") });
  });
  return applyRules(secretRules, resources).map(({ level, path, message }) => [level, path, message]);
}

function job(env: k8s.types.input.core.v1.EnvVar[], opts: pulumi.CustomResourceOptions): void {
  const containers = [{ name: "job", image: "registry.example/job:1", env }];
  new k8s.batch.v1.Job("job", { spec: { template: { spec: { containers } } } }, opts);
}

test.each(["PASSWORD", "DB_PASSWORD", "github-token", "apiKey", "tls.private_key"])(
  "%s in plain is advised against, in an environment and in a ConfigMap",
  async (name) => {
    const found = await findings((opts) => {
      job([{ name, value: "plain" }], opts);
      new k8s.core.v1.ConfigMap("settings", { data: { [name]: "plain" } }, opts);
    });
    expect(found).toEqual([
      ["advisory", "ConfigMap:settings", `${name} is written in plain`],
      ["advisory", "Job:job", `${name} is written in plain`],
    ]);
  },
);

test("a secret of Pulumi is advised against too: what is written into pods and ConfigMaps everybody may read", async () => {
  const found = await findings((opts) => {
    const password = pulumi.secret("hidden");
    job(
      [
        { name: "DB_PASSWORD", value: password },
        { name: "OTHER", value: password },
      ],
      opts,
    );
    new k8s.core.v1.ConfigMap("settings", { data: { password, other: password } }, opts);
    new k8s.core.v1.ConfigMap("whole", { data: pulumi.secret({ password: "hidden" }) }, opts);
  });
  expect(found).toEqual([
    ["advisory", "ConfigMap:settings", "password is a secret of Pulumi, and stands in plain in the cluster"],
    ["advisory", "Job:job", "DB_PASSWORD is a secret of Pulumi, and stands in plain in the cluster"],
  ]);
});

test("nothing is said of Secrets, of references to them, of what is unknown or empty, and of other names", async () => {
  const found = await findings((opts) => {
    job(
      [
        { name: "TOKEN", value: pulumi.unknown as never },
        { name: "SECRET", valueFrom: { secretKeyRef: { name: "orders", key: "secret" } } },
        { name: "API_KEY", value: "" },
        { name: "PASSWORD_FILE", value: "/run/secrets/password" },
        { name: "TOKENIZER", value: "words" },
      ],
      opts,
    );
    new k8s.core.v1.Secret("orders", { stringData: { password: "wrapped by the SDK" } }, opts);
  });
  expect(found).toEqual([]);
});
