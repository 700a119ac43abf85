import { fakeAwsOutputs } from "./aws-fakes";
import { hash, uuid } from "./seeds";

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
  /** Region of the resource's AWS provider, where it has one. */
  readonly region?: string | undefined;
  /** Account that its AWS provider is held to, where it is. */
  readonly account?: string | undefined;
}

/**
 * Plausible outputs for a resource, the same on every run and unique to it; undefined for a type of which nothing is
 * known, as an output that is silently missing would hide a mistake.
 */
export function fakeOutputs(args: FakeArgs): FakeOutputs | undefined {
  return fakes.find(({ prefix }) => args.type.startsWith(prefix))?.make(args);
}

const fakes: readonly { prefix: string; make: (args: FakeArgs) => FakeOutputs | undefined }[] = [
  { prefix: "pulumi:providers:", make: ({ urn }) => ({ id: uuid(urn), outputs: {} }) },
  { prefix: "kubernetes:", make: kubernetesObject },
  { prefix: "aws:", make: fakeAwsOutputs },
  { prefix: "eks:", make: fakeAwsOutputs },
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
