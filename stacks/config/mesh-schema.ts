import { z } from "zod";
import { meshModes, meshProviders } from "../../components/cluster";
import { retryConditions } from "../../components/gateway/policy-spec";
import { meshChoices, meshLocalities } from "../../components/mesh";

const mtls = z.enum(["strict", "permissive"]);

/** The section `slipway:mesh`. */
export const meshSection = z
  .strictObject({
    provider: z
      .enum(meshChoices)
      .describe(
        "Who carries the calls between workloads: none, istio, linkerd (edge releases) or consul (Business Source Licence)",
      ),
    mode: z
      .enum(meshModes)
      .describe(
        "Where its proxies are: on nodes (ambient, Istio alone) or in pods (sidecar). Default: ambient with Istio",
      )
      .optional(),
    mtls: mtls
      .describe("Whether workloads take calls of the mesh alone, or also others without encryption. Default: strict")
      .optional(),
  })
  .describe("The mesh between workloads. Default: none");

/** The mesh of a cluster that has one already, in `slipway:capabilities`. */
export const meshCapability = z
  .strictObject({
    provider: z.enum(meshProviders).describe("Which mesh it is"),
    mode: z.enum(meshModes).describe("Where its proxies are. Linkerd and Consul: sidecar"),
    controlPlaneNamespace: z.string().describe("Namespace of its control plane"),
    trustDomain: z.string().describe("First part of the identities of workloads. Default: cluster.local").optional(),
    mtls: mtls.describe("Whether workloads take calls of the mesh alone. Default: strict").optional(),
    namespaces: z
      .array(z.string())
      .describe("More namespaces whose pods are in the mesh, such as that of a gateway or of Prometheus. Default: none")
      .optional(),
    highlyAvailable: z
      .boolean()
      .describe("Whether of what it makes for workloads there are several pods. Default: false")
      .optional(),
  })
  .describe("A mesh that the cluster has already");

const retries = z
  .strictObject({
    attempts: z.number().describe("Tries besides the first, 1 to 10"),
    on: z.array(z.enum(retryConditions)).describe("When. Default: connectFailure, reset, gatewayError").optional(),
    perTryTimeout: z.string().describe("For each try, such as 500ms. Default: none").optional(),
    backoff: z
      .strictObject({ base: z.string().describe("Such as 25ms"), max: z.string().describe("Such as 1s").optional() })
      .describe("Time between tries. Default: that of the mesh")
      .optional(),
    budget: z
      .strictObject({
        percent: z.number().describe("Retries at a time, percent of the active requests"),
        minConcurrent: z.number().describe("And at least so many").optional(),
      })
      .describe("How many retries there may be at a time. Default: that of the mesh")
      .optional(),
  })
  .describe("Other tries of calls that failed");

const circuitBreaker = z
  .strictObject({
    maxConnections: z.number().describe("Connections to the workload").optional(),
    maxPendingRequests: z.number().describe("Requests that wait for a connection").optional(),
    maxRequests: z.number().describe("Requests at a time").optional(),
    ejection: z
      .strictObject({
        consecutiveFailures: z.number().describe("Answers of 5xx, or none, in a row. Default: 5").optional(),
        interval: z.string().describe("How often is looked. Default: 10s").optional(),
        baseEjectionTime: z.string().describe("How long, times the number of times before. Default: 30s").optional(),
        maxEjectedPercent: z.number().describe("Share of the pods at a time, 1 to 100. Default: 50").optional(),
      })
      .describe("Pods that fail get no calls for a while. Default: none does")
      .optional(),
  })
  .describe("When calls are refused at once, and pods put aside");

const percent = z.number().describe("Percent of the requests, above 0 and at most 100");

/** What a workload says of the mesh. */
export const meshPolicy = z
  .strictObject({
    participate: z.boolean().describe("Whether it is in the mesh at all. Default: yes").optional(),
    mtls: mtls.describe("permissive takes calls without encryption too. Default: that of the mesh").optional(),
    retries: retries.optional(),
    timeout: z.string().describe("For a whole request, such as 10s. Default: none").optional(),
    circuitBreaker: circuitBreaker.optional(),
    split: z
      .array(
        z.strictObject({
          to: z.string().describe("Name of another workload of the application"),
          port: z.string().describe("Name of its port. Default: its only one for requests").optional(),
          weight: z.number().describe("Percent of the requests, 1 to 99"),
        }),
      )
      .describe("Shares of the requests that go to others. Default: none")
      .optional(),
    faults: z
      .strictObject({
        delay: z
          .strictObject({ duration: z.string().describe("How long, such as 2s"), percent })
          .describe("Requests that wait first")
          .optional(),
        abort: z
          .strictObject({ status: z.number().describe("Status of the answer, 200 to 599"), percent })
          .describe("Requests that never come to the workload")
          .optional(),
      })
      .describe("Faults that are put in on purpose, for tests. Default: none")
      .optional(),
    locality: z.enum(meshLocalities).describe("Which pods serve a caller. Default: that of the mesh").optional(),
  })
  .describe("What the mesh does with calls to it");
