import { z } from "zod";
import { meshModes } from "../../../components/cluster";
import { helmOptions } from "./common";

const resources = {
  cpuMillis: z.number().describe("In thousandths of a core").optional(),
  memoryMib: z.number().describe("In MiB: the request, and the limit").optional(),
} as const;

export const istio = z
  .strictObject({
    ...helmOptions,
    mode: z
      .enum(meshModes)
      .describe("Where its proxies are: on nodes (ambient) or in pods (sidecar). Default: ambient")
      .optional(),
    mtls: z
      .enum(["strict", "permissive"])
      .describe("Whether workloads take calls of the mesh alone, or also others without encryption. Default: strict")
      .optional(),
    controlPlane: z
      .strictObject(resources)
      .describe("What each pod of the control plane asks for. Default: 250 and 1024, highly available 500 and 2048")
      .optional(),
    proxy: z
      .strictObject(resources)
      .describe("What each proxy asks for, in a pod or for requests. Default: 100 and 256")
      .optional(),
  })
  .describe("Istio: a mesh that encrypts and authorises calls between workloads, with proxies on nodes or in pods");

export const istioCni = z
  .strictObject({
    ...helmOptions,
    agent: z.strictObject(resources).describe("What it asks for on each node. Default: 100 and 128").optional(),
  })
  .describe("Istio's agent of each node: puts pods into the mesh");

export const istioZtunnel = z
  .strictObject({
    ...helmOptions,
    proxy: z.strictObject(resources).describe("What it asks for on each node. Default: 200 and 512").optional(),
  })
  .describe("Istio's proxy of each node, in ambient mode");
