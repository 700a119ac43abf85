import { fluentBitName, mirroredImage } from "../../addons";
import type { RenderedObject } from "../../core";
import { appliedDocuments } from "./documents/apply-documents";
import { indexTemplates, streamSettings } from "./documents/index-templates";
import { ingestPipeline } from "./documents/ingest-pipeline";
import { lifecyclePolicy } from "./documents/lifecycle";
import { savedObjects } from "./documents/saved-objects";
import { snapshotDocuments } from "./documents/snapshots";
import type { LoggingAround } from "./logging-around";
import { elasticPlan } from "./logging-plan";
import type { LoggingSpec } from "./logging-spec";
import { logstash } from "./logstash/logstash";
import { logNetworkPolicies } from "./network-policies";
import { shipperNamespaces } from "./shipper";
import { filebeat } from "./shippers/filebeat";
import { elasticsearch } from "./store/elasticsearch";
import { elasticsearchExporter } from "./store/exporter";
import { kibana } from "./store/kibana";
import { roleDefinitions, storeUser, type StoreUser } from "./store-access";
import { logNamespaces } from "./store-names";

const images = {
  elasticsearch: "docker.elastic.co/elasticsearch/elasticsearch",
  filebeat: "docker.elastic.co/beats/filebeat",
  exporter: "quay.io/prometheuscommunity/elasticsearch-exporter",
} as const;

/** Images that are named here; those of custom resources follow from the operator's own registry. Without a tag. */
export const logImages: readonly string[] = Object.values(images);

/**
 * Everything of logs in the cluster that is no add-on; nothing with CloudWatch. It comes after the operator and the namespaces, and its Job after everything else
 * of it.
 */
export function elasticStack(spec: LoggingSpec, around: LoggingAround): RenderedObject[] {
  if (spec.store !== "elastic") return [];
  const plan = elasticPlan(spec, around);
  const { pipelines = {} } = spec;
  const hasPipelines = Object.keys(pipelines).length > 0;
  const hasFilebeat = plan.shipper === "filebeat";
  const hasSnapshots = spec.elasticsearch?.snapshots !== undefined;
  const image = (one: keyof typeof images) => mirroredImage(images[one], around.mirrors ?? {});
  return [
    ...logNetworkPolicies({
      ...around,
      hasPipelines,
      hasFilebeat,
      hasSnapshots,
    }),
    roleDefinitions(),
    elasticsearch(spec, plan, around),
    kibana(plan),
    ...(hasPipelines ? [logstash(pipelines, plan)] : []),
    ...(hasFilebeat ? filebeat({ clusterName: around.clusterName, hasPipelines }) : []),
    ...usersOf(around, hasFilebeat).map(({ namespace, user }) => storeUser(namespace, user, image("filebeat"))),
    ...(around.prometheusNamespace === undefined ? [] : elasticsearchExporter(image("exporter"), hasSnapshots)),
    ...appliedDocuments({
      documents: [lifecyclePolicy(plan), ingestPipeline(), ...indexTemplates(plan), ...snapshotDocuments(spec, around)],
      streams: streamSettings(plan),
      objects: savedObjects(around.applications),
      image: image("elasticsearch"),
    }),
  ];
}

function usersOf(
  { hasJaeger = false, prometheusNamespace }: LoggingAround,
  hasFilebeat: boolean,
): { readonly namespace: string; readonly user: StoreUser }[] {
  return [
    ...(hasFilebeat ? [] : [{ namespace: shipperNamespaces.fluentBit, user: fluentBitName } as const]),
    ...(hasJaeger ? [{ namespace: "tracing", user: "jaeger" } as const] : []),
    ...(prometheusNamespace === undefined ? [] : [{ namespace: logNamespaces.store, user: "exporter" } as const]),
  ];
}
