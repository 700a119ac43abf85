// What is wrong with stores of External Secrets, message by message. That External Secrets takes all others is not shown here.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { SecretStoreSpec } from "../../components/addons/external-secrets/external-secrets-spec";
import { formatPath } from "../../components/core";

const development: AddOnSurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};
const existing = { target: "existing", kubernetesVersion: undefined } as const;

function told(stores: Record<string, SecretStoreSpec>, changes: Partial<AddOnSurroundings> = {}): string[] {
  return checkPlatformAddOns({ externalSecrets: { stores } }, { ...development, ...changes }).map(
    ({ path, message, found, allowed, fix }) =>
      `${formatPath(path.slice(1))}: ${message} | ${found ?? ""} | ${allowed ?? ""} | ${fix}`,
  );
}

test("stores that are well are passed over, on EKS and elsewhere", () => {
  const stores = {
    a: { kind: "secretsManager", namespaces: "all" },
    b: { kind: "parameterStore", namespaces: ["shop"], prefixes: ["/"], region: "us-east-1", checkSeconds: 1 },
    c: { kind: "kubernetes", namespace: "vault", namespaces: ["shop"] },
    d: { kind: "kubernetes", namespace: "vault", namespaces: ["jobs"], createNamespace: false },
  } as const;
  expect(told(stores, { isProduction: true })).toEqual([]);
  expect(told({ a: { kind: "secretsManager", region: "eu-central-1", credentials: "aws" } }, existing)).toEqual([]);
});

test.each<[string, SecretStoreSpec, Partial<AddOnSurroundings>, string[]]>([
  [
    "that everybody may use in production without a word",
    { kind: "secretsManager" },
    { isProduction: true },
    [
      "stores.a: it does not say who may use it, and in production that would be everybody | no namespaces |  | add namespaces: [ … ], or write namespaces: all",
    ],
  ],
  [
    "that nobody may use",
    { kind: "secretsManager", namespaces: [] },
    {},
    [
      "stores.a.namespaces: nobody could use this store | no namespace |  | name the namespaces that may, write all, or remove the store",
    ],
  ],
  [
    "for a namespace that is none",
    { kind: "secretsManager", namespaces: ["Shop"] },
    {},
    [
      "stores.a.namespaces[0]: the name of a namespace must be a DNS label | Shop | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | name it shop",
    ],
  ],
  [
    "for all namespaces by a star",
    { kind: "secretsManager", namespaces: ["*"] },
    {},
    [
      "stores.a.namespaces: there is no namespace of the name * | * | names of namespaces, or all in place of the list | write namespaces: all",
    ],
  ],
  [
    "that is looked at all the time",
    { kind: "secretsManager", checkSeconds: 0.5 },
    {},
    [
      "stores.a.checkSeconds: this is no time after which the store could be looked at again | 0.5 | a whole number of seconds, from 1 | write 300, or remove it",
    ],
  ],
  [
    "of AWS in a cluster without a cloud",
    { kind: "parameterStore" },
    existing,
    [
      "stores.a: a cluster that is there already has no region that a store could take | no region |  | add region: …, such as eu-central-1",
      "stores.a: a cluster that is there already gives no cloud identity, and without one AWS gives no secrets | no credentials |  | add credentials: …, the name of a Secret in the namespace external-secrets, or use a store of kind kubernetes",
    ],
  ],
  [
    "whose Secret has no name that a Secret can have",
    { kind: "secretsManager", credentials: "AWS" },
    {},
    [
      "stores.a.credentials: the name of a Secret must be a DNS label | a text of 3 characters | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | write the name of a Secret of the cluster, never the secret itself",
    ],
  ],
  [
    "of names that begin with nothing, or with what no name has",
    { kind: "secretsManager", prefixes: ["", "shop/*"] },
    {},
    [
      'stores.a.prefixes[0]: no name begins like this | "" | letters, digits and /_+=.@-, such as shop/ | write what the names begin with, without *, such as shop/',
      "stores.a.prefixes[1]: no name begins like this | shop/* | letters, digits and /_+=.@-, such as shop/ | write what the names begin with, without *, such as shop/",
    ],
  ],
  [
    "of paths without a slash",
    { kind: "parameterStore", prefixes: ["shop"] },
    {},
    [
      "stores.a.prefixes[0]: no name begins like this | shop | / first, then letters, digits and /_.-, such as /shop/ | write what the names begin with, without *, such as /shop/",
    ],
  ],
  [
    "from which nothing could be read",
    { kind: "parameterStore", prefixes: [] },
    {},
    [
      "stores.a.prefixes: nothing could be read | no prefix |  | write what the names begin with, such as /shop/, or remove it",
    ],
  ],
  [
    "with the alias of a key",
    { kind: "secretsManager", kmsKeyArns: ["alias/shop"] },
    {},
    [
      "stores.a.kmsKeyArns[0]: this is no ARN of a KMS key | alias/shop | arn:aws:kms:<region>:<account>:key/<id>; an alias is none | write the ARN of the key itself",
    ],
  ],
  [
    "with a role that is none, and what it makes idle",
    { kind: "secretsManager", roleArn: "reader", prefixes: ["a/"], kmsKeyArns: [] },
    {},
    [
      "stores.a.roleArn: this is no ARN of a role | reader | arn:aws:iam::<account>:role/<name> | write the ARN of the role",
      "stores.a.prefixes: the role that is assumed says what may be read, so this would have no effect | prefixes, roleArn |  | remove prefixes, or roleArn",
      "stores.a.kmsKeyArns: the role that is assumed says what may be read, so this would have no effect | kmsKeyArns, roleArn |  | remove kmsKeyArns, or roleArn",
    ],
  ],
  [
    "of the Secrets of the cluster itself",
    { kind: "kubernetes", namespace: "kube-system" },
    {},
    [
      "stores.a.namespace: whoever may use the store could read the keys of the cluster itself | kube-system | a namespace of its own; none of kube-system, external-secrets | write a namespace that holds nothing but what may be read",
    ],
  ],
  [
    "of a namespace that is none",
    { kind: "kubernetes", namespace: "my_vault" },
    {},
    [
      "stores.a.namespace: the name of a namespace must be a DNS label | my_vault | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | name it my-vault",
    ],
  ],
])("a store is refused %s", (_, store, around, messages) => {
  expect(told({ a: store }, around)).toEqual(messages);
});

test("a region that is none is told of", () => {
  const [problem, ...others] = told({ a: { kind: "secretsManager", region: "eu-central" } });
  expect(others).toEqual([]);
  expect(problem).toMatch(/^stores\.a\.region: /);
});

test("names and namespaces that are made twice are told of", () => {
  expect(
    told({
      Big: { kind: "secretsManager" },
      one: { kind: "kubernetes", namespace: "vault" },
      two: { kind: "kubernetes", namespace: "vault" },
    }),
  ).toEqual([
    "stores.Big: the name of a store of secrets must be a DNS label | Big | 1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends | name it big",
    "stores.two.namespace: the store one makes this namespace already | vault |  | write createNamespace: false, or another namespace",
  ]);
});
