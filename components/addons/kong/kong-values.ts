import { catalogue } from "../../core";
import { isDoubled, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import { scaledReplicas } from "../frame/replicas";
import type { Value, Values } from "../frame/values";
import { kongPlace, kongShutdown, type KongSpec } from "./kong-spec";

/** Name of its Deployment. */
export const workload = "kong-kong";

/** What the controller of each pod asks for. */
export const controllerPart = { cpuMillis: 100, memoryMib: 256 } as const;

/** Memory for answers that are kept, of what Kong asks for. */
const cacheMib = 64;

const { namespace, loadBalancer, ingressClass, cacheDictionary } = kongPlace;

/** Values of the chart: one Deployment, each pod of which has Kong without a database, and a controller that tells it of routes. */
export function kongValues(options: KongSpec, pods: Pods, highlyAvailable: boolean): Values {
  const { replicas, accessLogs = true, minimumTls = "1.2", proxyProtocolFrom } = options;
  const controller = { ...pods, ...controllerPart };
  const proxy = {
    ...pods,
    cpuMillis: pods.cpuMillis - controllerPart.cpuMillis,
    memoryMib: pods.memoryMib - controllerPart.memoryMib,
  };
  const proxyProtocol: Value[] = proxyProtocolFrom === undefined ? [] : ["proxy_protocol"];
  return {
    image: { tag: catalogue.kongGateway.version },
    replicaCount: pods.replicas,
    autoscaling: scaledReplicas(pods, replicas, highlyAvailable),
    podDisruptionBudget: { enabled: isDoubled(pods), maxUnavailable: 1 },
    resources: resourcesOf(proxy),
    initContainerResources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "32Mi" } },
    topologySpreadConstraints: spreadOf(pods),
    tolerations: systemTolerations,
    terminationGracePeriodSeconds: kongShutdown.acceptSeconds + kongShutdown.drainSeconds + 10,
    lifecycle: {
      preStop: {
        exec: {
          command: ["kong", "quit", `--wait=${kongShutdown.acceptSeconds}`, `--timeout=${kongShutdown.drainSeconds}`],
        },
      },
    },
    proxy: {
      enabled: false,
      http: { parameters: proxyProtocol },
      tls: { parameters: ["http2", ...proxyProtocol] },
    },
    admin: { enabled: false },
    manager: { enabled: false },
    portal: { enabled: false },
    portalapi: { enabled: false },
    cluster: { enabled: false },
    env: {
      router_flavor: "expressions",
      // No version of it in answers.
      headers: "off",
      anonymous_reports: "off",
      admin_gui_listen: "off",
      // `modern` is TLS 1.3 alone, `intermediate` is 1.2 too.
      ssl_cipher_suite: minimumTls === "1.3" ? "modern" : "intermediate",
      nginx_http_lua_shared_dict: `${cacheDictionary} ${cacheMib}m`,
      ...(accessLogs ? { nginx_http_log_format: logFormat } : {}),
      proxy_access_log: accessLogs ? "/dev/stdout slipway" : "off",
      admin_access_log: "off",
      status_access_log: "off",
      ...(proxyProtocolFrom === undefined
        ? {}
        : { real_ip_header: "proxy_protocol", nginx_proxy_set_real_ip_from: repeated(proxyProtocolFrom) }),
    },
    ingressController: {
      enabled: true,
      image: { tag: catalogue.kongIngressController.version },
      ingressClass,
      admissionWebhook: { enabled: false },
      resources: resourcesOf(controller),
      env: { publish_service: `${namespace}/${loadBalancer}`, anonymous_reports: "false" },
    },
  };
}

/**
 * One directive of NGINX for each range, of which Kong writes the first name and the last `;`. Not `trusted_ips`: behind a load balancer, which
 * hands on what callers say, Kong would believe the `X-Forwarded-*` of everybody.
 */
function repeated(ranges: readonly string[]): string {
  return ranges.join("; set_real_ip_from ");
}

/** Neither the query nor `Authorization`: both may hold what is nobody's business. */
const logFormat = `slipway escape=json '${JSON.stringify({
  time: "$time_iso8601",
  address: "$remote_addr",
  method: "$request_method",
  host: "$host",
  path: "$uri",
  protocol: "$server_protocol",
  status: "$status",
  bytes: "$bytes_sent",
  seconds: "$request_time",
  upstream: "$upstream_addr",
  upstreamSeconds: "$upstream_response_time",
  agent: "$http_user_agent",
  traceparent: "$http_traceparent",
})}'`;
