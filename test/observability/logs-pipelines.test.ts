// The text that Logstash is given. Its patterns are tried with sample lines in test/e2e/logs.e2e.ts; that Logstash takes the whole of it is not shown, as no registry of
// packages has it.
import { pipelineText } from "../../components/observability/logs/logstash/pipeline-text";

const pipelines = {
  web: {
    from: { namespaces: ["shop"], workloads: ["web", "admin"] },
    stages: [
      {
        grok: {
          patterns: ['%{IPORHOST:client.address} "%{WORD:http.request.method}" %{NUMBER:status:int}'],
          definitions: { ID: "[0-9a-f]+" },
        },
      },
      { date: { from: "time", formats: ["dd/MMM/yyyy:HH:mm:ss Z", "ISO8601"] } },
      {
        mutate: {
          rename: { status: "http.response.status_code" },
          replace: [{ field: "message", pattern: "\\d{16}", with: "****" }],
          remove: ["time"],
        },
      },
      { drop: true, when: { field: "url.path", equals: "/healthz" } },
    ],
  },
  legacy: {
    from: { containers: ["old"] },
    stages: [
      { dissect: { mapping: "%{?date} %{+event.reason} %{+event.reason} %{client.address->} %{rest}" } },
      { json: { from: "rest" }, when: { field: "rest", exists: true } },
      { drop: true, when: { field: "a.b", exists: false } },
    ],
  },
} as const;

test("lines come from Filebeat, each pipeline is for its own, and what fails goes the other way out", () => {
  expect(pipelineText(pipelines)).toBe(`input {
  beats {
    port => 5044
    enrich => "none"
  }
}
filter {
  if ([kubernetes][container][name] == "old") {
    if "_parse_failed" not in [tags] {
      dissect {
        mapping => { "[message]" => "%{?date} %{+[event][reason]} %{+[event][reason]} %{[client][address]->} %{rest}" }
        tag_on_failure => ["_parse_failed", "legacy[0].dissect"]
      }
    }
    if "_parse_failed" not in [tags] and [rest] {
      json {
        source => "[rest]"
        target => "[app]"
        tag_on_failure => ["_parse_failed", "legacy[1].json"]
      }
    }
    if "_parse_failed" not in [tags] and ![a][b] {
      drop {
      }
    }
  }
  if ([kubernetes][namespace] == "shop") and ([kubernetes][labels][app_kubernetes_io/name] == "web" or [kubernetes][labels][app_kubernetes_io/name] == "admin") {
    if "_parse_failed" not in [tags] {
      grok {
        match => { "[message]" => ['%{IPORHOST:[client][address]} "%{WORD:[http][request][method]}" %{NUMBER:status:int}'] }
        pattern_definitions => { "ID" => "[0-9a-f]+" }
        tag_on_failure => ["_parse_failed", "web[0].grok"]
      }
    }
    if "_parse_failed" not in [tags] {
      date {
        match => ["[time]", "dd/MMM/yyyy:HH:mm:ss Z", "ISO8601"]
        timezone => "UTC"
        tag_on_failure => ["_parse_failed", "web[1].date"]
      }
    }
    if "_parse_failed" not in [tags] {
      mutate {
        rename => { "[status]" => "[http][response][status_code]" }
        tag_on_failure => "_parse_failed"
      }
      mutate {
        gsub => ["[message]", "\\d{16}", "****"]
        tag_on_failure => "_parse_failed"
      }
      mutate {
        remove_field => ["[time]"]
        tag_on_failure => "_parse_failed"
      }
    }
    if "_parse_failed" not in [tags] and [url][path] == "/healthz" {
      drop {
      }
    }
  }
}
output {
  if "_parse_failed" in [tags] {
    elasticsearch {
      hosts => ["\${STORE_ES_HOSTS}"]
      user => "\${STORE_ES_USER}"
      password => "\${STORE_ES_PASSWORD}"
      ssl_certificate_authorities => ["\${STORE_ES_SSL_CERTIFICATE_AUTHORITY}"]
      data_stream => "true"
      data_stream_type => "logs"
      data_stream_dataset => "failed"
      data_stream_namespace => "default"
      data_stream_auto_routing => "false"
    }
  }
  else {
    elasticsearch {
      hosts => ["\${STORE_ES_HOSTS}"]
      user => "\${STORE_ES_USER}"
      password => "\${STORE_ES_PASSWORD}"
      ssl_certificate_authorities => ["\${STORE_ES_SSL_CERTIFICATE_AUTHORITY}"]
      data_stream => "true"
      data_stream_type => "logs"
      data_stream_dataset => "kubernetes"
      data_stream_namespace => "default"
      data_stream_auto_routing => "false"
    }
  }
}
`);
});

test("the text is the same, whatever the order of pipelines", () => {
  const { web, legacy } = pipelines;
  expect(pipelineText({ legacy, web })).toBe(pipelineText({ web, legacy }));
});
