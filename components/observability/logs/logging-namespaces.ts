import type { AddOnNamespace } from "../../addons";
import type { LoggingSpec } from "./logging-spec";
import { shipperOf } from "./shipper";
import { logNamespaces } from "./store-names";

interface MadeNamespace extends AddOnNamespace {
  readonly podSecurity: NonNullable<AddOnNamespace["podSecurity"]>;
}

/** Namespaces that are made for logs before anything in them. That of Fluent Bit comes with its add-on. */
export function loggingNamespaces(spec: Pick<LoggingSpec, "store" | "shipper">): MadeNamespace[] {
  if (spec.store !== "elastic") return [];
  const store = { name: logNamespaces.store, podSecurity: "restricted" } as const;
  // It reads files of nodes.
  const shipping = { name: logNamespaces.shipping, podSecurity: "privileged" } as const;
  return shipperOf(spec) === "filebeat" ? [store, shipping] : [store];
}
