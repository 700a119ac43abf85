import type { TracingAround } from "../../components/observability/traces/tracing-around";

/** On EKS, with logs in Elasticsearch. */
export const production: TracingAround = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  ipFamily: "ipv4",
  clusterName: "shop-prod",
  region: "eu-central-1",
  prometheusNamespace: "monitoring",
  mirrors: {},
  logStore: "elastic",
};

/** A cluster that is there already, with the same. */
export const development: TracingAround = {
  ...production,
  target: "existing",
  isProduction: false,
  highlyAvailable: false,
};
