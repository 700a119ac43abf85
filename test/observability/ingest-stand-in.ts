import { runInNewContext } from "node:vm";

/** A document of Elasticsearch on its way through a pipeline. */
export type Document = Record<string, unknown>;

interface Settings {
  readonly field?: string | readonly string[];
  readonly target_field?: string;
  readonly value?: unknown;
  readonly copy_from?: string;
  readonly if?: string;
  readonly override?: boolean;
  readonly ignore_missing?: boolean;
  readonly ignore_empty_value?: boolean;
  readonly field_split?: string;
  readonly value_split?: string;
  readonly trim_value?: string;
  readonly path?: string;
  readonly on_failure?: readonly Processor[];
}
type Processor = Readonly<Record<string, Settings>>;

/** A pipeline as its document has it. */
export interface Pipeline {
  readonly processors: readonly Processor[];
  readonly on_failure: readonly Processor[];
}

/**
 * What a pipeline makes of a document: a stand-in for Elasticsearch, written from its reference of processors for those that are used here. Conditions are in its own
 * language, Painless, of which these few are JavaScript too but for `instanceof`.
 */
export function ingested(pipeline: Pipeline, document: Document): Document {
  const ctx = structuredClone(document);
  try {
    for (const processor of pipeline.processors) run(processor, ctx, "");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    for (const processor of pipeline.on_failure) run(processor, ctx, message);
  }
  return ctx;
}

function run(processor: Processor, ctx: Document, failure: string): void {
  const [[name, settings] = ["", {}]] = Object.entries(processor);
  if (settings.if !== undefined && !isMet(settings.if, ctx)) return;
  const known = processors[name];
  if (known === undefined) throw new Error(`the stand-in knows no processor ${name}`);
  try {
    known(settings, ctx, failure);
  } catch (error) {
    if (settings.on_failure === undefined) throw error;
    for (const one of settings.on_failure) run(one, ctx, failure);
  }
}

const processors: Readonly<Record<string, (settings: Settings, ctx: Document, failure: string) => void>> = {
  set: ({ field, value, copy_from, override = true, ignore_empty_value = false }, ctx, failure) => {
    const given = copy_from === undefined ? templated(value, failure) : get(ctx, copy_from);
    if (given === undefined && !ignore_empty_value) throw new Error(`field [${copy_from ?? ""}] not present`);
    if (given === undefined || (ignore_empty_value && given === "")) return;
    if (!override && get(ctx, text(field)) !== undefined) return;
    put(ctx, text(field), given);
  },
  rename: ({ field, target_field = "", ignore_missing = false }, ctx) => {
    const value = get(ctx, text(field));
    if (value === undefined) {
      if (ignore_missing) return;
      throw new Error(`field [${text(field)}] doesn't exist`);
    }
    if (get(ctx, target_field) !== undefined) throw new Error(`field [${target_field}] already exists`);
    remove(ctx, text(field));
    put(ctx, target_field, value);
  },
  remove: ({ field = [] }, ctx) => {
    for (const one of [field].flat()) remove(ctx, one);
  },
  append: ({ field, value }, ctx) => {
    const before = get(ctx, text(field));
    const all = [...(Array.isArray(before) ? (before as unknown[]) : []), ...[value].flat()];
    put(ctx, text(field), [...new Set(all)]);
  },
  json: ({ field, target_field = "" }, ctx) => {
    put(ctx, target_field, JSON.parse(String(get(ctx, text(field)))));
  },
  kv: ({ field, target_field = "", field_split = "", value_split = "", trim_value = "" }, ctx) => {
    for (const pair of String(get(ctx, text(field))).split(new RegExp(field_split))) {
      const [key = "", ...rest] = pair.split(value_split);
      if (rest.length === 0) throw new Error(`field [${text(field)}] does not contain value_split [${value_split}]`);
      put(ctx, `${target_field}.${key}`, trimmed(rest.join(value_split), trim_value));
    }
  },
  dot_expander: ({ path = "" }, ctx) => {
    const parent = get(ctx, path) as Document;
    for (const [key, value] of Object.entries(parent)) {
      if (!key.includes(".")) continue;
      Reflect.deleteProperty(parent, key);
      put(parent, key, value);
    }
  },
  lowercase: ({ field, ignore_missing = false }, ctx) => {
    const value = get(ctx, text(field));
    if (value === undefined && ignore_missing) return;
    if (typeof value !== "string") throw new Error(`field [${text(field)}] of another type`);
    put(ctx, text(field), value.toLowerCase());
  },
};

function isMet(condition: string, ctx: Document): boolean {
  const source = condition
    .replaceAll(/(ctx[\w.?]*) instanceof String/g, "(typeof $1 === 'string')")
    .replaceAll(/(ctx[\w.?]*) instanceof Map/g, "($1 !== null && typeof $1 === 'object')");
  return Boolean(runInNewContext(source, { ctx }));
}

function templated(value: unknown, failure: string): unknown {
  return typeof value === "string" ? value.replace("{{{_ingest.on_failure_message}}}", failure) : value;
}

function trimmed(value: string, characters: string): string {
  let [from, to] = [0, value.length];
  while (from < to && characters.includes(value.charAt(from))) from += 1;
  while (to > from && characters.includes(value.charAt(to - 1))) to -= 1;
  return value.slice(from, to);
}

const text = (field: Settings["field"]) => [field ?? ""].flat().join();

function get(ctx: Document, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), ctx);
}

function put(ctx: Document, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Document>((map, key) => {
    if (map[key] === undefined) map[key] = {};
    if (!isMap(map[key])) throw new Error(`cannot set [${last}] with parent object of type String`);
    return map[key];
  }, ctx);
  parent[last] = value;
}

function remove(ctx: Document, path: string): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.length === 0 ? ctx : get(ctx, keys.join("."));
  if (isMap(parent)) Reflect.deleteProperty(parent, last);
}

function isMap(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
