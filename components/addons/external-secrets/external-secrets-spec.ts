import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";

/** External Secrets, which copies secrets out of stores into Secrets of the cluster, and keeps them up to date. */
export interface ExternalSecretsSpec extends HelmOptions {
  /**
   * Stores that ExternalSecrets of all namespaces may name, by their names: each is a ClusterSecretStore. An ExternalSecret without a
   * `refreshInterval` of its own asks its store once an hour. Default: none.
   */
  readonly stores?: Readonly<Record<string, SecretStoreSpec>> | undefined;
  /** Changes to the release, and to the custom resource of each store, with its logical name. Default: none. */
  readonly transform?:
    | {
        readonly release?: Transform<k8s.helm.v3.ReleaseArgs>;
        readonly store?: Transform<k8s.apiextensions.CustomResourceArgs>;
      }
    | undefined;
}

/** A store of secrets, and who may use it. */
export type SecretStoreSpec = SecretsManagerSpec | ParameterStoreSpec | KubernetesStoreSpec;

/** What is true of every store. */
export interface CommonStoreSpec {
  /** Namespaces whose ExternalSecrets may use it, or `all`. Default: `all`, which production must say in so many words. */
  readonly namespaces?: readonly string[] | "all" | undefined;
  /** Seconds until it is looked again whether it answers, from 1. Default: 300. */
  readonly checkSeconds?: number | undefined;
}

/** What is true of stores of AWS. They are asked by HTTPS, in the name of the add-on's own service account. */
export interface AwsStoreSpec extends CommonStoreSpec {
  /** Such as `eu-central-1`. Default: that of the cluster; one that is there already has none. */
  readonly region?: string | undefined;
  /** ARNs of the KMS keys that its secrets are encrypted with. Default: none but AWS's own for the service, which needs no permission. */
  readonly kmsKeyArns?: readonly string[] | undefined;
  /** Whether an ExternalSecret may look for names (`dataFrom.find`), by which it sees the names of all secrets of the region. Default: false. */
  readonly find?: boolean | undefined;
  /**
   * ARN of a role that is assumed for it, such as one of another account: then that role says what may be read, and `prefixes` and
   * `kmsKeyArns` say nothing. It must let the role of the add-on
   * assume it, and tag its session. Default: none.
   */
  readonly roleArn?: string | undefined;
  /**
   * Name of a Secret in the namespace `external-secrets` with an access key, under `access-key-id` and `secret-access-key`. A cluster that
   * is there already needs it. Default: none, the cloud identity of the service account.
   */
  readonly credentials?: string | undefined;
}

/** AWS Secrets Manager. $0.40 a month for each secret, and $0.05 for 10,000 reads. */
export interface SecretsManagerSpec extends AwsStoreSpec {
  readonly kind: "secretsManager";
  /** What the names of the secrets that it may read begin with. Default: the name of the cluster and `/`. */
  readonly prefixes?: readonly string[] | undefined;
}

/** AWS Systems Manager Parameter Store. Standard parameters cost nothing. */
export interface ParameterStoreSpec extends AwsStoreSpec {
  readonly kind: "parameterStore";
  /** What the paths of the parameters that it may read begin with, `/` first. Default: `/`, the name of the cluster and `/`. */
  readonly prefixes?: readonly string[] | undefined;
}

/** Secrets of a namespace of the same cluster, for clusters without a cloud. It costs nothing. */
export interface KubernetesStoreSpec extends CommonStoreSpec {
  readonly kind: "kubernetes";
  /** The namespace, from which all Secrets may be read, and nothing else. */
  readonly namespace: string;
  /** Whether the namespace is made here. Default: true; false where it is there already. */
  readonly createNamespace?: boolean | undefined;
}
