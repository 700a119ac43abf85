import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RenderedObject } from "../../components/core";
import type { RuleGroup } from "../../components/observability/rules/rule";
import { allRules, gatewayRules } from "../observability/all-rules";
import { checkRules, testRules, writeRules, type SeriesCase } from "./rules/promtool";
import { describeWith } from "./test-bed";
import { findPrometheus } from "./toolchain";

// What a Prometheus makes of the rules of the platform, gateways, logs, traces and probes, by promtool of the distribution (2.42) on series that are made up: with the labels that
// scrapes give them, `exported_namespace` included. That controllers write such series is what their sources say; it is not proven here.

const { platform = [], probes = [] } = allRules;
const velero = 'namespace="velero", job="velero"';
const certificate = 'namespace="cert-manager", job="cert-manager", exported_namespace="shop", name="shop-tls"';
const probe = 'job="public-addresses", instance="https://shop.example.com/"';
const deployment =
  'namespace="keda", deployment="keda-operator", job="kube-state-metrics", service="kube-prometheus-stack-kube-state-metrics"';
const day = 86_400;

const cases: readonly (SeriesCase & { readonly groups: readonly RuleGroup[] })[] = [
  {
    name: "a controller without pods is told of after ten minutes, one that was scaled to nothing is not",
    groups: platform,
    series: {
      [`kube_deployment_status_replicas_available{${deployment}}`]: "1x4 0x20 1x10",
      [`kube_deployment_spec_replicas{${deployment}}`]: "1x40",
      'kube_deployment_status_replicas_available{namespace="velero", deployment="velero"}': "0x40",
      'kube_deployment_spec_replicas{namespace="velero", deployment="velero"}': "0x40",
    },
    moments: [
      { at: "14m", firing: [] },
      { at: "16m", firing: ["ControllerDown warning"] },
      { at: "30m", firing: [] },
    ],
  },
  {
    name: "without CoreDNS somebody is called within three minutes",
    groups: platform,
    series: {
      'kube_deployment_status_replicas_available{namespace="kube-system", deployment="coredns"}': "2x4 0x8 2x8",
      'kube_deployment_spec_replicas{namespace="kube-system", deployment="coredns"}': "2x30",
    },
    moments: [
      { at: "6m", firing: [] },
      { at: "8m", firing: ["DnsDown critical"] },
      { at: "16m", firing: [] },
    ],
  },
  {
    name: "a certificate that is renewed in time is told of by nobody, also one of a day",
    groups: platform,
    interval: "10m",
    evaluated: "10m",
    series: {
      [`certmanager_certificate_renewal_timestamp_seconds{${certificate}}`]: `${8 * 3600}x200`,
      [`certmanager_certificate_expiration_timestamp_seconds{${certificate}}`]: `${16 * 3600}x200`,
      [`certmanager_certificate_ready_status{${certificate}, condition="True"}`]: "1x200",
      [`certmanager_certificate_ready_status{${certificate}, condition="False"}`]: "0x200",
    },
    moments: [
      { at: "8h", firing: [] },
      // Late by more than an hour, and valid for less than three days.
      { at: "10h", firing: ["CertificateExpiring critical"] },
      { at: "15h", firing: ["CertificateExpiring critical", "CertificateRenewalLate warning"] },
    ],
  },
  {
    name: "one of three months is a ticket first, and a page in its last days",
    groups: platform,
    interval: "1h",
    evaluated: "1h",
    series: {
      [`certmanager_certificate_renewal_timestamp_seconds{${certificate}}`]: `${day}x800`,
      [`certmanager_certificate_expiration_timestamp_seconds{${certificate}}`]: `${31 * day}x800`,
    },
    moments: [
      { at: "24h", firing: [] },
      { at: "48h", firing: ["CertificateRenewalLate warning"] },
      { at: `${29 * 24}h`, firing: ["CertificateExpiring critical", "CertificateRenewalLate warning"] },
    ],
  },
  {
    name: "a daily backup is late after two days, and stays so; a weekly one is not late within the week",
    groups: platform,
    interval: "6h",
    evaluated: "6h",
    series: {
      // Ten good ones, then none; the other of the first day, and no more.
      [`velero_backup_last_successful_timestamp{${velero}, schedule="daily"}`]: `${[...Array(10).keys()]
        .map((n) => `${(n + 1) * day}x3`)
        .join(" ")} ${10 * day}x60`,
      [`velero_backup_last_successful_timestamp{${velero}, schedule="weekly"}`]: `${10 * day}x100`,
      [`velero_backup_last_status{${velero}, schedule="daily"}`]: "1x100",
    },
    moments: [
      { at: "264h", firing: [] },
      { at: `${13 * 24}h`, firing: ["BackupLate critical"], values: { 'ALERTS{schedule="weekly"}': undefined } },
      { at: `${16 * 24}h`, firing: ["BackupLate critical"] },
      {
        at: `${18 * 24 + 12}h`,
        firing: ["BackupLate critical"],
        values: { 'ALERTS{schedule="weekly", alertstate="firing"}': 1 },
      },
    ],
  },
  {
    name: "alerts of what a controller counts of others are in the namespace of these",
    groups: platform,
    series: {
      'externalsecret_status_condition{namespace="external-secrets", exported_namespace="shop", name="db", condition="Ready", status="False"}':
        "1x40",
      'keda_scaler_detail_errors_total{namespace="keda", exported_namespace="shop", scaledObject="worker", scaler="s0-sqs"}':
        "0+1x40",
      // A PodMonitor that keeps labels has only the one.
      'argocd_app_info{namespace="argocd", name="shop", project="default", sync_status="OutOfSync", health_status="Healthy"}':
        "1x60",
    },
    moments: [
      {
        at: "35m",
        values: {
          'ALERTS{alertname="SecretNotSynced", alertstate="firing", namespace="shop", name="db"}': 1,
          'ALERTS{alertname="ScalerFailing", alertstate="firing", namespace="shop"}': 1,
          'ALERTS{alertname="ApplicationOutOfSync", alertstate="firing", name="shop"}': 1,
        },
      },
    ],
  },
  {
    name: "pods that no node is started for, and node pools at their limit",
    groups: platform,
    series: {
      'karpenter_scheduler_unschedulable_pods_count{namespace="kube-system", controller="provisioner"}': "0x5 3x40",
      'karpenter_nodepools_usage{nodepool="general", resource_type="cpu"}': "95x50",
      'karpenter_nodepools_limit{nodepool="general", resource_type="cpu"}': "100x50",
      'karpenter_nodepools_usage{nodepool="general", resource_type="memory"}': "10x50",
      'karpenter_nodepools_limit{nodepool="general", resource_type="memory"}': "0x50",
    },
    moments: [
      { at: "10m", firing: [] },
      { at: "30m", firing: ["NodePoolAtLimit warning", "PodsWithoutNode warning"] },
    ],
  },
  {
    name: "one call that fails is no page, an address that is down is one within five minutes",
    groups: probes,
    series: {
      [`probe_success{${probe}}`]: "1x5 0 1x5 0x10 1x10",
      [`probe_duration_seconds{${probe}}`]: "0.2x40",
      [`probe_ssl_earliest_cert_expiry{${probe}}`]: `${60 * day}x40`,
    },
    moments: [
      { at: "9m", firing: [] },
      { at: "13m", firing: [] },
      { at: "17m", firing: ["PublicAddressDown critical"] },
      { at: "28m", firing: [] },
    ],
  },
  {
    name: "a slow address, and a certificate in its last days, are told of; that nobody calls is too",
    groups: probes,
    series: {
      [`probe_success{${probe}}`]: "1x120 _x60",
      [`probe_duration_seconds{${probe}}`]: "3x120 _x60",
      [`probe_ssl_earliest_cert_expiry{${probe}}`]: `${10 * day}x120 _x60`,
    },
    moments: [
      { at: "70m", firing: ["CertificateOfAddressExpiring warning", "PublicAddressSlow warning"] },
      { at: "160m", firing: ["ProbesMissing warning"] },
    ],
  },
  {
    name: "uptime is the share of calls that went well",
    groups: probes,
    series: { [`probe_success{${probe}}`]: "1x74 0x24" },
    moments: [{ at: "95m", values: { "instance:probe_success:avg1d": 75 / 96 } }],
  },
];

