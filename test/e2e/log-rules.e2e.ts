import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { logRules } from "../../components/observability/logs/log-rules";
import { testRules, type SeriesCase } from "./rules/promtool";
import { describeWith } from "./test-bed";
import { findPrometheus } from "./toolchain";

// What a Prometheus makes of the alerts of logs, by promtool of the distribution (2.42) on series that are made up, with the labels of elasticsearch_exporter 1.11 and of
// kube-state-metrics. That these write them so is what their sources say; it is not proven here.

const exporter = 'job="logging/elasticsearch-exporter", namespace="logging", pod="elasticsearch-exporter-1"';
const lines = (index: string) => `elasticsearch_index_stats_indexing_index_total{${exporter}, index="${index}"}`;
const ofNode = `elasticsearch_indices_indexing_index_total{${exporter}, name="elasticsearch-es-default-0"}`;
const today = ".ds-logs-kubernetes-default-2026.11.22-000001";
const tomorrow = ".ds-logs-kubernetes-default-2026.11.23-000002";
const snapshots = (what: string) => `elasticsearch_slm_stats_total_snapshots_${what}_total{${exporter}}`;
const daemonSet = (namespace: string, name: string) =>
  `kube_daemonset_status_desired_number_scheduled{namespace="${namespace}", daemonset="${name}"}`;
const statefulSet = (namespace: string, name: string) =>
  `kube_statefulset_status_replicas_ready{namespace="${namespace}", statefulset="${name}"}`;

/** Everything as it should be, for so many samples. */
const healthy = (samples: number): Record<string, string> => ({
  [`up{${exporter}}`]: `1x${samples}`,
  [lines(today)]: `0+600x${samples}`,
  [ofNode]: `0+700x${samples}`,
  [snapshots("taken")]: `5x${samples}`,
  [snapshots("failed")]: `0x${samples}`,
  [daemonSet("log-shipping", "filebeat-beat-filebeat")]: `3x${samples}`,
  [daemonSet("kube-system", "kube-proxy")]: `3x${samples}`,
  [statefulSet("logging", "elasticsearch-es-default")]: `3x${samples}`,
  [statefulSet("monitoring", "prometheus")]: `1x${samples}`,
});
const without = (series: Record<string, string>, ...gone: string[]) =>
  Object.fromEntries(Object.entries(series).filter(([one]) => !gone.includes(one)));

const cases: readonly SeriesCase[] = [
  { name: "nobody is told of what goes well", series: healthy(60), moments: [{ at: "60m", firing: [] }] },
  {
    name: "no line is told of although Kibana writes, and no more once lines come, also in the index of the next day",
    series: {
      ...healthy(120),
      [lines(today)]: "0+600x20 12000x100",
      [lines(tomorrow)]: "_x70 0+600x50",
    },
    moments: [
      { at: "40m", firing: [] },
      { at: "50m", firing: ["LogsNotArriving critical"] },
      { at: "85m", firing: [] },
    ],
  },
  {
    name: "nor one that never came, for which there is no index",
    series: without(healthy(60), lines(today)),
    moments: [
      { at: "10m", firing: [] },
      { at: "20m", firing: ["LogsNotArriving critical"] },
    ],
  },
  {
    name: "without the exporter that alone is told of",
    series: without(healthy(90), `up{${exporter}}`, lines(today), ofNode, snapshots("taken"), snapshots("failed")),
    moments: [
      { at: "20m", firing: ["LogStoreNotWatched warning"] },
      { at: "80m", firing: ["LogSnapshotLate warning", "LogStoreNotWatched warning"] },
    ],
  },
  {
    name: "a shipper and a store that were never made are told of",
    series: without(
      healthy(40),
      daemonSet("log-shipping", "filebeat-beat-filebeat"),
      statefulSet("logging", "elasticsearch-es-default"),
    ),
    moments: [
      { at: "5m", firing: [] },
      { at: "30m", firing: ["LogShipperMissing critical", "LogStoreDown critical"] },
    ],
  },
  {
    name: "while nothing counts what there is in the cluster, neither is",
    series: without(
      healthy(40),
      daemonSet("log-shipping", "filebeat-beat-filebeat"),
      daemonSet("kube-system", "kube-proxy"),
      statefulSet("logging", "elasticsearch-es-default"),
      statefulSet("monitoring", "prometheus"),
    ),
    moments: [{ at: "30m", firing: [] }],
  },
  {
    name: "a snapshot that fails is told of, and that none was made for two days, but not in the first two",
    interval: "5m",
    evaluated: "5m",
    series: {
      ...healthy(1800),
      // One a day, and none from the fourth day on.
      [snapshots("taken")]: "0x287 1x287 2x287 3x900",
      [snapshots("failed")]: "0x1140 1x600",
    },
    moments: [
      { at: "40h", firing: [] },
      { at: "72h", firing: [] },
      { at: "96h", firing: ["LogSnapshotFailed warning"] },
      { at: "124h", firing: ["LogSnapshotLate warning"] },
    ],
  },
];

describeWith("promtool", findPrometheus(), ({ promtool }) => {
  const rules = logRules(
    { store: "elastic", elasticsearch: { snapshots: { bucket: "b" } } },
    {
      target: "eks",
      isProduction: true,
      highlyAvailable: true,
      ipFamily: "ipv4",
      clusterName: "shop",
      region: "eu-central-1",
      zones: ["eu-central-1a"],
      nodes: 3,
      isProtected: true,
      applications: [],
      prometheusNamespace: "monitoring",
    },
  );
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-log-rules-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(cases)("$name", (one) => {
    const { ok, output } = testRules(promtool, folder, rules, one);
    expect({ ok, output }).toEqual({ ok: true, output: expect.any(String) as unknown });
  });
});
