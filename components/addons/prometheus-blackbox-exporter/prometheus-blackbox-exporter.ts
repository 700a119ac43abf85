import { checkDnsLabel, checkRegex, under, type Problem } from "../../core";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";
import type { Values } from "../frame/values";
import {
  blackboxExporter,
  type HttpModuleSpec,
  type PrometheusBlackboxExporterSpec,
} from "./prometheus-blackbox-exporter-spec";

const { addOn: id, name, namespace } = blackboxExporter;
const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name };
const port = 9115;
const defaultTimeoutSeconds = 10;

export const prometheusBlackboxExporter = helmAddOn<PrometheusBlackboxExporterSpec>({
  id,
  name,
  summary:
    "Calls addresses when Prometheus asks it to, and says whether and how fast they answer, and how long their certificates last",
  chart: "prometheusBlackboxExporter",
  namespace: { name: namespace, podSecurity: "restricted" },
  images: [
    {
      image: "quay.io/prometheus/blackbox-exporter",
      at: { registry: "image.registry", repository: "image.repository" },
    },
  ],
  pods: (_, { highlyAvailable }) => [{ name, replicas: highlyAvailable ? 2 : 1, cpuMillis: 20, memoryMib: 64, labels }],
  // What is called may be anywhere, at any port.
  traffic: () => [{ name, pods: labels, metrics: [port], to: "anywhere" }],
  owned: {
    ...decidedByPods("replicas", "podDisruptionBudget"),
    "config.modules": "write modules",
  },
  check: ({ modules = {} }) => under(["modules"], Object.entries(modules).flatMap(checkModule)),
  values: ({ options: { modules = { http: {} } }, ipFamily, hasMonitors }, all) => {
    const pods = podsOf(all, name);
    return {
      replicas: pods.replicas,
      resources: resourcesOf(pods),
      tolerations: systemTolerations,
      topologySpreadConstraints: spreadOf(pods),
      podDisruptionBudget: isDoubled(pods) ? { maxUnavailable: 1 } : {},
      podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
      config: {
        modules: Object.fromEntries(
          Object.entries(modules).map(([module, spec]) => [module, moduleConfig(spec, ipFamily)]),
        ),
      },
      serviceMonitor: { selfMonitor: { enabled: hasMonitors } },
    };
  },
});

/** Names of fields: blackbox exporter 0.28, `config/config.go`. */
function moduleConfig({ statuses, contains, timeoutSeconds, tls }: HttpModuleSpec, ipFamily: "ipv4" | "ipv6"): Values {
  return {
    prober: "http",
    timeout: `${timeoutSeconds ?? defaultTimeoutSeconds}s`,
    http: {
      preferred_ip_protocol: ipFamily === "ipv6" ? "ip6" : "ip4",
      ip_protocol_fallback: true,
      ...(statuses === undefined ? {} : { valid_status_codes: statuses }),
      ...(contains === undefined ? {} : { fail_if_body_not_matches_regexp: [contains] }),
      ...(tls === true ? { fail_if_not_ssl: true } : {}),
    },
  };
}

function checkModule([module, { statuses, contains, timeoutSeconds }]: readonly [string, HttpModuleSpec]): Problem[] {
  const isTime = timeoutSeconds === undefined || (Number.isInteger(timeoutSeconds) && timeoutSeconds >= 1);
  return [
    ...checkDnsLabel("a module", module, [module]),
    ...(statuses === undefined ? [] : checkStatuses(statuses, [module, "statuses"])),
    ...(contains === undefined ? [] : checkRegex([module, "contains"], contains)),
    ...(isTime ? [] : [noTime(timeoutSeconds, [module, "timeoutSeconds"])]),
  ];
}

function noTime(found: number, path: Problem["path"]): Problem {
  return {
    path,
    message: "this is no time to wait",
    found: String(found),
    allowed: "whole seconds, from 1",
    fix: "write 10",
  };
}

/** What is wrong with statuses that are called fine. */
export function checkStatuses(statuses: readonly number[], path: Problem["path"]): Problem[] {
  if (statuses.length === 0) {
    const message = "no answer would be fine";
    return [{ path, message, found: "an empty list", fix: "add a status, or remove it for 200 to 299" }];
  }
  return statuses.flatMap((status, index) =>
    Number.isInteger(status) && status >= 100 && status <= 599
      ? []
      : [
          {
            path: [...path, index],
            message: "this is no status of HTTP",
            found: String(status),
            allowed: "whole numbers from 100 to 599",
            fix: "write one such as 200",
          },
        ],
  );
}
