import * as pulumi from "@pulumi/pulumi";
import type { EksClusterConfig } from "./config/schema";

/** What a cluster on EKS is called in its account. */
export function eksClusterName({ name }: Pick<EksClusterConfig, "name">, environment: string): string {
  return name ?? `${pulumi.getProject()}-${environment}`;
}
