import { hasReference } from "../components/workloads/pod/expansion";
import { isSecretName } from "../components/workloads/pod/secret-name";
import type { RecordedResource } from "../testing";
import type { Rule } from "./rule";

/**
 * A value by the name of a secret is a secret of Pulumi, or read from a Kubernetes Secret: anything else can be read in
 * the state and in the cluster. A policy pack gets secrets as plain values, so only the preview can tell.
 */
export const plainSecrets: Rule = {
  name: "plain-secrets",
  level: "advisory",
  check: (resources) =>
    resources.flatMap((resource) =>
      plainValues(resource)
        .filter(([name, value]) => isSecretName(name) && typeof value === "string" && value !== "")
        .map(([name]) => ({
          path: resource.path,
          message: `${name} is written in plain`,
          fix: "read it from a Kubernetes Secret, or wrap it in pulumi.secret()",
        })),
    ),
};

function plainValues({ type, inputs }: RecordedResource): [name: string, value: unknown][] {
  if (!type.startsWith("kubernetes:")) return [];
  return [...(type.endsWith(":ConfigMap") ? Object.entries(asRecord(inputs.data)) : []), ...environment(inputs)];
}

/** The environment variables of every container below a value. */
function environment(value: unknown): [name: string, value: unknown][] {
  if (Array.isArray(value)) return value.flatMap(environment);
  return Object.entries(asRecord(value)).flatMap(([key, inner]) =>
    key === "env" && Array.isArray(inner)
      ? inner.map((one) => [String(asRecord(one).name), withoutReferences(asRecord(one).value)] as [string, unknown])
      : environment(inner),
  );
}

/** A value that is put together from other variables, which may be secrets, is no secret by itself. */
function withoutReferences(value: unknown): unknown {
  return typeof value === "string" && hasReference(value) ? undefined : value;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
