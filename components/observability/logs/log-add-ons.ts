import type { EckOperatorSpec, FluentBitOutput, FluentBitSpec } from "../../addons";
import type { LoggingAround } from "./logging-around";
import { logDaysOf } from "./logging-plan";
import type { LoggingSpec } from "./logging-spec";
import { shipperNamespaces, shipperOf } from "./shipper";
import { storeAccess } from "./store-access";
import { dataStreams, elasticsearchHost } from "./store-names";

/** The add-ons that logs need, with their options. */
export function logAddOns(
  spec: LoggingSpec,
  around: LoggingAround,
): { readonly eckOperator?: EckOperatorSpec; readonly fluentBit?: FluentBitSpec } {
  return {
    ...(spec.store === "elastic" ? { eckOperator: {} } : {}),
    ...(shipperOf(spec) === "fluentBit" ? { fluentBit: { output: outputOf(spec, around) } } : {}),
  };
}

function outputOf(spec: LoggingSpec, around: LoggingAround): FluentBitOutput {
  if (spec.store === "cloudWatch") return { cloudWatch: { days: logDaysOf(spec, around) } };
  const { password, ca } = storeAccess(shipperNamespaces.fluentBit, "fluent-bit");
  return {
    elasticsearch: { host: elasticsearchHost, dataStream: dataStreams.logs, user: password, caSecret: ca.secret },
  };
}
