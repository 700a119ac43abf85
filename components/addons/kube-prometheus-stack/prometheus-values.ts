import { clusterNameOf } from "../frame/cluster-name";
import type { AddOnContext } from "../frame/add-on";
import { isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import type { Value, Values } from "../frame/values";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import type { PrometheusSpec } from "./prometheus-spec";
import { remoteWriteValues } from "./remote-write";
import { parts } from "./stack-place";
import { configReloader, without } from "./stack-pods";
import { verbatimValue } from "./verbatim";
import { claim, retentionSize, volumeRetention, volumeSize } from "./volume";

export const defaultRetention = "31d";
export const defaultInterval = "30s";

/** It reads what every namespace has, whoever made it. */
const everySelector = {
  podMonitorSelectorNilUsesHelmValues: false,
  probeSelectorNilUsesHelmValues: false,
  ruleSelectorNilUsesHelmValues: false,
  scrapeConfigSelectorNilUsesHelmValues: false,
  serviceMonitorSelectorNilUsesHelmValues: false,
} as const;

/** Values of Prometheus. */
export function prometheusValues(context: AddOnContext<KubePrometheusStackSpec>, all: readonly Pods[]): Values {
  const spec = context.options.prometheus ?? {};
  const pods = podsOf(all, parts.prometheus);
  const interval = spec.interval ?? defaultInterval;
  return {
    podDisruptionBudget: budgetOf(pods),
    // Two have not quite the same samples: who asks again is to see the same ones.
    service: { sessionAffinity: "ClientIP" },
    prometheusSpec: {
      replicas: pods.replicas,
      resources: resourcesOf(without(pods, configReloader)),
      ...placeOf(pods),
      ...everySelector,
      retention: spec.retention ?? defaultRetention,
      retentionSize: retentionSize(spec, context) ?? "",
      scrapeInterval: interval,
      evaluationInterval: interval,
      ...storageOf(spec, context),
      externalLabels: verbatimValue({ cluster: clusterNameOf(context), ...spec.externalLabels }),
      // By this label a receiver knows that two of us send the same: Amazon Managed Prometheus, Mimir and Thanos do.
      replicaExternalLabelName: "__replica__",
      // Links from metrics to traces.
      enableFeatures: ["exemplar-storage"],
      remoteWrite: remoteWriteValues(spec),
    },
  };
}

/** Where there are two, never both on a node, and rather in different zones. */
export function placeOf(pods: Pods): Record<string, Value> {
  return {
    podAntiAffinity: isDoubled(pods) ? "hard" : "",
    topologySpreadConstraints: spreadOf(pods),
    tolerations: systemTolerations,
  };
}

/** A budget without a number would be one of none. */
export function budgetOf(pods: Pods): Value {
  return isDoubled(pods) ? { enabled: true, minAvailable: 1 } : { enabled: false };
}

function storageOf(
  spec: PrometheusSpec,
  context: AddOnContext<KubePrometheusStackSpec>,
): Readonly<Record<string, Value>> {
  const size = volumeSize(spec, context);
  if (size === undefined || spec.storage === false) return {};
  return {
    storageSpec: claim(size, spec.storage?.class),
    persistentVolumeClaimRetentionPolicy: volumeRetention(context.isProtected),
  };
}
