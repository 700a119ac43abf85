import type { ManifestValue, RenderedObject } from "../../core";
import type { RetryCondition } from "../../gateway/policy-spec";
import { durationText } from "../duration-text";
import type { MeshedWorkload } from "../mesh-engine";
import { consulApi } from "./consul-api";

const defaultConditions: readonly RetryCondition[] = ["connectFailure", "reset", "gatewayError"];
const conditions: Readonly<Record<RetryCondition, string>> = {
  connectFailure: "connect-failure",
  reset: "reset",
  gatewayError: "gateway-error",
  "5xx": "5xx",
  retriable4xx: "retriable-4xx",
};

/** What becomes of requests to a workload: how often and how long callers try, and which shares of them go to others. */
export function requestRules({ objectName, policy }: MeshedWorkload): RenderedObject[] {
  const { retries, timeout, split = [] } = policy;
  const given = split.reduce((sum, { weight }) => sum + weight, 0);
  const destination = {
    ...(timeout === undefined ? {} : { requestTimeout: durationText(timeout) }),
    ...(retries === undefined
      ? {}
      : {
          numRetries: retries.attempts,
          retryOn: (retries.on ?? defaultConditions).map((condition) => conditions[condition]),
        }),
  };
  return [
    ...(Object.keys(destination).length === 0
      ? []
      : [entry("ServiceRouter", objectName, { routes: [{ destination }] })]),
    ...(split.length === 0
      ? []
      : [
          entry("ServiceSplitter", objectName, {
            splits: [
              { weight: 100 - given, service: objectName },
              ...split.map(({ to, weight }) => ({ weight, service: to.objectName })),
            ],
          }),
        ]),
  ];
}

function entry(kind: string, name: string, spec: ManifestValue): RenderedObject {
  return { suffix: "mesh", apiVersion: consulApi, kind, name, fields: { spec } };
}
