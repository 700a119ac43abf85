import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RandomPasswordArgs } from "@pulumi/random";
import type { ClusterHandle, PlatformCapabilities } from "../../cluster";
import type { PolicyStatement, Problem, Transform } from "../../core";
import type { MeshCaller } from "../../mesh/mesh-engine";
import type { ObservedWorkload } from "../../observability/service/observed-workload";
import type { LinkTarget } from "../exposure/links";
import type { EgressRule } from "../exposure/policy-rules";
import type { MicroserviceTransform } from "../microservice";
import type { NamespaceRef } from "../namespace/namespace";
import type { SecretReference } from "../pod/environment";
import type { ScheduledJobTransform } from "../scheduled-job";
import type { StatefulServiceTransform } from "../stateful-service";

/** What an application can ask for without saying who provides it. */
export const claimKinds = ["postgres", "redis", "queue", "topic", "bucket", "secret", "registry"] as const;
export type ClaimKind = (typeof claimKinds)[number];

interface ClaimFields {
  /** Name of the class that provides it. Default: that of the environment for this kind. */
  readonly class?: string | undefined;
}

/** What those say besides that keep data in a volume. */
interface StoredClaimFields extends ClaimFields {
  /** Size of its volume, as a Kubernetes quantity of at least 1Mi. It may grow, never shrink. Default: `1Gi`. */
  readonly size?: string | undefined;
  /** Whether Pulumi refuses to delete what keeps its data. Default: as its application is. */
  readonly protected?: boolean | undefined;
}

/** A PostgreSQL database. Values: `host`, `port`, `address` (`host:port`), `database`, `username`, `password`, `url` (`postgresql://…`). */
export interface PostgresClaim extends StoredClaimFields {
  readonly kind: "postgres";
  /** Name of the database and of its owner: 1 to 63 lower-case letters, digits and `_`. It cannot be changed later. Default: `app`. */
  readonly database?: string | undefined;
}

/** A Redis-compatible store. Values: `host`, `port`, `address` (`host:port`), `password`, `url` (`redis://…`). */
export interface RedisClaim extends ClaimFields {
  readonly kind: "redis";
  /** Memory for data, as a Kubernetes quantity of at least 1Mi; more is not taken. Default: `64Mi`. */
  readonly memory?: string | undefined;
}

/** Queues of a RabbitMQ (AMQP 0.9.1). Values: `host`, `port`, `address` (`host:port`), `username`, `password`, `url` (`amqp://…`). */
export interface QueueClaim extends StoredClaimFields {
  readonly kind: "queue";
}

/** Topics of a Kafka. Values: `brokers` (`host:port`), `host`, `port`. */
export interface TopicClaim extends StoredClaimFields {
  readonly kind: "topic";
  /** Partitions of topics that are made by their first use, from 1. Topics that are there keep theirs. Default 1. */
  readonly partitions?: number | undefined;
}

/**
 * A bucket of an S3-compatible store. Values: `endpoint`, `bucket`, `region`, `accessKeyId`, `secretAccessKey`. Clients must address the
 * bucket by the path (`forcePathStyle`), as the store has one name in DNS.
 */
export interface BucketClaim extends StoredClaimFields {
  readonly kind: "bucket";
  /** Name of the bucket, by the rules of S3. Default: the claim's name. */
  readonly bucket?: string | undefined;
}

/** A random text that nobody has to know. Values: `value`. */
export interface SecretClaim extends ClaimFields {
  readonly kind: "secret";
  /** Number of letters and digits, 8 to 256. Another number makes another text. Default 32. */
  readonly length?: number | undefined;
}

/**
 * A registry of services, for programs that do without Kubernetes' own names. Programs speak the language of one registry alone, so here the
 * values depend on the class: of `etcd` `host`, `port`, `address`, `url`, `endpoints` (of each member, with commas between), `caCertificate`,
 * `certificate`, `privateKey`, `tlsSecret` (name of the Secret with these three as files); of `consul` `host`, `port`, `address`, `url`, and
 * where the environment names the Secrets `token` and `caCertificate`; of `eureka` `host`, `port`, `address`, `url`, `defaultZone` (of each
 * server, with commas between), `preferIpAddress`, `leaseRenewalSeconds`, `leaseExpirationSeconds`; of `cloudMap` `namespace`. Size and
 * protection are those of `etcd`, which alone keeps data, in a volume of each member.
 */
export interface RegistryClaim extends StoredClaimFields {
  readonly kind: "registry";
}

export type ClaimSpec =
  PostgresClaim | RedisClaim | QueueClaim | TopicClaim | BucketClaim | SecretClaim | RegistryClaim;

/** The values that each kind gives, whatever its class; of a `registry` those of any class. */
export const claimValues = {
  postgres: ["host", "port", "address", "database", "username", "password", "url"],
  redis: ["host", "port", "address", "password", "url"],
  queue: ["host", "port", "address", "username", "password", "url"],
  topic: ["brokers", "host", "port"],
  bucket: ["endpoint", "bucket", "region", "accessKeyId", "secretAccessKey"],
  secret: ["value"],
  registry: [
    ...["host", "port", "address", "url"],
    ...["endpoints", "caCertificate", "certificate", "privateKey", "tlsSecret"],
    ...["token", "defaultZone", "preferIpAddress", "leaseRenewalSeconds", "leaseExpirationSeconds", "namespace"],
  ],
} as const satisfies Record<ClaimKind, readonly string[]>;

