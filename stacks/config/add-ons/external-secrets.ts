import { z } from "zod";
import { textList } from "../texts";
import { helmOptions } from "./common";

const store = {
  namespaces: z
    .union([z.literal("all"), z.array(z.string())])
    .describe("Namespaces whose ExternalSecrets may use it. Default: all, which production must say in so many words")
    .optional(),
  checkSeconds: z
    .number()
    .describe("Seconds until it is looked again whether it answers, from 1. Default: 300")
    .optional(),
} as const;

const awsStore = {
  ...store,
  region: z
    .string()
    .describe("Such as eu-central-1. Default: that of the cluster; one that is there already has none")
    .optional(),
  kmsKeyArns: textList("ARNs of the KMS keys of its secrets. Default: none but AWS's own for the service").optional(),
  find: z
    .boolean()
    .describe(
      "Whether an ExternalSecret may look for names, by which it sees those of all secrets of the region. Default: false",
    )
    .optional(),
  roleArn: z
    .string()
    .describe(
      "Role that is assumed for it, such as one of another account; it then says what may be read. Default: none",
    )
    .optional(),
  credentials: z
    .string()
    .describe(
      "Secret in the namespace external-secrets with access-key-id and secret-access-key, which a cluster that is there already needs. Default: none",
    )
    .optional(),
} as const;

const secretStore = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("secretsManager").describe("AWS Secrets Manager"),
      ...awsStore,
      prefixes: textList(
        "What the names of the secrets that it may read begin with. Default: the name of the cluster and /",
      ).optional(),
    }),
    z.strictObject({
      kind: z.literal("parameterStore").describe("AWS Systems Manager Parameter Store"),
      ...awsStore,
      prefixes: textList(
        "What the paths of the parameters that it may read begin with. Default: /, the name of the cluster and /",
      ).optional(),
    }),
    z.strictObject({
      kind: z.literal("kubernetes").describe("Secrets of a namespace of the same cluster"),
      ...store,
      namespace: z.string().describe("The namespace, from which all Secrets may be read. No default"),
      createNamespace: z.boolean().describe("Whether the namespace is made here. Default: true").optional(),
    }),
  ])
  .describe("Where secrets are, and who may use them");

export const externalSecrets = z
  .strictObject({
    ...helmOptions,
    stores: z
      .record(z.string(), secretStore)
      .describe("Stores that ExternalSecrets may name, by name: each is a ClusterSecretStore. Default: none")
      .optional(),
  })
  .describe("External Secrets: copies secrets out of AWS and other stores into the cluster, and keeps them up to date");
