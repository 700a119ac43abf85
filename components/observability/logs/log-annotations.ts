import type { LogShipper } from "../../cluster";
import type { Support } from "../../core";

/** What the lines of a container's log are, as its declaration says. */
export interface AnnotatedLogs {
  readonly format: "json" | "logfmt" | "text";
  /** Regular expression that the first line of an entry matches. */
  readonly firstLine?: string | undefined;
}

/** What each shipper is told of a container's log by annotations. */
export const shipperSupport: Readonly<Record<LogShipper, { readonly format: Support; readonly firstLine: Support }>> = {
  filebeat: {
    format: { by: "a field that its hints add, by which the store's pipeline reads JSON or logfmt" },
    firstLine: { by: "hints co.elastic.logs.<container>/multiline.*" },
  },
  fluentBit: {
    format: { by: "annotations fluentbit.io/parser-<container>, of its own parsers json and logfmt" },
    firstLine: {
      not: "it takes no expressions out of annotations; stack traces of Go, Java, Python and Ruby it knows by itself",
    },
  },
};

/**
 * Annotations of a pod by which the shipper knows what the lines of one of its containers are.
 * @param container name of the container in the pod
 */
export function podLogAnnotations(
  shipper: LogShipper,
  container: string,
  { format, firstLine }: AnnotatedLogs,
): Record<string, string> {
  if (shipper === "fluentBit") {
    return format === "text" ? {} : { [`fluentbit.io/parser-${container}`]: format };
  }
  const hint = `co.elastic.logs.${container}`;
  return {
    [`${hint}/processors.add_fields.target`]: "slipway",
    [`${hint}/processors.add_fields.fields.format`]: format,
    ...(firstLine === undefined
      ? {}
      : {
          [`${hint}/multiline.type`]: "pattern",
          [`${hint}/multiline.pattern`]: firstLine,
          // Lines that do not match belong to the one before them that does.
          [`${hint}/multiline.negate`]: "true",
          [`${hint}/multiline.match`]: "after",
        }),
  };
}
