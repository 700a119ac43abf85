/**
 * The numbers that the schema of the configuration takes are those that the components take. What numbers mean to each other is left to the
 * components, and nothing is said of numbers that are not in the table.
 */
import type { Problem } from "../../../components/core";
import { checkClaimFields } from "../../../components/workloads/claims/claim-fields";
import { checkNamespaceSpec } from "../../../components/workloads/namespace/namespace-spec";
import { checkProjected } from "../../../components/workloads/pod/projected-volume";
import { checkShutdown } from "../../../components/workloads/pod/shutdown";
import { checkBehavior } from "../../../components/workloads/scaling/autoscaler";
import { checkEventTargets } from "../../../components/workloads/scaling/event-targets";
import { checkJob, checkScheduledJob } from "../../../components/workloads/scaling/job";
import { checkReplicas } from "../../../components/workloads/scaling/replicas";
import { checkRollout } from "../../../components/workloads/scaling/rollout";
import { checkStatefulService } from "../../../components/workloads/stateful-service";
import { application } from "../../../stacks/config/workloads";

const image = "registry.example.com/orders:1.0.0";
const ports = { http: 8080 };
const volumeClaims = { data: { size: "1Gi", mountPath: "/data" } };
const enough = Number.MAX_SAFE_INTEGER;
const autoscaled = { min: 1, max: enough };
const schedules = { start: "0 7 * * 5", end: "0 20 * * 5", timeZone: "Europe/Berlin" };
const rabbitmq = { queue: "mails", url: { fromSecret: { name: "broker", key: "url" } } };
const keda = {
  ...autoscaled,
  sqs: [{ queueUrl: "https://q.example/1/mails", region: "eu-west-1", messagesPerPod: 1 }],
};

const service = (fields: object) => ({ services: { api: { image, ports, ...fields } } });
const job = (fields: object) => ({ jobs: { migrate: { image, ...fields } } });
const claim = (fields: object) => ({ ...service({}), claims: { own: fields } });
const stateful = (fields: object) => ({ statefulServices: { db: { image, ports, volumeClaims, ...fields } } });

interface Row {
  readonly least: number;
  readonly most?: number;
  /** The configuration of an application with the number. */
  readonly config: (value: number) => object;
  /** What the component says of the number. */
  readonly check: (value: number) => Problem[];
}

const replicas = (least: number, spec: (value: number) => Parameters<typeof checkReplicas>[0], most?: number): Row => ({
  least,
  ...(most === undefined ? {} : { most }),
  config: (value) => service({ replicas: spec(value) }),
  check: (value) => {
    const made = spec(value);
    if (typeof made !== "object") return checkReplicas(made);
    return [...checkBehavior(made), ...checkEventTargets(made), ...checkReplicas(made, {}, { keda: true })];
  },
});

const ofJob = (field: string, least: number): Row => ({
  least,
  config: (value) => job({ [field]: value }),
  check: (value) => checkJob({ [field]: value }),
});

const nightly = { schedule: "@daily" };
const ofScheduledJob = (field: string, least: number): Row => ({
  least,
  config: (value) => ({ scheduledJobs: { report: { image, ...nightly, [field]: value } } }),
  check: (value) => checkScheduledJob({ ...nightly, [field]: value }),
});

const token = (expirationSeconds: number) => ({ token: { path: "token", audience: "vault", expirationSeconds } });

