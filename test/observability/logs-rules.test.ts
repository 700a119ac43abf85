// Alerts about logs: which there are with which declaration, and that each has its section in the runbook. What they are told by is the operator's, the exporter's and
// kube-state-metrics' own.
import { readFileSync } from "node:fs";
import path from "node:path";
import { logRules } from "../../components/observability/logs/log-rules";
import type { LoggingAround } from "../../components/observability/logs/logging-around";
import type { LoggingSpec } from "../../components/observability/logs/logging-spec";

const around: LoggingAround = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  ipFamily: "ipv4",
  clusterName: "shop",
  region: "eu-central-1",
  zones: ["a", "b", "c"],
  nodes: 3,
  isProtected: true,
  applications: [],
  prometheusNamespace: "monitoring",
};
const alerts = (spec: LoggingSpec, place: Partial<LoggingAround> = {}) =>
  logRules(spec, { ...around, ...place }).flatMap(({ rules }) =>
    rules.map((rule) => ("alert" in rule ? rule.alert : rule.record)),
  );

const ofStore = [
  "LogStoreDown",
  "LogStoreNotWatched",
  "LogStoreRed",
  "LogStoreYellow",
  "LogStoreDiskFilling",
  "LogStoreDiskFull",
  "LogStoreHeapHigh",
  "LogStoreRejects",
  "LogsNotArriving",
];

test("there are alerts of what there is", () => {
  expect(alerts({ store: "elastic" })).toEqual([...ofStore, "LogShipperDown", "LogShipperMissing"]);
  expect(alerts({ store: "elastic", shipper: "fluentBit", elasticsearch: { snapshots: { bucket: "b" } } })).toEqual([
    ...ofStore,
    "LogSnapshotFailed",
    "LogSnapshotLate",
    "LogShipperDown",
    "LogShipperMissing",
    "LogShipperDrops",
  ]);
  expect(alerts({ store: "cloudWatch" })).toEqual(["LogShipperDown", "LogShipperMissing", "LogShipperDrops"]);
  // A single node has no copies to miss.
  expect(alerts({ store: "elastic" }, { highlyAvailable: false })).not.toContain("LogStoreYellow");
});

test("each has a section in the runbook, which has none of others", () => {
  const page = readFileSync(path.join(__dirname, "../../docs/runbooks/logs.md"), "utf8");
  const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  const all = alerts({ store: "elastic", shipper: "fluentBit", elasticsearch: { snapshots: { bucket: "b" } } });
  expect([...sections].sort()).toEqual([...all].sort());
});
