import { z } from "zod";
import { helmOptions } from "./common";

export const metricsServer = z
  .strictObject({
    ...helmOptions,
    kubeletInsecureTls: z
      .boolean()
      .describe(
        "Whether any certificate of a kubelet will do, as those of kind and kubeadm sign their own. Default: false",
      )
      .optional(),
  })
  .describe("metrics-server: CPU and memory of pods and nodes, for clusters that are not of EKS");
