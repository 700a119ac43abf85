import { z } from "zod";
import { registryNames } from "../../components/discovery";
import { text } from "./texts";

const etcd = z
  .strictObject({
    members: z
      .int()
      .describe("How many members each etcd has: 1, 3 or 5. It cannot be changed later. Default 3")
      .optional(),
    storageClass: text("Class of storage of its volumes. Default: the cluster's default class").optional(),
    backup: z
      .strictObject({
        bucket: text("Name of a bucket of S3 in the cluster's account that is there already"),
        prefix: text("Text before the names of the objects. Default: the namespace").optional(),
        schedule: text("Five fields of cron, in UTC. Default: 15 * * * *").optional(),
        kmsKeyArn: text(
          "ARN of the key of KMS that the bucket is encrypted with. Default: none of your own",
        ).optional(),
      })
      .or(z.literal(false))
      .describe("Where snapshots go; false: there are none. Must be stated in production. Default: there are none")
      .optional(),
    initialClusterState: z
      .enum(["new", "existing"])
      .describe(
        "What a member does that has no data. existing: while one is replaced that lost its volume. Default: new",
      )
      .optional(),
  })
  .describe("etcd: members of its own for each claim. Default: three, without a backup");

const secretKey = (what: string) =>
  z
    .strictObject({ name: text("Name of the Secret, in the namespace of each application"), key: text("Key in it") })
    .describe(`${what}. Default: none`)
    .optional();

const consul = z
  .strictObject({
    tokenSecret: secretKey("Secret with the token of its access control"),
    caSecret: secretKey("Secret with the certificate of its authority"),
  })
  .describe("How the cluster's Consul is used. Default: without token and certificate");

const eureka = z
  .strictObject({
    image: text(
      "Image of the server, with tag or digest: of your own, as nobody publishes one that is kept up to date",
    ),
    replicas: z.int().describe("How many servers, 1 to 5. Default 2").optional(),
    user: z.int().describe("Number of the user that they run as. Default: the image's own").optional(),
    selfPreservation: z
      .boolean()
      .describe("Whether registrations are kept when many are not renewed at once. Default: true")
      .optional(),
    leaseRenewalSeconds: z.int().describe("Seconds between two signs of life of a client. Default 30").optional(),
    leaseExpirationSeconds: z.int().describe("Seconds until a silent client is forgotten. Default 90").optional(),
  })
  .describe("Eureka: servers of its own for each claim. Default: none");

/** The registries that claims of the kind `registry` are met by. */
export const registries = z
  .strictObject({
    default: z.enum(registryNames).describe("Class of claims that name none. Default: etcd").optional(),
    etcd: etcd.optional(),
    consul: consul.optional(),
    eureka: eureka.optional(),
  })
  .describe("Registries of services, for claims of the kind registry");
