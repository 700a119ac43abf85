import * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../../../core";
import { StatefulService, type StatefulServiceTransform } from "../../stateful-service";
import type { ClaimHandle, QueueClaim } from "../claim-spec";
import {
  childOptions,
  createPassword,
  credential,
  credentials,
  defaultSize,
  handleOf,
  ownCredential,
  refuseClaim,
  storeFields,
  storeProbes,
  type InClusterArgs,
} from "./in-cluster-args";
import { images } from "./in-cluster-images";

export type InClusterQueueArgs = InClusterArgs<QueueClaim, StatefulServiceTransform>;

const image = images.queue;
/** Of the image. */
const user = 999;
const username = "app";
const port = 5672;
/** Of its plug-in rabbitmq_prometheus, which is on in the image. */
const metricsPort = 15692;
const permitted = "90-permitted.conf";

/**
 * A RabbitMQ of one pod, for development: without copies and backups. Its volume goes with it, as its password does. Its user
 * may do everything; no port but that of AMQP is open.
 * @throws SlipwayError with everything that is wrong with the claim, before anything is registered
 */
export class InClusterQueue extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  constructor(name: string, args: InClusterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseClaim("InClusterQueue", name, args);
    super("InClusterQueue", name, opts);
    const { objectName } = args;

    const password = createPassword(this.childFactory(), args.transform?.password);
    const url = pulumi.interpolate`amqp://${username}:${password}@${objectName}:${port}`;
    const service = this.createService(args, { password, url }, opts);

    this.handle = handleOf(
      "queue",
      {
        host: objectName,
        port: String(port),
        address: `${objectName}:${port}`,
        username,
        password: credential(objectName, "password"),
        url: credential(objectName, "url"),
      },
      service,
      this,
    );
    this.registerOutputs({ objectName });
  }

  private createService(
    args: InClusterQueueArgs,
    data: Readonly<Record<string, pulumi.Output<string>>>,
    opts: pulumi.ComponentResourceOptions | undefined,
  ): StatefulService {
    return new StatefulService(
      this.logicalName,
      {
        ...storeFields(args, args.claim.protected, user),
        image,
        // It listens when it has started, so the port tells enough; a command of its own would start a virtual machine each time.
        ports: { amqp: port },
        ...(args.capabilities?.observability?.rules === true ? { metrics: { port: metricsPort } } : {}),
        env: { RABBITMQ_DEFAULT_USER: username, RABBITMQ_DEFAULT_PASS: ownCredential("password") },
        secrets: { [credentials]: { data } },
        volumeClaims: { data: { size: args.claim.size ?? defaultSize, mountPath: "/var/lib/rabbitmq" } },
        // RabbitMQ 4.3 refuses queues that are neither durable nor exclusive, which many programs still declare.
        config: {
          permitted: { data: { [permitted]: "deprecated_features.permit.transient_nonexcl_queues = true\n" } },
        },
        volumes: {
          logs: { mountPath: "/var/log/rabbitmq" },
          tmp: { mountPath: "/tmp" },
          permitted: { config: "permitted", file: permitted, mountPath: `/etc/rabbitmq/conf.d/${permitted}` },
        },
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
        probes: storeProbes(),
      },
      childOptions(this, opts),
    );
  }
}
