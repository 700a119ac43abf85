import { dataStreams } from "../store-names";
import type { GrokStage, LogCondition, LogPipelineSpec, LogSource, LogStage, MutateStage } from "./log-pipeline-spec";
import { kindsOf } from "./log-pipeline-spec";
import { conditional, fieldReference, indented, plugin, quoted } from "./logstash-syntax";

/** Tag of lines that a stage could not read, whatever the stage. */
export const failedTag = "_parse_failed";
/** Field with the name of the workload, which the shipper takes from a label whose dots it replaces. */
const workloadField = "kubernetes.labels.app_kubernetes_io/name";
const beatsPort = 5044;

/**
 * The whole configuration of Logstash: lines from Filebeat, each pipeline for those that it is for, and two ways out. Names of pipelines are in order, so that the
 * text is the same each time. Call `checkLogPipelines` first.
 */
export function pipelineText(pipelines: Readonly<Record<string, LogPipelineSpec>>): string {
  const filters = Object.keys(pipelines)
    .sort()
    .flatMap((name) => {
      const pipeline = pipelines[name];
      return pipeline === undefined ? [] : pipelineLines(name, pipeline);
    });
  return [
    "input {",
    ...indented(plugin("beats", { port: beatsPort, enrich: "none" })),
    "}",
    "filter {",
    ...indented(filters),
    "}",
    "output {",
    ...indented([
      ...conditional(`"${failedTag}" in [tags]`, toStore(dataStreams.failed)),
      ...["else {", ...indented(toStore(dataStreams.logs)), "}"],
    ]),
    "}",
    "",
  ].join("\n");
}

/** Name of a stage, as tags of lines that it could not read have it: `orders[0].grok`. */
export function stageName(pipeline: string, index: number, stage: LogStage): string {
  return `${pipeline}[${index}].${kindsOf(stage)[0] ?? ""}`;
}

function pipelineLines(name: string, { from, stages }: LogPipelineSpec): string[] {
  const lines = stages.flatMap((stage, index) => stageLines(stageName(name, index, stage), stage));
  return conditional(sourceCondition(from), lines);
}

function stageLines(name: string, stage: LogStage): string[] {
  // What one stage could not read is not for the next.
  const conditions = [`"${failedTag}" not in [tags]`, ...(stage.when === undefined ? [] : [conditionText(stage.when)])];
  return conditional(conditions.join(" and "), filterLines(name, stage));
}

function filterLines(name: string, stage: LogStage): string[] {
  const tagOnFailure = { tag_on_failure: [failedTag, name] };
  if (stage.json !== undefined) {
    const { from = "message", into = "app" } = stage.json;
    return plugin("json", { source: fieldReference(from), target: fieldReference(into), ...tagOnFailure });
  }
  if (stage.grok !== undefined) return grokLines(stage.grok, tagOnFailure);
  if (stage.dissect !== undefined) {
    const { from = "message", mapping } = stage.dissect;
    return plugin("dissect", { mapping: { [fieldReference(from)]: withReferences(mapping) }, ...tagOnFailure });
  }
  if (stage.date !== undefined) {
    const { from, formats, timezone = "UTC" } = stage.date;
    return plugin("date", { match: [fieldReference(from), ...formats], timezone, ...tagOnFailure });
  }
  if (stage.mutate !== undefined) return mutateLines(stage.mutate);
  return plugin("drop", {});
}

function grokLines(
  { from = "message", patterns, definitions }: GrokStage,
  tagOnFailure: { readonly tag_on_failure: readonly string[] },
): string[] {
  const match = `{ ${quoted(fieldReference(from))} => [${patterns.map((one) => quoted(withFields(one))).join(", ")}] }`;
  const [head = "", ...rest] = plugin("grok", {
    ...(definitions === undefined ? {} : { pattern_definitions: definitions }),
    ...tagOnFailure,
  });
  return [head, `  match => ${match}`, ...rest];
}

/** Each change is a filter of its own: within one, Logstash has an order of its own. */
function mutateLines({ rename, set, convert, replace, lowercase, remove }: MutateStage): string[] {
  // It takes one tag only.
  const mutate = (settings: Parameters<typeof plugin>[1]) =>
    plugin("mutate", { ...settings, tag_on_failure: failedTag });
  return [
    ...(rename === undefined ? [] : mutate({ rename: mapped(rename, fieldReference) })),
    ...(set === undefined ? [] : mutate({ replace: mapped(set, (text) => text) })),
    ...(convert === undefined ? [] : mutate({ convert: mapped(convert, (text) => text) })),
    ...(replace === undefined
      ? []
      : mutate({ gsub: replace.flatMap((one) => [fieldReference(one.field), one.pattern, one.with]) })),
    ...(lowercase === undefined ? [] : mutate({ lowercase: lowercase.map(fieldReference) })),
    ...(remove === undefined ? [] : mutate({ remove_field: remove.map(fieldReference) })),
  ];
}

function mapped(entries: Readonly<Record<string, string>>, value: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([field, text]) => [fieldReference(field), value(text)]));
}

/** `%{NUMBER:http.status:int}` with the field as Logstash has it: `%{NUMBER:[http][status]:int}`. */
function withFields(pattern: string): string {
  return pattern.replace(
    /%\{(\w+):([\w.@/-]+)(:\w+)?\}/g,
    (_, name: string, field: string, type = "") => `%{${name}:${referenceIn(field)}${String(type)}}`,
  );
}

/** The same for dissect, whose fields may have a sign before them, and `->` behind. */
function withReferences(mapping: string): string {
  return mapping.replace(
    /%\{([+?*&]*)([\w.@-]*?)(\/\d+)?(->)?\}/g,
    (_, sign: string, field: string, order = "", padding = "") =>
      `%{${sign}${field === "" ? "" : referenceIn(field)}${String(order)}${String(padding)}}`,
  );
}

/** A field of one part needs no brackets. */
function referenceIn(field: string): string {
  return field.includes(".") ? fieldReference(field) : field;
}

function sourceCondition({ namespaces, workloads, containers }: LogSource): string {
  const parts = [
    oneOf("kubernetes.namespace", namespaces),
    oneOf(workloadField, workloads),
    oneOf("kubernetes.container.name", containers),
  ].flat();
  return parts.join(" and ");
}

function oneOf(field: string, values: readonly string[] | undefined): string[] {
  if (values === undefined) return [];
  return [`(${values.map((value) => `${fieldReference(field)} == ${quoted(value)}`).join(" or ")})`];
}

function conditionText({ field, equals, matches, exists }: LogCondition): string {
  const reference = fieldReference(field);
  if (equals !== undefined) return `${reference} == ${typeof equals === "string" ? quoted(equals) : String(equals)}`;
  if (matches !== undefined) return `${reference} =~ ${quoted(matches)}`;
  return exists === false ? `!${reference}` : reference;
}

function toStore(stream: string): string[] {
  const [type = "", dataset = "", namespace = ""] = stream.split("-");
  return plugin("elasticsearch", {
    hosts: ["${STORE_ES_HOSTS}"],
    user: "${STORE_ES_USER}",
    password: "${STORE_ES_PASSWORD}",
    ssl_certificate_authorities: ["${STORE_ES_SSL_CERTIFICATE_AUTHORITY}"],
    data_stream: "true",
    data_stream_type: type,
    data_stream_dataset: dataset,
    data_stream_namespace: namespace,
    data_stream_auto_routing: "false",
  });
}
