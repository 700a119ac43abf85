import * as pulumi from "@pulumi/pulumi";
import {
  claimed,
  linkTo,
  type Environment,
  type ReplicasSpec,
  type StatefulServiceSpec,
  type Workloads,
} from "../../components/workloads";
import { onePod, springService, storeTiming, wayTo, withStore, type OutsideServer } from "./service";

export type OrdersStore = "inMemory" | "claimed";
/** An outside server is a RabbitMQ that speaks TLS, such as Amazon MQ. */
export type EventsStore = "inMemory" | "inCluster" | OutsideServer;

/** The name of the database, and of its owner. */
const database = "orders";
/** The user of the application's own broker. */
const user = "orders";

export function orders(store: OrdersStore, events: EventsStore, replicas: ReplicasSpec): Workloads {
  const base = springService("orders", {
    replicas,
    resources: { requests: { cpu: "256m", memory: "512Mi" }, limits: { memory: "512Mi" } },
  });
  const stored = withStore(base, storeEnvironment[store], store === "inMemory" ? onePod : {});
  const claims: Workloads["claims"] =
    store === "claimed" ? { "orders-postgresql": { kind: "postgres", database, size: "10Gi" } } : {};

  if (events === "inMemory") {
    return { services: { orders: withStore(stored, { RETAIL_ORDERS_MESSAGING_PROVIDER: "in-memory" }) }, claims };
  }
  if (events === "inCluster") {
    return {
      services: {
        orders: withStore(stored, {
          RETAIL_ORDERS_MESSAGING_PROVIDER: "rabbitmq",
          RETAIL_ORDERS_MESSAGING_RABBITMQ_ADDRESSES: linkTo("orders-rabbitmq"),
          RETAIL_ORDERS_MESSAGING_RABBITMQ_USERNAME: user,
          RETAIL_ORDERS_MESSAGING_RABBITMQ_PASSWORD: claimed("orders-broker", "value"),
        }),
      },
      statefulServices: { "orders-rabbitmq": rabbitmq },
      claims: { ...claims, "orders-broker": { kind: "secret" } },
    };
  }
  const { host, port = 5671, username, password } = events;
  return {
    services: {
      orders: withStore(
        stored,
        {
          RETAIL_ORDERS_MESSAGING_PROVIDER: "rabbitmq",
          // Without the password, as the service writes its addresses into its log.
          RETAIL_ORDERS_MESSAGING_RABBITMQ_ADDRESSES: pulumi.interpolate`amqps://${host}:${port}`,
          RETAIL_ORDERS_MESSAGING_RABBITMQ_USERNAME: username,
          RETAIL_ORDERS_MESSAGING_RABBITMQ_PASSWORD: { secret: password },
        },
        { egress: wayTo(events, port) },
      ),
    },
    claims,
  };
}

const storeEnvironment: Readonly<Record<OrdersStore, Environment<string>>> = {
  inMemory: { RETAIL_ORDERS_PERSISTENCE_PROVIDER: "in-memory" },
  claimed: {
    RETAIL_ORDERS_PERSISTENCE_PROVIDER: "postgres",
    RETAIL_ORDERS_PERSISTENCE_ENDPOINT: claimed("orders-postgresql", "address"),
    RETAIL_ORDERS_PERSISTENCE_NAME: claimed("orders-postgresql", "database"),
    RETAIL_ORDERS_PERSISTENCE_USERNAME: claimed("orders-postgresql", "username"),
    RETAIL_ORDERS_PERSISTENCE_PASSWORD: claimed("orders-postgresql", "password"),
  },
};

/** Not a claim of a queue, as one could not say whether a broker outside speaks TLS. */
const rabbitmq: StatefulServiceSpec<string> = {
  image: "public.ecr.aws/docker/library/rabbitmq:3-management",
  component: "rabbitmq",
  // The port of its console is in no Service: nobody links to it.
  ports: { amqp: 5672 },
  env: { RABBITMQ_DEFAULT_USER: user, RABBITMQ_DEFAULT_PASS: claimed("orders-broker", "value") },
  security: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
  // All of its home, not its data alone: it also writes a cookie there.
  volumeClaims: { data: { size: "10Gi", mountPath: "/var/lib/rabbitmq" } },
  // Its password goes with the application, and without it the data is of no use.
  retention: { whenDeleted: "Delete" },
  volumes: { logs: { mountPath: "/var/log/rabbitmq" }, tmp: { mountPath: "/tmp" } },
  resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
  ...storeTiming,
};
