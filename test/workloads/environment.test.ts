/** What is written for environment variables, and what is refused. That a kubelet gives containers these values is shown by `npm run e2e:pods`. */
import * as pulumi from "@pulumi/pulumi";
import { formatPath } from "../../components/core";
import type { ClaimHandle } from "../../components/workloads/claims/claim-spec";
import { linkTo, type LinkTarget } from "../../components/workloads/exposure/links";
import { planPorts } from "../../components/workloads/exposure/ports";
import { checkEnvFrom, checkEnvironment } from "../../components/workloads/pod/check-environment";
import { ownContent } from "../../components/workloads/pod/content";
import {
  claimsInEnvironment,
  containerEnvFrom,
  containerEnvironment,
  linksInEnvironment,
  mapReferences,
  secretValues,
  type Environment,
  type EnvironmentSource,
} from "../../components/workloads/pod/environment";
import { isSecretName, secretWithin } from "../../components/workloads/pod/secret-name";

const own = ownContent(
  "orders",
  { settings: { data: { "app.yaml": "a: 1", LEVEL: "info" } } },
  { database: { data: { password: pulumi.secret("s") } } },
);
const payments: LinkTarget = { objectName: "payments", ports: planPorts({ grpc: 9090 }) };
const database: ClaimHandle = {
  kind: "postgres",
  values: { host: "db", password: { fromSecret: { name: "db-credentials", key: "password" } } },
  target: undefined,
  egress: [],
  grants: [],
  dependsOn: [],
};

/** The problems as `path: message | found | fix`. */
function told(env: Environment<unknown>, sources?: readonly EnvironmentSource[]): string[] {
  return checkEnvironment(env, own, sources).map(
    ({ path, message, found = "", fix }) => `${formatPath(path)}: ${message} | ${found} | ${fix}`,
  );
}

