import { z } from "zod";
import { retryConditions } from "../../../components/gateway";
import { text } from "../texts";
import { count } from "./numbers";

// What a gateway and a mesh both do where something fails.

/** A time, such as 300ms. */
export const duration = (description: string) => text(`${description}: 300ms, 2s, 5m`);

/** Other tries. */
export const retries = z
  .strictObject({
    attempts: count("Tries besides the first", 1, 10),
    on: z.array(z.enum(retryConditions)).min(1).describe("Default: connectFailure, reset, gatewayError").optional(),
    perTryTimeout: duration("For each try. Default: that of the whole request").optional(),
    backoff: z
      .strictObject({
        base: duration("Before the first"),
        max: duration("At most. Default: that of the gateway or mesh").optional(),
      })
      .describe("Pauses between tries. Default: those of the gateway or mesh")
      .optional(),
    budget: z
      .strictObject({
        percent: count("Of the active requests", 1, 100),
        minConcurrent: count("That there may be anyway. Default: that of the gateway or mesh", 1).optional(),
      })
      .describe("How many retries there may be at a time. Default: that of the gateway or mesh")
      .optional(),
  })
  .describe("Another try where one has failed. Default: none by a gateway, that of a mesh");

/** Bounds, and pods that are put aside. */
export const circuitBreaker = z
  .strictObject({
    maxConnections: count("Connections to the workload", 1).optional(),
    maxPendingRequests: count("Requests that wait for a connection", 1).optional(),
    maxRequests: count("Requests at a time", 1).optional(),
    ejection: z
      .strictObject({
        consecutiveFailures: count("Failures in a row. Default: 5", 1, 1000).optional(),
        interval: duration("How often is looked. Default: 10s").optional(),
        baseEjectionTime: duration("How long a pod gets nothing. Default: 30s").optional(),
        maxEjectedPercent: count("Share of the pods at a time. Default: 50", 1, 100).optional(),
      })
      .describe("Pods that fail get no requests for a while. Default: none is put aside")
      .optional(),
  })
  .describe("When requests are refused at once, and pods put aside. Default: that of the gateway or mesh");
