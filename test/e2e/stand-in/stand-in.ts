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

/** Inputs or outputs of a resource, as they go over the wire but with secrets taken out of their wrapping. */
export type Properties = Readonly<Record<string, unknown>>;

/** How one resource type is imitated. */
export interface StandInType {
  /** The outputs that `create` makes and that are no inputs. */
  readonly outputs: readonly string[];
  /** Outputs that are secret even if no input is. */
  readonly secretOutputs?: readonly string[];
  /** Inputs that cannot be changed in place; `"all"` where any change makes a new resource. */
  readonly replaceOn: "all" | readonly string[];
  /** Makes the id and every output named above. */
  create(inputs: Properties): { readonly id: string; readonly outputs: Properties };
}

/** The types of one provider, by token. Adding a provider is adding such a table and an executable named after it. */
export type StandInTable = Readonly<Record<string, StandInType>>;

/** A provider that imitates the types of `table` and refuses every other. */
export function standIn(name: string, table: StandInTable): Provider {
  const typeOf = (urn: string): StandInType => {
    const token = urn.split("::")[2]?.split("$").at(-1) ?? urn;
    const type = table[token];
    if (type === undefined) throw new Error(`the stand-in for ${name} does not know ${token}: add it to its table`);
    return type;
  };
  return {
    version: "0.0.1",
    schema: JSON.stringify({ name, version: "0.0.1" }),

    check(_urn, _olds, news: Properties) {
      return Promise.resolve({ inputs: news, failures: [] });
    },

    diff(_id, urn, olds: Properties, news: Properties) {
      const { outputs, replaceOn } = typeOf(urn);
      const inputs = Object.keys(olds).filter((key) => !outputs.includes(key));
      const changed = [...new Set([...inputs, ...Object.keys(news)])].filter(
        (key) => !isDeepStrictEqual(unwrap(olds[key]), unwrap(news[key])),
      );
      const replaces = changed.filter((key) => replaceOn === "all" || replaceOn.includes(key));
      return Promise.resolve({ changes: changed.length > 0, replaces });
    },

    create(urn, inputs: Properties) {
      const type = typeOf(urn);
      const made = type.create(Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, unwrap(value)])));
      const outputs = Object.entries(made.outputs).map(([key, value]): [string, unknown] => [
        key,
        type.secretOutputs?.includes(key) === true ? secret(value) : value,
      ]);
      return Promise.resolve({ id: made.id, outs: { ...inputs, ...Object.fromEntries(outputs) } });
    },

    update(_id, urn, olds: Properties, news: Properties) {
      const kept = typeOf(urn).outputs.map((key): [string, unknown] => [key, olds[key]]);
      return Promise.resolve({ outs: { ...news, ...Object.fromEntries(kept) } });
    },

    read(id, _urn, props: Properties) {
      return Promise.resolve({ id, props });
    },

    delete() {
      return Promise.resolve();
    },
  };
}

function secret(value: unknown): Properties {
  return { [pulumi.runtime.specialSigKey]: secretSignature, value };
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const isSecret = entries.some(([key, mark]) => key === pulumi.runtime.specialSigKey && mark === secretSignature);
  if (isSecret) return unwrap(entries.find(([key]) => key === "value")?.[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, unwrap(inner)]));
}
