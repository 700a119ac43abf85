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

  afterEach(() => {
    delete process.env.PULUMI_CONFIG_SECRET_KEYS;
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

  test("refuses a section with an encrypted value, which the engine hands over in plain, without showing it", () => {
    pulumi.runtime.setAllConfig({
      "slipway:cluster": '{"target":"existing"}',
      "slipway:shop": '{"namespace":"the-secret"}',
    });
    process.env.PULUMI_CONFIG_SECRET_KEYS = '["slipway:shop"]';
    const { message, problems } = refusalOf(() => loadConfig());
    expect(problems).toEqual([expect.objectContaining({ path: ["slipway:shop"], found: "secure: …" })]);
    expect(message).not.toContain("the-secret");
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
