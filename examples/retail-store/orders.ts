import {
  claimed,
  linkTo,
  type Environment,
  type ReplicasSpec,
  type StatefulServiceSpec,
  type Workloads,
} from "../../components/workloads";
import { onePod, springService, storeTiming, withStore } from "./service";

export type OrdersStore = "inMemory" | "claimed";
export type EventsStore = "inMemory" | "inCluster" | "claimed";

/** The name of the database, and of its owner. */
const database = "orders";
/** The user of the application's own broker. */
const user = "orders";

export function orders(store: OrdersStore, events: EventsStore, replicas: ReplicasSpec): Workloads {
  const base = springService("orders", {
    replicas,
    resources: { requests: { cpu: "256m", memory: "512Mi" }, limits: { memory: "512Mi" } },
  });
  const env = { ...storeEnvironment[store], ...eventsEnvironment[events] };
  return {
    services: { orders: withStore(base, env, store === "inMemory" ? onePod : {}) },
    ...(events === "inCluster" ? { statefulServices: { "orders-rabbitmq": rabbitmq } } : {}),
    claims: {
      ...(store === "claimed" ? { "orders-postgresql": { kind: "postgres", database, size: "10Gi" } } : {}),
      ...(events === "claimed" ? { "orders-rabbitmq": { kind: "queue" } } : {}),
      ...(events === "inCluster" ? { "orders-broker": { kind: "secret" } } : {}),
    },
  };
}

const storeEnvironment: Readonly<Record<OrdersStore, Environment<string>>> = {
  inMemory: { RETAIL_ORDERS_PERSISTENCE_PROVIDER: "in-memory" },
  claimed: {
    RETAIL_ORDERS_PERSISTENCE_PROVIDER: "postgres",
    // The service wants both in one variable, and a claim gives one value at a time.
    ORDERS_DB_HOST: claimed("orders-postgresql", "host"),
    ORDERS_DB_PORT: claimed("orders-postgresql", "port"),
    RETAIL_ORDERS_PERSISTENCE_ENDPOINT: "$(ORDERS_DB_HOST):$(ORDERS_DB_PORT)",
    RETAIL_ORDERS_PERSISTENCE_NAME: claimed("orders-postgresql", "database"),
    RETAIL_ORDERS_PERSISTENCE_USERNAME: claimed("orders-postgresql", "username"),
    RETAIL_ORDERS_PERSISTENCE_PASSWORD: claimed("orders-postgresql", "password"),
  },
};

const eventsEnvironment: Readonly<Record<EventsStore, Environment<string>>> = {
  inMemory: { RETAIL_ORDERS_MESSAGING_PROVIDER: "in-memory" },
  inCluster: {
    RETAIL_ORDERS_MESSAGING_PROVIDER: "rabbitmq",
    RETAIL_ORDERS_MESSAGING_RABBITMQ_ADDRESSES: linkTo("orders-rabbitmq"),
    RETAIL_ORDERS_MESSAGING_RABBITMQ_USERNAME: user,
    RETAIL_ORDERS_MESSAGING_RABBITMQ_PASSWORD: claimed("orders-broker", "value"),
  },
  claimed: {
    RETAIL_ORDERS_MESSAGING_PROVIDER: "rabbitmq",
    // Not the claim's url, in which the password is: the service writes its addresses into its log.
    ORDERS_BROKER_HOST: claimed("orders-rabbitmq", "host"),
    ORDERS_BROKER_PORT: claimed("orders-rabbitmq", "port"),
    RETAIL_ORDERS_MESSAGING_RABBITMQ_ADDRESSES: "$(ORDERS_BROKER_HOST):$(ORDERS_BROKER_PORT)",
    RETAIL_ORDERS_MESSAGING_RABBITMQ_USERNAME: claimed("orders-rabbitmq", "username"),
    RETAIL_ORDERS_MESSAGING_RABBITMQ_PASSWORD: claimed("orders-rabbitmq", "password"),
  },
};

/**
 * The release's own, and not a claim of class inCluster: orders declare a queue that is neither durable nor exclusive, which RabbitMQ refuses
 * from 4.3 on unless it is told to allow it.
 */
const rabbitmq: StatefulServiceSpec<string> = {
  image: "public.ecr.aws/docker/library/rabbitmq:3-management",
  component: "rabbitmq",
  // The port of its console is in no Service: nobody links to it.
  ports: { amqp: 5672 },
  env: { RABBITMQ_DEFAULT_USER: user, RABBITMQ_DEFAULT_PASS: claimed("orders-broker", "value") },
  security: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
  // All of its home, not its data alone: it also writes a cookie there.
  volumeClaims: { data: { size: "10Gi", mountPath: "/var/lib/rabbitmq" } },
  volumes: { logs: { mountPath: "/var/log/rabbitmq" }, tmp: { mountPath: "/tmp" } },
  resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
  ...storeTiming,
};
