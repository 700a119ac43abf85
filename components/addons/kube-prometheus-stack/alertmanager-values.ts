import { clusterNameOf } from "../frame/cluster-name";
import type { AddOnContext } from "../frame/add-on";
import { podsOf, resourcesOf, type Pods } from "../frame/pods";
import type { Values } from "../frame/values";
import { alertmanagerConfig } from "./alertmanager/alertmanager-config";
import { alertmanagerSecrets } from "./alertmanager/mounted-secrets";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import { budgetOf, placeOf } from "./prometheus-values";
import { parts } from "./stack-place";
import { configReloader, without } from "./stack-pods";
import { claim, volumeRetention } from "./volume";

/** Room for who was told of what, and what is silenced: a few kilobytes, in the smallest volume that EBS makes. */
const volumeSize = "1Gi";

/** Values of Alertmanager. Without anybody to tell there is none. */
export function alertmanagerValues(context: AddOnContext<KubePrometheusStackSpec>, all: readonly Pods[]): Values {
  const { options, isProtected } = context;
  const { alerting, prometheus } = options;
  if (alerting === undefined) return { enabled: false };
  const pods = podsOf(all, parts.alertmanager);
  const secrets = alertmanagerSecrets(alerting);
  return {
    enabled: true,
    config: alertmanagerConfig(alerting, clusterNameOf(context)),
    podDisruptionBudget: budgetOf(pods),
    alertmanagerSpec: {
      replicas: pods.replicas,
      resources: resourcesOf(without(pods, configReloader)),
      ...placeOf(pods),
      // It asks nothing of the API server.
      automountServiceAccountToken: false,
      ...(secrets.length === 0 ? {} : { secrets }),
      ...(prometheus?.storage === false
        ? {}
        : {
            storage: claim(volumeSize, prometheus?.storage?.class),
            persistentVolumeClaimRetentionPolicy: volumeRetention(isProtected),
          }),
    },
  };
}
