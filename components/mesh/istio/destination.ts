import type { ManifestValue, RenderedObject } from "../../core";
import type { EjectionSpec } from "../../gateway/policy-spec";
import { durationText } from "../duration-text";
import type { MeshedWorkload } from "../mesh-engine";
import { istioApi } from "./istio-api";
import { hostOf } from "./names";

/** How connections to a workload's pods are made: their bounds, and which pods are put aside. */
export function destinationRule({ objectName, namespace, policy }: MeshedWorkload): RenderedObject[] {
  const { circuitBreaker = {}, retries, locality } = policy;
  const { maxConnections, maxPendingRequests, maxRequests, ejection } = circuitBreaker;
  const http = withoutMissing({ http1MaxPendingRequests: maxPendingRequests, http2MaxRequests: maxRequests });
  const connectionPool = withoutMissing({
    tcp: maxConnections === undefined ? undefined : { maxConnections },
    http: Object.keys(http).length === 0 ? undefined : http,
  });
  const trafficPolicy = withoutMissing({
    connectionPool: Object.keys(connectionPool).length === 0 ? undefined : connectionPool,
    outlierDetection: ejection === undefined ? undefined : outlierDetection(ejection),
    retryBudget:
      retries?.budget === undefined
        ? undefined
        : withoutMissing({ percent: retries.budget.percent, minRetryConcurrency: retries.budget.minConcurrent }),
    // Where pods are put aside, Istio would otherwise prefer those of the caller's own place.
    loadBalancer: locality === "anyZone" ? { localityLbSetting: { enabled: false } } : undefined,
  });
  if (Object.keys(trafficPolicy).length === 0) return [];
  return [
    {
      suffix: "mesh",
      apiVersion: istioApi.networking,
      kind: "DestinationRule",
      name: objectName,
      fields: { spec: { host: hostOf(objectName, namespace), trafficPolicy } },
    },
  ];
}

function outlierDetection({
  consecutiveFailures = 5,
  interval = "10s",
  baseEjectionTime = "30s",
  maxEjectedPercent = 50,
}: EjectionSpec): ManifestValue {
  return {
    consecutive5xxErrors: consecutiveFailures,
    interval: durationText(interval),
    baseEjectionTime: durationText(baseEjectionTime),
    maxEjectionPercent: maxEjectedPercent,
  };
}

function withoutMissing(
  fields: Readonly<Record<string, ManifestValue | undefined>>,
): Readonly<Record<string, ManifestValue>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
