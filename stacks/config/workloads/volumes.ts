import { z } from "zod";
import { kind, text, texts } from "../texts";
import { contentReference } from "./content";
import { seconds } from "./numbers";

const mountPath = text("Absolute path in the container");

const mountOptions = {
  file: text("Only this file or folder of the volume (subPath). Default: the whole volume").optional(),
  readOnly: z.boolean().describe("Default: false for empty volumes and claims, true for all others").optional(),
  propagation: z
    .enum(["HostToContainer", "Bidirectional"])
    .describe("Whether mounts that the node makes below it are seen, and those made here there. Default: neither")
    .optional(),
};

/** Where the main container sees a volume. */
const mainMount = {
  mountPath: mountPath.describe("Absolute path in the main container. Default: it does not see it").exactOptional(),
  ...mountOptions,
};

/** Which of the pod's volumes another container sees. */
export const mounts = z
  .record(z.string(), z.union([z.string(), z.strictObject({ mountPath, ...mountOptions })]))
  .describe(
    "Volumes by name, each with its path in this container. Default: the empty ones, where the main one has them",
  )
  .meta({ id: "Mounts" });

const fileOptions = {
  items: texts("Keys that are wanted, each with the path of its file. Default: all, by their names").optional(),
  mode: text('Permissions of the files, such as "0440". Default: "0644"').optional(),
  optional: z.boolean().describe("Whether the pod starts without it. Default: false").optional(),
};

const config = contentReference("A config map: the suffix of one's own, or { name } of the namespace");
const secret = contentReference("A secret: the suffix of one's own, or { name } of the namespace");

const projection = z.union([
  kind({ config, ...fileOptions }),
  kind({ secret, ...fileOptions }),
  kind({
    token: z
      .strictObject({
        path: text("Path of the file in the volume"),
        audience: text("Whom it is for, such as sts.amazonaws.com"),
        expirationSeconds: seconds("Seconds that it is good for. Default: 3600", 600, 2 ** 32).optional(),
      })
      .describe("A token of the service account"),
  }),
  kind({ fields: texts("Fields of the pod by the path of the file, such as metadata.labels") }),
]);

const volume = z
  .union([
    kind({
      memory: z.boolean().describe("Whether it is kept in memory. Default: false, on the node's disk").optional(),
      sizeLimit: text(
        "Largest size, such as 64Mi; a pod that writes more is evicted. Default: the node's own limit",
      ).optional(),
      ...mainMount,
    }),
    kind({ config, ...fileOptions, ...mainMount }),
    kind({ secret, ...fileOptions, ...mainMount }),
    kind({
      projected: z.array(projection).min(1).describe("Several sources in one folder"),
      ...mainMount,
    }),
    kind({ claim: text("Name of a PersistentVolumeClaim of the namespace"), ...mainMount }),
    kind({
      hostPath: text("Absolute path of a folder or file of the node; needs the pod exception hostPath"),
      hostPathType: z
        .enum(["Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice"])
        .describe("What must be there. Default: nothing is checked")
        .optional(),
      ...mainMount,
    }),
    kind({
      csi: z
        .strictObject({
          driver: text("Name of the driver, such as secrets-store.csi.k8s.io"),
          attributes: texts("What the driver is told. Default: nothing").optional(),
        })
        .describe("A volume of a CSI driver that ends with the pod"),
      ...mainMount,
    }),
  ])
  .meta({ id: "Volume" });

export const volumes = z
  .record(z.string(), volume)
  .describe("Folders and files of the containers, by name; of no other kind, they are empty at first. Default: none")
  .meta({ id: "Volumes" });

/** A volume for each pod of a stateful service. */
export const volumeClaims = z
  .record(
    z.string(),
    z.strictObject({
      size: text("Size, such as 10Gi; it may grow where the class allows it, and costs what the class costs"),
      grownFrom: text(
        "Size that it had before, with a larger size: then it is checked that the class lets it grow. Default: not checked",
      ).optional(),
      class: text("Name of a storage class. Default: the cluster's default class").optional(),
      accessModes: z
        .array(z.enum(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany", "ReadOnlyMany"]))
        .min(1)
        .describe("Who may use it at a time. Default: ReadWriteOnce")
        .optional(),
      ...mainMount,
    }),
  )
  .meta({ minProperties: 1 })
  .describe("A volume for each pod, by name; at least one");
