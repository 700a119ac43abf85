/** The config maps and secrets that a workload brings along. That a change of the checksum replaces pods is shown by `npm run e2e`. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { formatPath } from "../../components/core";
import { checkContent } from "../../components/workloads/pod/check-content";
import {
  contentKeys,
  ownContent,
  planContent,
  type ConfigSpec,
  type SecretSpec,
} from "../../components/workloads/pod/content";
import { record, secretMark } from "../../testing";

function valueOf<Value>(output: pulumi.Output<Value> | undefined): Promise<Value | undefined> {
  return new Promise((resolve) => {
    if (output === undefined) resolve(undefined);
    else output.apply(resolve);
  });
}

/** The problems as `path: message | found | fix`. */
function told(config: Record<string, ConfigSpec>, secrets: Record<string, SecretSpec> = {}): string[] {
  return checkContent("orders", config, secrets).map(
    ({ path, message, found = "", fix }) => `${formatPath(path)}: ${message} | ${found} | ${fix}`,
  );
}

it("is known by its keys", () => {
  expect(ownContent("orders", { a: { data: { x: "1", y: "2" } } }, { b: { data: { z: "3" } } })).toEqual({
    objectName: "orders",
    config: { a: ["x", "y"] },
    secrets: { b: ["z"] },
  });
  expect(contentKeys(undefined, { b: { data: { z: "3" } } })).toEqual({ config: {}, secrets: { b: ["z"] } });
  expect(ownContent("orders")).toEqual({ objectName: "orders", config: {}, secrets: {} });
});

describe("the objects", () => {
  const password = pulumi.secret("hunter2");

  it("are named by the workload and the suffix, and the values of env have one of their own", () => {
    const plan = planContent("orders", {
      config: { settings: { data: { "app.yaml": "a: 1" } } },
      secrets: {
        database: { data: { password } },
        registry: { data: { ".dockerconfigjson": password }, type: "kubernetes.io/dockerconfigjson" },
      },
      env: { "proxy.KEY": password },
    });
    expect(plan.configMaps).toEqual([{ suffix: "settings", name: "orders-settings", data: { "app.yaml": "a: 1" } }]);
    expect(plan.secrets).toEqual([
      { suffix: "database", name: "orders-database", type: "Opaque", stringData: { password } },
      {
        suffix: "registry",
        name: "orders-registry",
        type: "kubernetes.io/dockerconfigjson",
        stringData: { ".dockerconfigjson": password },
      },
      { suffix: "env", name: "orders-env", type: "Opaque", stringData: { "proxy.KEY": password } },
    ]);
    expect(Object.keys(plan.checksums)).toEqual([
      "checksum.slipway/settings",
      "checksum.slipway/database",
      "checksum.slipway/registry",
      "checksum.slipway/env",
    ]);
  });

  it("are none without content", () => {
    expect(planContent("orders", {})).toEqual({ configMaps: [], secrets: [], checksums: {} });
    expect(planContent("orders", { env: {} }).secrets).toEqual([]);
  });

  it("keep in secret what a Secret holds, also where it came as a text", async () => {
    const plan = planContent("orders", { secrets: { account: { data: { username: "orders", password } } } });
    const { resources } = await record(() => {
      for (const { name, type, stringData } of plan.secrets) {
        new k8s.core.v1.Secret(name, { metadata: { name }, type, stringData });
      }
    });
    expect(resources.find(({ name }) => name === "orders-account")?.inputs.stringData).toBe(secretMark);
  });
});

