import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { formatPath } from "../../../components/core";
import { environments, loadConfig, readConfigFile } from "../../../stacks/config";
import { refusalOf } from "../../refusal";

const minimal = "config:\n  slipway:cluster:\n    target: existing\n";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-load-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Where the problems are, from the top of the file down. */
function problemPaths(environment: string): string[] {
  return refusalOf(() => readConfigFile(environment, folder)).problems.map(({ path: keys }) => formatPath(keys));
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}

describe("readConfigFile", () => {
  test("offers the environment that was probably meant", () => {
    write({ "Pulumi.dev.yaml": minimal, "Pulumi.prod.yaml": minimal, "Pulumi.yaml": "name: slipway\n" });
    expect(refusalOf(() => readConfigFile("prodd", folder)).message)
      .toBe(`Pulumi.prodd.yaml: 1 problem, nothing was changed.

1. environment
   problem: there is no such environment
   found:   prodd
   allowed: dev, prod
   fix:     did you mean prod?`);
  });

  test("says which environments there are when none is near", () => {
    write({ "Pulumi.dev.yaml": minimal, "Pulumi.local.yaml": minimal });
    expect(refusalOf(() => readConfigFile("production", folder)).message)
      .toBe(`Pulumi.production.yaml: 1 problem, nothing was changed.

1. environment
   problem: there is no such environment
   found:   production
   allowed: dev, local
   fix:     write Pulumi.production.yaml, or name one that there is`);
  });

  test.each(["empty", "missing"])("says so when the folder is %s", (kind) => {
    const elsewhere = path.join(folder, "inner");
    if (kind === "empty") mkdirSync(elsewhere);
    expect(refusalOf(() => readConfigFile("dev", elsewhere)).message)
      .toBe(`Pulumi.dev.yaml: 1 problem, nothing was changed.

1. environment
   problem: there is no such environment
   found:   dev
   allowed: none: the folder has no Pulumi.<environment>.yaml
   fix:     write Pulumi.dev.yaml, or name one that there is`);
  });

  test("leaves the configuration of others alone", () => {
    write({ "Pulumi.dev.yaml": `${minimal}  aws:region: eu-central-1\n  kubernetes:context: { secure: AAAB }\n` });
    expect(readConfigFile("dev", folder)).toEqual({ environment: "dev", cluster: { target: "existing" } });
  });

  test("accepts what Pulumi itself writes into the file", () => {
    write({
      "Pulumi.dev.yaml": `${minimal}secretsprovider: passphrase\nencryptionsalt: v1:abc\nencryptedkey: abc\nenvironment: [team]\n`,
    });
    expect(readConfigFile("dev", folder).cluster).toEqual({ target: "existing" });
  });

  test("reads marks and references of YAML", () => {
    write({
      "Pulumi.dev.yaml": `${minimal}  slipway:shop:\n    replicas: &scale { min: 2, max: 4 }\n    services:\n      frontend:\n        replicas: *scale\n`,
    });
    expect(readConfigFile("dev", folder).shop?.services?.frontend?.replicas).toEqual({ min: 2, max: 4 });
  });
});

describe("values that programs read differently", () => {
  test.each(["1", "0", "-3", "0.5", "70", "true", '"0123"', "'1.10'", "!!str 0123", "1.2.3", "10Gi", "a_b", "12:30"])(
    "%s is not among them",
    (value) => {
      const service = `{ image: registry.example/orders:1.0.0, env: { VALUE: ${value} } }`;
      write({
        "Pulumi.dev.yaml": `${minimal}  slipway:applications: { orders-app: { services: { orders: ${service} } } }\n`,
      });
      expect(() => readConfigFile("dev", folder)).not.toThrow();
    },
  );

  test("belong to others outside of the sections of slipway", () => {
    write({ "Pulumi.dev.yaml": `${minimal}  aws:accountId: 012345678901\n` });
    expect(readConfigFile("dev", folder).cluster).toEqual({ target: "existing" });
  });

  test("are refused also as keys", () => {
    write({ "Pulumi.dev.yaml": `${minimal}  slipway:applications: { on: { services: { off: { image: a } } } }\n` });
    expect(problemPaths("dev")).toEqual(["slipway:applications.on", "slipway:applications.on.services.off"]);
  });
});

