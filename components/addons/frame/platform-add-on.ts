import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { inAccountOf, type ClusterHandle } from "../../cluster";
import { SlipwayComponent } from "../../core";
import type { AddOnContext, AddOnOutputs, AnyAddOn, CommonOptions } from "./add-on";
import { policySpec } from "./traffic";

/** What all add-ons of a platform are deployed with. */
export type Platform = Omit<AddOnContext<CommonOptions>, "options" | "child" | "parent" | "place">;

export interface PlatformAddOnArgs {
  readonly addOn: AnyAddOn;
  /** Options of that add-on. */
  readonly options: unknown;
  readonly platform: Platform;
  /** The namespace, where an add-on that shares it has made it. */
  readonly namespace: readonly k8s.core.v1.Namespace[] | undefined;
}

/** One add-on in a cluster: its namespace, who may talk to it, and what it consists of. */
export class PlatformAddOn extends SlipwayComponent {
  /** What must be there before anything that uses it, and so goes after it. */
  readonly ready: readonly pulumi.Resource[];
  /** Its namespace; none where that is there already. */
  readonly namespace: readonly k8s.core.v1.Namespace[];

  /** What is told of it outside of the cluster. */
  readonly outputs: AddOnOutputs;

  readonly #args: PlatformAddOnArgs;

  constructor(name: string, args: PlatformAddOnArgs, opts?: pulumi.ComponentResourceOptions) {
    const { addOn, platform } = args;
    const { cluster, eks } = platform;
    super("PlatformAddOn", name, eks === undefined ? opts : inAccountOf(eks, opts), {
      provider: cluster.provider,
      ...(addOn.owns === undefined ? goesWith(cluster) : {}),
    });
    this.#args = args;

    this.namespace = args.namespace ?? this.createNamespace();
    const place = [...this.namespace, ...this.createPolicies([...this.namespace])];
    const { ready, outputs = {} } = addOn.deploy({
      ...platform,
      options: args.options as never,
      child: this.childFactory(),
      parent: this,
      place,
    });

    this.ready = [...place, ...ready];
    this.outputs = outputs;
    this.registerOutputs({ addOn: addOn.id });
  }

  private createNamespace(): k8s.core.v1.Namespace[] {
    const { addOn, options } = this.#args;
    const { name } = addOn.namespace;
    const podSecurity = addOn.podSecurityOf?.(options as never) ?? addOn.namespace.podSecurity;
    if (podSecurity === undefined) return [];
    const levels = { enforce: podSecurity, warn: podSecurity, audit: podSecurity };
    const labels = Object.entries(levels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level]);
    return [
      new k8s.core.v1.Namespace(
        ...this.child(
          "",
          { metadata: { name, labels: Object.fromEntries(labels) as Record<string, string> } },
          undefined,
          addOn.hasVolumes === true ? {} : goesWith(this.#args.platform.cluster),
        ),
      ),
    ];
  }

  private createPolicies(dependsOn: pulumi.Resource[]): k8s.networking.v1.NetworkPolicy[] {
    const { addOn, options, platform } = this.#args;
    return addOn.traffic(options as never, platform).map((traffic) => {
      const suffix = traffic.name ?? "";
      return new k8s.networking.v1.NetworkPolicy(
        ...this.child(
          suffix,
          {
            metadata: {
              name: suffix === "" ? addOn.name : `${addOn.name}-${suffix}`,
              namespace: addOn.namespace.name,
            },
            spec: policySpec(traffic, platform),
          },
          undefined,
          { ...goesWith(platform.cluster), dependsOn },
        ),
      );
    });
  }
}

/** What owns nothing outside of the cluster need not be taken away one by one where the cluster itself goes. */
function goesWith({ deletedWith }: ClusterHandle): pulumi.CustomResourceOptions {
  return deletedWith === undefined ? {} : { deletedWith };
}
