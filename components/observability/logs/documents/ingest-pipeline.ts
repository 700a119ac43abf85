import type { ManifestValue } from "../../../core";
import { dataStreams, documentName } from "../store-names";
import type { StoreDocument } from "./document";

type Processor = Readonly<Record<string, Readonly<Record<string, ManifestValue | undefined>>>>;

/** Tag of lines that look like JSON, or are said to be logfmt, and are not. They stay where they are, whole. */
export const unreadTag = "_not_parsed";

/** Names of the same in the logs of different libraries: the first that is there counts. */
const synonyms = {
  "log.level": ["level", "severity", "lvl", "levelname", "log.level"],
  "log.logger": ["logger", "logger_name", "log.logger"],
  "trace.id": ["trace_id", "traceId", "traceID", "trace.id"],
  "span.id": ["span_id", "spanId", "spanID", "span.id"],
  "error.stack_trace": ["stack_trace", "stack", "stacktrace", "error.stack_trace"],
} as const;

/** Of pino and bunyan. */
const numberedLevels = { 10: "trace", 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "fatal" } as const;

/** What each line goes through, whoever has read it: fields of one name, and those of applications that write JSON or logfmt. */
export function ingestPipeline(): StoreDocument {
  return {
    path: `_ingest/pipeline/${documentName}`,
    body: {
      description: "Gives the lines of all shippers the same fields, and reads those of JSON and logfmt",
      processors: [...ofFluentBit(), ...parsed(), ...promoted(), ...named()] as readonly Processor[],
      // What still fails is kept with the reason.
      on_failure: [
        set("error.message", "{{{_ingest.on_failure_message}}}"),
        set("event.reason", "{{{_ingest.on_failure_processor_type}}} {{{_ingest.on_failure_processor_tag}}}"),
        set("_index", dataStreams.failed),
      ],
    },
  };
}

/** The names that Fluent Bit has for what Filebeat names by the Elastic Common Schema. */
function ofFluentBit(): Processor[] {
  const renamed = {
    log: "message",
    "kubernetes.namespace_name": "kubernetes.namespace",
    "kubernetes.pod_name": "kubernetes.pod.name",
    "kubernetes.container_name": "kubernetes.container.name",
    "kubernetes.host": "kubernetes.node.name",
    "kubernetes.docker_id": "container.id",
    "kubernetes.container_image": "container.image.name",
  };
  return [
    ...Object.entries(renamed).map(([field, target]) => ({
      rename: {
        field,
        target_field: target,
        ignore_missing: true,
        // Filebeat has a map of this name.
        ...(field === "log" ? { if: "ctx.log instanceof String && ctx.message == null" } : {}),
      },
    })),
    {
      remove: {
        field: ["kubernetes.pod_id", "kubernetes.pod_ip", "kubernetes.container_hash", "_p", "logtag", "time"],
        ignore_missing: true,
      },
    },
  ];
}

function parsed(): Processor[] {
  const tagged = [{ append: { field: "tags", value: [unreadTag], allow_duplicates: false } }];
  return [
    {
      json: {
        tag: "json",
        field: "message",
        target_field: "app",
        if: "ctx.app == null && ctx.slipway?.format != 'text' && ctx.message instanceof String && ctx.message.startsWith('{') && ctx.message.endsWith('}')",
        on_failure: tagged,
      },
    },
    {
      kv: {
        tag: "logfmt",
        field: "message",
        target_field: "app",
        field_split: " (?=[\\w.-]+=)",
        value_split: "=",
        trim_value: '"',
        if: "ctx.app == null && ctx.slipway?.format == 'logfmt' && ctx.message instanceof String",
        on_failure: tagged,
      },
    },
    // Of `"log.level": "info"`, as Elastic's own libraries write it.
    { dot_expander: { field: "*", path: "app", override: true, if: "ctx.app instanceof Map" } },
  ];
}

function promoted(): Processor[] {
  const levels = Object.entries(numberedLevels).map(([number, level]) =>
    set("log.level", level, `ctx.app?.level == ${number} || ctx.app?.level == '${number}'`),
  );
  const copied = Object.entries(synonyms).flatMap(([field, names]) =>
    names.map((name) => ({
      set: { field, copy_from: `app.${name}`, ignore_empty_value: true, override: false },
    })),
  );
  const messages = ["message", "msg", "event"].map((name) => ({
    set: {
      field: "message",
      copy_from: `app.${name}`,
      ignore_empty_value: true,
      // The first of them that is a text.
      if: `ctx.app?.${name} instanceof String${earlier(name)}`,
    },
  }));
  return [
    ...levels,
    ...copied,
    ...messages,
    { lowercase: { field: "log.level", ignore_missing: true, if: "ctx.log?.level instanceof String" } },
  ];
}

function earlier(name: string): string {
  const before = { message: [], msg: ["message"], event: ["message", "msg"] }[name] ?? [];
  return before.map((one) => ` && ctx.app?.${one} == null`).join("");
}

function named(): Processor[] {
  return [
    {
      set: {
        field: "service.name",
        copy_from: "kubernetes.labels.app_kubernetes_io/name",
        ignore_empty_value: true,
        override: false,
      },
    },
    { set: { field: "host.name", copy_from: "kubernetes.node.name", ignore_empty_value: true } },
    { remove: { field: ["slipway", "agent", "ecs", "input", "log.offset"], ignore_missing: true } },
  ];
}

function set(field: string, value: string, condition?: string): Processor {
  return { set: { field, value, if: condition } };
}