describe("the Kubernetes form", () => {
  it("keeps the order, and writes numbers and booleans as text", () => {
    expect(containerEnvironment({ B: "b", A: 1, C: false, D: "$(B)" }, own, "")).toEqual([
      { name: "B", value: "b" },
      { name: "A", value: "1" },
      { name: "C", value: "false" },
      { name: "D", value: "$(B)" },
    ]);
  });

  it("has a form for each kind of value", () => {
    const text = pulumi.output("later");
    const env: Environment = {
      LINK: linkTo(payments),
      OUTPUT: text,
      HOST: { fromClaim: database, value: "host" },
      CLAIMED: { fromClaim: database, value: "password" },
      SECRET: { secret: pulumi.secret("s") },
      API_KEY: { plain: "none needed" },
      POD: { fromField: "metadata.name" },
      MEMORY: { fromResource: "limits.memory", divisor: "1Mi" },
      CPU: { fromResource: "requests.cpu" },
    };
    expect(containerEnvironment(env, own, "proxy.")).toEqual([
      { name: "LINK", value: "payments:9090" },
      { name: "OUTPUT", value: text },
      { name: "HOST", value: "db" },
      { name: "CLAIMED", valueFrom: { secretKeyRef: { name: "db-credentials", key: "password" } } },
      { name: "SECRET", valueFrom: { secretKeyRef: { name: "orders-env", key: "proxy.SECRET" } } },
      { name: "API_KEY", value: "none needed" },
      { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
      { name: "CPU", valueFrom: { resourceFieldRef: { resource: "requests.cpu" } } },
    ]);
  });

  it("takes a name for content of the workload's own, and else for an object of the namespace", () => {
    const env: Environment = {
      OWN: { fromSecret: { name: "database", key: "password" } },
      OTHER: { fromSecret: { name: "registry", key: "password" } },
      SETTING: { fromConfig: { name: "settings", key: "LEVEL" } },
      // Suffixes of secrets are none of config maps, and properties of every object are no suffixes.
      CROSSED: { fromConfig: { name: "database", key: "x" } },
      BUILT_IN: { fromConfig: { name: "constructor", key: "x" } },
    };
    expect(containerEnvironment(env, own, "")).toEqual([
      { name: "OWN", valueFrom: { secretKeyRef: { name: "orders-database", key: "password" } } },
      { name: "OTHER", valueFrom: { secretKeyRef: { name: "registry", key: "password" } } },
      { name: "SETTING", valueFrom: { configMapKeyRef: { name: "orders-settings", key: "LEVEL" } } },
      { name: "CROSSED", valueFrom: { configMapKeyRef: { name: "database", key: "x" } } },
      { name: "BUILT_IN", valueFrom: { configMapKeyRef: { name: "constructor", key: "x" } } },
    ]);
  });

  it("has whole config maps and secrets", () => {
    expect(
      containerEnvFrom(
        [
          { config: "settings", prefix: "APP_" },
          { secret: "database" },
          { secret: { name: "shared" }, optional: true },
        ],
        own,
      ),
    ).toEqual([
      { prefix: "APP_", configMapRef: { name: "orders-settings" } },
      { secretRef: { name: "orders-database" } },
      { secretRef: { name: "shared", optional: true } },
    ]);
    expect(containerEnvFrom(undefined, own)).toEqual([]);
  });

  it("does not write a value of a claim that nobody has met", () => {
    expect(() => containerEnvironment({ URL: { fromClaim: "database", value: "url" } }, own, "")).toThrow(
      "the value url of a claim was used before it was checked",
    );
  });
});

describe("what is found in an environment", () => {
  const link = linkTo("payments");
  const claimed = { fromClaim: "database", value: "url" };
  const secret = pulumi.secret("s");
  const env: Environment<string> = { A: "a", B: link, C: claimed, D: { secret }, E: pulumi.output("e") };

  it("are links, values of claims and secrets, with their places", () => {
    expect(linksInEnvironment(["sidecars", "proxy", "env"], env)).toEqual([[["sidecars", "proxy", "env", "B"], link]]);
    expect(claimsInEnvironment(["env"], env)).toEqual([[["env", "C"], claimed]]);
    expect(secretValues("proxy.", env)).toEqual({ "proxy.D": secret });
    expect(secretValues("", {})).toEqual({});
  });

  it("becomes what it names, in the same order", () => {
    const mapped = mapReferences(env, {
      link: (one) => ({ ...one, linkTo: payments }),
      claim: (one) => ({ ...one, fromClaim: database }),
    });
    expect(Object.entries(mapped)).toEqual([
      ["A", "a"],
      ["B", { linkTo: payments }],
      ["C", { fromClaim: database, value: "url" }],
      ["D", { secret }],
      ["E", env.E],
    ]);
  });

  it("loses a link without a target, or has its otherwise in its place", () => {
    const optional: Environment<string> = {
      A: linkTo("gone", { optional: true }),
      B: linkTo("gone", { optional: true, otherwise: "" }),
      C: "c",
    };
    const mapped = mapReferences<string, LinkTarget>(optional, { link: () => undefined, claim: (one) => one });
    expect(Object.entries(mapped)).toEqual([
      ["B", ""],
      ["C", "c"],
    ]);
  });
});

describe("a variable", () => {
  it("is fine in each of its forms", () => {
    expect(
      told({
        A: "a",
        B: "$(A)$$(X)",
        C: linkTo(payments),
        D: { fromSecret: { name: "database", key: "password" } },
        E: { fromConfig: { name: "elsewhere", key: "any" } },
        F: { fromField: "metadata.labels['app.kubernetes.io/name']" },
        G: { fromResource: "limits.ephemeral-storage", divisor: "1Gi" },
        H: { secret: pulumi.secret("s") },
        I: pulumi.output("i"),
      }),
    ).toEqual([]);
    expect(checkEnvironment(undefined, own)).toEqual([]);
  });

  it("has a name that Kubernetes takes, and that is not put before all others", () => {
    expect(told({ "1ST": "a", "B C": "b" })).toEqual([
      "env.1ST: this is no name of an environment variable | 1ST | write _1ST",
      "env.B C: this is no name of an environment variable | B C | write B_C",
    ]);
  });

  it("has one value", () => {
    const both = { secret: pulumi.secret("s"), fromField: "metadata.name" };
    expect(told({ A: both })).toEqual(["env.A: a variable has one value | secret and fromField | remove all but one"]);
  });

  it("names a key that the workload's own content has", () => {
    expect(
      told({
        A: { fromSecret: { name: "database", key: "pasword" } },
        B: { fromConfig: { name: "settings", key: "color" } },
        C: { fromConfig: { name: "Not_A_Name", key: "a/b" } },
      }),
    ).toEqual([
      "env.A.fromSecret.key: the secret has no key of this name | pasword | did you mean password?",
      "env.B.fromConfig.key: the config map has no key of this name | color | add it to config.settings.data",
      "env.C.fromConfig.name: this is no name of an object | Not_A_Name | copy the name of the object",
      "env.C.fromConfig.key: this is no key of a config map or a secret | a/b | write a name without folders; items of a volume put its file below one",
    ]);
  });

  it("names a field or an amount that there is", () => {
    expect(
      told({
        A: { fromField: "status.podIp" },
        B: { fromField: "metadata.labels" },
        C: { fromField: "spec.containers" },
        D: { fromResource: "limits.gpu" },
        E: { fromResource: "limits.cpu", divisor: "1Mi" },
        F: { fromResource: "limits.memory", divisor: "1m" },
      }),
    ).toEqual([
      "env.A.fromField: this is no field of a pod that a variable can have | status.podIp | did you mean status.podIP?",
      "env.B.fromField: this is no field of a pod that a variable can have | metadata.labels | name one of them: metadata.labels['…'], or mount all as a file: projected: [{ fields: { … } }]",
      "env.C.fromField: this is no field of a pod that a variable can have | spec.containers | name one of these",
      "env.D.fromResource: this is no amount of a container's resources that a variable can have | limits.gpu | write one of them, such as limits.memory",
      "env.E.divisor: this is no unit of cpu that Kubernetes counts in | 1Mi | write one of them",
      "env.F.divisor: this is no unit of memory that Kubernetes counts in | 1m | write one of them",
    ]);
  });
});

describe("a reference to another variable", () => {
  it("is to one above", () => {
    expect(told({ A: "$(A)", B: "$(C)", C: "c", F: "$(NOTHING_LIKE_IT)" })).toEqual([
      "env.A: the value refers to itself, so the container would see the text $(A) | $(A) | write the value out: what the image sets for A cannot be referred to; or write $$(A) if the text itself is meant",
      "env.B: $(C) is defined further down, so the container would see the text $(C) | $(C) | move C above B",
      "env.F: $(NOTHING_LIKE_IT) is not defined, so the container would see the text $(NOTHING_LIKE_IT) | $(NOTHING_LIKE_IT) | define NOTHING_LIKE_IT above F, or write $$(NOTHING_LIKE_IT) if the text itself is meant",
    ]);
  });

  it("is probably to the one that is named alike", () => {
    expect(told({ DATABASE: "d", E: "$(DATABSE)" })).toEqual([
      "env.E: $(DATABSE) is not defined, so the container would see the text $(DATABSE) | $(DATABSE) | did you mean $(DATABASE)?",
    ]);
  });

  it("may be to one of envFrom, whose names are known of the workload's own content alone", () => {
    const env = { LEVEL: "$(APP_LEVEL)", OTHER: "$(APP_COLOUR)", THIRD: "$(SHARED_X)" };
    expect(told(env, [{ config: "settings", prefix: "APP_" }])).toEqual([
      "env.OTHER: $(APP_COLOUR) is not defined, so the container would see the text $(APP_COLOUR) | $(APP_COLOUR) | define APP_COLOUR above OTHER, or write $$(APP_COLOUR) if the text itself is meant",
      "env.THIRD: $(SHARED_X) is not defined, so the container would see the text $(SHARED_X) | $(SHARED_X) | define SHARED_X above THIRD, or write $$(SHARED_X) if the text itself is meant",
    ]);
    expect(told(env, [{ config: { name: "elsewhere" }, prefix: "APP_" }]).map((line) => line.slice(0, 9))).toEqual([
      "env.THIRD",
    ]);
    expect(told({ LEVEL: "$(LEVEL),orders=debug" }, [{ config: "settings" }])).toEqual([]);
  });

  it("is not to an optional link that may be missing", () => {
    expect(
      told({
        A: linkTo("a", { optional: true }),
        B: linkTo("b", { optional: true, otherwise: "none" }),
        C: "$(A) $(B)",
      }),
    ).toEqual([
      "env.C: $(A) is an optional link and may not be there, so the container would see the text $(A) | $(A) $(B) | give A an otherwise",
    ]);
  });

  it("is looked for in every text that Kubernetes expands", () => {
    expect(
      told({
        A: { plain: "$(X)" },
        B: linkTo("b", { as: "$(Y)@{host}", optional: true, otherwise: "$(Z)" }),
      }).map((line) => line.split(" is not")[0]),
    ).toEqual(["env.A: $(X)", "env.B: $(Y)", "env.B: $(Z)"]);
  });
});

describe("a secret in plain text", () => {
  const ways =
    "write { secret: … } with a secret of Pulumi, or { fromSecret: { name: …, key: … } }; or { plain: … } if it is none";

  it("is refused, and not repeated in the message", () => {
    expect(told({ DB_PASSWORD: "hunter2", PIN_TOKEN: 1, STATED: { secret: "hunter2" } })).toEqual([
      `env.DB_PASSWORD: a secret is written in plain text | a text of 7 characters | ${ways}`,
      `env.PIN_TOKEN: a secret is written in plain text | a text of 1 character | ${ways}`,
      "env.STATED: a secret is written in plain text | a text of 7 characters | pass a secret of Pulumi, such as config.requireSecret(…), or write { fromSecret: { name: …, key: … } }",
    ]);
  });

  it.each([
    ["an empty text", ""],
    ["a switch", "yes"],
    ["a boolean", true],
    ["a link", linkTo(payments)],
    ["a value of a claim", { fromClaim: database, value: "host" }],
    ["said to be none", { plain: "hunter2" }],
    ["a secret of Pulumi", { secret: pulumi.secret("hunter2") }],
    ["an empty secret", { secret: "" }],
  ])("is not %s", (_, value) => {
    expect(told({ DB_PASSWORD: value })).toEqual([]);
  });

  it("is not a text that refers to another variable", () => {
    expect(told({ USER: "u", DB_PASSWORD: "$(USER)" })).toEqual([]);
  });

  const around = "a secret would stand in plain in the pods | an output | write { secret: … } around it";

  it.each([
    ["an output", pulumi.output("hunter2")],
    ["a secret of Pulumi that is in no Secret", pulumi.secret("hunter2")],
    ["a promise", Promise.resolve("hunter2")],
  ])("may also be %s, but by its name alone", (_, value) => {
    expect(told({ DB_PASSWORD: value, DB_HOST: value })).toEqual([`env.DB_PASSWORD: ${around}`]);
  });

  const inPlace =
    "write { secret: … } with a secret of Pulumi, or $(NAME) of a variable above in place of the password; or { plain: … } if it is none";

  it("may have any name, if it is a URL with a password or a private key", () => {
    const key = "-----BEGIN RSA PRIVATE KEY-----\nMII";
    expect(
      told({
        HOST: "db",
        DB: "postgres://app:hunter2@$(HOST)/app",
        KEY: key,
        LINK: linkTo(payments, {
          as: "amqp://app:hunter2@{host}",
          optional: true,
          otherwise: "redis://:hunter2@other",
        }),
        STATED: { secret: "postgres://app:hunter2@db" },
        DB_PASSWORD: "amqp://app:hunter2@$(HOST)",
      }),
    ).toEqual([
      `env.DB: a secret is written in plain text | a text of 34 characters with a password in a URL | ${inPlace}`,
      `env.KEY: a secret is written in plain text | a text of 35 characters with a private key | ${inPlace}`,
      `env.LINK: a secret is written in plain text | a text of 25 characters with a password in a URL | ${inPlace}`,
      `env.LINK: a secret is written in plain text | a text of 22 characters with a password in a URL | ${inPlace}`,
      "env.STATED: a secret is written in plain text | a text of 25 characters with a password in a URL | pass a secret of Pulumi, such as config.requireSecret(…), or write { fromSecret: { name: …, key: … } }",
      `env.DB_PASSWORD: a secret is written in plain text | a text of 26 characters with a password in a URL | ${inPlace}`,
    ]);
    expect(told({ DB: { plain: "amqp://guest:guest@queue" }, KEY: { plain: key } })).toEqual([]);
  });
});

it.each([
  ["postgres://app:hunter2@db:5432/app", "a password in a URL"],
  ["jdbc:mysql://app:p$ss*word@db", "a password in a URL"],
  ["redis://:hunter2@cache", "a password in a URL"],
  ["{protocol}://app:%40hunter2@{host}", "a password in a URL"],
  ["url: 'amqp://app:hunter2@queue'", "a password in a URL"],
  ["a\n-----BEGIN PRIVATE KEY-----\nb", "a private key"],
  ["-----BEGIN OPENSSH PRIVATE KEY-----", "a private key"],
  ["-----BEGIN PGP PRIVATE KEY BLOCK-----", "a private key"],
  ["-----BEGIN CERTIFICATE-----", undefined],
  ["-----BEGIN PUBLIC KEY-----", undefined],
  ["postgres://app:$(DB_PASSWORD)@db", undefined],
  ["postgres://app:a-$(DB_PASSWORD)@db", undefined],
  ["postgres://app:${env:DB_PASSWORD}@db", undefined],
  ["postgres://app:$DB_PASSWORD@db", undefined],
  ["postgres://app:{{ .Password }}@db", undefined],
  ["postgres://app:{password}@db", undefined],
  ["postgres://app:<password>@db", undefined],
  ["postgres://%s:%s@%s", undefined],
  ["postgres://app:***@db", undefined],
  ["postgres://app@db:5432/app", undefined],
  ["http://[fd00::1]:8080/a@b", undefined],
  ["https://shop:8080/?mail=a@b", undefined],
  ["mail: a@b", undefined],
])("in %j there is %s", (text, found) => {
  expect(secretWithin(text)).toBe(found);
});

it.each([
  "PASSWORD",
  "DB_PASSWORD",
  "PGPASSWORD",
  "spring.datasource.password",
  "SSH_PASSPHRASE",
  "client-secret",
  "clientSecret",
  "GITHUB_TOKEN",
  "API_KEY",
  "apiKey",
  "APIKEY",
  "AWS_SECRET_ACCESS_KEY",
  "SECRET_KEY_BASE",
  "TLS_PRIVATE_KEY",
  "DB_CREDENTIALS",
  "RABBITMQ_DEFAULT_PASS",
  "smtp.pass",
  "dbPass",
  "MYSQL_PWD",
])("%s is the name of a secret", (name) => {
  expect(isSecretName(name)).toBe(true);
});

it.each([
  "DB_PASSWORD_FILE",
  "TOKEN_URL",
  "SECRET_PATH",
  "SECRET_NAME",
  "API_KEY_HEADER",
  "MAX_TOKENS",
  "AWS_ACCESS_KEY_ID",
  "PRIMARY_KEY",
  "KEY",
  "MONKEY",
  "SECRETARY",
  "PWD",
  "OLDPWD",
  "BYPASS",
  "COMPASS",
  "PASS_THROUGH",
  "GOOGLE_APPLICATION_CREDENTIALS",
])("%s is not", (name) => {
  expect(isSecretName(name)).toBe(false);
});

describe("whole config maps and secrets", () => {
  const toldOf = (...sources: EnvironmentSource[]) =>
    checkEnvFrom(sources, own).map(
      ({ path, message, found = "", fix }) => `${formatPath(path)}: ${message} | ${found} | ${fix}`,
    );

  it("are of the workload's own by suffix, or of the namespace by name", () => {
    expect(toldOf({ config: "settings" }, { secret: { name: "any.other" } })).toEqual([]);
    expect(toldOf({ config: "setings" }, { config: "database" }, { secret: { name: "No" } })).toEqual([
      "envFrom[0].config: the workload has no config map of this suffix | setings | did you mean settings? One of the namespace is { name: setings }",
      "envFrom[1].config: the workload has no config map of this suffix | database | add it under config, or write { name: database } for one of the namespace",
      "envFrom[2].secret.name: this is no name of an object | No | copy the name of the object",
    ]);
  });

  it("are one of the two, with a prefix that names can start with", () => {
    expect(toldOf({}, { config: "settings", secret: "database" }, { config: "settings", prefix: "1_" })).toEqual([
      "envFrom[0]: a source of variables is a config map or a secret | neither | add config or secret",
      "envFrom[1]: a source of variables is a config map or a secret | config and secret | write two sources, one for each",
      "envFrom[2].prefix: this is no name of an environment variable | 1_ | write _1_",
    ]);
  });
});
