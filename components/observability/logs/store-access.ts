import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { SecretKeyRef } from "../../addons";
import { catalogue, type RenderedObject } from "../../core";
import { elasticsearchHost, elasticsearchName, logNamespaces, storePorts } from "./store-names";

/** How Elasticsearch is reached from a namespace: the operator keeps both Secrets there up to date. */
export interface StoreAccess {
  readonly url: string;
  /** Namespace of Elasticsearch, to which callers are to be let out, at port 9200. */
  readonly namespace: string;
  readonly username: string;
  readonly password: SecretKeyRef;
  readonly ca: SecretKeyRef;
}

/** Who else than Kibana and Filebeat uses the store with a user of the operator's, and what they may do. */
const roles = {
  "fluent-bit": {
    cluster: ["monitor"],
    indices: [{ names: ["logs-*"], privileges: ["auto_configure", "create_doc"] }],
  },
  jaeger: {
    cluster: ["monitor", "manage_index_templates", "manage_ilm", "manage_ingest_pipelines"],
    indices: [{ names: ["jaeger-*"], privileges: ["all"] }],
  },
  exporter: {
    // Of snapshots `read_slm` shows their policies and whether they are made, but not how often they failed.
    cluster: ["monitor", "read_slm", "cluster:admin/slm/stats"],
    indices: [{ names: ["*"], privileges: ["monitor", "view_index_metadata"], allow_restricted_indices: true }],
  },
} as const;

export type StoreUser = keyof typeof roles;

/** Secret with the roles, which the operator takes from Secrets alone. */
export const rolesSecret = "elasticsearch-roles";

/**
 * Grafana's user. Its password is the program's: Grafana is made before the store, and could not wait for a Secret of the operator's. It may read logs, and nothing
 * else.
 */
export const grafanaUser = { name: "grafana", secret: "elasticsearch-grafana", key: "password" } as const;

/** The Secret in the namespace of the store by which Elasticsearch knows Grafana's user. */
export function grafanaUserSecret(password: pulumi.Input<string>): types.input.core.v1.Secret {
  return {
    metadata: { name: grafanaUser.secret, namespace: logNamespaces.store },
    type: "kubernetes.io/basic-auth",
    stringData: { username: grafanaUser.name, password, roles: "log_reader" },
  };
}

/** How a user reaches the store from a namespace. */
export function storeAccess(namespace: string, user: StoreUser): StoreAccess {
  const name = associationName(user);
  const username = `${namespace}-${name}-beat-user`;
  return {
    url: `https://${elasticsearchHost}:${storePorts.elasticsearch}`,
    namespace: logNamespaces.store,
    username,
    password: { secret: `${name}-beat-user`, key: username },
    ca: { secret: `${name}-beat-es-ca`, key: "ca.crt" },
  };
}

/** What users may do: roles of this product, and those of the operator's users of kinds that it does not know. */
export function roleDefinitions(): RenderedObject {
  const all = {
    log_reader: { indices: [{ names: ["logs-*"], privileges: ["read", "view_index_metadata"] }] },
    ...Object.fromEntries(Object.entries(roles).map(([user, role]) => [`eck_beat_es_${user}_role`, role] as const)),
  };
  return {
    suffix: "roles",
    apiVersion: "v1",
    kind: "Secret",
    name: rolesSecret,
    namespace: logNamespaces.store,
    fields: { stringData: { "roles.yml": stringify(all, { aliasDuplicateObjects: false }) } },
  };
}

/**
 * What makes the operator put a user and the authority of certificates into another namespace: a Beat of a kind that it does not know, whose role is
 * `eck_beat_es_<kind>_role`, without a single pod. Its Deployment is made all the same, and so is one that a cluster's rules let in. Nobody else could: it gives Secrets to those alone who refer to the store. Source: "Deploy a community Beat" in
 * Elastic's guide to its operator.
 */
export function storeUser(namespace: string, user: StoreUser, image: string): RenderedObject {
  return {
    suffix: `user-${user}`,
    apiVersion: "beat.k8s.elastic.co/v1beta1",
    kind: "Beat",
    name: associationName(user),
    namespace,
    fields: {
      spec: {
        type: user,
        version: catalogue.elasticStack.version,
        // Never started.
        image: `${image}:${catalogue.elasticStack.version}`,
        elasticsearchRef: { name: elasticsearchName, namespace: logNamespaces.store },
        deployment: {
          replicas: 0,
          podTemplate: {
            spec: {
              automountServiceAccountToken: false,
              containers: [{ name: user }],
              // In place of a folder of the node.
              volumes: [{ name: "beat-data", emptyDir: {} }],
            },
          },
        },
      },
    },
  };
}

function associationName(user: StoreUser): string {
  return `${user}-store`;
}
