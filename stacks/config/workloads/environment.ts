import { z } from "zod";
import { encrypted } from "../encrypted";
import { kind, text } from "../texts";
import { contentReference } from "./content";

// Values of environment variables, and links.

/** A use of another workload of the application. */
export const link = kind({
  linkTo: text("Name of a workload of the same application that has ports"),
  port: text("Name of its port. Default: its only port").optional(),
  ports: z.array(z.string()).min(1).describe("Names of several of its ports, in place of port").optional(),
  as: text(
    "Form of the address: host:port, host, port, url, or a text with {host}, {port}, {protocol} or {port:<name>}. Default: host:port",
  ).optional(),
  optional: z.boolean().describe("Whether the target may be missing. Default: false").optional(),
  otherwise: text("Value of the variable if it is missing. Default: there is no such variable").optional(),
}).meta({ id: "Link" });

/** A key of a Secret. */
export const secretReference = kind({
  fromSecret: z
    .strictObject({
      name: text("Suffix of one of the workload's own secrets, or name of a Secret of the namespace"),
      key: text("Key in it"),
    })
    .describe("A Kubernetes Secret of the same namespace, read when the container starts"),
}).meta({ id: "SecretReference" });

const environmentValue = z
  .union([
    z.string(),
    z.number(),
    z.boolean(),
    link,
    secretReference,
    kind({ secret: encrypted.describe("An encrypted value, kept in a Secret of the workload's own") }),
    kind({ plain: text("A text that is no secret, though the variable is named like one") }),
    kind({
      fromClaim: text("Name of a claim of the same application"),
      value: text("Name of the value, such as url"),
    }),
    kind({
      fromConfig: z
        .strictObject({
          name: text("Suffix of one of the workload's own config maps, or name of one of the namespace"),
          key: text("Key in it"),
        })
        .describe("A ConfigMap of the same namespace, read when the container starts"),
    }),
    kind({ fromField: text("A field of the pod, such as status.podIP or metadata.labels['tier']") }),
    kind({
      fromResource: text("An amount of the container's own resources, such as limits.memory"),
      divisor: text("Unit that it is counted in, such as 1Mi. Default: 1").optional(),
    }),
  ])
  .meta({ id: "EnvironmentValue" });

export const environment = z
  .record(z.string(), environmentValue)
  .describe("Environment variables, in order; $(NAME) stands for a variable above")
  .meta({ id: "Environment" });

export const environmentSources = z
  .array(
    z.strictObject({
      config: contentReference("A config map: the suffix of one's own, or { name } of the namespace").optional(),
      secret: contentReference("A secret: the suffix of one's own, or { name } of the namespace").optional(),
      prefix: text("Text before each name. Default: none").optional(),
      optional: z.boolean().describe("Whether the container starts without it. Default: false").optional(),
    }),
  )
  .describe("Whole config maps and secrets as variables; those of env win. Default: none")
  .meta({ id: "EnvironmentSources" });
