import type { PolicyStatement } from "../../cluster";
import { dnsSuffixOf, partitionOf } from "../../network";
import { regionOf } from "./cluster-secret-store";
import type { ParameterStoreSpec, SecretsManagerSpec, SecretStoreSpec } from "./external-secrets-spec";

type AwsStore = SecretsManagerSpec | ParameterStoreSpec;

/** What a service of AWS is asked for, by the calls of `providers/v1/aws` of External Secrets 2.9. */
interface Service {
  /** Of ARNs and of calls. */
  readonly name: "secretsmanager" | "ssm";
  readonly read: PolicyStatement["actions"];
  /** What AWS can limit to no names. */
  readonly find: PolicyStatement["actions"];
  /** The end of the ARN of all that begins with a prefix. */
  readonly resource: (prefix: string) => string;
  readonly defaultPrefix: (clusterName: string) => string;
}

const services: Readonly<Record<AwsStore["kind"], Service>> = {
  secretsManager: {
    name: "secretsmanager",
    read: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
    find: ["secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue"],
    resource: (prefix) => `secret:${prefix}*`,
    defaultPrefix: (clusterName) => `${clusterName}/`,
  },
  parameterStore: {
    name: "ssm",
    read: ["ssm:GetParameter", "ssm:GetParametersByPath", "ssm:ListTagsForResource"],
    find: ["ssm:DescribeParameters"],
    resource: (prefix) => `parameter${prefix}*`,
    defaultPrefix: (clusterName) => `/${clusterName}/`,
  },
};

/**
 * What the add-on may read for its stores, in its own name: nothing for one that has credentials of its own. Secrets of other accounts are
 * read where these allow it too.
 * @param region of the cluster
 */
export function storeStatements(
  stores: Readonly<Record<string, SecretStoreSpec>>,
  { region, clusterName }: { readonly region: string; readonly clusterName: string },
): PolicyStatement[] {
  const statements = Object.entries(stores).flatMap(([name, store]) =>
    store.kind === "kubernetes" || store.credentials !== undefined
      ? []
      : statementsOf(store, regionOf(name, store, region), clusterName),
  );
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
}

function statementsOf(store: AwsStore, region: string, clusterName: string): PolicyStatement[] {
  const { roleArn, kmsKeyArns = [], find = false } = store;
  if (roleArn !== undefined) {
    // EKS Pod Identity tags its sessions, and the tags go along into the next role.
    return [{ effect: "Allow", actions: ["sts:AssumeRole", "sts:TagSession"], resources: [roleArn] }];
  }
  const service = services[store.kind];
  const prefixes = store.prefixes ?? [service.defaultPrefix(clusterName)];
  const arn = `arn:${partitionOf(region)}:${service.name}:${region}:*`;
  return [
    {
      effect: "Allow",
      actions: service.read,
      resources: prefixes.map((prefix) => `${arn}:${service.resource(prefix)}`),
    },
    ...(find ? [{ effect: "Allow", actions: service.find, resources: ["*"] } as const] : []),
    ...(kmsKeyArns.length === 0
      ? []
      : [
          {
            effect: "Allow",
            actions: ["kms:Decrypt"],
            resources: kmsKeyArns,
            conditions: { StringEquals: { "kms:ViaService": `${service.name}.${region}.${dnsSuffixOf(region)}` } },
          } as const,
        ]),
  ];
}