const rows: Readonly<Record<string, Row>> = {
  parallelism: ofJob("parallelism", 1),
  completions: ofJob("completions", 1),
  backoffLimit: ofJob("backoffLimit", 0),
  deadlineSeconds: ofJob("deadlineSeconds", 1),
  ttlSeconds: ofJob("ttlSeconds", 0),
  successfulHistory: ofScheduledJob("successfulHistory", 0),
  failedHistory: ofScheduledJob("failedHistory", 0),
  startingDeadlineSeconds: ofScheduledJob("startingDeadlineSeconds", 10),
  "the length of a secret": {
    least: 8,
    most: 256,
    config: (length) => claim({ kind: "secret", length }),
    check: (length) => checkClaimFields("own", { kind: "secret", length }),
  },
  "the partitions of a topic": {
    least: 1,
    config: (partitions) => claim({ kind: "topic", partitions }),
    check: (partitions) => checkClaimFields("own", { kind: "topic", partitions }),
  },
  "expirationSeconds of a token": {
    least: 600,
    most: 2 ** 32,
    config: (value) => service({ volumes: { identity: { mountPath: "/identity", projected: [token(value)] } } }),
    check: (value) => checkProjected([token(value)], { objectName: "api", config: {}, secrets: {} }),
  },
  replicas: replicas(0, (value) => value),
  "replicas.max": replicas(1, (max) => ({ min: Math.min(max, 1), max })),
  "replicas.min": replicas(0, (min) => ({ ...keda, min, kafka: [kafka(1)] })),
  "replicas.memoryPercent": replicas(1, (memoryPercent) => ({ ...autoscaled, memoryPercent })),
  "replicas.cpuPercent": replicas(1, (cpuPercent) => ({ ...autoscaled, cpuPercent })),
  "replicas.kafka.lagPerPod": replicas(1, (value) => ({ ...autoscaled, kafka: [kafka(value)] })),
  "replicas.rabbitmq.messagesPerPod": replicas(1, (messagesPerPod) => ({
    ...autoscaled,
    rabbitmq: [{ ...rabbitmq, messagesPerPod }],
  })),
  "replicas.schedules.replicas": replicas(1, (value) => ({
    ...autoscaled,
    schedules: [{ ...schedules, replicas: value }],
  })),
  "replicas.pollingSeconds": replicas(1, (pollingSeconds) => ({ ...keda, pollingSeconds })),
  "replicas.cooldownSeconds": replicas(0, (cooldownSeconds) => ({ ...keda, cooldownSeconds })),
  "replicas.fallbackReplicas": replicas(0, (fallbackReplicas) => ({ ...keda, fallbackReplicas })),
  "replicas.scaleUp.pods": replicas(1, (pods) => ({ ...autoscaled, scaleUp: { pods } })),
  "replicas.scaleUp.percent": replicas(1, (percent) => ({ ...autoscaled, scaleUp: { percent } })),
  "replicas.scaleUp.periodSeconds": replicas(
    1,
    (periodSeconds) => ({ ...autoscaled, scaleUp: { pods: 1, periodSeconds } }),
    1800,
  ),
  "replicas.scaleDown.stabilizationSeconds": replicas(
    0,
    (stabilizationSeconds) => ({ ...autoscaled, scaleDown: { stabilizationSeconds } }),
    3600,
  ),
  "replicas of a stateful service": {
    least: 0,
    most: 100,
    config: (value) => stateful({ replicas: value }),
    check: (value) => checkStatefulService("db", { image, ports, volumeClaims, replicas: value }),
  },
  "partition of a stateful service": {
    least: 0,
    most: 100,
    config: (partition) => stateful({ replicas: 100, rollout: { partition } }),
    check: (partition) =>
      checkStatefulService("db", { image, ports, volumeClaims, replicas: 100, rollout: { partition } }),
  },
  "rollout.revisionHistoryLimit": {
    least: 0,
    config: (revisionHistoryLimit) => service({ rollout: { revisionHistoryLimit } }),
    check: (revisionHistoryLimit) => checkRollout({ revisionHistoryLimit }),
  },
  "rollout.progressDeadlineSeconds": {
    least: 1,
    config: (progressDeadlineSeconds) => service({ rollout: { progressDeadlineSeconds } }),
    check: (progressDeadlineSeconds) => checkRollout({ progressDeadlineSeconds }),
  },
  "shutdown.gracePeriodSeconds": {
    least: 1,
    config: (gracePeriodSeconds) => service({ shutdown: { gracePeriodSeconds, delaySeconds: 0 } }),
    check: (gracePeriodSeconds) => checkShutdown({ gracePeriodSeconds, delaySeconds: 0 }, true),
  },
  "quota.pods": {
    least: 0,
    config: (pods) => ({ ...service({}), namespace: { quota: { pods } } }),
    check: (pods) => checkNamespaceSpec({ quota: { pods } }),
  },
};

function kafka(lagPerPod: number) {
  return { brokers: ["kafka.messaging:9092"], topic: "orders", consumerGroup: "mailer", lagPerPod };
}

test.each(Object.entries(rows))("%s is bounded alike", (_, { least, most, config, check }) => {
  // More than any bound that was there before, and no more than DNS has room for in the name of a pod.
  const large = 10_000_000;
  const values = [least - 1, least, least + 0.5, ...(most === undefined ? [large] : [most, most + 1])];
  const taken = values.filter((value) => value >= least && value <= (most ?? value) && Number.isInteger(value));
  expect(values.filter((value) => check(value).length === 0)).toEqual(taken);
  expect(values.filter((value) => application.safeParse(config(value)).success)).toEqual(taken);
});
