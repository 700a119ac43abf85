import { addOns, type AddOnId } from "../../components/addons";
import type { GatewayCapability } from "../../components/cluster";
import type { RenderedObject } from "../../components/core";
import { envoyMonitoring } from "../../components/gateway/envoy/envoy-monitoring";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import { kongMonitoring } from "../../components/gateway/kong/kong-monitoring";
import { controllerAlerts } from "../../components/gateway/nginx/controller-alerts";
import { alertRules } from "../../components/gateway/nginx/nginx-monitoring";
import { traefikMonitoring } from "../../components/gateway/traefik/traefik-monitoring";
import { logRules } from "../../components/observability/logs/log-rules";
import type { LoggingAround } from "../../components/observability/logs/logging-around";
import { platformRules } from "../../components/observability/platform/platform-rules";
import { probeRules } from "../../components/observability/probes/probe-rules";
import type { RuleGroup } from "../../components/observability/rules/rule";
import { requestMetrics } from "../../components/observability/service/request-sources";
import { workloadRules } from "../../components/observability/service/service-rules";
import { traceRules } from "../../components/observability/traces/trace-rules";
import { traceStores } from "../../components/observability/traces/tracing-spec";
import { called, observed, promised, watched } from "./service-examples";

const around: LoggingAround = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  ipFamily: "ipv4",
  clusterName: "prod",
  region: "eu-central-1",
  zones: ["eu-central-1a", "eu-central-1b"],
  nodes: 4,
  isProtected: true,
  applications: [{ name: "shop", namespace: "shop", workloads: ["cart"] }],
  prometheusNamespace: "monitoring",
};

/** Ids of all add-ons, though not all can be together. */
export const allAddOns = Object.keys(addOns) as AddOnId[];

/** Rules of everything that there is, by what they are about; alerts of one name may be in several. */
export const allRules: Readonly<Record<string, readonly RuleGroup[]>> = {
  platform: platformRules({ addOns: allAddOns.filter((id) => id !== "clusterAutoscaler") }),
  "platform with the Cluster Autoscaler": platformRules({ addOns: allAddOns.filter((id) => id !== "karpenter") }),
  probes: probeRules({}, [{ name: "shop", url: "https://shop.example.com/" }]),
  Elasticsearch: logRules(
    { store: "elastic", shipper: "fluentBit", elasticsearch: { snapshots: { bucket: "snapshots" } } },
    around,
  ),
  CloudWatch: logRules({ store: "cloudWatch" }, around),
  ...Object.fromEntries(traceStores.map((store) => [`traces in ${store}`, traceRules({ store })])),
  "a service": workloadRules(promised),
  "a service without a promise": workloadRules(observed),
  "a service that chooses its boundaries": workloadRules({
    ...promised,
    requests: requestMetrics({ ...called, convention: "prometheus" }, watched),
  }),
  "a stateful service": workloadRules({ ...observed, kind: "StatefulSet" }),
  "a job": workloadRules({ ...observed, kind: "Job", requests: undefined }),
  "a scheduled job": workloadRules({ ...observed, kind: "CronJob", requests: undefined }),
};

const envoy: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com"],
  listeners: [{ name: "https", host: "shop.example.com" }],
  tls: true,
  callers: { namespace: "gateway" },
};

/** What gateways tell Prometheus of themselves. */
export const gatewayRules: Readonly<Record<string, readonly RenderedObject[]>> = {
  envoy: envoyMonitoring(envoy, { hasMonitors: true } as GatewaySurroundings),
  kong: kongMonitoring(),
  traefik: traefikMonitoring(),
  // Those of NGINX Gateway Fabric are among them.
  nginx: [alertRules("gateway", controllerAlerts("gateway/nginx"))],
};