describe("a service whose shape is wrong", () => {
  const services = (broken: string) => `${minimal}  slipway:applications:
    orders-app:
      services:
        orders:
          image: registry.example/orders:1.0.0
${broken}
        payments:
          image: registry.example/payments:1.0.0
          env:
            ORDERS_ADDR: { linkTo: orders, port: http }
          replicas: { min: 4, max: 2 }
`;

  const misspeltReplicas = "          replica: 3\n          disruptionBudget";

  test("does not hide what else is wrong with it, or with the others", () => {
    write({ "Pulumi.dev.yaml": services(`${misspeltReplicas}: { maxUnavailable: 0 }`) });
    expect(problemPaths("dev")).toEqual([
      "slipway:applications.orders-app.services.orders.replica",
      "slipway:applications.orders-app.services.orders.disruptionBudget.maxUnavailable",
      "slipway:applications.orders-app.services.payments.env.ORDERS_ADDR",
      "slipway:applications.orders-app.services.payments.replicas",
    ]);
  });

  test.each([
    ["replicas", `${misspeltReplicas}: { minAvailable: 2 }\n          ports: { http: 8080 }`, "replica"],
    ["malformed replicas", "          replicas: many\n          ports: { http: 8080 }", "replicas"],
    ["ports", "          prots: { http: 80 }\n          probes: { readiness: { http: { path: / } } }", "prots"],
    [
      "one malformed port",
      "          ports: { http: 70000 }\n          probes: { readiness: { tcp: {} } }",
      "ports.http",
    ],
    [
      "a port's number",
      "          ports: { http: { prt: 8080 } }\n          probes: { liveness: { tcp: {} } }",
      "ports.http.prt",
    ],
    [
      "an inner key",
      "          ports: { http: 8080 }\n          rollout: { maxSurg: 1, maxUnavailable: 0 }",
      "rollout.maxSurg",
    ],
  ])("with a misspelt key for %s is told of once, without echoes of that", (_, broken, key) => {
    write({ "Pulumi.dev.yaml": services(broken) });
    expect(problemPaths("dev")).toEqual([
      `slipway:applications.orders-app.services.orders.${key}`,
      "slipway:applications.orders-app.services.payments.replicas",
    ]);
  });

  test.each([
    ["imag: registry.example/orders:1.0.0", "imag"],
    ["image: [a]", "image"],
  ])("is not checked any further with %s, and a link to it is no mistake", (image, key) => {
    const text = services("          replicas: { min: 3, max: 2 }");
    write({ "Pulumi.dev.yaml": text.replace("image: registry.example/orders:1.0.0", image) });
    expect(problemPaths("dev")).toEqual([
      `slipway:applications.orders-app.services.orders.${key}`,
      "slipway:applications.orders-app.services.payments.replicas",
    ]);
  });

  test("is checked, and a link to a port that it lacks is told, once its shape is right", () => {
    write({ "Pulumi.dev.yaml": services("          replicas: 3") });
    expect(problemPaths("dev")).toEqual([
      "slipway:applications.orders-app.services.payments.env.ORDERS_ADDR",
      "slipway:applications.orders-app.services.payments.replicas",
    ]);
  });
});

