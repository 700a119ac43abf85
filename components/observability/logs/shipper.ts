import type { LogShipper } from "../../cluster";
import type { LoggingSpec } from "./logging-spec";

/** Who reads logs on each node. */
export function shipperOf({ store, shipper }: Pick<LoggingSpec, "store" | "shipper">): LogShipper {
  return shipper ?? (store === "cloudWatch" ? "fluentBit" : "filebeat");
}
