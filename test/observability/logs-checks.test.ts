// What is wrong with declarations of logs, word for word.
import { formatPath } from "../../components/core";
import { checkLogging } from "../../components/observability/logs/check-logging";
import type { LoggingAround } from "../../components/observability/logs/logging-around";
import type { LoggingSpec } from "../../components/observability/logs/logging-spec";

const zones = ["eu-central-1a", "eu-central-1b"];
const around: LoggingAround = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  ipFamily: "ipv4",
  clusterName: "shop",
  region: "eu-central-1",
  zones,
  nodes: 4,
  isProtected: true,
  applications: [],
  prometheusNamespace: undefined,
};

const problems = (spec: LoggingSpec, place: Partial<LoggingAround> = {}) =>
  checkLogging(spec, { ...around, ...place }).map(
    ({ path, message, found, fix }) => `${formatPath(path)}: ${message} (${found ?? "-"}) -> ${fix}`,
  );
const pipelineProblems = (stage: object) =>
  problems({ store: "elastic", pipelines: { web: { from: { namespaces: ["shop"] }, stages: [stage] } } });

test("what is right has no problems", () => {
  expect(problems({ store: "elastic" })).toEqual([]);
  expect(problems({ store: "elastic" }, { zones: undefined, nodes: undefined, target: "existing" })).toEqual([]);
  expect(problems({ store: "cloudWatch", retention: { days: 30 } })).toEqual([]);
  expect(
    problems({
      store: "elastic",
      retention: { days: 14, rollover: "5Gi", perDay: "2Gi" },
      elasticsearch: { zones, memory: "4Gi", snapshots: { bucket: "shop-snapshots", schedule: "0 30 1 ? * MON" } },
      pipelines: {
        web: {
          from: { namespaces: ["shop"], workloads: ["web"] },
          stages: [
            { grok: { patterns: ["%{IPORHOST:client.address} (?<rest>.*)"], definitions: { WORD2: "[a-z]+" } } },
            { dissect: { from: "rest", mapping: '"%{http.request.method} %{url.path}" %{?rest}' } },
            { date: { from: "time", formats: ["ISO8601"], timezone: "Europe/Berlin" } },
            { mutate: { rename: { a: "b.c" }, convert: { "b.c": "integer" }, remove: ["time"] } },
            { drop: true, when: { field: "url.path", matches: "^/healthz$" } },
          ],
        },
      },
    }),
  ).toEqual([]);
});

test("zones: those without nodes, too many, twice, and none", () => {
  expect(problems({ store: "elastic", elasticsearch: { zones: [...zones, "eu-central-1d"] } })).toEqual([
    "elasticsearch.zones[2]: the environment has no nodes in this zone (eu-central-1d) -> did you mean eu-central-1a?",
    "elasticsearch.zones: more zones are named than the environment has nodes in (3: eu-central-1a, eu-central-1b, eu-central-1d) -> remove those without nodes",
  ]);
  expect(problems({ store: "elastic", elasticsearch: { zones: ["eu-central-1a", "eu-central-1a"] } })).toEqual([
    "elasticsearch.zones: a zone is named twice (eu-central-1a) -> name it once, and write nodesPerZone for more nodes in it",
  ]);
  expect(problems({ store: "elastic", elasticsearch: { zones: [] } })).toEqual([
    "elasticsearch.zones: the list of zones is empty (-) -> name one, or leave it out for those of the environment",
  ]);
  expect(problems({ store: "elastic" }, { nodes: 1 })).toEqual([
    "elasticsearch.zones: there is to be a node of Elasticsearch in each zone, and there are fewer nodes than zones (2 zones, 2 nodes of Elasticsearch, 1 nodes of the cluster at least) -> name fewer zones, or let node groups have more nodes at least",
  ]);
});

test("retention that is larger than its disks: of one index, and of days where it is known how much comes", () => {
  const small = { storage: { size: "10Gi" } };
  expect(problems({ store: "elastic", elasticsearch: small })).toEqual([
    "retention.rollover: two indices of this size do not fit on the disks, and only whole ones that are no more written to are deleted (20Gi, 80Gi for two) -> write 4Gi or less, or larger elasticsearch.storage.size",
  ]);
  expect(problems({ store: "elastic", retention: { days: 90, perDay: "2Gi" } })).toEqual([
    "retention.days: logs of so many days do not fit on the disks (90 days of 2Gi, 364Gi with the day that is written) -> write 41 or less, or larger elasticsearch.storage.size",
  ]);
  expect(problems({ store: "elastic", retention: { days: 41, perDay: "2Gi" } })).toEqual([]);
  expect(problems({ store: "elastic", retention: { perDay: "100Gi" } })).toEqual([
    "retention.days: logs of so many days do not fit on the disks (30 days of 100Gi, 6200Gi with the day that is written) -> write larger elasticsearch.storage.size",
  ]);
});

