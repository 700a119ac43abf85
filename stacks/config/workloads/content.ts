import { z } from "zod";
import { encrypted } from "../encrypted";
import { text, texts } from "../texts";

/** A config map or a Secret: of the workload's own by its suffix, or of the namespace by its name. */
export const contentReference = (description: string) =>
  z.union([z.string(), z.strictObject({ name: text("Name of an object of the namespace") })]).describe(description);

const restart = z
  .boolean()
  .describe("Whether a change rolls the pods, by a checksum in an annotation. Default: true")
  .optional();

export const config = z
  .record(z.string(), z.strictObject({ data: texts("Content by key, which is the file's name too"), restart }))
  .describe("Config maps of its own by content, by suffix: settings of orders is orders-settings. Default: none")
  .meta({ id: "Config" });

export const secrets = z
  .record(
    z.string(),
    z.strictObject({
      data: z
        .record(z.string(), z.union([z.string(), encrypted]))
        .describe("Content by key: encrypted, or a text that everybody may read, such as a user's name"),
      restart,
      type: text("Kubernetes' type of it, such as kubernetes.io/tls. Default: Opaque").optional(),
    }),
  )
  .describe("Secrets of its own by content, by suffix. Default: none")
  .meta({ id: "Secrets" });
