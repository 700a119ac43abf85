/** Which numbers of pods and which targets are refused. What becomes of them is in autoscaler.test.ts and event-scaling.test.ts. */
import * as pulumi from "@pulumi/pulumi";
import type { PlatformCapabilities } from "../../components/cluster";
import type { AutoscalingSpec, ReplicasSpec } from "../../components/workloads/scaling/autoscaling-spec";
import { checkEventTargets } from "../../components/workloads/scaling/event-targets";
import { checkReplicas, mostReplicas } from "../../components/workloads/scaling/replicas";

const everything: PlatformCapabilities = {
  keda: true,
  prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" },
  customMetrics: true,
  externalMetrics: true,
};

const kafka = [{ brokers: ["kafka.messaging.svc:9092"], topic: "orders", consumerGroup: "orders", lagPerPod: 100 }];
const sqs = [
  {
    queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
    region: "eu-central-1",
    messagesPerPod: 10,
  },
];
const rabbitmq = [{ queue: "orders", url: { fromSecret: { name: "rabbit", key: "url" } }, messagesPerPod: 20 }];
const sale = { start: "0 8 * * *", end: "0 20 * * *", timeZone: "Europe/Berlin", replicas: 4 };
const range = { min: 1, max: 6 };

const problemsOf = (replicas: ReplicasSpec, capabilities: PlatformCapabilities = everything): string[] =>
  checkReplicas(replicas, undefined, capabilities).map(({ path, message }) => `${path.join(".")}: ${message}`);

it("knows the fewest and the most pods", () => {
  expect(mostReplicas()).toBe(6);
  expect(mostReplicas(3)).toBe(3);
  expect(mostReplicas({ min: 0, max: 9 })).toBe(9);
});

it.each<[ReplicasSpec]>([
  [0],
  [3],
  [range],
  [{ ...range, cpuPercent: 150, memoryPercent: 80 }],
  [
    {
      ...range,
      customMetrics: [{ name: "queue_depth", perPod: "500m" }],
      externalMetrics: [{ name: "q", perPod: "1" }],
    },
  ],
  [{ ...range, requestRate: { perPod: 0.5 }, latency: { percentile: 99.9, below: "300ms" } }],
  [{ min: 0, max: 6, prometheus: [{ query: "sum(jobs_waiting)", perPod: 5 }] }],
  [
    {
      min: 0,
      max: 6,
      kafka,
      sqs,
      rabbitmq,
      schedules: [sale],
      pollingSeconds: 5,
      cooldownSeconds: 0,
      fallbackReplicas: 6,
    },
  ],
  [{ ...range, schedules: [{ ...sale, replicas: range.max }] }],
  // A night shift ends on the next day.
  [{ ...range, schedules: [{ ...sale, start: "0 22 * * *", end: "0 6 * * *" }] }],
  [{ ...range, kafka: [{ ...kafka[0], brokers: ["[fd00::1]:9092", "10.0.0.5:9092"] }] } as AutoscalingSpec],
  // Nothing is compared with the region where the URL has none.
  [
    {
      ...range,
      sqs: [{ ...sqs[0], queueUrl: "https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com/1/q" }],
    } as AutoscalingSpec,
  ],
  [{ ...range, scaleUp: { pods: 4, percent: 200, select: "Min", periodSeconds: 1800, stabilizationSeconds: 3600 } }],
  [{ ...range, scaleDown: { select: "Disabled" } }],
])("takes %j", (replicas) => {
  expect(checkReplicas(replicas, undefined, everything)).toEqual([]);
});

