import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { EksHandle } from "../../cluster";
import type { ManifestEntry, Transform } from "../../core";
import type { AddOnContext, CommonOptions } from "./add-on";
import { manifestAddresses } from "./mirrors";

/**
 * Custom resource definitions out of a manifest, for a chart that has them in its folder `crds/`, which Helm would never upgrade, and for those
 * that are too large for the record that Helm keeps of a release: a Secret of a megabyte.
 *
 * They stay when the add-on goes, and so do the custom resources of others: with a definition whose controller is gone already, resources
 * that wait for that controller would never go. So they have a provider of their own, which takes over what is there from an earlier
 * installation.
 */
export function createKeptCrds<Options extends CommonOptions>(
  { eks, child, parent, mirrors }: AddOnContext<Options> & { readonly eks: EksHandle },
  manifest: ManifestEntry,
  transform?: Transform<k8s.yaml.v2.ConfigGroupArgs>,
): pulumi.Resource {
  const provider = new k8s.Provider(
    `${parent.logicalName}-crds`,
    {
      kubeconfig: eks.kubeconfig,
      clusterIdentifier: `${eks.region}/${eks.clusterName}`,
      enableServerSideApply: true,
      upsertExistingObjects: true,
      enablePatchForce: true,
    },
    // Whoever may not come in at the one may not at the other.
    { parent, dependsOn: [eks.provider] },
  );
  return new k8s.yaml.v2.ConfigGroup(
    ...child<k8s.yaml.v2.ConfigGroupArgs>("crds", { files: manifestAddresses(manifest, mirrors) }, transform, {
      provider,
      // Of the group, and so of all in it.
      retainOnDelete: true,
    }),
  );
}

/**
 * The same for add-ons that other clusters have too. There, whose access is not known here, the definitions go with the add-on, and all that is
 * made by them; where the platform is protected, Pulumi refuses to delete them.
 */
export function createCrds<Options extends CommonOptions>(
  context: AddOnContext<Options>,
  manifest: ManifestEntry,
  transform?: Transform<k8s.yaml.v2.ConfigGroupArgs>,
): pulumi.Resource {
  const { eks, child, isProtected, mirrors } = context;
  if (eks !== undefined) return createKeptCrds({ ...context, eks }, manifest, transform);
  const files = manifestAddresses(manifest, mirrors);
  return new k8s.yaml.v2.ConfigGroup(
    ...child<k8s.yaml.v2.ConfigGroupArgs>("crds", { files }, transform, { protect: isProtected }),
  );
}
