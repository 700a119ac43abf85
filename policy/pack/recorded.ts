import { UnknownValueError, type PolicyResource } from "@pulumi/policy";
import { unknownMark, type RecordedResource } from "../../testing";

/** What the engine handed to the policy pack of each resource before it was made, by URN. */
export type InputsByUrn = ReadonlyMap<string, RecordedResource["inputs"]>;

const stackType = "pulumi:pulumi:Stack";

/**
 * What the engine knows of a stack, in the form of the recorder. Paths are URNs.
 * @param inputs of a resource that is not in it, the outputs stand for them
 */
export function recorded(resources: readonly PolicyResource[], inputs: InputsByUrn): RecordedResource[] {
  const all = resources.filter(({ type }) => type !== stackType).map((resource) => fromStack(resource, inputs));
  const known = new Set(all.map(({ path }) => path));
  for (const { provider } of resources) {
    if (provider === undefined || known.has(provider.urn)) continue;
    known.add(provider.urn);
    all.push({ ...blank, path: provider.urn, type: provider.type, name: provider.name, inputs: plain(provider.props) });
  }
  return all;
}

const blank = {
  parent: null,
  provider: null,
  outputs: {},
  dependsOn: [],
  propertyDependencies: {},
  protect: false,
  ignoreChanges: [],
  deletedWith: null,
  remote: false,
} satisfies Partial<RecordedResource>;

function fromStack(resource: PolicyResource, inputs: InputsByUrn): RecordedResource {
  const { urn, type, name, parent, provider, props, opts, dependencies, propertyDependencies } = resource;
  const known = inputs.get(urn);
  return {
    ...blank,
    path: urn,
    type,
    name,
    parent: parent === undefined || parent.type === stackType ? null : parent.urn,
    provider: provider?.urn ?? null,
    inputs: known ?? plain(props),
    outputs: references(props),
    dependsOn: dependencies.map((dependency) => dependency.urn),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([input, sources]) => [input, sources.map((source) => source.urn)]),
    ),
    protect: opts.protect,
    ignoreChanges: opts.ignoreChanges,
  };
}

/** The outputs that other resources refer to it by, as far as they are known. */
function references(props: object): RecordedResource["outputs"] {
  const all = ["id", "arn", "name"].map((output) => [output, read(props, output)] as const);
  return Object.fromEntries(all.filter(([, value]) => typeof value === "string"));
}

/** A copy in which what is known only after `up` is marked: the values of a policy pack throw when it is read. */
export function plain(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(value).map((key) => [key, plainValue(read(value, key))]));
}

function plainValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value === unknownMark) return value;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => plainValue(read(value, index)));
  return plain(value);
}

function read(value: object, key: string | number): unknown {
  try {
    return (value as Record<string | number, unknown>)[key];
  } catch (error) {
    if (error instanceof UnknownValueError) return unknownMark;
    throw error;
  }
}
