import { platformAlert } from "./platform-alert";

/** Metrics: ExternalDNS 0.22, `controller/controller.go`. Of two of them, that for Cloud Map included, each is told of by its job. */
export const externalDnsAlerts = [
  platformAlert({
    alert: "DnsRecordsNotWritten",
    expr: "sum by (namespace, job) (increase(external_dns_registry_errors_total[15m]) + increase(external_dns_source_errors_total[15m])) > 0",
    for: "30m",
    severity: "warning",
    summary: "{{ $labels.job }} fails to write records: new hosts are not found, and old ones lead to what is gone",
  }),
];

/** Metrics: AWS Load Balancer Controller 3.5, `pkg/metrics/lbc/instruments.go`. */
export const loadBalancerAlerts = [
  platformAlert({
    alert: "LoadBalancerChangeFailing",
    expr: "sum by (namespace, controller, error_category) (increase(awslbc_controller_reconcile_errors_total[15m])) > 0",
    for: "30m",
    severity: "warning",
    summary: "Load balancers are not changed as they should be: {{ $labels.controller }}, {{ $labels.error_category }}",
    description: "What they were told before still holds: new hosts and pods may get no requests.",
  }),
];

/** Metrics: node-cache 1.26, `cmd/node-cache/app/metrics.go`. */
export const nodeLocalDnsAlerts = [
  platformAlert({
    alert: "NodeDnsSetupFailing",
    expr: "sum by (pod, errortype) (increase(coredns_nodecache_setup_errors_total[15m])) > 0",
    for: "15m",
    severity: "warning",
    summary: "The DNS cache {{ $labels.pod }} cannot set up its node: {{ $labels.errortype }}",
    description: "Pods of this node may find no names.",
  }),
];

/** Metrics: Istio 1.31, `pkg/xds/monitoring.go`, `security/pkg/server/ca/monitoring.go`, `pilot/pkg/xds/monitoring.go`. */
export const istioAlerts = [
  platformAlert({
    alert: "MeshConfigurationRefused",
    expr: "sum by (type) (increase(pilot_total_xds_rejects[10m])) > 0",
    for: "10m",
    severity: "warning",
    summary: "Proxies of the mesh refuse their configuration ({{ $labels.type }}), and go on with what they had",
  }),
  platformAlert({
    alert: "MeshRootExpiring",
    expr: "min(citadel_server_root_cert_expiry_timestamp > 0) - time() < 30 * 86400",
    for: "1h",
    severity: "critical",
    summary:
      "The root certificate of the mesh runs out in {{ $value | humanizeDuration }}: then no workload reaches another",
  }),
  platformAlert({
    alert: "MeshConfigurationSlow",
    expr: "histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket[10m]))) > 30",
    for: "15m",
    severity: "warning",
    summary: "Changes take {{ $value | humanizeDuration }} to reach the proxies of the mesh",
  }),
];

/** Metrics: Istio 1.31, `cni/pkg/install/monitoring.go`. */
export const istioCniAlerts = [
  platformAlert({
    alert: "MeshNodeNotReady",
    expr: "max by (pod) (istio_cni_install_ready) == 0",
    for: "10m",
    severity: "warning",
    summary: "The CNI plug-in of the mesh is not ready ({{ $labels.pod }}): pods do not start on its node",
  }),
];

/** Metrics: Linkerd's proxy, `linkerd/proxy/identity-client`. Its certificates are valid for 24 hours, and renewed after 70 % of it. */
export const linkerdAlerts = [
  platformAlert({
    alert: "MeshCertificateExpiring",
    expr: "min by (namespace) (identity_cert_expiration_timestamp_seconds > 0) - time() < 3 * 3600",
    for: "15m",
    severity: "critical",
    summary:
      "Proxies of {{ $labels.namespace }} were not given a new certificate, and theirs run out in {{ $value | humanizeDuration }}",
    description: "Then no workload of the mesh reaches them. Mostly the certificate of the issuer has run out.",
  }),
];
