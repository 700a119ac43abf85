import type { OpenTelemetryOperatorSpec, TempoSpec } from "../../addons";
import type { TracingSpec } from "./tracing-spec";

/** The add-ons that traces need, with their options. */
export interface TracingAddOns {
  readonly openTelemetryOperator: OpenTelemetryOperatorSpec;
  readonly tempo?: TempoSpec;
}

export function tracingAddOns({ store, retention }: TracingSpec): TracingAddOns {
  return {
    openTelemetryOperator: {},
    ...(store === "tempo" ? { tempo: retention === undefined ? {} : { retention } } : {}),
  };
}