describe("loadConfig", () => {
  const project = "slipway";

  beforeEach(async () => {
    await pulumi.runtime.setMocks(
      { newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) },
      project,
      "dev",
    );
  });

  test("reads maps that the engine hands over as JSON", () => {
    pulumi.runtime.setAllConfig({
      "slipway:cluster": '{"target":"existing","context":"dev"}',
      "slipway:shop": '{"replicas":2}',
      "aws:region": "eu-central-1",
    });
    expect(loadConfig()).toEqual({
      environment: "dev",
      cluster: { target: "existing", context: "dev" },
      shop: { replicas: 2 },
    });
  });

  test("refuses a text where a map must be, with the name of the stack's file", () => {
    pulumi.runtime.setAllConfig({ "slipway:cluster": "existing" });
    expect(refusalOf(() => loadConfig()).message).toBe(`Pulumi.dev.yaml: 1 problem, nothing was changed.

1. slipway:cluster
   problem: the value has the wrong type
   found:   "existing"
   allowed: a map with target, kubeconfig, context, ipFamily, or a map with target, name, version, supportType, access, publicAccessCidrs, logRetentionDays, protected, ipFamily, autoMode, irsa, cni, nodeGroups
   fix:     write one of these`);
  });

  /** As the engine does: sorted by their keys, in plain, and with the keys of the sections that held a secret. */
  function handOver(sections: Readonly<Record<string, unknown>>, secretKeys: string[] = []): void {
    const texts = Object.entries(sections).map(([key, value]) => [key, JSON.stringify(sorted(value))]);
    pulumi.runtime.setAllConfig(
      { "slipway:cluster": '{"target":"existing"}', ...(Object.fromEntries(texts) as Record<string, string>) },
      secretKeys,
    );
  }

  function sorted(value: unknown): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
  }

  const applications = "slipway:applications";
  const orders = (env: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => ({
    "orders-app": { services: { orders: { image: "registry.example/orders:1.0.0", env, ...more } } },
  });
  const file = (section: unknown) =>
    `config:\n  slipway:cluster:\n    target: existing\n  ${applications}: ${JSON.stringify(section)}\n`;
  const secure = { secure: "v1:c2VjcmV0" };

  /** What stands in a place of the configuration, and whether Pulumi keeps it a secret. */
  async function opened(value: unknown): Promise<{ text: unknown; isSecret: boolean }> {
    const output = pulumi.output(value as pulumi.Input<string> | undefined);
    const text = await new Promise((resolve) => {
      output.apply(resolve);
    });
    return { text, isSecret: await pulumi.isSecret(output) };
  }

  test("keeps an encrypted value a secret where one belongs, and nowhere else", async () => {
    const secrets = (password: unknown) => ({ secrets: { mail: { data: { username: "orders", password } } } });
    write({ "Pulumi.dev.yaml": file(orders({ LEVEL: "info", API_KEY: { secret: secure } }, secrets(secure))) });
    handOver({ [applications]: orders({ LEVEL: "info", API_KEY: { secret: "hunter2" } }, secrets("hunter3")) }, [
      applications,
    ]);
    const service = loadConfig(folder).applications?.["orders-app"]?.services?.orders;
    const { LEVEL, API_KEY } = service?.env ?? {};
    expect(LEVEL).toBe("info");
    expect(await opened((API_KEY as { secret: unknown }).secret)).toEqual({ text: "hunter2", isSecret: true });
    expect(service?.secrets?.mail?.data.username).toBe("orders");
    expect(await opened(service?.secrets?.mail?.data.password)).toEqual({ text: "hunter3", isSecret: true });
  });

  test("has a secret that stands in for an encrypted value where there is no key", async () => {
    write({ "Pulumi.dev.yaml": file(orders({ API_KEY: { secret: secure } })) });
    const env = readConfigFile("dev", folder).applications?.["orders-app"]?.services?.orders?.env;
    expect(await opened((env?.API_KEY as { secret: unknown }).secret)).toEqual({
      text: "an encrypted value",
      isSecret: true,
    });
  });

  test("refuses an encrypted value elsewhere, without showing it", () => {
    write({ "Pulumi.dev.yaml": file(orders({ API_KEY: { secret: secure }, URL: secure }, { command: [secure] })) });
    handOver({ [applications]: orders({ API_KEY: { secret: "hunter2" }, URL: "hunter3" }, { command: ["hunter4"] }) }, [
      applications,
    ]);
    const { message, problems } = refusalOf(() => loadConfig(folder));
    const found = { found: "secure: …", allowed: "a value that everybody may read" };
    expect(problems).toEqual([
      expect.objectContaining({ path: [applications, "orders-app", "services", "orders", "env", "URL"], ...found }),
      expect.objectContaining({ path: [applications, "orders-app", "services", "orders", "command", 0], ...found }),
    ]);
    expect(message).not.toContain("hunter");
  });

  test("shows no encrypted value in a message about what is around it", () => {
    const broken = (secret: unknown) =>
      orders({ API_KEY: { secret, linkTo: "x", other: true } }, { ports: { secret } });
    write({ "Pulumi.dev.yaml": file(broken(secure)) });
    handOver({ [applications]: broken("hunter2") }, [applications]);
    expect(refusalOf(() => loadConfig(folder)).message).not.toContain("hunter");
  });

  test("refuses a section that is encrypted as a whole", () => {
    write({ "Pulumi.dev.yaml": `config: { slipway:shop: { secure: AAAB } }\n` });
    handOver({ "slipway:shop": { namespace: "hunter2" } }, ["slipway:shop"]);
    const { message, problems } = refusalOf(() => loadConfig(folder));
    expect(problems).toEqual([expect.objectContaining({ path: ["slipway:shop"], found: "secure: …" })]);
    expect(message).not.toContain("hunter");
  });

  const elsewhere = orders({ API_KEY: { secret: secure } });
  test.each([
    ["there is no such file", {}],
    ["the file does not have the section", { "Pulumi.dev.yaml": minimal }],
    ["nothing in the file is encrypted", { "Pulumi.dev.yaml": file(orders({ API_KEY: { secret: "hunter2" } })) }],
    ["the file says something else", { "Pulumi.dev.yaml": file({ ...elsewhere, more: {} }) }],
    ["the file is no YAML", { "Pulumi.dev.yaml": "config: [" }],
  ])("refuses a section of which some value is encrypted, and nobody knows which: %s", (_, files) => {
    write(files);
    handOver({ [applications]: orders({ API_KEY: { secret: "hunter2" } }) }, [applications]);
    expect(refusalOf(() => loadConfig(folder)).message).toBe(`Pulumi.dev.yaml: 1 problem, nothing was changed.

1. slipway:applications
   problem: some value of this section is encrypted, and which one cannot be told
   found:   secure: …
   allowed: encrypted values that stand in Pulumi.dev.yaml beside Pulumi.yaml, as the engine has read it
   fix:     write the section into Pulumi.dev.yaml, with the value encrypted by pulumi config set --secret --path; or refer to a Kubernetes Secret: { fromSecret: { name: …, key: … } }`);
  });

  test("has keys in the order of the file, though the engine sorts them", () => {
    const env = { USER: "orders", DATABASE: "$(USER)", CACHE: "$(USER)" };
    write({ "Pulumi.dev.yaml": file(orders(env)) });
    handOver({ [applications]: orders(env) });
    const read = loadConfig(folder).applications?.["orders-app"]?.services?.orders?.env ?? {};
    expect(Object.keys(read)).toEqual(["USER", "DATABASE", "CACHE"]);
  });

  test("has keys in the order in which they were handed over where there is no file", () => {
    handOver({ [applications]: orders({ USER: "orders", CACHE: "none" }) });
    const read = loadConfig(folder).applications?.["orders-app"]?.services?.orders?.env ?? {};
    expect(Object.keys(read)).toEqual(["CACHE", "USER"]);
  });
});

test("the environments are the names in Pulumi.<environment>.yaml, in alphabetical order", () => {
  write({
    "Pulumi.prod.yaml": "",
    "Pulumi.dev.yaml": "",
    "Pulumi.yaml": "",
    "Pulumi.eu.west.yaml": "",
    "other.yaml": "",
  });
  expect(environments(folder)).toEqual(["dev", "eu.west", "prod"]);
  expect(environments(path.join(folder, "nowhere"))).toEqual([]);
});
