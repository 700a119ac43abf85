import { under, type Problem } from "../../core";
import type { PlannedRoute } from "../../gateway/planned-route";
import { checkAlerts } from "../../observability/service/check-alerts";
import { checkSlo } from "../../observability/service/check-slo";
import type { ScrapedEndpoint } from "../../observability/service/observed-workload";
import { requestMetrics } from "../../observability/service/request-sources";
import { plainNameOf } from "../namespace/namespace";
import type { WorkloadContext } from "../workload-check";
import type { WorkloadPlace } from "../workload-spec";
import { calledBy, type CalledFields } from "./called-workload";
import type { ObjectiveFields } from "./observed-fields";
import type { WorkloadKind } from "./workload-kind";

export interface CheckedObservation {
  readonly objectName: string;
  readonly kind: WorkloadKind;
  readonly spec: CalledFields & ObjectiveFields;
  /** Its own route, where that is right. Default: it has none. */
  readonly route?: PlannedRoute | undefined;
}

const noAlerts: Problem = {
  path: ["alerts"],
  message: "nobody would be told that the objective is in danger",
  found: "false, with an slo",
  fix: "name those that are not wanted in alerts: { without: […] }, or remove slo",
};

/** What is wrong with what is promised of a workload, and with changes to its alerts: also that nobody counts what they are about. Paths are relative to it. */
export function checkObservation(
  { objectName, kind, spec, route }: CheckedObservation,
  { capabilities: known = {}, assumesCapabilities = false, namespaceName: namespace = "" }: WorkloadContext,
): Problem[] {
  const { slo, alerts } = spec;
  if (slo === undefined && (alerts === undefined || alerts === false)) return [];
  // Who counts is told of when it is known what there is.
  const capabilities = assumesCapabilities ? undefined : known;
  const endpoints = statedEndpoints(spec);
  const called = calledBy({ objectName, namespace, kind, spec, endpoints, capabilities, route });
  return [
    ...(slo === undefined ? [] : under(["slo"], checkSlo(slo, called, capabilities))),
    ...(slo !== undefined && alerts === false ? [noAlerts] : []),
    ...(alerts === undefined || alerts === false
      ? []
      : under(
          ["alerts"],
          checkAlerts(alerts, { kind, slo, requests: requestMetrics(called, capabilities, slo?.source) }),
        )),
  ];
}

/** Rules ask by the name of the namespace. */
export function checkObservedPlace({
  slo,
  namespace,
  capabilities,
}: ObjectiveFields & Pick<WorkloadPlace, "namespace" | "capabilities">): Problem[] {
  if (slo === undefined || capabilities?.observability?.rules !== true || plainNameOf(namespace) !== undefined) {
    return [];
  }
  return [
    {
      path: ["slo"],
      message: "requests are counted by the name of the namespace, which is not known yet",
      allowed: "a namespace as a text, or a Namespace of this program",
      fix: "pass the Namespace itself: namespace: shop, not shop.namespaceName",
    },
  ];
}

/** Where metrics are said to be, whatever is right of it. */
function statedEndpoints({ metrics, sidecars = {} }: CalledFields): ScrapedEndpoint[] {
  return [metrics, ...Object.values(sidecars).map((sidecar) => sidecar.metrics)].flatMap((stated) =>
    stated === undefined ? [] : [{ portName: "metrics", path: "/metrics", scheme: "http" as const }],
  );
}
