import { z } from "zod";
import { resourceQualities } from "../../../components/workloads";
import { text, texts } from "../texts";
import { count } from "./numbers";

const amounts = (description: string, cpu: string, memory: string) =>
  z
    .strictObject({
      cpu: text(`Cores, such as 250m or "1". Default: ${cpu}`).optional(),
      memory: text(`Bytes, such as 128Mi or 1Gi. Default: ${memory}`).optional(),
      ephemeralStorage: text("Bytes of the node's disk, such as 1Gi. Default: nothing is said of it").optional(),
    })
    .describe(description)
    .optional();

/** What a container asks for, and may take. */
export const resources = z
  .strictObject({
    requests: amounts(
      "What the scheduler sets aside",
      "100m, or the limit if that is less",
      "128Mi, or the limit if that is less",
    ),
    limits: amounts(
      "Above the memory limit the container is killed, above the CPU limit it is slowed down",
      "no limit",
      "256Mi, or the request if that is more",
    ),
    quality: z
      .enum(resourceQualities)
      .describe("guaranteed: the limits are the requests, for CPU too. Default: burstable")
      .optional(),
    gpu: count("Whole GPUs of NVIDIA; they cost what their nodes cost. Default: none", 1).optional(),
    extended: texts("More resources of nodes by their full names, such as hugepages-2Mi. Default: none").optional(),
  })
  .describe("What a container asks for and may take at most. Default: 100m CPU and 128Mi requested, 256Mi at most")
  .meta({ id: "Resources" });
