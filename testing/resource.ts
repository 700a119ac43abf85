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

/** Whether a resource is a component: it has no provider, and groups others. */
export function isComponent(resource: RecordedResource): boolean {
  return resource.provider === null && !resource.type.startsWith("pulumi:providers:");
}

/** The last part of a type's token: `Deployment` of `kubernetes:apps/v1:Deployment`. */
export function shortType(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}
