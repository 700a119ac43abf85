import * as pulumi from "@pulumi/pulumi";
import { SlipwayError } from "./errors";
import { applyTransform, type Transform } from "./transform";

/**
 * The base of every component: type token `slipway:index:<Class>`, the same options for every child, and two rules
 * that are held at run time: a child's name starts with its parent's, and `registerOutputs` is called in the constructor.
 */
export abstract class SlipwayComponent extends pulumi.ComponentResource {
  /** The name that this component was given in the program. */
  readonly logicalName: string;

  readonly #childOptions: pulumi.CustomResourceOptions;
  readonly #dependsOn: pulumi.ResourceOptions["dependsOn"];
  readonly #parent: pulumi.Resource | undefined;
  #outputsRegistered = false;

  /**
   * @param type the name of the class; it is part of every URN below, so it never changes
   * @param childOptions what every child gets besides its parent, such as the provider
   */
  protected constructor(
    type: string,
    name: string,
    opts: pulumi.ComponentResourceOptions = {},
    childOptions: pulumi.CustomResourceOptions = {},
  ) {
    super(`slipway:index:${type}`, name, {}, guarded(opts));
    this.logicalName = name;
    this.#childOptions = { ...childOptions, parent: this };
    this.#dependsOn = opts.dependsOn;
    this.#parent = opts.parent;
  }

  /**
   * What to give to a child's constructor, to be spread: its name (the component's own, and the suffix if there is
   * one), its arguments after the user's transform, and its options. What the component depends on, each child
   * depends on: the engine would otherwise only wait for it before it registers the component itself.
   */
  protected child<Args extends object>(
    suffix: string,
    args: Args,
    transform?: Transform<Args>,
    opts: pulumi.CustomResourceOptions = {},
  ): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
    const name = suffix === "" ? this.logicalName : `${this.logicalName}-${suffix}`;
    const dependsOn = bothOf(this.#dependsOn, opts.dependsOn);
    try {
      return applyTransform(transform, name, args, {
        ...this.#childOptions,
        ...opts,
        ...(dependsOn === undefined ? {} : { dependsOn }),
      });
    } catch (error) {
      this.#giveUp();
      throw error;
    }
  }

  /** `child`, for functions that make children of this component. */
  protected childFactory(): ChildFactory {
    return (suffix, args, transform, opts) => this.child(suffix, args, transform, opts);
  }

  /**
   * The options of a child that a plugin makes as a whole (a remote component), with the provider of a package that it is to
   * make its parts with: unlike other children, it does not inherit it.
   */
  protected withProvider(pkg: string, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
    const provider = this.getProvider(`${pkg}::`);
    return provider === undefined ? opts : { ...opts, providers: [provider] };
  }

  protected override registerOutputs(outputs: pulumi.Inputs): void {
    this.#outputsRegistered = true;
    hideFields(this);
    super.registerOutputs(outputs);
  }

  /** The constructor ends by an error of its own, which is not to be hidden by that of outputs that are missing in consequence. */
  #giveUp(): void {
    this.#outputsRegistered = true;
    if (this.#parent instanceof SlipwayComponent) this.#parent.#giveUp();
  }

  /** The SDK calls this from within `super()`; what comes after the `await` runs when the constructor has ended. */
  protected override async initialize(): Promise<void> {
    await Promise.resolve();
    if (this.#outputsRegistered) return;
    throw new SlipwayError(
      `${this.constructor.name} ${this.logicalName}`,
      [
        {
          path: ["registerOutputs"],
          message: "the component did not call registerOutputs in its constructor",
          fix: "call this.registerOutputs({ … }) once, as the last statement of the constructor",
        },
      ],
      "its outputs are lost",
    );
  }
}

/** `SlipwayComponent.child`, for functions that make children of a component. */
export type ChildFactory = <Args extends object>(
  suffix: string,
  args: Args,
  transform?: Transform<Args>,
  opts?: pulumi.CustomResourceOptions,
) => [name: string, args: Args, opts: pulumi.CustomResourceOptions];

type DependsOn = pulumi.ResourceOptions["dependsOn"];
type Dependency = pulumi.Input<pulumi.Resource>;

/**
 * For each dependency of each resource the SDK looks for unknown values in everything that it can reach from it, by parents and providers, and
 * would so come to all that components hold: most of the time of a large program. These are resources, which are not unknown themselves.
 */
function hideFields(component: SlipwayComponent): void {
  for (const key of Object.keys(component)) {
    if (!key.startsWith("__")) Object.defineProperty(component, key, { enumerable: false });
  }
}

/** Options of a component that waits for more than they say. */
export function dependingOn(
  opts: pulumi.ComponentResourceOptions = {},
  after: readonly pulumi.Resource[],
): pulumi.ComponentResourceOptions {
  const dependsOn = after.length === 0 ? undefined : bothOf(opts.dependsOn, [...after]);
  return dependsOn === undefined ? opts : { ...opts, dependsOn };
}

function bothOf(one: DependsOn, other: DependsOn): DependsOn {
  if (one === undefined || other === undefined) return one ?? other;
  const [first, second] = [listed(one), listed(other)];
  if (Array.isArray(first) && Array.isArray(second)) return [...first, ...second];
  return pulumi.all([first, second]).apply((both) => both.flat());
}

/** What is known to be a list, or a single resource, as a list; an output as it is. */
function listed(dependsOn: NonNullable<DependsOn>): Dependency[] | pulumi.Input<Dependency | Dependency[]> {
  if (Array.isArray(dependsOn)) return dependsOn;
  return pulumi.Resource.isInstance(dependsOn) ? [dependsOn] : dependsOn;
}

/** Adds the name guard, unless a Slipway parent has it already: a transformation reaches every resource below. */
function guarded(opts: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
  if (opts.parent instanceof SlipwayComponent) return opts;
  return { ...opts, transformations: [...(opts.transformations ?? []), requireNamePrefix] };
}

const requireNamePrefix: pulumi.ResourceTransformation = ({ name, type, opts }) => {
  const parent = opts.parent;
  if (parent instanceof SlipwayComponent && name !== parent.logicalName && !name.startsWith(`${parent.logicalName}-`)) {
    throw new SlipwayError(
      `${type} ${name}`,
      [
        {
          path: ["name"],
          message: `a child of ${parent.logicalName} must have a name that starts with its parent's`,
          found: name,
          allowed: `${parent.logicalName}, or ${parent.logicalName}-…`,
          fix: `name it ${parent.logicalName}-${name}`,
        },
      ],
      "nothing of it was registered",
    );
  }
  return undefined;
};
