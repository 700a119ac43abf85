import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildFactory } from "./component";
import type { Transform } from "./transform";

/** What a value of a manifest may be. What is undefined is left out. */
export type ManifestValue =
  string | number | boolean | readonly ManifestValue[] | { readonly [key: string]: ManifestValue | undefined };

/** A Kubernetes object that is made from plain data, as controllers of gateways and meshes read them. */
export interface RenderedObject {
  /** Suffix of its logical name, unique among those of its kind and owner; empty for the owner's own name. */
  readonly suffix: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Default: the namespace of its owner. */
  readonly namespace?: string | undefined;
  /** Whether it is in no namespace, such as a class of gateways. Default: no. */
  readonly clusterWide?: boolean | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Everything besides `apiVersion`, `kind` and `metadata`: mostly `{ spec }`. */
  readonly fields: Readonly<Record<string, ManifestValue | undefined>>;
  /**
   * Whether it is made after the others of its owner that are not `last`, and goes before them: a route that is to be protected by
   * policies. Default: no.
   */
  readonly last?: boolean | undefined;
  /**
   * Paths of fields, such as `spec.gatewayClassName`, whose change makes a new object of the name, when the old one is gone. Default: the object is
   * changed.
   */
  readonly replacedBy?: readonly string[] | undefined;
}

/** A change to each object that was rendered: of those that are Kubernetes' own too. */
export type RenderedTransform = Transform<k8s.apiextensions.CustomResourceArgs>;

/**
 * An object in the form of a custom resource.
 * @param metadata what all objects of its owner have; its name and namespace are the object's own, where it has them
 */
export function customResourceArgs(
  { apiVersion, kind, name, namespace, clusterWide = false, labels, annotations, fields }: RenderedObject,
  { namespace: ownerNamespace, ...metadata }: k8s.types.input.meta.v1.ObjectMeta,
): k8s.apiextensions.CustomResourceArgs {
  const where = namespace ?? ownerNamespace;
  return {
    apiVersion,
    kind,
    metadata: {
      ...metadata,
      name,
      ...(clusterWide || where === undefined ? {} : { namespace: where }),
      ...(labels === undefined ? {} : { labels: { ...(metadata.labels as Record<string, string>), ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    },
    ...(withoutUndefined(fields) as Record<string, ManifestValue>),
  };
}

/** Kinds of the group without a name, of which the provider takes no custom resources: "v1" is not of the form that it wants. */
const coreKinds: Readonly<
  Record<string, new (name: string, args: object, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource>
> = {
  ConfigMap: k8s.core.v1.ConfigMap,
  Namespace: k8s.core.v1.Namespace,
  Secret: k8s.core.v1.Secret,
  Service: k8s.core.v1.Service,
  ServiceAccount: k8s.core.v1.ServiceAccount,
};

/**
 * Makes objects: those that are `last` after all others, and before them on the way down.
 * @param metadata what all of them have
 * @param after what all of them come after
 * @returns all of them, in their order
 */
export function createRendered(
  child: ChildFactory,
  objects: readonly RenderedObject[],
  metadata: k8s.types.input.meta.v1.ObjectMeta,
  after: readonly pulumi.Resource[] = [],
  transform?: RenderedTransform,
): pulumi.CustomResource[] {
  const create = (object: RenderedObject, dependsOn: readonly pulumi.Resource[]) => {
    const { replacedBy } = object;
    const args = child(object.suffix, customResourceArgs(object, metadata), transform, {
      dependsOn: [...dependsOn],
      ...(replacedBy === undefined ? {} : { replaceOnChanges: [...replacedBy], deleteBeforeReplace: true }),
    });
    const Core = object.apiVersion === "v1" ? coreKinds[object.kind] : undefined;
    return Core === undefined ? new k8s.apiextensions.CustomResource(...args) : new Core(...args);
  };
  const first = objects.filter(({ last }) => last !== true).map((object) => create(object, after));
  const last = objects.filter((object) => object.last === true).map((object) => create(object, [...after, ...first]));
  return [...first, ...last];
}

/** The same value without what is undefined, as the API server takes no such fields. */
export function withoutUndefined(value: ManifestValue | undefined): ManifestValue | undefined {
  if (Array.isArray(value)) return (value as readonly ManifestValue[]).map((one) => withoutUndefined(one) ?? one);
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, ManifestValue | undefined>>).flatMap(([key, one]) =>
      one === undefined ? [] : [[key, withoutUndefined(one)]],
    ),
  );
}
