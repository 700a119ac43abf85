import { hasReference } from "../components/workloads/pod/expansion";
import { isSecretName } from "../components/workloads/pod/secret-name";
import { secretMark, type RecordedResource } from "../testing";
import type { Rule } from "./rule";

/**
 * A value by the name of a secret is read from a Kubernetes Secret: a text can be read in the state and in the cluster, and a secret of
 * Pulumi in the cluster. A policy pack gets secrets as plain values, so only the preview can tell.
 */
export const plainSecrets: Rule = {
  name: "plain-secrets",
  level: "advisory",
  check: (resources) =>
    resources.flatMap((resource) =>
      plainValues(resource)
        .filter(([name, value]) => isSecretName(name) && (isText(value) || value === secretMark))
        .map(([name, value]) => ({
          path: resource.path,
          message:
            value === secretMark
              ? `${name} is a secret of Pulumi, and stands in plain in the cluster`
              : `${name} is written in plain`,
          fix: "read it from a Kubernetes Secret",
        })),
    ),
};

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

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
