import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/pulumi/provider";
import { isDeepStrictEqual } from "node:util";

/*
 * A stand-in for a provider plugin that cannot be had where there is no internet.
 *
 * What it proves: that the real engine takes the program's registrations for that provider, in which order it creates, replaces
 * and deletes, that a second preview is empty, and that what is marked secret is encrypted in the state.
 * What it does not prove: that the real provider would accept the inputs. It checks nothing; it makes up results that look right.
 */

/** How the engine marks a secret on the wire; the SDK keeps this constant of its protocol to itself. */
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Where the state keeps what the program asked for, and the names of what was made up: one name can be both. */
const inputsKey = "standInInputs";
const madeKey = "standInOutputs";

/** Inputs or outputs of a resource, as they go over the wire but with secrets taken out of their wrapping. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource that a stand-in is asked for. */
export interface StandInRequest {
  /** Token, such as `random:index/randomId:RandomId`. */
  readonly type: string;
  readonly urn: string;
  readonly inputs: Properties;
}

/** What a stand-in made up. */
export interface StandInResult {
  readonly id: string;
  /** Outputs besides the inputs. */
  readonly outputs: Properties;
}

/** How resources of one provider are imitated. */
export interface StandIn {
  /** Makes up a resource. */
  create(request: StandInRequest): StandInResult | Promise<StandInResult>;
  /** What happens beyond forgetting it. Default: nothing. */
  update?(request: StandInRequest & { readonly id: string }): void | Promise<void>;
  /** What happens beyond forgetting it. Default: nothing. */
  delete?(request: StandInRequest & { readonly id: string }): void | Promise<void>;
  /** Inputs that cannot be changed in place; `"all"` where any change makes a new resource. */
  replaceOn(type: string): "all" | readonly string[];
  /** Outputs that are secret even if no input is. Default: none. */
  secretOutputs?(type: string): readonly string[];
  /** Makes a remote component. Default: there are none. */
  construct?: Provider["construct"];
}

/** A provider that imitates what `standIn` knows, and refuses everything else. */
export function serve(name: string, standIn: StandIn): Provider {
  const { construct } = standIn;
  return {
    version: "0.0.1",
    schema: JSON.stringify({ name, version: "0.0.1" }),
    ...(construct === undefined ? {} : { construct: construct.bind(standIn) }),

    check(_urn, _olds, news: Properties) {
      return Promise.resolve({ inputs: news, failures: [] });
    },

    diff(_id, urn, olds: Properties, news: Properties) {
      const before = (olds[inputsKey] ?? {}) as Properties;
      const changed = [...new Set([...Object.keys(before), ...Object.keys(news)])].filter(
        (key) => !isDeepStrictEqual(unwrap(before[key]), unwrap(news[key])),
      );
      const fixed = standIn.replaceOn(typeOf(urn));
      const replaces = changed.filter((key) => fixed === "all" || fixed.includes(key));
      return Promise.resolve({ changes: changed.length > 0, replaces });
    },

    async create(urn, inputs: Properties) {
      const type = typeOf(urn);
      const { id, outputs } = await standIn.create({ type, urn, inputs: unwrapAll(inputs) });
      const secrets = standIn.secretOutputs?.(type) ?? [];
      const made = Object.entries(outputs).map(([key, value]): [string, unknown] => [
        key,
        secrets.includes(key) ? secret(value) : value,
      ]);
      const bookkeeping = { [inputsKey]: inputs, [madeKey]: made.map(([key]) => key) };
      return { id, outs: { ...inputs, ...Object.fromEntries(made), ...bookkeeping } };
    },

    async update(id, urn, olds: Properties, news: Properties) {
      await standIn.update?.({ id, type: typeOf(urn), urn, inputs: unwrapAll(news) });
      const made = ((olds[madeKey] ?? []) as readonly string[]).map((key): [string, unknown] => [key, olds[key]]);
      return { outs: { ...news, ...Object.fromEntries(made), [inputsKey]: news, [madeKey]: olds[madeKey] } };
    },

    read(id, _urn, props: Properties) {
      return Promise.resolve({ id, props });
    },

    async delete(id, urn, props: Properties) {
      await standIn.delete?.({ id, type: typeOf(urn), urn, inputs: unwrapAll((props[inputsKey] ?? {}) as Properties) });
    },
  };
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? urn;
}

function secret(value: unknown): Properties {
  return { [pulumi.runtime.specialSigKey]: secretSignature, value };
}

function unwrapAll(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, unwrap(value)]));
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const isSecret = entries.some(([key, mark]) => key === pulumi.runtime.specialSigKey && mark === secretSignature);
  if (isSecret) return unwrap(entries.find(([key]) => key === "value")?.[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, unwrap(inner)]));
}
