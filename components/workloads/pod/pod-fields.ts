import { didYouMean, type Problem } from "../../core";

/** One label or one annotation. */
const oneOfMany = /^metadata\.(labels|annotations)\['[^']+'\]$/;

/** Source: `validEnvDownwardAPIFieldPathExpressions` of Kubernetes 1.36. */
const variableFields: readonly string[] = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

/** Source: `validVolumeDownwardAPIFieldPathExpressions` of Kubernetes 1.36. */
const fileFields: readonly string[] = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "metadata.labels",
  "metadata.annotations",
];

/** A field of the pod that a variable is to have. */
export function checkVariableField(path: Problem["path"], field: string): Problem[] {
  const isWhole = field === "metadata.labels" || field === "metadata.annotations";
  const otherwise = isWhole
    ? `name one of them: ${field}['…'], or mount all as a file: projected: [{ fields: { … } }]`
    : "name one of these";
  return checkField(path, field, "variable", variableFields, otherwise);
}

/** A field of the pod that a file is to have. */
export function checkFileField(path: Problem["path"], field: string): Problem[] {
  const otherwise = variableFields.includes(field) ? "make it a variable: { fromField: … }" : "name one of these";
  return checkField(path, field, "file", fileFields, otherwise);
}

function checkField(
  path: Problem["path"],
  field: string,
  what: string,
  fields: readonly string[],
  otherwise: string,
): Problem[] {
  if (fields.includes(field) || oneOfMany.test(field)) return [];
  const meant = otherwise === "name one of these" ? didYouMean(field, fields) : undefined;
  return [
    {
      path,
      message: `this is no field of a pod that a ${what} can have`,
      found: field,
      allowed: [...fields, "metadata.labels['…']", "metadata.annotations['…']"].join(", "),
      fix: meant === undefined ? otherwise : `did you mean ${meant}?`,
    },
  ];
}

/** Source: `validateContainerResourceDivisor` of Kubernetes 1.36. */
const divisors: Readonly<Record<"cpu" | "others", readonly string[]>> = {
  cpu: ["1", "1m"],
  others: ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"],
};

/** An amount of a container's resources that a variable is to have. */
export function checkResource(fromResource: string, divisor: string | undefined): Problem[] {
  const [, resource] = /^(?:limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(fromResource) ?? [];
  if (resource === undefined) {
    return [
      {
        path: ["fromResource"],
        message: "this is no amount of a container's resources that a variable can have",
        found: fromResource,
        allowed: "limits or requests of cpu, memory, ephemeral-storage or hugepages-<size>",
        fix: "write one of them, such as limits.memory",
      },
    ];
  }
  const allowed = divisors[resource === "cpu" ? "cpu" : "others"];
  if (divisor === undefined || allowed.includes(divisor)) return [];
  return [
    {
      path: ["divisor"],
      message: `this is no unit of ${resource} that Kubernetes counts in`,
      found: divisor,
      allowed: allowed.join(", "),
      fix: "write one of them",
    },
  ];
}
