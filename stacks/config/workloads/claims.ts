import { z } from "zod";
import { text } from "../texts";
import { count } from "./numbers";

const className = {
  class: text("Name of the class that provides it. Default: that of the environment for this kind").optional(),
};
const stored = {
  size: text("Size of its volume. Default: 1Gi").optional(),
  protected: z
    .boolean()
    .describe("Whether Pulumi refuses to delete what keeps its data. Default: true in production, else false")
    .optional(),
};

const kind = <const Kind extends string>(name: Kind) =>
  z.literal(name).describe("postgres, redis, queue, topic, bucket, secret or registry");

const claim = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: kind("postgres"),
    database: text("Name of the database and of its owner. Default: app").optional(),
    ...stored,
    ...className,
  }),
  z.strictObject({ kind: kind("redis"), memory: text("Memory for data. Default: 64Mi").optional(), ...className }),
  z.strictObject({ kind: kind("queue"), ...stored, ...className }),
  z.strictObject({
    kind: kind("topic"),
    partitions: count("Partitions of topics that are made by their first use. Default 1", 1).optional(),
    ...stored,
    ...className,
  }),
  z.strictObject({
    kind: kind("bucket"),
    bucket: text("Name of the bucket. Default: the claim's name").optional(),
    ...stored,
    ...className,
  }),
  z.strictObject({
    kind: kind("secret"),
    length: count("Letters and digits. Default 32", 8, 256).optional(),
    ...className,
  }),
  z.strictObject({
    kind: kind("registry"),
    size: text("Size of the volume of each member of etcd, which alone keeps data. Default: 2Gi").optional(),
    protected: stored.protected,
    class: text("etcd, consul, eureka or cloudMap. Default: as slipway:registries says, else etcd").optional(),
  }),
]);

export const claims = z
  .record(z.string(), claim)
  .describe("What the environment is to provide, by name. Default: nothing");