describeWith("promtool", findPrometheus(), ({ promtool }) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-platform-rules-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.entries(allRules))("takes the rules of %s", (name, groups) => {
    const { ok, output } = checkRules(promtool, writeRules(folder, name.replaceAll(" ", "-"), groups));
    expect({ ok, output }).toEqual({ ok: true, output: expect.stringContaining("SUCCESS") as unknown });
  });

  it.each(Object.entries(gatewayRules))("takes the rules of the gateway %s", (name, objects) => {
    const groups = objects.flatMap(groupsOf);
    expect(groups.length).toBeGreaterThan(0);
    const { ok, output } = checkRules(promtool, writeRules(folder, `gateway-${name}`, groups));
    expect({ ok, output }).toEqual({ ok: true, output: expect.stringContaining("SUCCESS") as unknown });
  });

  it.each(cases)("$name", ({ groups, ...one }) => {
    const { ok, output } = testRules(promtool, folder, groups, one);
    expect({ ok, output }).toEqual({ ok: true, output: expect.any(String) as unknown });
  });
});

/** Groups of a PrometheusRule: their rules have the fields of ours. */
function groupsOf({ kind, fields }: RenderedObject): readonly RuleGroup[] {
  if (kind !== "PrometheusRule") return [];
  const { groups } = fields.spec as unknown as { groups: RuleGroup[] };
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, severity: "warning", summary: "", runbook: "gateways" })),
  }));
}
