import { catalogue, type ManifestValue, type RenderedObject } from "../../../core";
import type { LoggingAround } from "../logging-around";
import type { ElasticPlan } from "../logging-plan";
import type { LoggingSpec } from "../logging-spec";
import { restrictedPod } from "../pod-security";
import { elasticsearchName, logNamespaces } from "../store-names";
import { grafanaUser, rolesSecret } from "../store-access";

/** Of Elasticsearch's pods, which has the identity that writes snapshots. */
export const elasticsearchServiceAccount = "elasticsearch";

type Around = Pick<LoggingAround, "region" | "hasGrafana">;

/** The cluster: a set of nodes in each zone, which copies of a shard are kept apart by. The operator makes the disruption budget. */
export function elasticsearch(
  spec: LoggingSpec,
  plan: ElasticPlan,
  { region, hasGrafana = false }: Around,
): RenderedObject {
  const hasSnapshots = spec.elasticsearch?.snapshots !== undefined;
  return {
    suffix: "elasticsearch",
    apiVersion: "elasticsearch.k8s.elastic.co/v1",
    kind: "Elasticsearch",
    name: elasticsearchName,
    namespace: logNamespaces.store,
    fields: {
      spec: {
        version: catalogue.elasticStack.version,
        volumeClaimDeletePolicy: plan.keepsVolumes ? "DeleteOnScaledownOnly" : "DeleteOnScaledownAndClusterDeletion",
        auth: {
          roles: [{ secretName: rolesSecret }],
          ...(hasGrafana ? { fileRealm: [{ secretName: grafanaUser.secret }] } : {}),
        },
        nodeSets: plan.nodeGroups.map(({ name, zone, count }) => ({
          name,
          count,
          config: {
            // Otherwise each node of Kubernetes would need vm.max_map_count=262144, which pods may not set.
            "node.store.allow_mmap": false,
            // They are not used here, and take memory; the last would ask the internet for a database.
            "xpack.ml.enabled": false,
            "ingest.geoip.downloader.enabled": false,
            ...(zone === undefined
              ? {}
              : {
                  "node.attr.zone": zone,
                  "cluster.routing.allocation.awareness.attributes": "k8s_node_name,zone",
                }),
            ...(hasSnapshots && region !== undefined ? { "s3.client.default.region": region } : {}),
          },
          podTemplate: { spec: podSpec(plan, zone, hasSnapshots) },
          volumeClaimTemplates: [claim(plan)],
        })),
      },
    },
  };
}

function podSpec({ memory, size }: ElasticPlan, zone: string | undefined, hasSnapshots: boolean): ManifestValue {
  return {
    automountServiceAccountToken: false,
    ...(hasSnapshots ? { serviceAccountName: elasticsearchServiceAccount, volumes: [webIdentityVolume] } : {}),
    securityContext: restrictedPod,
    ...(zone === undefined ? {} : { affinity: { nodeAffinity: inZone(zone), podAntiAffinity: apart } }),
    containers: [
      {
        name: "elasticsearch",
        resources: { requests: { cpu: size === "prod" ? "1" : "250m", memory }, limits: { memory } },
        ...(hasSnapshots ? { volumeMounts: [webIdentityMount] } : {}),
      },
    ],
  };
}

/** The operator says this by itself, but only where nothing is said of affinity at all. */
const apart = {
  preferredDuringSchedulingIgnoredDuringExecution: [
    {
      weight: 100,
      podAffinityTerm: {
        topologyKey: "kubernetes.io/hostname",
        labelSelector: { matchLabels: { "elasticsearch.k8s.elastic.co/cluster-name": elasticsearchName } },
      },
    },
  ],
} as const;

function inZone(zone: string): ManifestValue {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: [zone] }] },
      ],
    },
  };
}

function claim({ storage }: ElasticPlan): ManifestValue {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "elasticsearch-data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storage.class === undefined ? {} : { storageClassName: storage.class }),
      resources: { requests: { storage: storage.size } },
    },
  };
}

/**
 * The token of the service account, at the one place where the part of Elasticsearch that knows S3 may read it. EKS sets the variables besides. Sources: "Using
 * Kubernetes service accounts for authentication" in Elastic's guide to S3 repositories, and "Use AWS IAM roles for service accounts" in that of its operator. Before
 * 9.6 it cannot read the token of a Pod Identity, of which only the web identity has a place there.
 */
const webIdentityVolume = {
  name: "web-identity",
  projected: {
    sources: [
      {
        serviceAccountToken: {
          audience: "sts.amazonaws.com",
          expirationSeconds: 86_400,
          path: "aws-web-identity-token-file",
        },
      },
    ],
  },
} as const;
const webIdentityMount = {
  name: "web-identity",
  mountPath: "/usr/share/elasticsearch/config/repository-s3",
  readOnly: true,
} as const;
