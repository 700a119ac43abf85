import type { AwsStoreSpec, KubernetesStoreSpec, SecretStoreSpec } from "./external-secrets-spec";

/*
 * Custom resources of External Secrets 2.9, written from the types of its API (`apis/externalsecrets/v1`): no published package of types
 * is of a version that has `external-secrets.io/v1`.
 */

export interface ClusterSecretStore {
  readonly apiVersion: "external-secrets.io/v1";
  readonly kind: "ClusterSecretStore";
  readonly metadata: { readonly name: string };
  readonly spec: {
    /** Seconds. */
    readonly refreshInterval?: number;
    readonly conditions?: readonly { readonly namespaces: readonly string[] }[];
    readonly provider: { readonly aws: AwsProvider } | { readonly kubernetes: KubernetesProvider };
  };
}

interface AwsProvider {
  readonly service: "SecretsManager" | "ParameterStore";
  readonly region: string;
  readonly role?: string;
  readonly auth?: {
    readonly secretRef: { readonly accessKeyIDSecretRef: SecretKey; readonly secretAccessKeySecretRef: SecretKey };
  };
}

interface SecretKey {
  readonly name: string;
  readonly namespace: string;
  readonly key: string;
}

interface KubernetesProvider {
  readonly remoteNamespace: string;
  readonly server: {
    readonly url: string;
    readonly caProvider: SecretKey & { readonly type: "ConfigMap" };
  };
  readonly auth: { readonly serviceAccount: { readonly name: string; readonly namespace: string } };
}

/** The add-on's own namespace. */
export const ownNamespace = "external-secrets";

/** The service account in whose name a store of Secrets is read. */
export function readerOf(store: string): string {
  return `store-${store}`;
}

/**
 * The custom resource of a store.
 * @param region of the cluster, where the store says none
 */
export function clusterSecretStore(
  name: string,
  spec: SecretStoreSpec,
  region: string | undefined,
): ClusterSecretStore {
  const { namespaces = "all", checkSeconds } = spec;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ClusterSecretStore",
    metadata: { name },
    spec: {
      ...(checkSeconds === undefined ? {} : { refreshInterval: checkSeconds }),
      ...(namespaces === "all" ? {} : { conditions: [{ namespaces }] }),
      provider:
        spec.kind === "kubernetes"
          ? { kubernetes: kubernetesProvider(name, spec) }
          : { aws: awsProvider(spec, regionOf(name, spec, region)) },
    },
  };
}

/** Region of a store of AWS. Where it says none, the check has made sure that the cluster has one. */
export function regionOf(name: string, spec: AwsStoreSpec, region: string | undefined): string {
  const known = spec.region ?? region;
  if (known === undefined) throw new Error(`the region of the store ${name} is not known`);
  return known;
}

function awsProvider(spec: Exclude<SecretStoreSpec, KubernetesStoreSpec>, region: string): AwsProvider {
  const { kind, roleArn, credentials } = spec;
  return {
    service: kind === "secretsManager" ? "SecretsManager" : "ParameterStore",
    region,
    ...(roleArn === undefined ? {} : { role: roleArn }),
    ...(credentials === undefined
      ? {}
      : {
          auth: {
            secretRef: {
              accessKeyIDSecretRef: ownSecret(credentials, "access-key-id"),
              secretAccessKeySecretRef: ownSecret(credentials, "secret-access-key"),
            },
          },
        }),
  };
}

function ownSecret(name: string, key: string): SecretKey {
  return { name, namespace: ownNamespace, key };
}

function kubernetesProvider(store: string, { namespace }: KubernetesStoreSpec): KubernetesProvider {
  return {
    remoteNamespace: namespace,
    server: {
      url: "https://kubernetes.default.svc",
      // Kubernetes puts it into each namespace.
      caProvider: { type: "ConfigMap", name: "kube-root-ca.crt", namespace: ownNamespace, key: "ca.crt" },
    },
    auth: { serviceAccount: { name: readerOf(store), namespace: ownNamespace } },
  };
}
