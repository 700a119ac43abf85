import * as pulumi from "@pulumi/pulumi";
import { Microservice } from "../../../components/workloads";
import { fact, image, main, placeIn, podAnnotation, type Requirement } from "./requirement";

/** What must be nowhere in the objects, nor in what a preview shows. */
export const password = "correct-horse-battery";

export const secrets: Requirement = {
  number: 27,
  asks: "connection strings and keys that are composed of secret parts, and nowhere in plain text",
  program: (cluster) => {
    const known = pulumi.secret(password);
    new Microservice("accounts", {
      ...placeIn(cluster, "secrets"),
      image: image("accounts"),
      ports: { http: 8080 },
      env: {
        DB_CONNECTION_STRING: { secret: pulumi.interpolate`Host=db;Username=accounts;Password=${known}` },
        API_KEY: { fromSecret: { name: "payments", key: "api-key" } },
        QUEUE_PASSWORD: { fromSecret: { name: "queue", key: "password" } },
        QUEUE_URL: "amqp://accounts:$(QUEUE_PASSWORD)@queue:5672",
      },
    });
  },
  facts: [
    fact("Deployment/accounts", main("env"), [
      {
        name: "DB_CONNECTION_STRING",
        valueFrom: { secretKeyRef: { name: "accounts-env", key: "DB_CONNECTION_STRING" } },
      },
      { name: "API_KEY", valueFrom: { secretKeyRef: { name: "payments", key: "api-key" } } },
      { name: "QUEUE_PASSWORD", valueFrom: { secretKeyRef: { name: "queue", key: "password" } } },
      { name: "QUEUE_URL", value: "amqp://accounts:$(QUEUE_PASSWORD)@queue:5672" },
    ]),
    fact("Secret/accounts-env", ["type"], "Opaque"),
    // SHA-256 of the content as JSON, the first 16 digits: a new password rolls the pods.
    fact("Deployment/accounts", podAnnotation("checksum.slipway/env"), "486b797a38a8fa52"),
  ],
};
