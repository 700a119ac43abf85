import { hidden, list, look, parsed, texts } from "./visible";

/** The statements of a policy document that allow something: the document is JSON, or the object itself. */
export function allowances(document: unknown): unknown[] {
  return list(parsed(look(document)), "Statement").values.filter((statement) => look(statement, "Effect") === "Allow");
}

/** Whether a policy document denies everyone what is not over TLS. */
export function refusesPlainText(document: unknown): boolean {
  return list(parsed(look(document)), "Statement").values.some(
    (statement) =>
      look(statement, "Effect") === "Deny" &&
      isForAnyone(statement) &&
      texts(statement, "Action").some((action) => /^(\*|\w+:\*)$/.test(action)) &&
      String(look(statement, "Condition", "Bool", "aws:SecureTransport")) === "false",
  );
}

/**
 * The actions that a statement allows without bounds: all actions, or all of a service, on all resources. Named
 * actions on `*` are fine, as many know no resources.
 */
export function unboundedActions(statement: unknown): string[] {
  // "All but these resources" is as wide as "all".
  const isEverything = texts(statement, "Resource").includes("*") || look(statement, "NotResource") !== undefined;
  if (!isEverything) return [];
  const all = look(statement, "NotAction") === undefined ? [] : ["every action but a few"];
  return [...texts(statement, "Action").filter((action) => /^([a-z0-9-]+:|\*:)?\*+$/i.test(action)), ...all];
}

/** Whether anyone at all is a statement's principal. */
export function isForAnyone(statement: unknown): boolean {
  const principal = look(statement, "Principal");
  if (principal === hidden) return false;
  return principal === "*" || ["AWS", "Federated", "Service"].some((kind) => texts(principal, kind).includes("*"));
}

/** Services whose roles the code of a workload or of a node holds. */
const workloadServices: readonly string[] = [
  "ec2.amazonaws.com",
  "ecs-tasks.amazonaws.com",
  "eks-fargate-pods.amazonaws.com",
  "lambda.amazonaws.com",
  "pods.eks.amazonaws.com",
];

/** Whether pods, nodes or functions may assume a role with this trust policy. */
export function isWorkloadTrust(document: unknown): boolean {
  return allowances(document).some(
    (statement) =>
      texts(statement, "Principal", "Service").some((service) => workloadServices.includes(service)) ||
      isServiceAccountTrust(statement),
  );
}

/** A role for a service account by OpenID Connect (IRSA) has a condition on its subject. */
function isServiceAccountTrust(statement: unknown): boolean {
  const conditions = look(statement, "Condition");
  if (conditions === hidden || conditions === undefined) return false;
  return JSON.stringify(conditions).includes("system:serviceaccount:");
}
