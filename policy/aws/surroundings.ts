import type { RecordedResource } from "../../testing";
import { hidden, list, look, parsed } from "./visible";

/** What an input refers to, as far as it was registered too and can be seen. */
export interface Targets {
  readonly resources: readonly RecordedResource[];
  /** Whether all of it was registered and can be seen. */
  readonly isComplete: boolean;
  /** Whether nothing of it is hidden: what is not among the resources is not referred to. */
  readonly isVisible: boolean;
}

/** Tags that a resource will carry, as far as they can be seen. */
export interface VisibleTags {
  readonly tags: Readonly<Record<string, unknown>>;
  readonly isComplete: boolean;
}

/** Everything that a program registered, and how it refers to each other. */
export class Surroundings {
  readonly #byPath: ReadonlyMap<string, RecordedResource>;
  /** By type and by a value that other resources refer to it with: identifier, ARN or name. */
  readonly #byReference = new Map<string, RecordedResource>();

  constructor(private readonly resources: readonly RecordedResource[]) {
    this.#byPath = new Map(resources.map((resource) => [resource.path, resource]));
    for (const resource of resources) {
      const { inputs, outputs } = resource;
      for (const value of [inputs.name, outputs.name, outputs.arn, outputs.id]) {
        if (typeof value === "string") this.#byReference.set(referenceKey(resource.type, value), resource);
      }
    }
  }

  ofType(type: string): RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /**
   * The resources of a type that an input refers to. Where the input is known only after `up`, they are those of the
   * type that it was computed from.
   */
  targets(resource: RecordedResource, [input, ...below]: readonly [string, ...string[]], type: string): Targets {
    const { values, isComplete } = list(resource.inputs, input, ...below);
    const found = values.map((value) => this.target(value, type));
    const sources = isComplete ? [] : this.sources(resource, input, type);
    const isVisible = isComplete || sources.length > 0;
    return {
      resources: [...new Set([...found, ...sources].filter((target) => target !== undefined))],
      isComplete: isVisible && found.every((target) => target !== undefined),
      isVisible,
    };
  }

  /** The resource of a type that a value refers to: an identifier, an ARN, a name, or the resource itself. */
  target(value: unknown, type: string): RecordedResource | undefined {
    const path = look(value, "path");
    const target = typeof path === "string" ? this.#byPath.get(path) : this.#byReference.get(referenceKey(type, value));
    return target?.type === type ? target : undefined;
  }

  /** The tags of a resource: those of its provider, and its own, which win. */
  tagsOf(resource: RecordedResource): VisibleTags {
    const provider = resource.provider === null ? undefined : this.#byPath.get(resource.provider);
    const defaults = look(parsed(look(provider?.inputs, "defaultTags")), "tags");
    const own = look(resource.inputs, "tags");
    return { tags: { ...asRecord(defaults), ...asRecord(own) }, isComplete: defaults !== hidden && own !== hidden };
  }

  /** Whether a resource is of an environment whose stage is `production`, which its tag `Stage` says. */
  isProduction(resource: RecordedResource): boolean {
    return look(this.tagsOf(resource).tags, "Stage") === "production";
  }

  private sources(resource: RecordedResource, input: string, type: string): RecordedResource[] {
    return (resource.propertyDependencies[input] ?? [])
      .map((path) => this.#byPath.get(path))
      .filter((source) => source?.type === type) as RecordedResource[];
  }
}

function referenceKey(type: string, value: unknown): string {
  return `${type} ${String(value)}`;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
