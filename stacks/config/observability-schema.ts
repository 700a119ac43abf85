import { z } from "zod";
import { logShippers } from "../../components/cluster";
import { logSizes, logStores, traceStores } from "../../components/observability";
import { alerting, grafana, monitoringSecrets, prometheus } from "./add-ons/kube-prometheus-stack";
import { logPipelines } from "./log-pipelines-schema";
import { someTexts, text } from "./texts";
import { count } from "./workloads/numbers";

const volume = (defaults: string) =>
  z
    .strictObject({
      size: text("As a Kubernetes quantity").optional(),
      class: text("Class of storage. Default: the cluster's default class").optional(),
    })
    .describe(`The volume of each node. It may grow, never shrink. Default: ${defaults}`)
    .optional();

const logs = z
  .strictObject({
    store: z
      .enum(logStores)
      .describe(
        "elastic: Elasticsearch and Kibana in the cluster, under the Elastic License 2.0; cloudWatch: Amazon CloudWatch Logs, on EKS alone, about 0.63 USD for each GB that is taken in",
      ),
    shipper: z
      .enum(logShippers)
      .describe("Who reads the logs on each node. Default: filebeat with elastic, fluentBit with cloudWatch")
      .optional(),
    retention: z
      .strictObject({
        days: count("Days until logs are deleted. Default: 30 in production, else 7", 1, 3653).optional(),
        rollover: text(
          "Size of an index at which a new one is begun, as a Kubernetes quantity. Default: 20Gi for prod, 2Gi for dev",
        ).optional(),
        perDay: text(
          "Of elastic: logs that are expected each day, as a Kubernetes quantity; with it, days are held against the disks. Default: not checked",
        ).optional(),
      })
      .describe("What is kept, and for how long")
      .optional(),
    size: z
      .enum(logSizes)
      .describe(
        "dev: one node of 2 GiB, about 5 GiB in all; prod: a node of 4 GiB in each zone. Default: prod in staging and production",
      )
      .optional(),
    elasticsearch: z
      .strictObject({
        zones: someTexts("Zones that there is a node in each. Default: those of the environment, at most 3").optional(),
        nodesPerZone: count("Nodes in each zone. Default 1", 1, 20).optional(),
        memory: text("Memory of each node, half of which is its heap. Default: by the size").optional(),
        storage: volume("100Gi for prod, 10Gi for dev"),
        keepVolumes: z
          .boolean()
          .describe("Whether volumes stay when the store goes. Default: as data is protected")
          .optional(),
        snapshots: z
          .strictObject({
            bucket: text("Name of a bucket of S3 that is there already"),
            schedule: text("Cron of Elasticsearch, with seconds, in UTC. Default: 0 30 1 * * ?").optional(),
            days: count("Days until a snapshot is deleted. Default 30", 1, 3653).optional(),
          })
          .describe("Snapshots to a bucket of S3, on EKS alone. Default: none")
          .optional(),
      })
      .describe("The nodes of the store elastic")
      .optional(),
    pipelines: logPipelines.optional(),
  })
  .describe("Logs of all pods, and who keeps them. Default: nobody");

const traces = z
  .strictObject({
    store: z
      .enum(traceStores)
      .describe(
        "jaeger: Jaeger on the Elasticsearch of logs; tempo: Tempo on a bucket of S3, outside of EKS on a volume; xray: AWS X-Ray, on EKS alone, about 5 USD for a million traces",
      ),
    retention: text(
      "Time that traces are kept, whole hours or days, such as 7d; X-Ray keeps them 30 days. Default: 7d",
    ).optional(),
    sampling: z
      .strictObject({
        percent: z
          .number()
          .min(0)
          .max(100)
          .describe("Percent of the traces that did not fail and were not slow. Default: 10 in production, else 100")
          .optional(),
        slowerThan: text("Traces that took at least so long are kept. Default: 2s").optional(),
        wait: text("Time that the spans of a trace are waited for, 1s to 2m. Default: 10s").optional(),
      })
      .describe("Which traces are kept, besides all that failed or were slow")
      .optional(),
    spanMetrics: z.boolean().describe("Whether metrics of requests are made out of spans. Default: true").optional(),
  })
  .describe("Traces of workloads, by OTLP. Default: nobody takes them");

