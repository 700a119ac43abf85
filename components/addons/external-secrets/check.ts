import { checkDnsLabel, checkSecretName, type Problem } from "../../core";
import { checkRegion } from "../../network";
import type { Surroundings } from "../frame/add-on";
import { checkKmsKeyArn } from "../frame/check-bucket";
import { ownNamespace } from "./cluster-secret-store";
import type {
  CommonStoreSpec,
  KubernetesStoreSpec,
  ParameterStoreSpec,
  SecretsManagerSpec,
  SecretStoreSpec,
} from "./external-secrets-spec";

type Around = Pick<Surroundings, "target" | "isProduction">;
type Stores = Readonly<Record<string, SecretStoreSpec>>;

/** What is wrong with stores. */
export function checkStores(stores: Stores, around: Around): Problem[] {
  return [
    ...Object.entries(stores).flatMap(([name, store]) => {
      const path = ["stores", name];
      return [
        ...checkDnsLabel("a store of secrets", name, path),
        ...checkCommon(store, around, path),
        ...(store.kind === "kubernetes" ? checkKubernetes(store, path) : checkAws(store, around, path)),
      ];
    }),
    ...checkNamespacesMade(stores),
  ];
}

function checkCommon(
  { namespaces, checkSeconds }: CommonStoreSpec,
  { isProduction }: Around,
  path: readonly string[],
): Problem[] {
  return [
    ...(namespaces === undefined && isProduction
      ? [
          {
            path,
            message: "it does not say who may use it, and in production that would be everybody",
            found: "no namespaces",
            fix: "add namespaces: [ … ], or write namespaces: all",
          },
        ]
      : []),
    ...(namespaces !== undefined && namespaces !== "all" ? checkNamespaces(namespaces, path) : []),
    ...(checkSeconds === undefined || (Number.isInteger(checkSeconds) && checkSeconds >= 1)
      ? []
      : [
          {
            path: [...path, "checkSeconds"],
            message: "this is no time after which the store could be looked at again",
            found: String(checkSeconds),
            allowed: "a whole number of seconds, from 1",
            fix: "write 300, or remove it",
          },
        ]),
  ];
}

function checkNamespaces(namespaces: readonly string[], path: readonly string[]): Problem[] {
  if (namespaces.includes("*")) {
    return [
      {
        path: [...path, "namespaces"],
        message: "there is no namespace of the name *",
        found: namespaces.join(", "),
        allowed: "names of namespaces, or all in place of the list",
        fix: "write namespaces: all",
      },
    ];
  }
  if (namespaces.length > 0)
    return namespaces.flatMap((name, index) => checkDnsLabel("a namespace", name, [...path, "namespaces", index]));
  return [
    {
      path: [...path, "namespaces"],
      message: "nobody could use this store",
      found: "no namespace",
      fix: "name the namespaces that may, write all, or remove the store",
    },
  ];
}

function checkAws(
  store: SecretsManagerSpec | ParameterStoreSpec,
  { target }: Around,
  path: readonly string[],
): Problem[] {
  const { region, credentials, roleArn, prefixes, kmsKeyArns = [] } = store;
  return [
    ...(region === undefined ? [] : checkRegion(region, [...path, "region"])),
    ...(target === "existing" && region === undefined
      ? [
          {
            path,
            message: "a cluster that is there already has no region that a store could take",
            found: "no region",
            fix: "add region: …, such as eu-central-1",
          },
        ]
      : []),
    ...(target === "existing" && credentials === undefined
      ? [
          {
            path,
            message: "a cluster that is there already gives no cloud identity, and without one AWS gives no secrets",
            found: "no credentials",
            fix: `add credentials: …, the name of a Secret in the namespace ${ownNamespace}, or use a store of kind kubernetes`,
          },
        ]
      : []),
    ...(credentials === undefined ? [] : checkSecretName(credentials, [...path, "credentials"])),
    ...(roleArn === undefined ? [] : checkRole(store, roleArn, path)),
    ...(prefixes === undefined ? [] : checkPrefixes(store.kind, prefixes, [...path, "prefixes"])),
    ...kmsKeyArns.flatMap((arn, index) => checkKmsKeyArn(arn, [...path, "kmsKeyArns", index])),
  ];
}

function checkRole(
  { prefixes, kmsKeyArns }: SecretsManagerSpec | ParameterStoreSpec,
  roleArn: string,
  path: readonly string[],
): Problem[] {
  const idle = Object.entries({ prefixes, kmsKeyArns }).filter(([, value]) => value !== undefined);
  return [
    ...(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)
      ? []
      : [
          {
            path: [...path, "roleArn"],
            message: "this is no ARN of a role",
            found: roleArn,
            allowed: "arn:aws:iam::<account>:role/<name>",
            fix: "write the ARN of the role",
          },
        ]),
    ...idle.map(([key]) => ({
      path: [...path, key],
      message: "the role that is assumed says what may be read, so this would have no effect",
      found: `${key}, roleArn`,
      fix: `remove ${key}, or roleArn`,
    })),
  ];
}

const prefixRules = {
  secretsManager: { form: /^[\w/+=.@-]+$/, allowed: "letters, digits and /_+=.@-, such as shop/", example: "shop/" },
  parameterStore: {
    form: /^\/[\w./-]*$/,
    allowed: "/ first, then letters, digits and /_.-, such as /shop/",
    example: "/shop/",
  },
} as const;

function checkPrefixes(
  kind: keyof typeof prefixRules,
  prefixes: readonly string[],
  path: readonly string[],
): Problem[] {
  const { form, allowed, example } = prefixRules[kind];
  if (prefixes.length === 0) {
    return [
      {
        path,
        message: "nothing could be read",
        found: "no prefix",
        fix: `write what the names begin with, such as ${example}, or remove it`,
      },
    ];
  }
  return [...prefixes.entries()]
    .filter(([, prefix]) => !form.test(prefix))
    .map(([index, prefix]) => ({
      path: [...path, index],
      message: "no name begins like this",
      found: prefix === "" ? '""' : prefix,
      allowed,
      fix: `write what the names begin with, without *, such as ${example}`,
    }));
}

/** Namespaces that hold the keys to the whole cluster. */
const closed: readonly string[] = ["kube-system", ownNamespace];

function checkKubernetes({ namespace }: KubernetesStoreSpec, path: readonly string[]): Problem[] {
  const at = [...path, "namespace"];
  if (!closed.includes(namespace)) return checkDnsLabel("a namespace", namespace, at);
  return [
    {
      path: at,
      message: "whoever may use the store could read the keys of the cluster itself",
      found: namespace,
      allowed: `a namespace of its own; none of ${closed.join(", ")}`,
      fix: "write a namespace that holds nothing but what may be read",
    },
  ];
}

/** A namespace can be made once. */
function checkNamespacesMade(stores: Stores): Problem[] {
  const makers = Object.entries(stores).flatMap(([name, store]) =>
    store.kind === "kubernetes" && store.createNamespace !== false ? [{ name, namespace: store.namespace }] : [],
  );
  return makers.flatMap(({ name, namespace }, index) => {
    const first = makers.slice(0, index).find((other) => other.namespace === namespace);
    if (first === undefined) return [];
    return [
      {
        path: ["stores", name, "namespace"],
        message: `the store ${first.name} makes this namespace already`,
        found: namespace,
        fix: "write createNamespace: false, or another namespace",
      },
    ];
  });
}
