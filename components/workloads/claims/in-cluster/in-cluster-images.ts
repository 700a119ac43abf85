import { catalogue } from "../../../core";
import type { ClaimKind } from "../claim-spec";

/** What meets a claim of each kind in its pod. A secret has none, and a registry is none of its kinds. */
export const images = {
  postgres: `docker.io/library/postgres:${catalogue.postgres.version}`,
  redis: `docker.io/valkey/valkey:${catalogue.valkey.version}`,
  queue: `docker.io/library/rabbitmq:${catalogue.rabbitmq.version}`,
  topic: `docker.io/apache/kafka:${catalogue.kafka.version}`,
  bucket: `docker.io/chrislusf/seaweedfs:${catalogue.seaweedfs.version}`,
} as const satisfies Readonly<Record<Exclude<ClaimKind, "secret" | "registry">, string>>;
