import type { ManifestValue } from "../../../core";
import type { ElasticPlan } from "../logging-plan";
import { dataStreamPatterns, dataStreams, documentName } from "../store-names";
import type { StoreDocument, StreamSettings } from "./document";

const keyword = { type: "keyword", ignore_above: 1024 } as const;
const text = { type: "match_only_text" } as const;
/** Any keys below it are one field: what applications say in JSON can neither clash nor grow into thousands of fields. */
const flattened = { type: "flattened", ignore_above: 1024 } as const;

/**
 * Templates of both data streams. Lines that do not fit the fields are not lost: the store keeps them beside the stream (`<stream>::failures`), for 30 days by its
 * own default.
 */
export function indexTemplates({ replicas }: Pick<ElasticPlan, "replicas">): StoreDocument[] {
  return [
    // What could not be read once is not to be read again.
    template(`${documentName}-failed`, dataStreamPatterns.failed, settings(replicas)),
    template(documentName, dataStreamPatterns.logs, { ...settings(replicas), ...parsed }),
  ];
}

/**
 * What the indices of both data streams are told that are there already: of their templates what can still be changed. A line that comes before the templates makes
 * its stream by those of Elasticsearch itself, by which nothing is read out of it, and which never delete.
 */
export function streamSettings({ replicas }: Pick<ElasticPlan, "replicas">): StreamSettings[] {
  return [
    { stream: dataStreams.failed, settings: changeable(replicas) },
    { stream: dataStreams.logs, settings: { ...changeable(replicas), ...parsed } },
  ];
}

const parsed = { default_pipeline: documentName } as const;

function template(name: string, pattern: string, index: Readonly<Record<string, ManifestValue>>): StoreDocument {
  return {
    path: `_index_template/${name}`,
    body: {
      index_patterns: [pattern],
      // Above those that Elasticsearch has by itself for logs-*-*.
      priority: 500,
      data_stream: {},
      template: {
        settings: { index },
        mappings,
        data_stream_options: { failure_store: { enabled: true } },
      },
    },
  };
}

function changeable(replicas: number): Readonly<Record<string, ManifestValue>> {
  return { lifecycle: { name: documentName }, number_of_replicas: replicas, refresh_interval: "10s" };
}

function settings(replicas: number): Readonly<Record<string, ManifestValue>> {
  return {
    ...changeable(replicas),
    number_of_shards: 1,
    mapping: { ignore_malformed: true, total_fields: { limit: 1000, ignore_dynamic_beyond_limit: true } },
  };
}

const mappings = {
  date_detection: false,
  dynamic_templates: [{ texts: { match_mapping_type: "string", mapping: keyword } }],
  properties: {
    "@timestamp": { type: "date" },
    message: text,
    tags: keyword,
    app: flattened,
    log: { properties: { level: keyword, logger: keyword } },
    error: { properties: { message: text, stack_trace: text, type: keyword } },
    trace: { properties: { id: keyword } },
    span: { properties: { id: keyword } },
    service: { properties: { name: keyword } },
    host: { properties: { name: keyword } },
    orchestrator: { properties: { cluster: { properties: { name: keyword } } } },
    container: { properties: { id: keyword, image: { properties: { name: keyword } } } },
    kubernetes: {
      properties: {
        namespace: keyword,
        labels: flattened,
        namespace_labels: flattened,
        node: { properties: { name: keyword, labels: flattened } },
        pod: { properties: { name: keyword } },
        container: { properties: { name: keyword } },
      },
    },
  },
} as const;
