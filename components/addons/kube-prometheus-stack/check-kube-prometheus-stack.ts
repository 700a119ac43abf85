import { under, type Problem } from "../../core";
import { checkAlerting } from "./alertmanager/check-alerting";
import { notifiedTopics } from "./alertmanager/notified-topics";
import { checkDataSources } from "./check-data-sources";
import { checkGrafana } from "./check-grafana";
import { checkPrometheus, type PrometheusAround } from "./check-prometheus";
import { checkMadeReferences, checkSecrets } from "./check-secrets";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";

/** What is wrong with the options of the stack. */
export function checkKubePrometheusStack(spec: KubePrometheusStackSpec, around: PrometheusAround): Problem[] {
  const { prometheus = {}, alerting, grafana = {}, secrets = {}, dataSources = [] } = spec;
  const all = [
    ...under(["prometheus"], checkPrometheus(prometheus, around)),
    ...(alerting === undefined ? [] : under(["alerting"], checkAlerting(alerting))),
    ...(grafana === false ? [] : under(["grafana"], checkGrafana(grafana, around.capabilities))),
    ...under(["secrets"], checkSecrets(secrets)),
    ...under(["dataSources"], checkDataSources(dataSources)),
    ...checkTopics(spec, around),
    ...checkControlPlane(spec, around),
  ];
  return all.length > 0 ? all : checkMadeReferences(spec);
}

function checkTopics({ alerting }: KubePrometheusStackSpec, { target }: PrometheusAround): Problem[] {
  if (alerting === undefined || target === "eks" || notifiedTopics(alerting).length === 0) return [];
  const [name = ""] = Object.entries(alerting.receivers).find(([, { sns }]) => sns !== undefined) ?? [];
  return [
    {
      path: ["alerting", "receivers", name, "sns"],
      message: "in a cluster that is not made here Alertmanager can be granted no identity to write to SNS with",
      found: `target: ${target}`,
      fix: "write another channel, such as webhook or email",
    },
  ];
}

function checkControlPlane({ controlPlane }: KubePrometheusStackSpec, { target }: PrometheusAround): Problem[] {
  if (controlPlane !== true || target !== "eks") return [];
  return [
    {
      path: ["controlPlane"],
      message:
        "EKS lets nobody reach etcd, the scheduler and the controller manager: alerts would say forever that they are down",
      found: "true",
      fix: "remove it; the API server is looked at anyway",
    },
  ];
}