const probes = z
  .strictObject({
    routes: z.boolean().describe("Whether each host of each route is called. Default: true").optional(),
    targets: z
      .record(
        z.string(),
        z.strictObject({
          url: text("https://… or http://…"),
          statuses: z
            .array(z.int().min(100).max(599))
            .min(1)
            .describe("Statuses that are fine. Default: 2xx")
            .optional(),
          contains: text(
            "Regular expression (RE2) that the answer must have somewhere. Default: any answer",
          ).optional(),
          timeout: text("Time that the answer may take, 1s to 30s. Default: 10s").optional(),
        }),
      )
      .describe("More addresses that are called, by name. Default: none")
      .optional(),
    interval: text("Time between two calls, 15s to 1h. Default: 60s").optional(),
  })
  .describe("Calls from within the cluster to what is public. Default: none");

/** The section `slipway:observability`. */
export const observability = z
  .strictObject({
    metrics: z
      .union([z.literal(true), prometheus])
      .describe(
        "Prometheus, with rules and dashboards for each workload and each part of the platform; true: as it comes",
      )
      .optional(),
    alerting: alerting.optional(),
    grafana: z
      .union([z.literal(false), grafana])
      .describe("Grafana; false: there is none. Default: one without storage")
      .optional(),
    dashboards: z
      .record(
        z.string(),
        z.strictObject({
          folder: text("Folder in Grafana. Default: Own").optional(),
          model: z
            .record(z.string(), z.unknown())
            .describe("Its JSON model as Grafana exports it, with title and panels"),
        }),
      )
      .describe("Dashboards of your own, by uid. Default: none")
      .optional(),
    secrets: monitoringSecrets.optional(),
    logs: logs.optional(),
    traces: traces.optional(),
    probes: probes.optional(),
    costs: z.boolean().describe("What each namespace and team costs, by OpenCost. Default: false").optional(),
  })
  .describe("What is seen of the environment, and who is told. What is left out is not there, and costs nothing");

/** What workloads may count on of an observability that is there already, in `slipway:capabilities`. */
export const observabilityCapability = z
  .strictObject({
    rules: z
      .boolean()
      .describe(
        "Whether a Prometheus of the operator reads monitors, probes and rules of every namespace. Default: false",
      )
      .optional(),
    retention: text(
      "Time that its Prometheus keeps metrics, such as 31d: no objective may be over a longer one. Default: not checked",
    ).optional(),
    dashboards: z
      .boolean()
      .describe(
        'Whether Grafana reads config maps of every namespace with the label grafana_dashboard: "1". Default: false',
      )
      .optional(),
    sources: z
      .strictObject({
        logs: z
          .union([
            z.literal("elasticsearch"),
            z.strictObject({ cloudWatchLogGroup: text("Name of the log group of workloads") }),
          ])
          .describe("What the data source logs is. Default: there is none")
          .optional(),
        traces: z.enum(traceStores).describe("What the data source traces is. Default: there is none").optional(),
      })
      .describe("What else Grafana's dashboards lead to. Default: nothing but metrics")
      .optional(),
    runbooksUrl: text(
      "URL below which the pages of docs/runbooks are published. Default: alerts name the page",
    ).optional(),
    grafanaUrl: text("URL of Grafana, for links. Default: none").optional(),
    logs: z
      .strictObject({ shipper: z.enum(logShippers).describe("Whose annotations pods have") })
      .describe("Logs of pods are read. Default: nobody reads them")
      .optional(),
    traces: z
      .strictObject({
        host: text("Host in DNS of the collector that takes OTLP at 4317 and 4318"),
        namespace: text("Namespace of its pods"),
        spanMetrics: z
          .boolean()
          .describe("Whether it makes metrics of requests out of spans. Default: false")
          .optional(),
      })
      .describe("Traces are taken by OTLP. Default: nobody takes them")
      .optional(),
  })
  .describe("What is seen of workloads by what is there already. Default: that of slipway:observability");
