import * as pulumi from "@pulumi/pulumi";
import { parseQuantity, SlipwayComponent } from "../../../core";
import { Microservice, type MicroserviceTransform } from "../../microservice";
import type { ClaimHandle, RedisClaim } from "../claim-spec";
import {
  childOptions,
  createPassword,
  credential,
  credentials,
  handleOf,
  ownCredential,
  placeOf,
  refuseClaim,
  storeProbes,
  type InClusterArgs,
} from "./in-cluster-args";
import { images } from "./in-cluster-images";

export type InClusterRedisArgs = InClusterArgs<RedisClaim, MicroserviceTransform>;

const image = images.redis;
/** Of the image on Alpine, where a group of the user's number was there before. */
const security = { runAsUser: 999, runAsGroup: 1000, fsGroup: 1000 };
const port = 6379;

/**
 * A Valkey, which speaks Redis' protocol, of one pod, for development. It keeps its data in memory alone, and refuses to write when that
 * is full: nothing that was promised to be kept is dropped.
 * @throws SlipwayError with everything that is wrong with the claim, before anything is registered
 */
export class InClusterRedis extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  constructor(name: string, args: InClusterRedisArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseClaim("InClusterRedis", name, args);
    super("InClusterRedis", name, opts);
    const { objectName } = args;

    const password = createPassword(this.childFactory(), args.transform?.password);
    const url = pulumi.interpolate`redis://:${password}@${objectName}:${port}`;
    const service = this.createService(args, { password, url }, opts);

    this.handle = handleOf(
      "redis",
      {
        host: objectName,
        port: String(port),
        address: `${objectName}:${port}`,
        password: credential(objectName, "password"),
        url: credential(objectName, "url"),
      },
      service,
      this,
    );
    this.registerOutputs({ objectName });
  }

  private createService(
    args: InClusterRedisArgs,
    data: Readonly<Record<string, pulumi.Output<string>>>,
    opts: pulumi.ComponentResourceOptions | undefined,
  ): Microservice {
    const bytes = Math.floor(parseQuantity(args.claim.memory ?? "64Mi") ?? 0);
    const memory = memoryFor(bytes);
    return new Microservice(
      this.logicalName,
      {
        ...placeOf(args),
        image,
        args: [
          ["--requirepass", "$(VALKEY_PASSWORD)"],
          ["--maxmemory", String(bytes)],
          ["--maxmemory-policy", "noeviction"],
          ["--save", ""],
          ["--appendonly", "no"],
        ].flat(),
        ports: { redis: port },
        env: { VALKEY_PASSWORD: ownCredential("password") },
        secrets: { [credentials]: { data } },
        security,
        volumes: { data: { mountPath: "/data" } },
        replicas: 1,
        // Two at a time would have different data behind one name.
        rollout: { strategy: "recreate" },
        resources: { requests: { cpu: "100m", memory }, limits: { memory } },
        probes: storeProbes(),
        shutdown: { delaySeconds: 0 },
        transform: args.transform?.service,
      },
      childOptions(this, opts),
    );
  }
}

/** Memory of the container: half as much again for fragments and buffers of clients, and 64Mi for the program. */
function memoryFor(bytes: number): string {
  return `${Math.ceil((bytes * 1.5) / 2 ** 20) + 64}Mi`;
}