describe("a checksum", () => {
  const checksumOf = (data: ConfigSpec["data"]) =>
    valueOf(planContent("orders", { config: { x: { data } } }).checksums["checksum.slipway/x"]);

  it("is of the keys and values, and stays the same from release to release", async () => {
    // sha256 of [["a","1"],["b","2"]]
    expect(await checksumOf({ b: "2", a: "1" })).toBe("5f13efef7cdd95e7");
    expect(await checksumOf({ a: "1", b: "2" })).toBe("5f13efef7cdd95e7");
  });

  it("changes with each value and each key, and not with the order", async () => {
    const data = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string({ maxLength: 5 }), { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(data, data, async (one, other) => {
        const sorted = (value: Record<string, string>) => JSON.stringify(Object.entries(value).sort());
        expect((await checksumOf(one)) === (await checksumOf(other))).toBe(sorted(one) === sorted(other));
        expect(await checksumOf(Object.fromEntries(Object.entries(one).reverse()))).toBe(await checksumOf(one));
      }),
      { numRuns: 50 },
    );
  });

  it("of a secret is none itself, so that a preview shows it", async () => {
    const { checksums } = planContent("orders", {
      secrets: { database: { data: { password: pulumi.secret("hunter2") } } },
      env: { KEY: pulumi.secret("k") },
    });
    for (const checksum of Object.values(checksums)) {
      expect(await pulumi.isSecret(checksum)).toBe(false);
      expect(await valueOf(checksum)).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(Object.keys(checksums)).toHaveLength(2);
  });

  it("is left out where a change is not to roll the pods", () => {
    const { checksums, configMaps } = planContent("orders", {
      config: { flags: { data: { a: "1" }, restart: false }, settings: { data: { a: "1" }, restart: true } },
    });
    expect(Object.keys(checksums)).toEqual(["checksum.slipway/settings"]);
    expect(configMaps.map(({ suffix }) => suffix)).toEqual(["flags", "settings"]);
  });
});

describe("content", () => {
  const secret = pulumi.secret("s");

  it("is fine by any key that Kubernetes takes", () => {
    expect(
      told(
        { settings: { data: { "app.yaml": "", _x: "1", ".env": "" } } },
        {
          database: { data: { username: "orders", password: secret } },
          certificate: { data: { "tls.crt": "c", "tls.key": secret }, type: "kubernetes.io/tls" },
          account: { data: { password: secret }, type: "kubernetes.io/basic-auth" },
          own: { data: { any: secret }, type: "example.com/own" },
        },
      ),
    ).toEqual([]);
    expect(checkContent("orders")).toEqual([]);
  });

  it("has suffixes that are DNS labels, one for one thing, and not that of the values of env", () => {
    expect(
      told(
        { My_Settings: { data: { a: "" } }, both: { data: { a: "" } } },
        { both: { data: { a: secret } }, env: { data: { a: secret } } },
      ),
    ).toEqual([
      "config.My_Settings: the name of a config map must be a DNS label | My_Settings | name it my-settings",
      "secrets.both: a config map and a secret have one suffix | both | rename one of them",
      "secrets.env: this suffix is that of the Secret that holds the secret values of env | env | use another suffix",
    ]);
    expect(told({ env: { data: { a: "" } } })).toHaveLength(1);
  });

  it("fits into the name of an object", () => {
    const objectName = "o".repeat(240);
    expect(checkContent(objectName, { "config-and-more": { data: { a: "" } } })).toEqual([
      {
        path: ["config", "config-and-more"],
        message: "the name of the object is too long for Kubernetes",
        found: `${objectName}-config-and-more (256 characters)`,
        allowed: "at most 253 characters",
        fix: "use a shorter suffix",
      },
    ]);
  });

  it("has keys that are files", () => {
    expect(told({ a: { data: { "conf/app.yaml": "", "..": "", "a b": "" } }, b: { data: {} } })).toEqual([
      "config.a.data.conf/app.yaml: this is no key of a config map or a secret | conf/app.yaml | write a name without folders; items of a volume put its file below one",
      "config.a.data...: this is no key of a config map or a secret | .. | write it without other characters",
      "config.a.data.a b: this is no key of a config map or a secret | a b | write it without other characters",
      "config.b.data: a config map without content |  | add a key, or remove it",
    ]);
  });

  it("is at most 1 MiB, in bytes and not in letters", () => {
    const half = "é".repeat(2 ** 18);
    expect(told({ a: { data: { one: half, other: half } } })).toEqual([]);
    expect(told({ a: { data: { one: half, other: `${half}x` } } })).toEqual([
      "config.a.data: the config map is too large for Kubernetes | 1048577 bytes | split it, or put large files into the image or a volume",
    ]);
  });

  it("has no password as a text, which the message does not repeat", () => {
    const problems = told({}, { database: { data: { username: "orders", password: "hunter2" } } });
    expect(problems).toEqual([
      "secrets.database.data.password: a secret is written in plain text | a text of 7 characters | pass a secret of Pulumi: config.requireSecret(…), or in a stack's file what pulumi config set --secret --path has encrypted",
    ]);
  });

  it("has no URL with a password and no private key as a text either, by any key", () => {
    const fix =
      "pass a secret of Pulumi: config.requireSecret(…), or in a stack's file what pulumi config set --secret --path has encrypted";
    expect(
      told(
        {},
        {
          broker: { data: { uri: "amqp://app:hunter2@queue", host: "amqp://queue", smtp_pass: "hunter2" } },
          tls: { data: { "tls.crt": "-----BEGIN CERTIFICATE-----", "tls.key": "-----BEGIN EC PRIVATE KEY-----" } },
        },
      ),
    ).toEqual([
      `secrets.broker.data.uri: a secret is written in plain text | a text of 24 characters with a password in a URL | ${fix}`,
      `secrets.broker.data.smtp_pass: a secret is written in plain text | a text of 7 characters | ${fix}`,
      `secrets.tls.data.tls.key: a secret is written in plain text | a text of 30 characters with a private key | ${fix}`,
    ]);
  });

  it("of a config map is no secret, also where Pulumi keeps it as one", () => {
    const wrong = "a secret does not belong into a config map, which everybody may read";
    const named = "move it to secrets, or rename the key if it is none";
    expect(
      told({
        a: { data: { password: "hunter2", "api-key": secret, TOKEN: pulumi.output("t"), later: pulumi.output("l") } },
        b: { data: { "app.yaml": "db: postgres://app:hunter2@db", "key.pem": "-----BEGIN PRIVATE KEY-----" } },
      }),
    ).toEqual([
      `config.a.data.password: ${wrong} | a text of 7 characters | ${named}`,
      `config.a.data.api-key: ${wrong} | an output | ${named}`,
      `config.a.data.TOKEN: ${wrong} | an output | ${named}`,
      `config.b.data.app.yaml: ${wrong} | a text of 29 characters with a password in a URL | move it to secrets`,
      `config.b.data.key.pem: ${wrong} | a text of 27 characters with a private key | move it to secrets`,
    ]);
    expect(
      told({ a: { data: { token: "", USE_TOKEN: "true", "db.password": "${DB_PASSWORD}", secret: "$(S)" } } }),
    ).toEqual([]);
  });

  it("has the keys that the type of a secret asks for", () => {
    expect(
      told(
        {},
        {
          certificate: { data: { cert: "c" }, type: "kubernetes.io/tls" },
          account: { data: { user: "u" }, type: "kubernetes.io/basic-auth" },
          api: { data: { a: secret }, type: "kubernetes.io/service-account-token" },
        },
      ),
    ).toEqual([
      "secrets.certificate.data: a secret of type kubernetes.io/tls has other keys | cert | add tls.crt and tls.key, or leave the type out",
      "secrets.account.data: a secret of type kubernetes.io/basic-auth has other keys | user | add username, or password, or leave the type out",
      "secrets.api.type: a secret of this type is filled by Kubernetes, with a token that never ends | kubernetes.io/service-account-token | set serviceAccountToken, or mount a token with an end: projected: [{ token: { path, audience } }]",
    ]);
  });
});
