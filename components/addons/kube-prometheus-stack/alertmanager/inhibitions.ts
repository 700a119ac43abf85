import type { Values } from "../../frame/values";

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
  {
    // The chart's, which fires where nothing of a namespace is worse than information: that alone is for nobody.
    source_matchers: ['alertname="InfoInhibitor"'],
    target_matchers: ['severity="info"'],
    equal: ["namespace"],
  },
];
