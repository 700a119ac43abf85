import * as pulumi from "@pulumi/pulumi";
import type { EksHandle } from "../../cluster";

/**
 * What the cluster is called in labels and messages, so that one is told from those of other clients: by its name in the cloud; one that was there already by
 * those of the project and the stack.
 */
export function clusterNameOf({ eks }: { readonly eks: EksHandle | undefined }): string {
  return eks?.clusterName ?? `${pulumi.getProject()}-${pulumi.getStack()}`;
}
