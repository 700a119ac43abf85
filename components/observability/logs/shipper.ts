import { fluentBitNamespace } from "../../addons";
import type { LogShipper } from "../../cluster";
import type { LoggingSpec } from "./logging-spec";
import { logNamespaces } from "./store-names";

/** Namespaces of those who read logs on nodes: each has its own, so that one can take the place of another. */
export const shipperNamespaces: Readonly<Record<LogShipper, string>> = {
  filebeat: logNamespaces.shipping,
  fluentBit: fluentBitNamespace,
};

/** Who reads logs on each node. */
export function shipperOf({ store, shipper }: Pick<LoggingSpec, "store" | "shipper">): LogShipper {
  return shipper ?? (store === "cloudWatch" ? "fluentBit" : "filebeat");
}
