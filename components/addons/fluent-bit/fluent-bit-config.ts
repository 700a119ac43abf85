import type { ElasticsearchOutput, FluentBitOutput } from "./fluent-bit-spec";

/** What Fluent Bit's configuration is made of, besides its output. */
export interface FluentBitPlace {
  readonly region: string | undefined;
  readonly logGroup: string;
}

/**
 * Sections of the classic configuration. Places of files are remembered on the node, so that nothing is sent twice after a restart; what cannot be sent waits
 * on the node's disk, for more than a day and up to the limit of the output.
 */
export function fluentBitConfig(output: FluentBitOutput, place: FluentBitPlace) {
  return {
    service: section("SERVICE", {
      Daemon: "Off",
      Flush: "1",
      Log_Level: "info",
      Parsers_File: "/fluent-bit/etc/parsers.conf",
      HTTP_Server: "On",
      HTTP_Listen: "0.0.0.0",
      HTTP_Port: "2020",
      Health_Check: "On",
      "storage.path": `${bufferPath}/chunks`,
      "storage.sync": "normal",
      "storage.backlog.mem_limit": "16M",
    }),
    inputs: section("INPUT", {
      Name: "tail",
      Tag: "kube.*",
      Path: "/var/log/containers/*.log",
      // Its own: each error about a line would be a line.
      Exclude_Path: "/var/log/containers/fluent-bit-*_fluent-bit_*.log",
      "multiline.parser": "cri, docker",
      DB: `${bufferPath}/places.db`,
      Mem_Buf_Limit: "16MB",
      Skip_Long_Lines: "On",
      "storage.type": "filesystem",
    }),
    filters: [
      // Stack traces of the languages that it knows, which containers write line by line. It sends what it has put together through all filters again, so it is the
      // first.
      section("FILTER", {
        Name: "multiline",
        Match: "kube.*",
        "multiline.key_content": "log",
        "multiline.parser": "go, java, python, ruby",
      }),
      section("FILTER", {
        Name: "kubernetes",
        Match: "kube.*",
        Merge_Log: "On",
        Merge_Log_Key: "app",
        Keep_Log: "On",
        "K8S-Logging.Parser": "On",
        "K8S-Logging.Exclude": "On",
        Annotations: "Off",
      }),
    ].join("\n"),
    outputs: output.elasticsearch === undefined ? toCloudWatch(place) : toElasticsearch(output.elasticsearch),
  };
}

/** More than a day, as the time between two grows to half an hour: what a store refuses for good must not be tried for ever. */
const retries = "50";
/** On the node: places in files, and what waits. */
export const bufferPath = "/var/lib/fluent-bit";
/** Where the authority of Elasticsearch's certificates is. */
export const caPath = "/etc/fluent-bit-store";

function toCloudWatch({ region, logGroup }: FluentBitPlace): string {
  return section("OUTPUT", {
    Name: "cloudwatch_logs",
    Match: "kube.*",
    region: region ?? "",
    log_group_name: logGroup,
    log_stream_prefix: "pods-",
    log_stream_template: "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']",
    auto_create_group: "Off",
    Retry_Limit: retries,
    "storage.total_limit_size": "1G",
  });
}

function toElasticsearch({ host, dataStream, user }: ElasticsearchOutput): string {
  return section("OUTPUT", {
    Name: "es",
    Match: "kube.*",
    Host: host,
    Port: "9200",
    HTTP_User: user.key,
    HTTP_Passwd: "${ELASTICSEARCH_PASSWORD}",
    tls: "On",
    "tls.verify": "On",
    "tls.verify_hostname": "On",
    "tls.ca_file": `${caPath}/ca.crt`,
    Index: dataStream,
    // Data streams take no other.
    Write_Operation: "create",
    Suppress_Type_Name: "On",
    Time_Key: "@timestamp",
    Time_Key_Nanos: "On",
    Replace_Dots: "On",
    Trace_Error: "On",
    Retry_Limit: retries,
    "storage.total_limit_size": "1G",
  });
}

function section(name: string, entries: Readonly<Record<string, string>>): string {
  return [`[${name}]`, ...Object.entries(entries).map(([key, value]) => `    ${key} ${value}`), ""].join("\n");
}
