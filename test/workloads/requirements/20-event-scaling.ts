import { Worker } from "../../../components/workloads";
import { fact, image, placeIn, type Requirement } from "./requirement";

const queueUrl = "https://sqs.eu-central-1.amazonaws.com/111122223333/mails";

export const eventScaling: Requirement = {
  number: 20,
  asks: "as many pods as there is work in a topic or a queue, and none without any",
  program: (cluster) => {
    new Worker("accounting", {
      ...placeIn(cluster, "event-scaling"),
      capabilities: { keda: true },
      image: image("accounting"),
      replicas: {
        min: 0,
        max: 10,
        kafka: [{ brokers: ["kafka.messaging.svc:9092"], topic: "orders", consumerGroup: "accounting", lagPerPod: 50 }],
        sqs: [{ queueUrl, region: "eu-central-1", messagesPerPod: 20 }],
        rabbitmq: [{ queue: "invoices", url: { fromSecret: { name: "rabbit", key: "url" } }, messagesPerPod: 5 }],
        schedules: [{ start: "0 8 * * 1-5", end: "0 18 * * 1-5", timeZone: "Europe/Berlin", replicas: 2 }],
        cooldownSeconds: 120,
      },
    });
  },
  facts: [
    fact("Deployment/accounting", ["spec", "replicas"], undefined),
    fact("ScaledObject/accounting", ["spec", "minReplicaCount"], 0),
    fact("ScaledObject/accounting", ["spec", "maxReplicaCount"], 10),
    fact("ScaledObject/accounting", ["spec", "triggers", 0], {
      type: "kafka",
      metadata: {
        bootstrapServers: "kafka.messaging.svc:9092",
        consumerGroup: "accounting",
        topic: "orders",
        lagThreshold: "50",
      },
    }),
    fact("ScaledObject/accounting", ["spec", "triggers", 1, "metadata", "queueLength"], "20"),
    fact("ScaledObject/accounting", ["spec", "triggers", 1, "authenticationRef"], { name: "accounting-aws" }),
    fact("TriggerAuthentication/accounting-aws", ["spec"], {
      podIdentity: { provider: "aws", identityOwner: "keda" },
    }),
  ],
  customResources: ["ScaledObject", "TriggerAuthentication"],
};
