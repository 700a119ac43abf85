import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Properties } from "../stand-in";

/** A resource that exists in the imitated account. */
export interface LiveResource {
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  /** By what others refer to it: its id, its ARN, the name of a cluster. */
  readonly knownAs: readonly string[];
  readonly inputs: Properties;
}

/**
 * An account that keeps what was made in it, and refuses what AWS refuses: to make something that refers to what is not there, to
 * make two of one name, to delete what others still refer to, or a cluster with deletion protection. It is stricter than AWS, which lets
 * some things go that others refer to.
 */
export class Account {
  constructor(private readonly file: string) {}

  list(): LiveResource[] {
    return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, "utf8")) as LiveResource[]) : [];
  }

  add(resource: LiveResource): void {
    const live = this.list();
    requireSize(resource.inputs);
    requireReferences(resource, live);
    const { name } = resource.inputs;
    const twin = live.find((other) => other.type === resource.type && name !== undefined && other.inputs.name === name);
    if (twin !== undefined) throw new Error(`AlreadyExists: ${resource.type} ${String(name)}`);
    this.write([...live, resource]);
  }

  change(id: string, urn: string, inputs: Properties): void {
    requireSize(inputs);
    const live = this.list();
    this.write(
      live.map((resource) => (resource.id === id && resource.urn === urn ? { ...resource, inputs } : resource)),
    );
  }

  remove(id: string, urn: string): void {
    const live = this.list();
    const resource = live.find((other) => other.id === id && other.urn === urn);
    if (resource === undefined) throw new Error(`NotFound: ${urn}`);
    if (resource.inputs.deletionProtection === true) throw new Error(`OperationDenied: ${urn} has deletion protection`);
    const rest = live.filter((other) => other !== resource);
    const user = rest.find((other) => textsIn(other.inputs).some((text) => resource.knownAs.includes(text)));
    if (user !== undefined) throw new Error(`DependencyViolation: ${resource.urn} is used by ${user.urn}`);
    this.write(rest);
  }

  private write(live: readonly LiveResource[]): void {
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(live));
    renameSync(draft, this.file);
  }
}

/** Identifiers as EC2, EFS and KMS make them. */
const identifier = /^(vpc|subnet|sg|igw|eigw|nat|eipalloc|rtb|lt|fs|vpce|mrk)-[0-9a-f]{16,}$/;

function requireReferences(resource: LiveResource, live: readonly LiveResource[]): void {
  const known = new Set(live.flatMap(({ knownAs }) => knownAs));
  const { clusterName } = resource.inputs;
  const wanted = [
    ...textsIn(resource.inputs).filter((text) => identifier.test(text)),
    ...(typeof clusterName === "string" ? [clusterName] : []),
  ];
  const missing = wanted.find((text) => !known.has(text));
  if (missing !== undefined) throw new Error(`NotFound: ${missing}, for ${resource.urn}`);
}

/** A node group's numbers, in the words of EKS. */
function requireSize({ scalingConfig }: Properties): void {
  const { minSize = 0, desiredSize = minSize } = (scalingConfig ?? {}) as { minSize?: number; desiredSize?: number };
  if (minSize <= desiredSize) return;
  throw new Error(
    `InvalidParameterException: Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
  );
}

/** Every text in the inputs but in tags, which refer to nothing. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "tags" ? [] : textsIn(inner)));
}
