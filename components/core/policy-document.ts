import * as pulumi from "@pulumi/pulumi";
import { formatPath, type Problem } from "./errors";

/** A statement of an AWS IAM policy. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  /** Such as `s3:GetObject`. */
  readonly actions: readonly `${string}:${string}`[];
  /** ARNs. `*` only where an action knows no resources, such as `ec2:DescribeInstances`. */
  readonly resources: readonly pulumi.Input<string>[];
  /** Operator to condition key to values, such as `{ StringEquals: { "aws:ResourceTag/team": "shop" } }`. */
  readonly conditions?: PolicyConditions;
}

export type PolicyConditions = Readonly<
  Record<string, Readonly<Record<string, pulumi.Input<string | readonly string[]>>>>
>;

/** Who may assume a role, and how. */
export interface TrustStatement {
  readonly principal:
    | { readonly Service: string }
    | { readonly Federated: pulumi.Input<string> }
    | { readonly AWS: pulumi.Input<string> };
  readonly actions: readonly `sts:${string}`[];
  readonly conditions?: PolicyConditions;
}

const version = "2012-10-17";

/** The JSON of a policy, its keys in a fixed order. */
export function policyDocument(statements: readonly PolicyStatement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: version,
    Statement: statements.map(({ effect, actions, resources, conditions }) => ({
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(conditions === undefined ? {} : { Condition: conditions }),
    })),
  });
}

/** The JSON of a policy of a bucket or a queue, whose statements name principals. */
export function resourcePolicy(statements: readonly pulumi.Input<object>[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: version, Statement: statements });
}

/** A statement of such a policy, by which everybody is refused who does not come by TLS, whatever else he may. */
export function refusedWithoutTls(
  action: `${string}:*`,
  resource: pulumi.Input<string> | readonly pulumi.Input<string>[],
): object {
  return {
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resource,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** The JSON of the policy that says who may assume a role. */
export function trustPolicy(statement: pulumi.Input<TrustStatement>): pulumi.Output<string> {
  return pulumi.output(statement).apply(({ principal, actions, conditions }) =>
    JSON.stringify({
      Version: version,
      Statement: [
        {
          Effect: "Allow",
          Principal: principal,
          Action: actions,
          ...(conditions === undefined ? {} : { Condition: conditions }),
        },
      ],
    }),
  );
}

/** What is wrong with statements: nothing may be allowed to do everything of a service to everything. */
export function checkStatements(statements: readonly PolicyStatement[]): Problem[] {
  return [
    ...(statements.length > 0
      ? []
      : [{ path: [], message: "there is no statement", fix: "say which actions on which resources are needed" }]),
    ...statements.flatMap(({ effect, actions, resources }, index) => [
      ...[...actions.entries()]
        .filter(([, action]) => !isAction(action))
        .map(([at, action]) => malformed(index, at, action)),
      ...(actions.length === 0 ? [emptyList(index, "actions")] : []),
      ...(resources.length === 0 ? [emptyList(index, "resources")] : []),
      ...(effect === "Allow" && resources.some(isEverything)
        ? [...actions.entries()]
            .filter(([, action]) => isWildcard(action) || isEscalation(action))
            .map(([at, action]) => unbounded(index, at, action))
        : []),
    ]),
  ];
}

function isAction(action: string): boolean {
  return action === "*" || /^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action);
}

/** `*`, `s3:*`, `s3:?*`: all that a service can do. */
function isWildcard(action: string): boolean {
  return /^([a-z0-9-]+:)?[*?]*\*[*?]*$/.test(action);
}

/** Whoever may do this to everything can give himself all other permissions. */
function isEscalation(action: string): boolean {
  return /^iam:(passrole|.*\*.*|put.*policy|attach.*policy|create(accesskey|policyversion|loginprofile))$/i.test(
    action,
  );
}

/** `*`, `arn:aws:s3:::*`, `arn:*:*:*:*:*`: all resources of a service, as far as it is known now. */
function isEverything(resource: pulumi.Input<string>): boolean {
  if (typeof resource !== "string") return false;
  const [, , , ...rest] = resource.startsWith("arn:") ? resource.split(":") : ["", "", "", resource];
  return rest.every((part) => /^[*?/]*$/.test(part)) && resource.includes("*");
}

function malformed(statement: number, at: number, action: string): Problem {
  return {
    path: [statement, "actions", at],
    message: "this is no action of AWS",
    found: action,
    allowed: "a service and an action, such as s3:GetObject",
    fix: "write service:Action",
  };
}

function emptyList(statement: number, field: "actions" | "resources"): Problem {
  return { path: [statement, field], message: `${formatPath([field])} is empty`, fix: "name at least one" };
}

function unbounded(statement: number, at: number, action: string): Problem {
  return {
    path: [statement, "actions", at],
    message: isEscalation(action)
      ? "on everything, this gives whoever has it all other permissions"
      : "it may do everything that the service can do, to everything",
    found: `${action} on *`,
    allowed: "named actions on *, or any action on named resources",
    fix: "name the actions, or the ARNs of the resources",
  };
}
