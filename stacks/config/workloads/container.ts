import { z } from "zod";
import { logFormats, type containerExceptions } from "../../../components/workloads";
import { text, textList } from "../texts";
import { environment, environmentSources } from "./environment";
import { portNumber } from "./numbers";
import { metricConvention } from "./observation";
import { probes } from "./probes";
import { resources } from "./resources";
import { mounts } from "./volumes";

/** A container image. */
export const image = z.string().min(1).describe("Image with tag or digest");

const reason = (allows: string, level: string) => text(`Why it ${allows}. Needs podSecurity ${level}`).optional();

const exceptions = z
  .strictObject({
    writableRoot: reason("may write into its image", "restricted"),
    runAsRoot: reason("runs as root", "baseline"),
    privilegeEscalation: reason("may gain privileges", "baseline"),
    capabilities: reason("gets Linux capabilities", "baseline, for the unusual ones privileged"),
    unconfinedSeccomp: reason("may make every system call", "privileged"),
    privileged: reason("has the rights of the node", "privileged"),
  } satisfies Record<(typeof containerExceptions)[number], unknown>)
  .describe("What it may do beyond the defaults, each with the reason why. Default: nothing")
  .meta({ id: "ContainerExceptions" });

/** What every container says, whatever its part in the pod. */
export const containerFields = {
  image,
  imagePullPolicy: z
    .enum(["Always", "IfNotPresent", "Never"])
    .describe("When the node asks the registry. Default: IfNotPresent, with the tag latest Always")
    .optional(),
  command: textList("Program and first arguments. Default: the image's own entry point").optional(),
  args: textList("Arguments. Default: the image's own").optional(),
  workingDir: text("Folder that it starts in. Default: the image's own").optional(),
  env: environment.optional(),
  envFrom: environmentSources.optional(),
  resources: resources.optional(),
  exceptions: exceptions.optional(),
  linuxCapabilities: textList(
    "Linux capabilities that it gets, such as NET_ADMIN; needs the exception capabilities. Default: none",
  ).optional(),
};

/** What a container that keeps running says besides. */
export const runningContainerFields = {
  probes: probes.optional(),
  metrics: z
    .strictObject({
      port: z
        .union([z.string(), portNumber])
        .describe("Name of one of its ports, or a number that is in no Service. Default: the first port")
        .optional(),
      path: text("Default: /metrics").optional(),
      scheme: z.enum(["http", "https"]).describe("Default: http").optional(),
      convention: metricConvention.optional(),
    })
    .describe("Where it shows its metrics, in the form of Prometheus. Default: nowhere")
    .meta({ id: "Metrics" })
    .optional(),
  logs: z
    .strictObject({
      format: z.enum(logFormats).describe("What its lines are"),
      firstLine: text("Regular expression of the first line of an entry. Default: each line is one").optional(),
    })
    .describe("What its log lines are, for the shipper that reads them. Default: nothing is said of them")
    .meta({ id: "Logs" })
    .optional(),
};

export const initContainers = z
  .record(
    z.string(),
    z.strictObject({
      ...containerFields,
      mounts: mounts.optional(),
      resources: resources
        .describe("What it asks for and may take at most. Default: 10m CPU and 16Mi requested, 64Mi at most")
        .optional(),
    }),
  )
  .describe("Containers that run before the main one, in order. Default: none")
  .meta({ id: "InitContainers" });

export const sidecars = z
  .record(
    z.string(),
    z.strictObject({
      ...containerFields,
      ...runningContainerFields,
      mounts: mounts.optional(),
      resources: resources
        .describe("What it asks for and may take at most. Default: 10m CPU and 32Mi requested, 128Mi at most")
        .optional(),
      native: z
        .boolean()
        .describe("Whether it starts before the main container and ends after it. Default: true")
        .optional(),
    }),
  )
  .describe("Containers beside the main one. Default: none")
  .meta({ id: "Sidecars" });
