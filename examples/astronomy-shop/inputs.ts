import * as pulumi from "@pulumi/pulumi";

/** Secrets of Pulumi, where the release has well-known texts. */
export interface ShopSecrets {
  /** Of the database's superuser. */
  readonly postgresPassword: pulumi.Output<string>;
  /** Of the shop's own user; letters and digits, as it becomes part of a URL. */
  readonly databasePassword: pulumi.Output<string>;
  /** Of the user that the collector asks the database as. */
  readonly monitoringPassword: pulumi.Output<string>;
  /** What the flag editor signs its sessions with: 64 characters or more. */
  readonly sessionKey: pulumi.Output<string>;
  /** For a language model. Default: none, as the recorded answers need none. */
  readonly modelKey?: pulumi.Output<string> | undefined;
}

/** Contents of files that the release brings along, and that are not part of this example. */
export interface ShopFiles {
  /** `init.sql`: users, tables and products. A secret, as it sets the users' passwords. */
  readonly database: pulumi.Output<string>;
  /** `demo.flagd.json`: the feature flags. */
  readonly flags: string;
  /** `otel-config.yml`: how product-catalog sends telemetry. */
  readonly catalogTelemetry: string;
  /** Recorded answers of language models, by the name of the file. */
  readonly recordings: Readonly<Record<string, string>>;
  /**
   * The collector's configuration. It is asked for its health on port 13133, and reads the password of `monitoring_user` from
   * MONITORING_PASSWORD.
   */
  readonly collector: string;
}

/** Stand-ins, written for this example: everything can be deployed with them, but the shop has no products and no flags. */
export function standIns({ databasePassword, monitoringPassword }: ShopSecrets): ShopFiles {
  return {
    database: pulumi.interpolate`CREATE USER astronomy_user PASSWORD '${databasePassword}';
CREATE DATABASE astronomy_db OWNER astronomy_user;
CREATE USER monitoring_user PASSWORD '${monitoringPassword}' IN ROLE pg_monitor;
`,
    flags: JSON.stringify({ flags: {} }),
    catalogTelemetry: `file_format: "1.0"
resource:
  attributes_list: \${OTEL_RESOURCE_ATTRIBUTES}
tracer_provider:
  processors:
    - batch:
        exporter:
          otlp_grpc:
            endpoint: \${OTEL_EXPORTER_OTLP_ENDPOINT}
`,
    recordings: {
      "azure_gpt-5.5_cassette.yaml": "interactions: []\nversion: 1\n",
      "claude-opus-4-7_cassette.yaml": "interactions: []\nversion: 1\n",
    },
    collector: `extensions:
  health_check:
    endpoint: \${env:MY_POD_IP}:13133
  k8s_observer:
    node: \${env:K8S_NODE_NAME}
receivers:
  otlp:
    protocols:
      grpc:
        endpoint: \${env:MY_POD_IP}:4317
      http:
        endpoint: \${env:MY_POD_IP}:4318
  receiver_creator/metrics:
    watch_observers: [k8s_observer]
    discovery:
      enabled: true
    receivers:
      postgresql:
        rule: type == "port" && pod.labels["app.kubernetes.io/name"] == "astronomy-db"
        config:
          username: monitoring_user
          password: \${env:MONITORING_PASSWORD}
          tls:
            insecure: true
exporters:
  debug:
service:
  extensions: [health_check, k8s_observer]
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [debug]
    metrics:
      receivers: [otlp, receiver_creator/metrics]
      exporters: [debug]
    logs:
      receivers: [otlp]
      exporters: [debug]
`,
  };
}
