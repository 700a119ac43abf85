/*
 * What the CRD of ClusterSecretStore of External Secrets 2.9.0 says of the fields that are written here, and nothing besides: a field that is
 * not there is one that nobody has looked up. Written down from `apis/externalsecrets/v1/secretstore_types.go`, `…_aws_types.go` and
 * `…_kubernetes_types.go` at https://github.com/external-secrets/external-secrets/tree/v2.9.0. The published types for npm are of version 0.8,
 * which has no `external-secrets.io/v1`.
 */

const text = { type: "string" } as const;
const secretName = {
  type: "string",
  minLength: 1,
  maxLength: 253,
  pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
};
const namespace = { type: "string", minLength: 1, maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" } as const;
const key = { type: "string", minLength: 1, maxLength: 253, pattern: "^[-._a-zA-Z0-9]+$" } as const;

function object(properties: object, required: readonly string[] = [], bounds: object = {}) {
  return { type: "object", properties, required, additionalProperties: false, ...bounds };
}

const exactlyOne = { minProperties: 1, maxProperties: 1 } as const;
const secretKey = object({ name: secretName, namespace, key });

const aws = object(
  {
    service: { enum: ["SecretsManager", "ParameterStore", "CertificateManager"] },
    region: text,
    role: text,
    auth: object({ secretRef: object({ accessKeyIDSecretRef: secretKey, secretAccessKeySecretRef: secretKey }) }),
  },
  ["service", "region"],
);

const kubernetes = object({
  remoteNamespace: namespace,
  server: object({
    url: text,
    caProvider: object({ type: { enum: ["Secret", "ConfigMap"] }, name: secretName, namespace, key }, ["type", "name"]),
  }),
  auth: object({ serviceAccount: object({ name: secretName, namespace }, ["name"]) }, [], exactlyOne),
});

export const clusterSecretStoreSchema = object(
  {
    apiVersion: { const: "external-secrets.io/v1" },
    kind: { const: "ClusterSecretStore" },
    metadata: object({ name: secretName }, ["name"]),
    spec: object(
      {
        refreshInterval: { anyOf: [{ type: "integer", minimum: 0 }, text] },
        conditions: { type: "array", items: object({ namespaces: { type: "array", items: namespace } }) },
        provider: object({ aws, kubernetes }, [], exactlyOne),
      },
      ["provider"],
    ),
  },
  ["apiVersion", "kind", "metadata", "spec"],
);
