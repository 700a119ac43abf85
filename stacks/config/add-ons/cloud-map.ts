import { z } from "zod";
import { helmOptions } from "./common";

export const cloudMap = z
  .strictObject({
    ...helmOptions,
    namespace: z
      .string()
      .describe("Name of the namespace, a domain of at least two labels that the VPC sees. Must be stated")
      .optional(),
    owner: z
      .string()
      .describe("What its services are marked with, unique in the account and region. Default: the name of the cluster")
      .optional(),
    interval: z.string().describe("How often everything is compared, besides at each change. Default: 15s").optional(),
  })
  .describe("AWS Cloud Map: a namespace in the VPC, in which Services are registered that ask for it");
