import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { customResourceArgs, type ChildFactory, type RenderedObject, type Transform } from "../core";

/** A change to each object that was rendered: of those that are Kubernetes' own too. */
export type RenderedTransform = Transform<k8s.apiextensions.CustomResourceArgs>;

/**
 * Makes rendered objects as children of a component, those that are `last` after all others.
 * @param metadata what all of them have, such as the namespace and labels
 */
export function createRendered(
  child: ChildFactory,
  objects: readonly RenderedObject[],
  metadata: k8s.types.input.meta.v1.ObjectMeta,
  transform: RenderedTransform | undefined,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.Resource[] {
  const create = (object: RenderedObject, options: pulumi.CustomResourceOptions): pulumi.Resource => {
    const args = child(object.suffix, customResourceArgs(object, metadata), transform, options);
    switch (`${object.apiVersion}/${object.kind}`) {
      case "v1/ConfigMap":
        return new k8s.core.v1.ConfigMap(...(args as ConfigMapChild));
      case "networking.k8s.io/v1/NetworkPolicy":
        return new k8s.networking.v1.NetworkPolicy(...(args as NetworkPolicyChild));
      default:
        return new k8s.apiextensions.CustomResource(...args);
    }
  };
  const first = objects.filter(({ last }) => last !== true).map((object) => create(object, opts));
  const dependsOn = [...dependenciesOf(opts), ...first];
  const last = objects
    .filter((object) => object.last === true)
    .map((object) => create(object, dependsOn.length === 0 ? opts : { ...opts, dependsOn }));
  return [...first, ...last];
}

type ConfigMapChild = [name: string, args: k8s.core.v1.ConfigMapArgs, opts: pulumi.CustomResourceOptions];
type NetworkPolicyChild = [name: string, args: k8s.networking.v1.NetworkPolicyArgs, opts: pulumi.CustomResourceOptions];

function dependenciesOf({ dependsOn }: pulumi.CustomResourceOptions): pulumi.Input<pulumi.Resource>[] {
  if (dependsOn === undefined) return [];
  return Array.isArray(dependsOn) ? dependsOn : [dependsOn as pulumi.Input<pulumi.Resource>];
}
