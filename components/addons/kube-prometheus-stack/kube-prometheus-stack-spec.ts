import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RandomPasswordArgs } from "@pulumi/random";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";
import type { AlertingSpec } from "./alerting-spec";
import type { GrafanaDataSource, GrafanaSpec } from "./grafana-spec";
import type { PrometheusSpec } from "./prometheus-spec";

/** Prometheus by its operator, Alertmanager, Grafana, and what counts for them: of nodes, and of the state of Kubernetes' objects. */
export interface KubePrometheusStackSpec extends HelmOptions {
  readonly prometheus?: PrometheusSpec | undefined;
  /** Who is told of alerts. Default: nobody, and there is no Alertmanager; those that fire are seen in Prometheus and Grafana. */
  readonly alerting?: AlertingSpec | undefined;
  /** `false`: there is none. Default: one without storage. */
  readonly grafana?: GrafanaSpec | false | undefined;
  /** Secrets that are made in the namespace `monitoring`, by name and key, for references. Default: none. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>> | undefined;
  /**
   * Data sources of Grafana besides metrics and alerts. The Secrets that they name are made by `secrets`, or are there before: Grafana does not start without
   * them. Default: none.
   */
  readonly dataSources?: readonly GrafanaDataSource[] | undefined;
  /**
   * Whether etcd, the scheduler, the controller manager and kube-proxy are looked at too, which EKS keeps out of reach: an error there. On other clusters they
   * must listen on more than their own node. Default: no.
   */
  readonly controlPlane?: boolean | undefined;
  /** One transform for each child. Default: none. */
  readonly transform?: KubePrometheusStackTransform | undefined;
}

export interface KubePrometheusStackTransform {
  readonly release?: Transform<k8s.helm.v3.ReleaseArgs>;
  /** Of each of `secrets`. */
  readonly secret?: Transform<k8s.core.v1.SecretArgs>;
  readonly grafanaPassword?: Transform<RandomPasswordArgs>;
  readonly grafanaSecret?: Transform<k8s.core.v1.SecretArgs>;
}