test("sizes that are none, and memory that is too little", () => {
  expect(
    problems({
      store: "elastic",
      retention: { rollover: "20GB", perDay: "" },
      elasticsearch: { memory: "lots", storage: { size: "-5Gi" } },
    }),
  ).toEqual([
    "retention.rollover: this is no size (20GB) -> write it like 20Gi",
    'retention.perDay: this is no size ("") -> write it like 5Gi',
    "elasticsearch.memory: this is no size (lots) -> write it like 4Gi",
    "elasticsearch.storage.size: this is no size (-5Gi) -> write it like 100Gi",
  ]);
  expect(problems({ store: "elastic", elasticsearch: { memory: "512Mi" } })).toEqual([
    "elasticsearch.memory: Elasticsearch does not start with so little memory (512Mi) -> write 2Gi",
  ]);
  expect(problems({ store: "elastic", retention: { days: 0 } })).toEqual([
    "retention.days: logs are kept for whole days (0) -> write 1 or more",
  ]);
});

test("CloudWatch: on EKS alone, with days that it knows, and without what is Elasticsearch's", () => {
  expect(
    problems({ store: "cloudWatch", shipper: "filebeat", retention: { days: 10 } }, { target: "existing" }),
  ).toEqual([
    "store: CloudWatch is written to with a cloud identity, which a cluster that is there already has not (cloudWatch, target existing) -> write store: elastic",
    "shipper: Filebeat cannot write to CloudWatch (filebeat) -> remove shipper, or write store: elastic",
    "retention.days: CloudWatch does not keep logs for this number of days (10) -> write 14",
  ]);
  expect(problems({ store: "cloudWatch", size: "dev", retention: { rollover: "1Gi" } })).toEqual([
    "size: this is of Elasticsearch, and logs go to CloudWatch (store: cloudWatch) -> remove size, or write store: elastic",
    "retention.rollover: this is of Elasticsearch, and logs go to CloudWatch (store: cloudWatch) -> remove retention.rollover, or write store: elastic",
  ]);
});

test("snapshots: an identity, a bucket, a schedule with seconds", () => {
  const snapshots = { bucket: "s3://shop/logs", schedule: "30 1 * * *" };
  expect(problems({ store: "elastic", elasticsearch: { snapshots } }, { target: "existing" })).toEqual([
    "elasticsearch.snapshots: snapshots are written to S3 with a cloud identity, which a cluster that is there already has not (target existing) -> remove snapshots, or let Velero back up the volumes",
    "elasticsearch.snapshots.bucket: this is no name of a bucket (s3://shop/logs) -> write the name alone, without s3:// or a folder",
    "elasticsearch.snapshots.schedule: this is no schedule of Elasticsearch (30 1 * * *) -> put the seconds first, and ? for one of the days: 0 30 1 * * ?",
  ]);
});

test("pipelines: stages that there are not, that say nothing, or two things", () => {
  expect(pipelineProblems({ grokk: {} })).toEqual([
    "pipelines.web.stages[0].grokk: there is no stage of this name (grokk) -> did you mean grok?",
  ]);
  expect(pipelineProblems({})).toEqual([
    "pipelines.web.stages[0]: the stage does not say what it does (-) -> add one of them",
  ]);
  expect(pipelineProblems({ json: {}, drop: true })).toEqual([
    "pipelines.web.stages[0]: one stage does one thing (json, drop) -> make it several stages",
  ]);
  expect(pipelineProblems({ drop: true })).toEqual([
    "pipelines.web.stages[0].drop: this drops every line of the pipeline (-) -> say which as when, or remove the pipeline",
  ]);
  expect(problems({ store: "elastic", pipelines: { "Web!": { from: {}, stages: [] } } })).toEqual([
    "pipelines.Web!: this is no name of a pipeline (Web!) -> rename it",
    "pipelines.Web!.from: it is not said which logs go through the pipeline (-) -> add namespaces, workloads or containers",
    "pipelines.Web!.stages: the pipeline does nothing, and lines that go through none are kept as they are (-) -> add a stage: json, grok, dissect, date, mutate, drop; or remove the pipeline",
  ]);
});

