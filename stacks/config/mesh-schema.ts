import { z } from "zod";
import { meshModes, meshProviders } from "../../components/cluster";
import { meshChoices, meshLocalities } from "../../components/mesh";
import { count } from "./workloads/numbers";
import { circuitBreaker, duration, retries } from "./workloads/resilience";

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

const percent = z.number().describe("Percent of the requests, above 0 and at most 100");

/** What a workload says of the mesh. */
export const meshPolicy = z
  .strictObject({
    participate: z.boolean().describe("Whether it is in the mesh at all. Default: yes").optional(),
    mtls: mtls.describe("permissive takes calls without encryption too. Default: that of the mesh").optional(),
    retries: retries.optional(),
    timeout: duration("For a whole request. Default: none").optional(),
    circuitBreaker: circuitBreaker.optional(),
    split: z
      .array(
        z.strictObject({
          to: z.string().describe("Name of another workload of the application"),
          port: z.string().describe("Name of its port. Default: its only one for requests").optional(),
          weight: count("Percent of the requests", 1, 99),
        }),
      )
      .describe("Shares of the requests that go to others. Default: none")
      .optional(),
    faults: z
      .strictObject({
        delay: z
          .strictObject({ duration: duration("How long"), percent })
          .describe("Requests that wait first")
          .optional(),
        abort: z
          .strictObject({ status: count("Status of the answer", 200, 599), percent })
          .describe("Requests that never come to the workload")
          .optional(),
      })
      .describe("Faults that are put in on purpose, for tests. Default: none")
      .optional(),
    locality: z.enum(meshLocalities).describe("Which pods serve a caller. Default: that of the mesh").optional(),
  })
  .describe("What the mesh does with calls to it");
