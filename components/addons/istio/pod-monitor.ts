import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext, CommonOptions } from "../frame/add-on";

/** What we say in a PodMonitor of `monitoring.coreos.com/v1`. */
export interface PodMonitorSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podMetricsEndpoints: readonly { readonly portNumber: number; readonly path: string }[];
}

/** Has Prometheus read metrics of pods, of whose charts none brings a monitor. */
export function createPodMonitor<Options extends CommonOptions>(
  { child, hasMonitors }: AddOnContext<Options>,
  { name, namespace, spec }: { readonly name: string; readonly namespace: string; readonly spec: PodMonitorSpec },
  release: pulumi.Resource,
): pulumi.Resource[] {
  if (!hasMonitors) return [];
  return [
    new k8s.apiextensions.CustomResource(
      ...child<k8s.apiextensions.CustomResourceArgs>(
        "metrics",
        { apiVersion: "monitoring.coreos.com/v1", kind: "PodMonitor", metadata: { name, namespace }, spec },
        undefined,
        { dependsOn: [release] },
      ),
    ),
  ];
}