test("pipelines: texts that Logstash would read otherwise, and what its stages do not know", () => {
  expect(pipelineProblems({ grok: { patterns: [`"%{WORD:a}" '`] } })).toEqual([
    `pipelines.web.stages[0].grok.patterns[0]: Logstash cannot be told this text: it has both kinds of quotation marks, of which Logstash takes one in a text ("%{WORD:a}" ') -> write it without`,
  ]);
  expect(pipelineProblems({ mutate: { set: { a: "${HOME}" } } })).toEqual([
    "pipelines.web.stages[0].mutate.set.a: Logstash cannot be told this text: Logstash would put a variable in the place of ${…} (${HOME}) -> write it without",
  ]);
  expect(pipelineProblems({ dissect: { mapping: "%{a}%{b}" } })).toEqual([
    "pipelines.web.stages[0].dissect.mapping: nothing is between two fields, so nothing says where one ends (%{a}%{b}) -> put the text that is between them there, or make it a stage grok",
  ]);
  expect(pipelineProblems({ date: { from: "a b", formats: [], timezone: "Berlin" } })).toEqual([
    "pipelines.web.stages[0].date.from: this is no name of a field (a b) -> write it like http.request.method",
    "pipelines.web.stages[0].date.formats: the list is empty (-) -> add one at least",
    expect.stringContaining("pipelines.web.stages[0].date.timezone: this is no time zone (Berlin)") as string,
  ]);
  expect(pipelineProblems({ json: {}, when: { field: "a", equals: 1, exists: true } })).toEqual([
    "pipelines.web.stages[0].when: a condition asks one thing of its field (equals, exists) -> make it several stages",
  ]);
  expect(pipelineProblems({ mutate: { convert: { a: "int" as never } } })).toEqual([
    "pipelines.web.stages[0].mutate.convert.a: there is no type of this name (int) -> write one of them",
  ]);
});

test("pipelines: patterns that neither Logstash nor the stage has, which would keep Logstash from starting", () => {
  const patterns = [
    "%{IPORHOTS:client.address} %{ORDERID:order.id} %{ORDERID}",
    "%{INT:a:int} %{iporhost}",
    "%{QQQQZZZZ}",
  ];
  const why = "there is no pattern of this name, and Logstash would not start, with all pipelines";
  const grok = "pipelines.web.stages[0].grok";
  expect(pipelineProblems({ grok: { patterns } })).toEqual([
    `${grok}.patterns[0]: ${why} (IPORHOTS) -> did you mean IPORHOST?`,
    expect.stringContaining(`${grok}.patterns[0]: ${why} (ORDERID)`),
    `${grok}.patterns[1]: ${why} (iporhost) -> did you mean IPORHOST?`,
    `${grok}.patterns[2]: ${why} (QQQQZZZZ) -> add it to definitions`,
  ]);
  const definitions = { ORDERID: "%{WORDS}-%{INT}" };
  expect(
    pipelineProblems({ grok: { patterns: ["%{ORDERIDS:order.id}", "%{ORDERID:order.id}"], definitions } }),
  ).toEqual([
    `${grok}.patterns[0]: ${why} (ORDERIDS) -> did you mean ORDERID?`,
    `${grok}.definitions.ORDERID: ${why} (WORDS) -> did you mean WORD?`,
  ]);
  expect(
    pipelineProblems({ grok: { patterns: ["%{ID:order.id=[0-9]+} %{COMBINEDAPACHELOG}", "%{ no pattern"] } }),
  ).toEqual([]);
});

test("pipelines: names that are nearly those of the environment; others may be of what others run", () => {
  const applications = [
    { name: "shop", namespace: "shop", workloads: ["frontend", "checkout"] },
    { name: "billing", namespace: "billing", workloads: ["invoices"] },
  ];
  const from = (source: object, known = applications) =>
    problems(
      { store: "elastic", pipelines: { web: { from: source, stages: [{ json: {} }] } } },
      { applications: known },
    );
  expect(from({ namespaces: ["shop", "biling"], workloads: ["frontned"] })).toEqual([
    "pipelines.web.from.namespaces[1]: the environment has no namespace of this name, and nothing would go through the pipeline (biling) -> did you mean billing?",
  ]);
  expect(from({ workloads: ["invoices", "chekcout"] })).toEqual([
    "pipelines.web.from.workloads[1]: the environment has no workload of this name, and nothing would go through the pipeline (chekcout) -> did you mean checkout?",
  ]);
  expect(from({ namespaces: ["shop"], workloads: ["frontned"] })).toHaveLength(1);
  expect(from({ namespaces: ["billing"], workloads: ["frontned"] })).toEqual([]);
  expect(from({ namespaces: ["kube-system", "shop-legacy"], workloads: ["coredns"] })).toEqual([]);
  expect(from({ namespaces: ["shop"], workloads: ["frontend", "frontend-cache"] })).toEqual([]);
  expect(from({ namespaces: ["biling"] }, [])).toEqual([]);
});

test("pipelines are Logstash's, which Fluent Bit does not send to", () => {
  const pipelines = { web: { from: { namespaces: ["shop"] }, stages: [{ json: {} }] } };
  expect(problems({ store: "elastic", shipper: "fluentBit", pipelines })).toEqual([
    "pipelines: pipelines are Logstash's, which takes lines from Filebeat alone (shipper: fluentBit) -> write shipper: filebeat, or remove the pipelines",
  ]);
});
