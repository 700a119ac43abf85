import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../../../core";
import type { Environment } from "../../pod/environment";
import { StatefulService, type StatefulServiceTransform } from "../../stateful-service";
import type { ClaimHandle, TopicClaim } from "../claim-spec";
import {
  childOptions,
  defaultSize,
  handleOf,
  refuseClaim,
  storeFields,
  storeProbes,
  type InClusterArgs,
} from "./in-cluster-args";
import { images } from "./in-cluster-images";

export type InClusterTopicArgs = Omit<InClusterArgs<TopicClaim, StatefulServiceTransform>, "transform"> & {
  readonly transform?: { readonly service?: StatefulServiceTransform | undefined } | undefined;
};

const image = images.topic;
/** The image's `appuser`, which it names by its name alone. */
const user = 1000;
const port = 9092;
const data = "/var/lib/kafka/data";

/**
 * A Kafka of one pod that is broker and controller (KRaft), for development: without copies, backups and passwords; who may reach it
 * is up to network policies. Topics are made by their first use. Its volume goes with it.
 * @throws SlipwayError with everything that is wrong with the claim, before anything is registered
 */
export class InClusterTopic extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  constructor(name: string, args: InClusterTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseClaim("InClusterTopic", name, args);
    super("InClusterTopic", name, opts);
    const { objectName } = args;

    const service = this.createService(args, opts);

    this.handle = handleOf(
      "topic",
      { brokers: `${objectName}:${port}`, host: objectName, port: String(port) },
      service,
      this,
    );
    this.registerOutputs({ objectName });
  }

  private createService(args: InClusterTopicArgs, opts: pulumi.ComponentResourceOptions | undefined): StatefulService {
    const { claim, objectName } = args;
    return new StatefulService(
      this.logicalName,
      {
        ...storeFields(args, claim.protected, user),
        image,
        ports: { kafka: port },
        env: brokerEnvironment(objectName, claim.partitions ?? 1),
        volumeClaims: { data: { size: claim.size ?? defaultSize, mountPath: data } },
        // The image writes its configuration at each start, from the environment.
        volumes: {
          config: { mountPath: "/opt/kafka/config" },
          logs: { mountPath: "/opt/kafka/logs" },
          tmp: { mountPath: "/tmp" },
        },
        resources: { requests: { cpu: "250m", memory: "768Mi" }, limits: { memory: "1Gi" } },
        probes: storeProbes(),
      },
      childOptions(this, opts),
    );
  }
}

/** Properties of the broker, by the names that the image reads. */
function brokerEnvironment(objectName: string, partitions: number): Environment {
  return {
    CLUSTER_ID: "5L6g3nShT-eMCtK--X86sw",
    KAFKA_NODE_ID: 1,
    KAFKA_PROCESS_ROLES: "broker,controller",
    // What it says to itself stays in the pod, as no policy lets it call its own Service.
    KAFKA_LISTENERS: `CLIENTS://:${port},INTERNAL://localhost:9094,CONTROLLER://localhost:9093`,
    KAFKA_ADVERTISED_LISTENERS: `CLIENTS://${objectName}:${port},INTERNAL://localhost:9094`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "CLIENTS:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
    KAFKA_INTER_BROKER_LISTENER_NAME: "INTERNAL",
    KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
    KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
    // One broker cannot keep the three copies of these topics that are the default.
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1,
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1,
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1,
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: 1,
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: 1,
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: 0,
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: true,
    KAFKA_NUM_PARTITIONS: partitions,
    // Not the volume itself, where a file system may have a folder of its own that is no topic.
    KAFKA_LOG_DIRS: `${data}/topics`,
    KAFKA_HEAP_OPTS: "-Xms256m -Xmx512m",
  };
}
