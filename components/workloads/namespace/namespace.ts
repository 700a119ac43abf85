import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, MeshCapability, MeshProvider } from "../../cluster";
import {
  createRendered,
  refuseComponent,
  SlipwayComponent,
  under,
  type RenderedTransform,
  type Transform,
} from "../../core";
import { meshEngine } from "../../mesh/engines";
import type { PodSecurityLevel } from "../pod/security-spec";
import { checkOwner, namespaceLabels, ownedLabels } from "./metadata";
import { checkNamespaceName, checkNamespaceSpec, type NamespaceSpec } from "./namespace-spec";
import { limitRangeItems, quotaHard } from "./quota";
import { planRoles, type PlannedRole } from "./roles";

export interface NamespaceArgs extends NamespaceSpec {
  readonly cluster: ClusterHandle;
  /** Name of the namespace in the cluster: a DNS label. Default: the component's name. */
  readonly objectName?: string | undefined;
  /** Who answers for it: a label `slipway/owner` of the namespace and of what is made with it. Default: none. */
  readonly owner?: string | undefined;
  /** The mesh of the cluster: then its workloads take part in it. Default: none. */
  readonly mesh?: MeshCapability | undefined;
  readonly transform?: NamespaceTransform | undefined;
}

/** One transform for each child. */
export interface NamespaceTransform {
  readonly namespace?: Transform<k8s.core.v1.NamespaceArgs>;
  readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
  readonly quota?: Transform<k8s.core.v1.ResourceQuotaArgs>;
  readonly limitRange?: Transform<k8s.core.v1.LimitRangeArgs>;
  /** For each of the roles of your own. */
  readonly role?: Transform<k8s.rbac.v1.RoleArgs>;
  /** For each of the role bindings. */
  readonly roleBinding?: Transform<k8s.rbac.v1.RoleBindingArgs>;
  /** For each object by which the mesh knows it. */
  readonly meshObject?: RenderedTransform;
}

