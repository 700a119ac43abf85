import { run } from "../command";
import type { Manifest } from "./manifest";

/** A part of Envoy's configuration. Its fields are its own; which of them are read here is the reader's word. */
export type Json = Readonly<Record<string, unknown>>;

/** What Envoy Gateway has to say of an object, by its conditions that are not as they should be. */
export interface Objection {
  readonly object: string;
  readonly condition: string;
}

export interface Translation {
  /** Configuration of the Envoys of the one gateway, as Envoy's `/config_dump` shows it. */
  readonly dump: { readonly configs: readonly Json[] };
  /** Empty where every object is accepted. */
  readonly objections: readonly Objection[];
  /** Objects that have got a status, as `Kind name`. */
  readonly judged: readonly string[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}

interface WithStatus {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly parents?: readonly { readonly conditions: readonly Condition[] }[];
    readonly ancestors?: readonly { readonly conditions: readonly Condition[] }[];
    readonly listeners?: readonly { readonly conditions: readonly Condition[] }[];
  };
}

/** Conditions that tell of something bad when they are true. */
const badWhenTrue = ["Overridden", "Conflicted", "Aggregated", "Warning", "Deprecated", "PartiallyInvalid"];

/**
 * Has the translator of Envoy Gateway turn objects into the configuration of Envoy. It first holds each of its own kinds and of the Gateway
 * API's against its schema, rules included. Labels and annotations are not seen by it.
 * @throws what it said, where it refuses an object altogether
 */
export async function translate(egctl: string, manifests: readonly Manifest[]): Promise<Translation> {
  const args = ["x", "translate", "--from", "gateway-api", "--to", "gateway-api,xds", "-t", "all", "-o", "json"];
  const input = manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
  const { status, stdout, stderr } = await run(egctl, [...args, "-f", "-"], { input, timeoutSeconds: 120 });
  if (status !== 0) throw new Error(`egctl x translate: ${stderr.slice(0, 4000)}`);
  const { xds, gatewayClass, ...kinds } = JSON.parse(stdout) as {
    readonly xds?: Readonly<Record<string, Translation["dump"]>>;
    readonly gatewayClass?: WithStatus;
  } & Readonly<Record<string, readonly WithStatus[]>>;
  const objects = [...(gatewayClass === undefined ? [] : [gatewayClass]), ...Object.values(kinds).flat()];
  const [dump = { configs: [] }] = Object.values(xds ?? {});
  return { dump, objections: objects.flatMap(objectionsTo), judged: objects.map(nameOf) };
}

function objectionsTo(object: WithStatus): Objection[] {
  const { conditions = [], parents = [], ancestors = [], listeners = [] } = object.status ?? {};
  const all = [...conditions, ...[...parents, ...ancestors, ...listeners].flatMap((one) => one.conditions)];
  return all
    .filter(({ type, status }) => (status === "True") === badWhenTrue.includes(type))
    .map(({ type, message }) => ({ object: nameOf(object), condition: `${type}: ${message}` }));
}

function nameOf({ kind, metadata }: WithStatus): string {
  return `${kind} ${metadata.name}`;
}
