import type { Manifest } from "../workloads/requirements/rendered";
import type { Step } from "../workloads/requirements/requirement";
import type { ControlPlane } from "./control-plane";

/** An object as the API server answers with it. */
export type StoredObject = Manifest & {
  readonly metadata: { readonly managedFields?: readonly ManagedFields[] };
};

interface ManagedFields {
  readonly manager: string;
  readonly fieldsV1: FieldSet;
}

/** Fields by `f:name`, entries of lists by `k:` and their keys as JSON. */
interface FieldSet {
  readonly [field: string]: FieldSet;
}

const manager = "slipway-test";

/**
 * Applies objects server-side, and returns what the API server made of them, in the same order. A field that it does not know is an error.
 * @param dryRun whether it only answers as if, and keeps nothing
 */
export async function apply(plane: ControlPlane, items: readonly Manifest[], dryRun: boolean): Promise<StoredObject[]> {
  const args = ["apply", "--server-side", `--field-manager=${manager}`, "--validate=strict", "--show-managed-fields"];
  const text = await plane.kubectl(
    [...args, ...(dryRun ? ["--dry-run=server"] : []), "--output=json", "--filename=-"],
    { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }), timeoutSeconds: 120 },
  );
  // The API server answers by its schema; which part of it is read is the caller's word.
  const answer = JSON.parse(text) as StoredObject | { readonly kind: "List"; readonly items: StoredObject[] };
  return "items" in answer && answer.kind === "List" ? (answer.items as StoredObject[]) : [answer as StoredObject];
}

/**
 * What the API server dropped or changed of an object, as `path: written → stored`; what it added is none of it. Zeros, empty texts and empty lists
 * that it leaves out are not lost: they are what Kubernetes takes a field for that is not there, or else it would have its default.
 */
export function lostFields(written: Manifest, stored: Manifest): string[] {
  // Texts of a Secret are only written: it keeps them as bytes.
  const { stringData, ...rest } = written;
  if (typeof stringData !== "object" || stringData === null) return differences("", written, stored);
  const data = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(String(text)).toString("base64")]);
  return differences("", { ...rest, data: Object.fromEntries(data) as unknown }, stored);
}

function differences(place: string, written: unknown, stored: unknown): string[] {
  if (stored === undefined && isEmpty(written)) return [];
  if (typeof written !== "object" || written === null) {
    return Object.is(written, stored) ? [] : [`${place}: ${JSON.stringify(written)} → ${JSON.stringify(stored)}`];
  }
  if (typeof stored !== "object" || stored === null || Array.isArray(written) !== Array.isArray(stored)) {
    return [`${place}: ${JSON.stringify(written)} → ${JSON.stringify(stored)}`];
  }
  const shorter = Array.isArray(written) && Array.isArray(stored) && written.length !== stored.length;
  return [
    ...(shorter ? [`${place}: ${String(written.length)} entries → ${String(stored.length)}`] : []),
    ...Object.entries(written).flatMap(([key, value]) =>
      differences(`${place}.${key}`, value, (stored as Readonly<Record<string, unknown>>)[key]),
    ),
  ];
}

function isEmpty(value: unknown): boolean {
  return value === 0 || value === false || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Whether a field, or an entry of a list, was said by us and not by the API server. */
export function isOurs(object: StoredObject, path: readonly Step[]): boolean {
  const ours = object.metadata.managedFields?.find((fields) => fields.manager === manager);
  let fields: FieldSet | undefined = ours?.fieldsV1;
  let value: unknown = object;
  for (const step of path) {
    value = (value as Readonly<Record<Step, unknown>> | undefined)?.[step];
    const key =
      typeof step === "string" ? `f:${step}` : Object.keys(fields ?? {}).find((other) => isKeyOf(other, value));
    fields = key === undefined ? undefined : fields?.[key];
  }
  return fields !== undefined;
}

function isKeyOf(key: string, entry: unknown): boolean {
  if (!key.startsWith("k:")) return false;
  const wanted = Object.entries(JSON.parse(key.slice(2)) as Readonly<Record<string, unknown>>);
  return wanted.every(([name, value]) => (entry as Readonly<Record<string, unknown>>)[name] === value);
}