/**
 * A namespace that enforces a Pod Security level, `restricted` unless another is asked for, and refuses all traffic that no policy
 * allows. On request with a quota, bounds of its containers, and roles for groups of people.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class Namespace extends SlipwayComponent {
  /** Name of the namespace in the cluster. */
  readonly objectName: string;
  /** Pod Security level that it enforces. */
  readonly podSecurity: PodSecurityLevel;
  /** The mesh that its workloads take part in. */
  readonly mesh: MeshProvider | undefined;
  /** Names of the role bindings in it, and so of its roles. */
  readonly roleNames: readonly string[];
  /** Name of the namespace, known when the namespace, its default policy, its quota and its limit range exist. */
  readonly namespaceName: pulumi.Output<string>;

  readonly #args: NamespaceArgs;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const objectName = args.objectName ?? name;
    refuseComponent("Namespace", name, [
      ...under(["objectName"], checkNamespaceName(objectName)),
      ...checkOwner(args.owner),
      ...checkNamespaceSpec(args),
    ]);
    super("Namespace", name, opts, { provider: args.cluster.provider });
    this.objectName = objectName;
    this.podSecurity = args.podSecurity ?? "restricted";
    this.roleNames = roleNamesOf(args);
    this.mesh = args.mesh?.provider;
    this.#args = args;

    const namespace = this.createNamespace().metadata.name;
    const policy = this.createDefaultPolicy(namespace);
    const bounds = [...this.createQuota(namespace), ...this.createLimitRange(namespace)];
    for (const role of planRoles(args.access)) this.createRole(namespace, role);
    this.createMeshObjects(namespace);

    this.namespaceName = pulumi
      .all([policy.metadata.namespace, pulumi.all(bounds.map(({ metadata }) => metadata.namespace))])
      .apply(([created]) => created);
    this.registerOutputs({ namespaceName: this.namespaceName });
  }

  private createNamespace(): k8s.core.v1.Namespace {
    const { mesh, protected: isProtected = false, transform } = this.#args;
    const ofMesh = mesh === undefined ? {} : meshEngine(mesh.provider).namespace(mesh);
    const annotations = { ...ofMesh.annotations, ...this.#args.annotations };
    return new k8s.core.v1.Namespace(
      ...this.child(
        "",
        {
          metadata: {
            name: this.objectName,
            labels: { ...namespaceLabels(this.objectName, this.podSecurity, this.#args), ...ofMesh.labels },
            ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
          },
        },
        transform?.namespace,
        isProtected ? { protect: true } : {},
      ),
    );
  }

  private createDefaultPolicy(namespace: pulumi.Output<string>): k8s.networking.v1.NetworkPolicy {
    return new k8s.networking.v1.NetworkPolicy(
      ...this.child(
        "default-deny",
        {
          metadata: this.metadata(namespace, "default-deny"),
          spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        },
        this.#args.transform?.networkPolicy,
      ),
    );
  }

  private createMeshObjects(namespace: pulumi.Output<string>): void {
    const { mesh, transform } = this.#args;
    if (mesh === undefined) return;
    const objects = meshEngine(mesh.provider).namespaceObjects(mesh, this.objectName);
    createRendered(this.childFactory(), objects, this.metadata(namespace, this.objectName), [], transform?.meshObject);
  }

  private createQuota(namespace: pulumi.Output<string>): k8s.core.v1.ResourceQuota[] {
    const hard = quotaHard(this.#args.quota);
    if (hard === undefined) return [];
    const args = { metadata: this.metadata(namespace, "quota"), spec: { hard } };
    return [new k8s.core.v1.ResourceQuota(...this.child("quota", args, this.#args.transform?.quota))];
  }

  private createLimitRange(namespace: pulumi.Output<string>): k8s.core.v1.LimitRange[] {
    const limits = limitRangeItems(this.#args.limits);
    if (limits === undefined) return [];
    const args = { metadata: this.metadata(namespace, "limits"), spec: { limits } };
    return [new k8s.core.v1.LimitRange(...this.child("limits", args, this.#args.transform?.limitRange))];
  }

  private createRole(namespace: pulumi.Output<string>, { name, rules, roleRef, subjects }: PlannedRole): void {
    // No name of a namespace has a dot, so no two bindings of a program can have one name.
    const suffix = `access.${name}`;
    const metadata = this.metadata(namespace, name);
    const role =
      rules === undefined
        ? []
        : [new k8s.rbac.v1.Role(...this.child(suffix, { metadata, rules }, this.#args.transform?.role))];
    new k8s.rbac.v1.RoleBinding(
      ...this.child(suffix, { metadata, roleRef, subjects }, this.#args.transform?.roleBinding, { dependsOn: role }),
    );
  }

  private metadata(namespace: pulumi.Output<string>, name: string): k8s.types.input.meta.v1.ObjectMeta {
    return { name, namespace, labels: ownedLabels(name, this.#args.owner) };
  }
}

/** A namespace: one that is made here, or its name; that one must exist, or be an output of what makes it. */
export type NamespaceRef = pulumi.Input<string> | Namespace;

/** Its name, for an object's metadata. Of a `Namespace` it is known when the namespace can take pods. */
export function namespaceNameOf(ref: NamespaceRef): pulumi.Input<string> {
  return ref instanceof Namespace ? ref.namespaceName : ref;
}

/** Its name, where it is known before anything is made. */
export function plainNameOf(ref: NamespaceRef): string | undefined {
  if (ref instanceof Namespace) return ref.objectName;
  return typeof ref === "string" ? ref : undefined;
}

/** The Pod Security level that it enforces, where it is known. */
export function podSecurityOf(ref: NamespaceRef): PodSecurityLevel | undefined {
  return ref instanceof Namespace ? ref.podSecurity : undefined;
}

/** Names of the role bindings, and so of the roles, that come with a namespace. */
export function roleNamesOf({ access }: NamespaceSpec): string[] {
  return planRoles(access).map(({ name }) => name);
}
