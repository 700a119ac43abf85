import { z } from "zod";
import { helmOptions } from "./common";

const storage = z
  .strictObject({
    size: z.string().describe("Such as 10Gi. Default: 10Gi").optional(),
    storageClass: z.string().describe("Class of storage. Default: that of the cluster").optional(),
  })
  .describe("Where each server keeps its state");

const sync = z.strictObject({
  services: z
    .enum(["annotated", "all"])
    .describe('Those with the annotation consul.hashicorp.com/service-sync: "true", or all. Default: annotated')
    .optional(),
  namespaces: z
    .array(z.string())
    .describe("Namespaces whose Services may be in the registry. Default: all but kube-system and kube-public")
    .optional(),
});

const proxy = z
  .strictObject({
    cpuMillis: z.number().describe("In thousandths of a core. Default: 50").optional(),
    memoryMib: z.number().describe("In MiB: the request, and the limit is twice that. Default: 128").optional(),
  })
  .describe("What the proxy of each pod asks for");

export const consul = z
  .strictObject({
    ...helmOptions,
    datacenter: z.string().describe("Name of the datacenter. It never changes. Default: dc1").optional(),
    storage: storage.optional(),
    mesh: z.boolean().describe("Whether workloads can be in its mesh. Default: true").optional(),
    mtls: z
      .enum(["strict", "permissive"])
      .describe("Whether workloads take calls of the mesh alone, or also others without encryption. Default: strict")
      .optional(),
    syncCatalog: z
      .union([z.boolean(), sync])
      .describe("Whether Services of Kubernetes are in the registry too. Default: false")
      .optional(),
    proxy: proxy.optional(),
    ui: z
      .boolean()
      .describe("Whether its servers have a page for people, within the cluster. Default: false")
      .optional(),
  })
  .describe("Consul: a mesh and a registry of services. Its servers are under HashiCorp's Business Source License");
