import { z } from "zod";
import { text } from "../texts";
import { count } from "../workloads/numbers";
import { helmOptions } from "./common";

const cloudWatch = z
  .strictObject({
    logGroup: text("Name of the log group that is made. Default: /slipway/<cluster>/workloads").optional(),
    days: count(
      "Days that it keeps logs for; CloudWatch knows some numbers only. Default: 30 in production, else 7",
      1,
      3653,
    ).optional(),
  })
  .describe("A log group of CloudWatch, on EKS alone");

const elasticsearch = z
  .strictObject({
    host: text("Service and namespace, such as elasticsearch-es-http.logging.svc"),
    dataStream: text("Data stream that logs are written to"),
    user: z
      .strictObject({ secret: text("Name of the Secret"), key: text("Its key, which is the user's name too") })
      .describe("Secret of the namespace fluent-bit with the password"),
    caSecret: text("Name of the Secret of the namespace fluent-bit with ca.crt"),
  })
  .describe("An Elasticsearch by its operator");

export const fluentBit = z
  .strictObject({
    ...helmOptions,
    output: z
      .union([z.strictObject({ cloudWatch }), z.strictObject({ elasticsearch })])
      .describe("Where logs go to. slipway:observability.logs says it by itself")
      .optional(),
  })
  .describe("Fluent Bit: reads the logs of all containers on each node, and sends them to one store");
