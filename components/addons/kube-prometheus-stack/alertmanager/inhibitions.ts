import type { Values } from "../../frame/values";

/** Alerts of the chart that say of a workload what one of its own says: told of once, by the one that has a runbook here. */
const toldByWorkloads: Readonly<Record<string, readonly string[]>> = {
  JobFailed: ["KubeJobFailed"],
  ServiceAtMaxReplicas: ["KubeHpaMaxedOut"],
  ServiceNotRolledOut: [
    "KubeDaemonSetRolloutStuck",
    "KubeDeploymentReplicasMismatch",
    "KubeDeploymentRolloutStuck",
    "KubeStatefulSetReplicasMismatch",
    "KubeStatefulSetUpdateNotRolledOut",
  ],
  ServiceRestarting: ["KubePodCrashLooping"],
  // Not the one that pages, of a volume that has 3 % left.
  ServiceVolumeFilling: ["KubePersistentVolumeFillingUp"],
};

/**
 * Which alerts hide others. A label that neither has counts as the same for Alertmanager: without the matchers below, one alert without namespace and
 * service would hide all of that kind.
 */
export const inhibitions: readonly Values[] = [
  {
    // Of two alerts of one name about one thing, the worse: a volume that fills up, in an hour or in four days.
    source_matchers: ['severity="critical"'],
    target_matchers: ['severity=~"warning|info"'],
    equal: ["alertname", "namespace", "service", "slo", "instance", "pod", "persistentvolumeclaim", "device"],
  },
  {
    // A service that is down is slow and fails too. Alerts of the chart have the Service of an exporter in this label: it is not what they are about.
    source_matchers: ['severity="critical"', 'namespace=~".+"', 'service=~".+"', 'service!~"kube-prometheus-stack-.*"'],
    target_matchers: ['severity=~"warning|info"', 'namespace=~".+"', 'service=~".+"'],
    equal: ["namespace", "service"],
  },
  ...Object.entries(toldByWorkloads).map(([own, others]) => ({
    source_matchers: [`alertname="${own}"`, 'namespace=~".+"'],
    target_matchers: [`alertname=~"${others.join("|")}"`, 'severity="warning"'],
    equal: ["namespace"],
  })),
  {
    // The chart's, which fires where nothing of a namespace is worse than information: that alone is for nobody.
    source_matchers: ['alertname="InfoInhibitor"'],
    target_matchers: ['severity="info"'],
    equal: ["namespace"],
  },
];