it.each<[ReplicasSpec, string]>([
  [-1, "replicas: this is no number of pods"],
  [{ min: -1, max: 6 }, "replicas.min: this is no number of pods"],
  [{ min: 0, max: 0, kafka }, "replicas.max: this is no number of pods"],
  [{ min: 7, max: 6 }, "replicas: min is greater than max"],
  [{ ...range, cpuPercent: 0 }, "replicas.cpuPercent: this is no percentage to aim at"],
  [{ ...range, memoryPercent: 70.5 }, "replicas.memoryPercent: this is no percentage to aim at"],
  [
    { ...range, customMetrics: [{ name: "a/b", perPod: "1" }] },
    "replicas.customMetrics.0.name: this is no name of a metric",
  ],
  [
    { ...range, customMetrics: [{ name: "", perPod: "1" }] },
    "replicas.customMetrics.0.name: the name of a metric is missing",
  ],
  [
    { ...range, externalMetrics: [{ name: "a", perPod: "0" }] },
    "replicas.externalMetrics.0.perPod: this is nothing to aim at",
  ],
  [
    { ...range, externalMetrics: [{ name: "a", perPod: "10/s" }] },
    "replicas.externalMetrics.0.perPod: this is no quantity",
  ],
  [{ ...range, requestRate: { perPod: 0 } }, "replicas.requestRate.perPod: this is nothing to aim at"],
  [
    { ...range, requestRate: { perPod: 1, metric: 'requests{code="200"}' } },
    "replicas.requestRate.metric: this is no name of a metric",
  ],
  [{ ...range, latency: { percentile: 100, below: "1s" } }, "replicas.latency.percentile: this is no percentile"],
  [{ ...range, latency: { percentile: 99, below: "300" } }, "replicas.latency.below: this is no time to stay below"],
  [{ ...range, latency: { percentile: 99, below: "0ms" } }, "replicas.latency.below: this is no time to stay below"],
  [{ ...range, prometheus: [{ query: " ", perPod: 1 }] }, "replicas.prometheus.0.query: the query is missing"],
  [
    { ...range, prometheus: [{ query: "up", perPod: Number.NaN }] },
    "replicas.prometheus.0.perPod: this is nothing to aim at",
  ],
  ...(
    [
      [{ brokers: [] }, "brokers: there is no broker to ask"],
      [{ brokers: ["kafka.messaging.svc"] }, "brokers.0: this is no address of a broker"],
      [{ brokers: ["kafka.messaging.svc:70000"] }, "brokers.0: this is no address of a broker"],
      [
        { brokers: ["kafka:9092"] },
        "brokers.0: KEDA asks from a namespace of its own, where this name leads to nothing",
      ],
      [{ topic: "" }, "topic: the topic is missing"],
      [{ consumerGroup: "" }, "consumerGroup: the consumer group is missing"],
      [{ lagPerPod: 0 }, "lagPerPod: the number is none that Kubernetes takes here"],
    ] as const
  ).map(([wrong, problem]): [ReplicasSpec, string] => [
    { ...range, kafka: kafka.map((target) => ({ ...target, ...wrong })) },
    `replicas.kafka.0.${problem}`,
  ]),
  ...(
    [
      [{ queueUrl: "arn:aws:sqs:eu-central-1:123456789012:orders" }, "queueUrl: this is no URL of a queue"],
      [{ region: "eu-west-1" }, "queueUrl: the queue is in another region"],
      [{ region: "Frankfurt" }, "region: this is no region of AWS"],
      [{ messagesPerPod: 0.5 }, "messagesPerPod: the number is none that Kubernetes takes here"],
    ] as const
  ).map(([wrong, problem]): [ReplicasSpec, string] => [
    { ...range, sqs: sqs.map((target) => ({ ...target, ...wrong })) },
    `replicas.sqs.0.${problem}`,
  ]),
  [
    { ...range, rabbitmq: rabbitmq.map((target) => ({ ...target, queue: "" })) },
    "replicas.rabbitmq.0.queue: the queue is missing",
  ],
  ...(
    [
      [{ start: "@daily" }, "start: a schedule has five fields, but this has 1"],
      [{ end: "0 24 * * *" }, 'end: "24" is no hour'],
      [{ end: sale.start }, "end: it would end when it begins"],
      [{ timeZone: "Europe/Berln" }, "timeZone: this is no time zone"],
      [{ replicas: 0 }, "replicas: the number is none that Kubernetes takes here"],
      [{ replicas: 7 }, "replicas: there would be fewer pods, as max is lower"],
    ] as const
  ).map(([wrong, problem]): [ReplicasSpec, string] => [
    { ...range, schedules: [{ ...sale, ...wrong }] },
    `replicas.schedules.0.${problem}`,
  ]),
  [
    { min: 0, max: 6, kafka, pollingSeconds: 0 },
    "replicas.pollingSeconds: the number is none that Kubernetes takes here",
  ],
  [
    { min: 0, max: 6, kafka, cooldownSeconds: -1 },
    "replicas.cooldownSeconds: the number is none that Kubernetes takes here",
  ],
  [
    { ...range, kafka, fallbackReplicas: 7 },
    "replicas.fallbackReplicas: the number is none that Kubernetes takes here",
  ],
  [
    { ...range, fallbackReplicas: 3 },
    "replicas.fallbackReplicas: this is a matter of KEDA, which looks at none of the targets",
  ],
  [
    { ...range, scaleUp: { stabilizationSeconds: 3601 } },
    "replicas.scaleUp.stabilizationSeconds: the number is none that Kubernetes takes here",
  ],
  [{ ...range, scaleUp: { pods: 0 } }, "replicas.scaleUp.pods: the number is none that Kubernetes takes here"],
  [
    { ...range, scaleDown: { percent: 1.5 } },
    "replicas.scaleDown.percent: the number is none that Kubernetes takes here",
  ],
  [
    { ...range, scaleDown: { pods: 1, periodSeconds: 1801 } },
    "replicas.scaleDown.periodSeconds: the number is none that Kubernetes takes here",
  ],
  [
    { ...range, scaleDown: { periodSeconds: 60 } },
    "replicas.scaleDown.periodSeconds: this is the period of a bound that is not given",
  ],
])("refuses %j", (replicas, problem) => {
  expect(problemsOf(replicas)).toEqual([problem]);
});

