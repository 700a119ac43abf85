import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle } from "../cluster";
import { checkDnsLabel, labels, refuseComponent, SlipwayComponent, under, type Problem, type Transform } from "../core";

export interface NamespaceArgs {
  readonly cluster: ClusterHandle;
  /** Name of the namespace in the cluster: a DNS label. Default: the component's name. */
  readonly objectName?: string;
  readonly transform?: {
    readonly namespace?: Transform<k8s.core.v1.NamespaceArgs>;
    readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
  };
}

/** A namespace that enforces the `restricted` Pod Security standard and refuses all traffic that no policy allows. */
export class Namespace extends SlipwayComponent {
  /** Name of the namespace, known when the namespace and its default policy exist. */
  readonly namespaceName: pulumi.Output<string>;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const objectName = args.objectName ?? name;
    refuseComponent("Namespace", name, under(["objectName"], checkNamespaceName(objectName)));
    super("Namespace", name, opts, { provider: args.cluster.provider });

    const namespace = this.createNamespace(objectName, args);
    const policy = this.createDefaultPolicy(namespace.metadata.name, args);

    this.namespaceName = policy.metadata.namespace;
    this.registerOutputs({ namespaceName: this.namespaceName });
  }

  private createNamespace(objectName: string, args: NamespaceArgs): k8s.core.v1.Namespace {
    const podSecurity = Object.fromEntries(
      ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
    );
    return new k8s.core.v1.Namespace(
      ...this.child(
        "",
        { metadata: { name: objectName, labels: { ...labels({ name: objectName }), ...podSecurity } } },
        args.transform?.namespace,
      ),
    );
  }

  private createDefaultPolicy(namespace: pulumi.Output<string>, args: NamespaceArgs): k8s.networking.v1.NetworkPolicy {
    return new k8s.networking.v1.NetworkPolicy(
      ...this.child(
        "default-deny",
        {
          metadata: { name: "default-deny", namespace, labels: labels({ name: "default-deny" }) },
          spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        },
        args.transform?.networkPolicy,
      ),
    );
  }
}

/** What is wrong with the name of a namespace that is to be made here, and so to be deleted here one day. */
export function checkNamespaceName(objectName: string): Problem[] {
  const label = checkDnsLabel("a namespace", objectName);
  if (label.length > 0) return label;
  if (objectName !== "default" && !objectName.startsWith("kube-")) return [];
  return [
    {
      path: [],
      message: "this namespace is the cluster's own, and would be deleted with what is made here",
      found: objectName,
      allowed: "any name but default and kube-…",
      fix: "use a namespace of your own",
    },
  ];
}
