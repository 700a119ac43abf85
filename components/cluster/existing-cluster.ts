import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { SlipwayComponent, SlipwayError, type PolicyStatement } from "../core";
import type { ClusterHandle, Grant, ServiceAccountRef } from "./handle";
import { findContext, requireReachable, type FoundContext, type KubeconfigRef } from "./kubeconfig";
import { providerOptions } from "./provider-options";

export interface ExistingClusterArgs extends KubeconfigRef {
  /** The family of pod and service addresses. Default: `ipv4`. */
  readonly ipFamily?: "ipv4" | "ipv6" | undefined;
}

/**
 * A cluster that somebody else made, found through a kubeconfig.
 *
 * With the real engine, a missing file or context is a `SlipwayError` at once, and a server that does not answer is one
 * before the first object is made. Under a recording monitor there is nothing to look for.
 */
export class ExistingCluster extends SlipwayComponent implements ClusterHandle {
  readonly target = "existing";
  readonly deletedWith = undefined;
  readonly ipFamily: "ipv4" | "ipv6";
  readonly provider: k8s.Provider;
  /** What `grant` was asked for. Nobody has given it: this cluster has no cloud that could be asked. */
  readonly requestedGrants: { serviceAccount: ServiceAccountRef; statements: readonly PolicyStatement[] }[] = [];

  /**
   * Looks for the cluster and asks its API server, before a program registers anything.
   * @throws SlipwayError if it is not found or does not answer
   */
  static async requireReachable(args: KubeconfigRef): Promise<void> {
    if (!isRecorded()) await requireReachable(findContext(args));
  }

  constructor(name: string, args: ExistingClusterArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const found = isRecorded() ? undefined : findContext(args);
    super("ExistingCluster", name, opts);
    this.ipFamily = args.ipFamily ?? "ipv4";
    this.provider = this.createProvider(args, found);
    this.registerOutputs({ name: this.name, target: this.target, ipFamily: this.ipFamily });
  }

  get name(): string {
    return this.logicalName;
  }

  grant(serviceAccount: ServiceAccountRef, statements: readonly PolicyStatement[]): Grant {
    if (serviceAccount.indispensableFor !== undefined) {
      throw new SlipwayError(
        `ExistingCluster ${this.name}`,
        [
          {
            path: ["grant", `${serviceAccount.namespace}/${serviceAccount.name}`],
            message: `it needs a cloud permission for ${serviceAccount.indispensableFor}, and an existing cluster has no cloud to ask`,
            found: statements.flatMap(({ actions }) => actions).join(", "),
            fix: "switch off what needs it in this environment",
          },
        ],
        "nothing was granted",
      );
    }
    this.requestedGrants.push({ serviceAccount, statements });
    return { annotations: {}, dependsOn: [] };
  }

  /**
   * The name of the context identifies the cluster: a new address or credential replaces nothing, and another context is
   * another cluster, in which everything is made anew.
   */
  private createProvider(args: ExistingClusterArgs, found: FoundContext | undefined): k8s.Provider {
    const context = found === undefined ? args.context : requireReachable(found).then(() => found.context);
    return new k8s.Provider(
      ...this.child("", {
        // Empty, not left out: the SDK would put $KUBECONFIG in its place, which differs from one machine to the next.
        kubeconfig: args.kubeconfig ?? "",
        ...(context === undefined ? {} : { context, clusterIdentifier: context }),
        ...providerOptions,
      }),
    );
  }
}

function isRecorded(): boolean {
  return pulumi.runtime.getMonitor() instanceof MockMonitor;
}
