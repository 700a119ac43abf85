/** Namespaces of logs: of the store, of Filebeat, which reads them on nodes, and of the operator of the store. */
export const logNamespaces = { store: "logging", shipping: "log-shipping", operator: "elastic-system" } as const;

/** Names of the custom resources, by which the operator names Services and Secrets. */
export const elasticsearchName = "elasticsearch";
export const kibanaName = "kibana";
export const logstashName = "logstash";
export const filebeatName = "filebeat";

/** Ports of pods, which are those of Services too. */
export const storePorts = {
  elasticsearch: 9200,
  kibana: 5601,
  beats: 5044,
  logstashApi: 9600,
  exporter: 9114,
} as const;

/** Service of Elasticsearch, in the form that its certificate has too. */
export const elasticsearchHost = `${elasticsearchName}-es-http.${logNamespaces.store}.svc`;

/** Data streams: of all logs, and of those that a stage of a pipeline could not read. */
export const dataStreams = { logs: "logs-kubernetes-default", failed: "logs-failed-default" } as const;

/** Patterns of their names, for searches. */
export const dataStreamPatterns = { logs: "logs-kubernetes-*", failed: "logs-failed-*" } as const;

/** Of the lifecycle, the template, the ingest pipeline, the repository of snapshots and its policy. */
export const documentName = "slipway-logs";
