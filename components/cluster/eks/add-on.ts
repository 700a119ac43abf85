import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent, type Transform, type PolicyStatement } from "../../core";
import { addOnVersion, type AddOnName } from "./add-on-versions";
import { podIdentityTrust } from "./identity";
import { ServiceRole } from "./service-role";

/** The permissions of an add-on in the cloud. */
export interface AddOnIdentity {
  /** Name of its service account. */
  readonly serviceAccount: string;
  /** ARNs of policies that AWS manages. */
  readonly managedPolicies?: readonly string[];
  readonly statements?: readonly PolicyStatement[];
}

export interface EksAddOnArgs {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** Such as `1.36`; it decides the version of the add-on. */
  readonly kubernetesVersion: string;
  /** Name of the add-on at EKS. */
  readonly addOn: AddOnName;
  /** Such as `v1.20.4-eksbuild.2`. Default: that of the table by Kubernetes version; where it has none, EKS takes its own default. */
  readonly version?: string | undefined;
  /** Values in the add-on's own schema (`aws eks describe-addon-configuration`). Default: none. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly identity?: AddOnIdentity;
  /** What must be there before the add-on; its role does not wait for it. Default: nothing. */
  readonly after?: readonly pulumi.Resource[];
  readonly transform?: Transform<aws.eks.AddonArgs> | undefined;
}

/** Namespace of the add-ons that have an identity. */
const addOnNamespace = "kube-system";

/**
 * An add-on that EKS manages, with its version pinned, its configuration in a fixed form and its permissions by EKS Pod Identity.
 * What was changed by hand is overwritten when it is made or updated: the program says what it is like.
 */
export class EksAddOn extends SlipwayComponent {
  readonly addOn: aws.eks.Addon;

  constructor(name: string, args: EksAddOnArgs, opts?: pulumi.ComponentResourceOptions) {
    super("EksAddOn", name, opts);
    const { addOn, clusterName, configuration, identity } = args;
    const version = args.version ?? addOnVersion(addOn, args.kubernetesVersion)?.version;
    const role = identity === undefined ? undefined : this.createRole(clusterName, addOn, identity);

    this.addOn = new aws.eks.Addon(
      ...this.child(
        "",
        {
          clusterName,
          addonName: addOn,
          ...(version === undefined ? {} : { addonVersion: version }),
          ...(configuration === undefined ? {} : { configurationValues: sortedJson(configuration) }),
          ...(role === undefined || identity === undefined
            ? {}
            : { podIdentityAssociations: [{ roleArn: role.arn, serviceAccount: identity.serviceAccount }] }),
          resolveConflictsOnCreate: "OVERWRITE",
          resolveConflictsOnUpdate: "OVERWRITE",
          // What the add-on installed goes with it; kept, it would be nobody's.
          preserve: false,
        },
        args.transform,
        { dependsOn: [...(args.after ?? [])] },
      ),
    );
    this.registerOutputs({ addOn, version: version ?? "EKS default" });
  }

  private createRole(clusterName: string, addOn: AddOnName, identity: AddOnIdentity): ServiceRole {
    const { serviceAccount, managedPolicies, statements } = identity;
    return new ServiceRole(
      `${this.logicalName}-role`,
      {
        roleName: `${clusterName}-${addOn}`,
        description: `The add-on ${addOn} of the cluster ${clusterName}`,
        trust: podIdentityTrust({ namespace: addOnNamespace, name: serviceAccount }),
        ...(managedPolicies === undefined ? {} : { managedPolicies }),
        ...(statements === undefined ? {} : { statements }),
      },
      { parent: this },
    );
  }
}

/** JSON whose keys are in alphabetical order at every depth: another order would be a change to EKS. */
function sortedJson(value: Readonly<Record<string, unknown>>): pulumi.Output<string> {
  return pulumi.output(value).apply((known) => JSON.stringify(sorted(known)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
