import { createHash } from "node:crypto";

/** What a provider would add to a resource's inputs when it makes the resource. */
export interface FakeOutputs {
  /** The provider's identifier; never equal to a name, so that a reference can be told from a name. */
  readonly id: string;
  /** Outputs besides the inputs, by name. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A resource as far as a fake needs to know it. */
export interface FakeArgs {
  /** Token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Plausible outputs for a resource, the same on every run and unique to it; undefined for a type of which nothing is
 * known, as an output that is silently missing would hide a mistake.
 */
export function fakeOutputs(args: FakeArgs): FakeOutputs | undefined {
  return fakes.find(({ prefix }) => args.type.startsWith(prefix))?.make(args);
}

const fakes: readonly { prefix: string; make: (args: FakeArgs) => FakeOutputs }[] = [
  { prefix: "pulumi:providers:", make: ({ urn }) => ({ id: uuid(urn), outputs: {} }) },
  { prefix: "kubernetes:", make: kubernetesObject },
  { prefix: "random:", make: randomValue },
];

function kubernetesObject({ urn, inputs }: FakeArgs): FakeOutputs {
  const metadata = isRecord(inputs.metadata) ? inputs.metadata : {};
  const { name, namespace } = metadata;
  const id = `${typeof namespace === "string" ? namespace : "_cluster"}/${typeof name === "string" ? name : uuid(urn)}`;
  return { id, outputs: { metadata: { ...metadata, uid: uuid(urn) } } };
}

function randomValue({ urn }: FakeArgs): FakeOutputs {
  return { id: uuid(urn), outputs: { result: `fake-${hash(urn).slice(0, 16)}` } };
}

/** A text in the form of a UUID that is the same for the same seed. */
export function uuid(seed: string): string {
  const digits = hash(seed);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join("-");
}

function hash(seed: string): string {
  return createHash("sha256").update(seed).digest("hex");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
