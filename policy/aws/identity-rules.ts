import type { RecordedResource } from "../../testing";
import type { Rule } from "../rule";
import { awsRule } from "./aws-rule";
import { allowances, isForAnyone, isWorkloadTrust, unboundedActions } from "./policy-documents";
import type { Surroundings } from "./surroundings";
import { list, look, texts } from "./visible";

const roleType = "aws:iam/role:Role";
const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

/** Managed policies of AWS with which one may give oneself any permission. */
const administratorPolicy = /:aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** A policy allows named actions, or acts on named resources. */
const noWildcardPolicies = awsRule({
  name: "no-wildcard-policies",
  level: "mandatory",
  types: [
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    roleType,
  ],
  check: ({ inputs }) => {
    const inline = list(inputs, "inlinePolicies").values.map((one) => look(one, "policy"));
    const actions = [look(inputs, "policy"), ...inline].flatMap(allowances).flatMap(unboundedActions);
    if (actions.length === 0) return [];
    return [
      {
        message: `it allows ${[...new Set(actions)].join(", ")} on *`,
        fix: "name the actions, or the ARNs of the resources",
      },
    ];
  },
});

/** A trust policy, and a policy of a key, a bucket or a queue, says who it is for. */
const namedPrincipals = awsRule({
  name: "named-principals",
  level: "mandatory",
  types: [
    roleType,
    "aws:kms/key:Key",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
  ],
  check: ({ type, inputs }) => {
    const open =
      type === roleType
        ? allowances(look(inputs, "assumeRolePolicy")).filter(isForAnyone)
        : allowances(look(inputs, "policy"))
            .filter(isForAnyone)
            .filter((statement) => look(statement, "Condition") === undefined);
    if (open.length === 0) return [];
    const what = type === roleType ? "anyone may assume it" : "its policy is for anyone";
    return [{ message: `${what}: the principal is *`, fix: "name the principals" }];
  },
});

/** The role of a pod or a node has no policy by which it could give itself any permission. */
const noAdministrators = awsRule({
  name: "no-administrators",
  level: "mandatory",
  types: [attachmentType, roleType],
  check: (resource, around) => {
    const policies =
      resource.type === roleType ? texts(resource.inputs, "managedPolicyArns") : texts(resource.inputs, "policyArn");
    const [policy] = policies.filter((arn) => administratorPolicy.test(arn));
    const holder = rolesOf(resource, around).find(({ inputs }) => isWorkloadTrust(look(inputs, "assumeRolePolicy")));
    if (policy === undefined || holder === undefined) return [];
    return [
      {
        message: `${policy.slice(policy.lastIndexOf("/") + 1)} makes the workload that has the role ${holder.name} an administrator`,
        fix: "allow the actions that it needs",
      },
    ];
  },
});

export const identityRules: readonly Rule[] = [noWildcardPolicies, namedPrincipals, noAdministrators];

function rolesOf(resource: RecordedResource, around: Surroundings): readonly RecordedResource[] {
  return resource.type === roleType ? [resource] : around.targets(resource, ["role"], roleType).resources;
}
