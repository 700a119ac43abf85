import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  physicalName,
  refuseComponent,
  SlipwayComponent,
  under,
  type Transform,
  checkStatements,
  policyDocument,
  trustPolicy,
  type PolicyStatement,
  type TrustStatement,
} from "../../core";

export interface ServiceRoleArgs {
  /** Name of the role in the account, cut to 64 characters. Default: made by Pulumi. */
  readonly roleName?: string;
  readonly description: string;
  readonly trust: pulumi.Input<TrustStatement>;
  /** ARNs of policies that AWS or the client manages. Default: none. */
  readonly managedPolicies?: readonly string[];
  /** A policy of the role's own. Default: none. */
  readonly statements?: readonly PolicyStatement[];
  readonly transform?: ServiceRoleTransform | undefined;
}

/** One transform for each child that has more to it than the two that it joins. */
export interface ServiceRoleTransform {
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
}

/** Longest name of an IAM role. */
const roleNameLength = 64;

/**
 * An IAM role for a service of AWS or a workload.
 * @throws SlipwayError if its statements allow everything of a service on everything
 */
export class ServiceRole extends SlipwayComponent {
  readonly role: aws.iam.Role;
  /** Known when all policies are attached: who uses it before that is refused by AWS now and then. */
  readonly arn: pulumi.Output<string>;
  /** The policies' attachments, for what must not outlive them. */
  readonly attachments: readonly pulumi.Resource[];

  constructor(name: string, args: ServiceRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const { statements, managedPolicies = [], transform } = args;
    if (statements !== undefined) {
      refuseComponent("ServiceRole", name, under(["statements"], checkStatements(statements)));
    }
    super("ServiceRole", name, opts);

    this.role = new aws.iam.Role(
      ...this.child(
        "",
        {
          ...(args.roleName === undefined ? {} : { name: physicalName(roleNameLength, args.roleName) }),
          description: args.description,
          assumeRolePolicy: trustPolicy(args.trust),
        },
        transform?.role,
      ),
    );
    const managed = managedPolicies.map(
      (policyArn) =>
        new aws.iam.RolePolicyAttachment(
          ...this.child(policyArn.slice(policyArn.lastIndexOf("/") + 1), { role: this.role.name, policyArn }),
        ),
    );
    const own =
      statements === undefined
        ? []
        : [
            new aws.iam.RolePolicy(
              ...this.child("policy", { role: this.role.name, policy: policyDocument(statements) }, transform?.policy),
            ),
          ];
    this.attachments = [...managed, ...own];
    this.arn = pulumi.all([this.role.arn, [...managed, ...own].map(({ id }) => id)]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
