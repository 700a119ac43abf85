/** A resource as it was registered. Paths are chains of `Type:name` from the stack down, and unique as URNs are. */
export interface RecordedResource {
  /** Such as `Shop:shop/Microservice:shop-cart/Deployment:shop-cart`. */
  readonly path: string;
  /** Token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Path of the parent; null right below the stack. */
  readonly parent: string | null;
  /** Path of the provider; null for components and providers, and for the default provider of a package. */
  readonly provider: string | null;
  /** A secret is `{ secret: true }`, an unknown `{ unknown: true }`, a resource `{ path }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Of a component what it registered; of another resource what its fake adds to the inputs, with its `id`. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Paths of all that it depends on, whether stated or by an input. */
  readonly dependsOn: readonly string[];
  /** Input to the paths that it came from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** Path of the resource whose deletion deletes this one too. */
  readonly deletedWith: string | null;
  /** Whether the provider, not the program, makes what is below it. */
  readonly remote: boolean;
}

/** Stands for a secret in what was recorded, and is the same object for all: a value that looks alike is no secret. */
export const secretMark = Object.freeze({ secret: true });

/** The same for what is known only after `up`. */
export const unknownMark = Object.freeze({ unknown: true });

const components = new WeakSet<RecordedResource>();

/** Keeps that a resource was registered as a component, which none of its fields says. */
export function markComponent(resource: RecordedResource): RecordedResource {
  components.add(resource);
  return resource;
}

/** Whether a resource was registered as a component, which groups others. A copy of a resource is not known. */
export function isComponent(resource: RecordedResource): boolean {
  return components.has(resource);
}

/** The last part of a type's token: `Deployment` of `kubernetes:apps/v1:Deployment`. */
export function shortType(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}
