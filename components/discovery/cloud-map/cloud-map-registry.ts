import type { PlatformCapabilities } from "../../cluster";
import type { Problem } from "../../core";
import type { ClaimContext, ClaimHandle } from "../../workloads";

/**
 * What programs know of the namespace of AWS Cloud Map that the add-on `cloudMap` fills: its name, and the permission to ask it for instances.
 * Names of services below it are in the DNS of the VPC, which needs none.
 */
export function cloudMapHandle({ namespace }: NonNullable<PlatformCapabilities["cloudMap"]>): ClaimHandle {
  return {
    kind: "registry",
    values: { namespace },
    target: undefined,
    egress: [],
    grants: [
      {
        effect: "Allow",
        actions: ["servicediscovery:DiscoverInstances", "servicediscovery:DiscoverInstancesRevision"],
        // These know no resources, but the namespace by its name.
        resources: ["*"],
        conditions: { StringEquals: { "servicediscovery:NamespaceName": namespace } },
      },
    ],
    dependsOn: [],
  };
}

/** What is wrong with a claim that Cloud Map is to meet. Paths are relative to the claim. */
export function checkCloudMap({ capabilities }: ClaimContext): Problem[] {
  if (capabilities?.cloudMap !== undefined) return [];
  return [
    {
      path: ["class"],
      message: "the registry of this class is AWS Cloud Map, and nothing here registers services with it",
      found: "cloudMap",
      fix: "add cloudMap: { namespace: … } under slipway:addOns, on a cluster of EKS",
    },
  ];
}
