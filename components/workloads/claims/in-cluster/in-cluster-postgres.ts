import * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../../../core";
import { StatefulService, type StatefulServiceTransform } from "../../stateful-service";
import type { ClaimHandle, PostgresClaim } from "../claim-spec";
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

export type InClusterPostgresArgs = InClusterArgs<PostgresClaim, StatefulServiceTransform>;

const image = images.postgres;
/** Of the image; it has no name for another user. */
const user = 999;
const port = 5432;

/**
 * A PostgreSQL of one pod, for development: without copies and backups. Its volume goes with it, as its password does. The owner of its
 * database is its superuser.
 * @throws SlipwayError with everything that is wrong with the claim, before anything is registered
 */
export class InClusterPostgres extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  constructor(name: string, args: InClusterPostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseClaim("InClusterPostgres", name, args);
    super("InClusterPostgres", name, opts);
    const { objectName, claim } = args;
    const { database = "app" } = claim;

    const password = createPassword(this.childFactory(), args.transform?.password);
    const url = pulumi.interpolate`postgresql://${database}:${password}@${objectName}:${port}/${database}`;
    const service = this.createService(args, database, { password, url }, opts);

    this.handle = handleOf(
      "postgres",
      {
        host: objectName,
        port: String(port),
        address: `${objectName}:${port}`,
        database,
        username: database,
        password: credential(objectName, "password"),
        url: credential(objectName, "url"),
      },
      service,
      this,
    );
    this.registerOutputs({ objectName, database });
  }

  private createService(
    args: InClusterPostgresArgs,
    database: string,
    data: Readonly<Record<string, pulumi.Output<string>>>,
    opts: pulumi.ComponentResourceOptions | undefined,
  ): StatefulService {
    // By TCP, as the socket answers while the first start still makes the database.
    const command = ["pg_isready", "--quiet", "--host=127.0.0.1", `--username=${database}`, `--dbname=${database}`];
    return new StatefulService(
      this.logicalName,
      {
        ...storeFields(args, args.claim.protected, user),
        image,
        ports: { postgres: port },
        env: {
          POSTGRES_DB: database,
          POSTGRES_USER: database,
          POSTGRES_PASSWORD: ownCredential("password"),
        },
        secrets: { [credentials]: { data } },
        // Since version 18 the image keeps its data two folders below, which it makes itself, and so with the permissions that it asks for.
        volumeClaims: { data: { size: args.claim.size ?? defaultSize, mountPath: "/var/lib/postgresql" } },
        volumes: { sockets: { mountPath: "/var/run/postgresql" }, tmp: { mountPath: "/tmp" } },
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
        probes: storeProbes({ exec: { command }, timeoutSeconds: 3 }),
      },
      childOptions(this, opts),
    );
  }
}
