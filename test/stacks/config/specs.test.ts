/**
 * The schema of the configuration and the types of the components, which say the same in two ways. The compiler compares them (`npm run
 * typecheck`); Jest takes the types away, and so its green means nothing of what stands here but the last test.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnId, AddOnOptions, CoreAddOnsSpec, Mirrors, PlatformAddOnsSpec } from "../../../components/addons";
import type { PlatformCapabilities } from "../../../components/cluster";
import type { RegistriesSpec } from "../../../components/discovery";
import type { ApplicationNamespaceSpec, Workloads } from "../../../components/workloads";
import type {
  AddOnsConfig,
  ApplicationConfig,
  CapabilitiesConfig,
  ChartsConfig,
  ImagesConfig,
  ManifestsConfig,
  RegistriesConfig,
} from "../../../stacks/config/schema";

/** What a text of the configuration can stand for, or cannot hold at all. */
type Leaf =
  string | number | boolean | undefined | pulumi.Output<unknown> | Promise<unknown> | ((...args: never[]) => unknown);
type Keys<T> = T extends unknown ? keyof T & (string | number) : never;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;
type Items<T> = T extends readonly (infer Item)[] ? Item : never;

/** The paths of keys that a component's spec has and the schema has not, in any of the kinds of a union. */
type Missing<Spec, Schema, Path extends string = ""> =
  | MissingIn<Exclude<Spec, Leaf | readonly unknown[]>, Exclude<Schema, Leaf | readonly unknown[]>, Path>
  | (Items<Exclude<Spec, Leaf>> extends infer Item
      ? [Item] extends [never]
        ? never
        : Missing<Item, Items<Exclude<Schema, Leaf>>, `${Path}[]`>
      : never);

type MissingIn<Spec, Schema, Path extends string> = {
  [K in Keys<Spec>]: K extends Keys<Schema> ? Missing<At<Spec, K>, At<Schema, K>, `${Path}.${K}`> : `${Path}.${K}`;
}[Keys<Spec>];

/** The options of add-ons, but for what is written in a program, and for values of charts, which may be any. */
type AddOnKeys = { readonly [Id in AddOnId]: Omit<AddOnOptions[Id], "transform" | "values"> };
type ConfiguredKeys = {
  readonly [Id in AddOnId]: Omit<Exclude<AddOnsConfig[Id], boolean | undefined>, "values">;
};

/** Fails to compile if anything is left. */
type None<T extends never> = T;

export type Checked = [
  // A claim that was met is no name, and so nothing that a text can say.
  None<Exclude<Missing<Workloads, ApplicationConfig>, `${string}.fromClaim.${string}`>>,
  None<Missing<ApplicationConfig, Workloads & { readonly namespace?: ApplicationNamespaceSpec }>>,
  // A transform is written in a program.
  None<Missing<Omit<ApplicationNamespaceSpec, "transform">, Exclude<ApplicationConfig["namespace"], string>>>,
  None<Missing<PlatformCapabilities, CapabilitiesConfig>>,
  None<Missing<CapabilitiesConfig, PlatformCapabilities>>,
  None<Missing<RegistriesSpec, RegistriesConfig>>,
  None<Missing<RegistriesConfig, RegistriesSpec>>,
  None<Exclude<Missing<AddOnKeys, ConfiguredKeys>, `${string}.transform${string}`>>,
  None<Missing<ConfiguredKeys, AddOnKeys>>,
  None<Exclude<keyof PlatformAddOnsSpec | keyof CoreAddOnsSpec, keyof AddOnsConfig>>,
  None<Exclude<keyof AddOnsConfig, keyof PlatformAddOnsSpec | keyof CoreAddOnsSpec>>,
];

/** What the configuration says can be given to the components as it is. */
export const given = {
  workloads: (config: ApplicationConfig): Workloads => config,
  namespace: (config: Exclude<ApplicationConfig["namespace"], string | undefined>): ApplicationNamespaceSpec => config,
  capabilities: (config: CapabilitiesConfig): PlatformCapabilities => config,
  addOns: (config: AddOnsConfig): PlatformAddOnsSpec & CoreAddOnsSpec => config,
  mirrors: (charts: ChartsConfig, images: ImagesConfig, manifests: ManifestsConfig): Mirrors => ({
    charts: charts.mirror,
    images: images.mirror,
    manifests: manifests.mirror,
  }),
};

test("functions are the only keys that the schema leaves out", () => {
  // What would be found if something were missing: the comparison above is one that can fail.
  const missing: Missing<{ readonly a?: { readonly b: string; readonly c?: number }[] }, { a: { b: string }[] }> =
    ".a[].c";
  expect(missing).toBe(".a[].c");
});
