import type { RenderedObject } from "../../core";
import type { ObservedWorkload, ScrapedEndpoint } from "./observed-workload";

/**
 * What has Prometheus read the metrics of a workload's pods, of each container that shows some: none where none does. Its series have the labels `job`
 * (`<namespace>/<workload>`), `service`, `namespace`, `pod` and `container`. It is in the namespace of its owner, where the pods are.
 */
export function podMonitor({
  name,
  endpoints,
  podLabels,
}: Pick<ObservedWorkload, "name" | "endpoints" | "podLabels">): RenderedObject[] {
  if (endpoints.length === 0) return [];
  return [
    {
      suffix: "",
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      name,
      fields: {
        spec: {
          selector: { matchLabels: podLabels },
          podMetricsEndpoints: endpoints.map((endpoint) => endpointFields(name, endpoint)),
        },
      },
    },
  ];
}

function endpointFields(name: string, { portName, port, path, scheme }: ScrapedEndpoint) {
  return {
    // Two containers may have ports of one name; a number is of one alone.
    ...(port === undefined ? { port: portName } : { portNumber: port }),
    path,
    // As a monitor of its Service would: targets of autoscalers ask by it.
    relabelings: [{ targetLabel: "service", replacement: name }],
    // Certificates of pods are their own, and Prometheus calls them by their addresses.
    ...(scheme === "https" ? { scheme, tlsConfig: { insecureSkipVerify: true } } : {}),
  };
}
