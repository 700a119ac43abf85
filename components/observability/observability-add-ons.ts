import type * as pulumi from "@pulumi/pulumi";
import type { GrafanaDataSource, KubePrometheusStackSpec, Mirrors, PlatformAddOnsSpec } from "../addons";
import { logAddOns } from "./logs/log-add-ons";
import { logsDataSource } from "./logs/logs-data-source";
import { grafanaUser } from "./logs/store-access";
import { loggingAround, tracingAround } from "./observability-parts";
import type { ObservabilitySpec } from "./observability-spec";
import type { ObservabilitySurroundings } from "./observability-surroundings";
import { probeAddOns } from "./probes/probe-add-ons";
import { tracesDataSource } from "./traces/traces-data-source";
import { tracingAddOns } from "./traces/tracing-add-ons";

/** What add-ons need that is only known while the program runs. */
export interface AddOnInputs {
  readonly mirrors?: Mirrors | undefined;
  /** The password by which Grafana reads logs in Elasticsearch. Default: a stand-in, which is enough for a check. */
  readonly logStorePassword?: pulumi.Input<string> | undefined;
}

/** The add-ons that observability needs, with their options. */
export function observabilityAddOns(
  spec: ObservabilitySpec,
  around: ObservabilitySurroundings,
  inputs: AddOnInputs = {},
): PlatformAddOnsSpec {
  const { metrics, logs, traces, probes, costs } = spec;
  const { mirrors } = inputs;
  return {
    ...(metrics === undefined
      ? {}
      : {
          prometheusOperatorCrds: true,
          kubePrometheusStack: stackOptions(spec, around, inputs),
        }),
    ...(logs === undefined ? {} : logAddOns(logs, loggingAround(spec, around, mirrors))),
    ...(traces === undefined ? {} : tracingAddOns(traces)),
    ...(probes === undefined ? {} : probeAddOns(probes, around.addresses)),
    ...(costs === true ? { openCost: true } : {}),
  };
}

/** What Prometheus, Alertmanager and Grafana are told. */
export function stackOptions(
  spec: ObservabilitySpec,
  around: ObservabilitySurroundings,
  inputs: AddOnInputs = {},
): KubePrometheusStackSpec {
  const { metrics, alerting, grafana } = spec;
  const secrets = { ...spec.secrets, ...logStoreSecret(spec, inputs) };
  const dataSources = grafana === false ? [] : dataSourcesOf(spec, around, inputs);
  return {
    ...(metrics === undefined || metrics === true ? {} : { prometheus: metrics }),
    ...(alerting === undefined ? {} : { alerting }),
    ...(grafana === undefined ? {} : { grafana }),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(dataSources.length === 0 ? {} : { dataSources }),
  };
}

/** Whether Grafana reads logs in an Elasticsearch of the environment. */
export function readsLogStore({ metrics, grafana, logs }: ObservabilitySpec): boolean {
  return metrics !== undefined && grafana !== false && logs?.store === "elastic";
}

function logStoreSecret(
  spec: ObservabilitySpec,
  { logStorePassword = "" }: AddOnInputs,
): NonNullable<KubePrometheusStackSpec["secrets"]> {
  return readsLogStore(spec) ? { [grafanaUser.secret]: { [grafanaUser.key]: logStorePassword } } : {};
}

function dataSourcesOf(
  spec: ObservabilitySpec,
  around: ObservabilitySurroundings,
  { mirrors }: AddOnInputs,
): GrafanaDataSource[] {
  const { logs, traces } = spec;
  const ofTraces = traces === undefined ? undefined : tracesDataSource(traces, tracingAround(spec, around, mirrors));
  return [
    ...(logs === undefined ? [] : [logsDataSource(logs, loggingAround(spec, around, mirrors))]),
    ...(ofTraces === undefined ? [] : [ofTraces]),
  ];
}