/** What a workload knows of a claim that was met. */
export interface ClaimHandle {
  readonly kind: ClaimKind;
  /** Its values by name: texts that everybody may read, or keys of Secrets in the namespace. */
  readonly values: Readonly<Record<string, pulumi.Input<string> | SecretReference>>;
  /** Where it runs in the namespace, to which network policies are opened; undefined if outside of it. */
  readonly target: LinkTarget | undefined;
  /** Traffic that its users need to reach it, where it is outside of the namespace. */
  readonly egress: readonly EgressRule[];
  /** Permissions in the cloud that its users need. */
  readonly grants: readonly PolicyStatement[];
  /** What must be there before its users start. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** What rules and dashboards see of the workloads that it was met by, where an `observer` makes those. Default: nothing. */
  readonly observed?: readonly ObservedWorkload[] | undefined;
}

/** A value of a claim, in `env`. It opens network policies and grants what its use needs. */
export interface ClaimedValue {
  /** A claim that was met; within an `Application` the name of one of its claims. */
  readonly fromClaim: ClaimHandle | string;
  /** Name of the value, such as `url`. */
  readonly value: string;
}

/** What an environment provides for claims of some kinds: the name of a class, and how it is made. */
export interface ClaimClass {
  /** Such as `inCluster`. */
  readonly name: string;
  /** What it can provide. */
  readonly kinds: readonly ClaimKind[];
  /** Whether it is for development alone: without copies, and without backups. */
  readonly isDevelopment: boolean;
  /** What of a claim it cannot provide in an environment, whatever the claim itself is worth. Paths are relative to the claim. Default: nothing. */
  check?(claim: ClaimSpec, context: ClaimContext): Problem[];
  /** Names of the values that it gives for a claim. Default: those of the kind. */
  valueNames?(claim: ClaimSpec): readonly string[];
  /** Names of the Services that it makes for a claim in the namespace, each in front of pods. Default: none, as what it provides is elsewhere. */
  serviceNames?(objectName: string, claim: ClaimSpec): readonly string[];
  /** Makes what a claim asks for, as a child of `opts.parent`. */
  provision(name: string, args: ProvisionArgs, opts: pulumi.ComponentResourceOptions): ClaimHandle;
}

/** What is known of the environment of a claim; what is undefined is not checked. */
export interface ClaimContext {
  /** Who meets claims; of several for one kind the first that is not for development. Default: nobody. */
  readonly claimClasses?: readonly ClaimClass[] | undefined;
  /** Whether it is in production: then classes for development must be named by the claim. Default: false. */
  readonly isProduction?: boolean | undefined;
  /** What the cluster offers. */
  readonly capabilities?: PlatformCapabilities | undefined;
  /** The cluster's family of addresses. */
  readonly ipFamily?: "ipv4" | "ipv6" | undefined;
  /** Whether the cluster is one of EKS that was made here, or was there already. */
  readonly target?: ClusterHandle["target"] | undefined;
  /** Name of the namespace. Undefined: it counts as none of those that policies leave out. */
  readonly namespaceName?: string | undefined;
  /** Name of the whole that it is part of. Undefined: of none. */
  readonly partOf?: string | undefined;
}

/** What a class is told of a claim. */
export interface ProvisionArgs {
  readonly cluster: ClusterHandle;
  readonly namespace: NamespaceRef;
  /** Name of its Kubernetes objects, and so its name in DNS. */
  readonly objectName: string;
  readonly partOf?: string | undefined;
  readonly claim: ClaimSpec;
  readonly capabilities?: PlatformCapabilities | undefined;
  /** Who uses it, as far as that is known, for a mesh. */
  readonly callers?: readonly MeshCaller[] | undefined;
  /**
   * Name of the `Application` that makes rules and dashboards of the workloads that it is met by, where these have this place and the handle tells of them as
   * `observed`. Default: none; then they make their own.
   */
  readonly observer?: string | undefined;
  /** Whether Pulumi is to refuse to delete what keeps its data, unless the claim itself says. Default: no. */
  readonly protected?: boolean | undefined;
  /** Changes to what it gives to its children. */
  readonly transform?: ClaimTransform | undefined;
}

/** Changes to what meets a claim gives to its children. Which of them there are depends on the kind and on its class. */
export interface ClaimTransform {
  /** For what the service in front of its data gives to its own children; of a `redis` that is a `Microservice`, else a `StatefulService`; a registry outside of the namespace has none. */
  readonly service?: (MicroserviceTransform & StatefulServiceTransform) | undefined;
  /** Of all but a `topic` and a `registry`, which have none. */
  readonly password?: Transform<RandomPasswordArgs> | undefined;
  /** Of a `secret`. */
  readonly secret?: Transform<k8s.core.v1.SecretArgs> | undefined;
  /** Of a `registry` of etcd: for each of the certificates. */
  readonly certificate?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** Of a `registry` of etcd: for each of the issuers. */
  readonly issuer?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** Of a `registry` of etcd: for what its backup gives to its own children. */
  readonly backup?: ScheduledJobTransform | undefined;
}
