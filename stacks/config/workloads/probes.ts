import { z } from "zod";
import { text, texts } from "../texts";
import { portNumber, seconds } from "./numbers";

const timing = {
  initialDelaySeconds: seconds("Seconds to wait before the first probe. Default 0").optional(),
  periodSeconds: seconds("Seconds between two probes. Default 10", 1).optional(),
  timeoutSeconds: seconds("Seconds to wait for an answer. Default 1", 1).optional(),
  failureThreshold: z.int().min(1).describe("Failures in a row that count. Default 3").optional(),
  successThreshold: z.int().min(1).describe("Successes in a row that count. Default 1").optional(),
};

const probePort = z
  .union([z.string(), portNumber])
  .describe("Name of the port, or number of one that is in no Service. Default: the first port")
  .optional();

const probeSpec = z
  .strictObject({
    http: z
      .strictObject({
        path: z.string().regex(/^\//, "a text that starts with /").describe("Path with query, such as /healthz"),
        port: probePort,
        scheme: z
          .enum(["http", "https"])
          .describe("https asks by TLS, and looks at no certificate. Default: what is spoken on the port, else http")
          .optional(),
        headers: texts("Headers of the request. Default: none").optional(),
      })
      .describe("An HTTP request; a status from 200 to 399 is a success")
      .optional(),
    grpc: z
      .strictObject({
        port: probePort,
        service: text("Name of one gRPC service. Default: the whole server").optional(),
      })
      .describe("The standard gRPC health service")
      .optional(),
    tcp: z.strictObject({ port: probePort }).describe("Whether a TCP connection opens").optional(),
    exec: z
      .strictObject({ command: z.array(z.string()).min(1).describe("Program and arguments, without a shell") })
      .describe("A command in the container; exit status 0 is a success")
      .optional(),
    ...timing,
  })
  .meta({ id: "Probe" });

const probe = (description: string) =>
  z
    .union([z.literal(false), probeSpec])
    .describe(`${description}; false switches it off`)
    .optional();

export const probes = z
  .strictObject({
    startup: probe("Whether the program has started; the others wait for it. Default: none"),
    readiness: probe("Whether a pod gets requests. Default: on the first port"),
    liveness: probe("Whether the container is left running. Default: on the first port"),
  })
  .describe("Questions to the container, each of one kind: http, grpc, tcp or exec. None by default without ports")
  .meta({ id: "Probes" });
