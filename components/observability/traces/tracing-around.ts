import type { Mirrors } from "../../addons";
import type { LogStore } from "../logs/logging-spec";
import { storeAccess, type StoreAccess } from "../logs/store-access";
import type { ObservabilitySurroundings } from "../observability-surroundings";

/** What is known of the place of the collectors. */
export interface TracingAround extends Pick<
  ObservabilitySurroundings,
  "target" | "isProduction" | "highlyAvailable" | "ipFamily" | "clusterName" | "region" | "prometheusNamespace"
> {
  readonly mirrors: Mirrors;
  /** Where logs are kept; undefined where they are not. */
  readonly logStore?: LogStore | undefined;
  /** How Jaeger reaches Elasticsearch, by Secrets of the namespace `tracing`. Default: as a user of that of the logs. */
  readonly elasticsearch?: StoreAccess | undefined;
}

/** The namespace of agents, gateways and Jaeger. */
export const tracingNamespace = { name: "tracing", podSecurity: "restricted" } as const;

/** How Jaeger reaches Elasticsearch. */
export function elasticsearchOf({ elasticsearch }: Pick<TracingAround, "elasticsearch">): StoreAccess {
  return elasticsearch ?? storeAccess(tracingNamespace.name, "jaeger");
}