describe("no pods at all", () => {
  it.each<[Partial<AutoscalingSpec>]>([
    [{}],
    [{ cpuPercent: 70 }],
    [{ requestRate: { perPod: 10 } }],
    [{ latency: { percentile: 99, below: "1s" } }],
    [{ customMetrics: [{ name: "depth", perPod: "1" }] }],
    [{ kafka: [] }],
  ])("need something that tells of work: %j", (targets) => {
    expect(checkReplicas({ min: 0, max: 6, ...targets }, undefined, everything)).toEqual([
      {
        path: ["replicas", "min"],
        message: "nothing would ever start the first pod: what is aimed at is measured in pods, or not by KEDA",
        found: "0",
        allowed: "at least 1, or 0 with one of prometheus, kafka, sqs, rabbitmq, schedules",
        fix: "write at least 1, or add a target that tells of work while there are no pods",
      },
    ]);
  });
});

describe("what the platform lacks", () => {
  const keda = "install KEDA and set slipway:capabilities.keda: true, or remove this target";
  const prometheus = "set slipway:capabilities.prometheus to its url and namespace, or remove this target";

  it.each<[Partial<AutoscalingSpec>, [string, string][]]>([
    [{ kafka }, [["kafka", keda]]],
    [{ sqs }, [["sqs", keda]]],
    [{ rabbitmq }, [["rabbitmq", keda]]],
    [{ schedules: [sale] }, [["schedules", keda]]],
    [
      { requestRate: { perPod: 1 } },
      [
        ["requestRate", keda],
        ["requestRate", prometheus],
      ],
    ],
    [
      { latency: { percentile: 99, below: "1s" } },
      [
        ["latency", keda],
        ["latency", prometheus],
      ],
    ],
    [
      { prometheus: [{ query: "up", perPod: 1 }] },
      [
        ["prometheus", keda],
        ["prometheus", prometheus],
      ],
    ],
    [
      { customMetrics: [{ name: "depth", perPod: "1" }] },
      [["customMetrics", "install one and set slipway:capabilities.customMetrics: true, or remove this target"]],
    ],
    [
      { externalMetrics: [{ name: "depth", perPod: "1" }] },
      [["externalMetrics", "install one and set slipway:capabilities.externalMetrics: true, or remove this target"]],
    ],
    [{ cpuPercent: 50, memoryPercent: 50 }, []],
  ])("is named by its key: %j", (targets, expected) => {
    const found = [undefined, {}, { keda: false, customMetrics: false, externalMetrics: false }].map((capabilities) =>
      checkReplicas({ ...range, ...targets }, undefined, capabilities).map(({ path, fix }) => [path[1], fix]),
    );
    expect(found).toEqual([expected, expected, expected]);
  });

  it("is told whole", () => {
    expect(checkReplicas({ ...range, requestRate: { perPod: 1 } }, undefined, { keda: true })).toEqual([
      {
        path: ["replicas", "requestRate"],
        message: "a Prometheus is asked for this, and the cluster has none",
        fix: prometheus,
      },
    ]);
  });
});

it("an adapter's metrics cannot stand beside KEDA's", () => {
  const metric = [{ name: "depth", perPod: "1" }];
  expect(checkReplicas({ ...range, customMetrics: metric, kafka, schedules: [sale] }, undefined, everything)).toEqual([
    {
      path: ["replicas", "customMetrics"],
      message: "KEDA makes the autoscaler of the other targets, and cannot ask an adapter",
      found: "customMetrics beside kafka, schedules",
      fix: "write it as a query under prometheus, or remove one of the two",
    },
  ]);
  expect(problemsOf({ ...range, externalMetrics: metric, kafka })).toEqual([
    "replicas.externalMetrics: KEDA makes the autoscaler of the other targets, and cannot ask an adapter",
  ]);
});

describe("the Secret with the URL of a broker", () => {
  const secrets = { broker: { data: { url: pulumi.secret("amqp://…"), user: "orders" } } };
  const toldOf = (name: string, key: string) =>
    checkEventTargets(
      { ...range, rabbitmq: rabbitmq.map((target) => ({ ...target, url: { fromSecret: { name, key } } })) },
      secrets,
    );
  const path = ["replicas", "rabbitmq", 0, "url", "fromSecret"];

  it("is the workload's own, where it has the key, or one of the namespace, whose keys nobody knows", () => {
    expect(toldOf("broker", "url")).toEqual([]);
    expect(toldOf("shared", "uri")).toEqual([]);
  });

  it("is refused where the workload's own lacks the key, as in env", () => {
    const problem = { path: [...path, "key"], message: "the secret has no key of this name", allowed: "url, user" };
    expect(toldOf("broker", "uri")).toEqual([{ ...problem, found: "uri", fix: "did you mean url?" }]);
    expect(toldOf("broker", "address")).toEqual([
      { ...problem, found: "address", fix: "add it to secrets.broker.data" },
    ]);
  });

  it("has a name and a key that Kubernetes takes", () => {
    expect(toldOf("", "a b").map((problem) => [problem.path, problem.message])).toEqual([
      [[...path, "name"], "this is no name of an object"],
      [[...path, "key"], "this is no key of a config map or a secret"],
    ]);
  });
});
