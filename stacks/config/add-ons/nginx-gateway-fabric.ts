import { z } from "zod";
import { helmOptions } from "./common";

export const nginxGatewayFabric = z
  .strictObject({
    ...helmOptions,
    snippetsFilters: z
      .boolean()
      .describe(
        "Whether routes may bring directives of NGINX of their own, as far as nobody refuses them. Default: false",
      )
      .optional(),
    gatewayNamespace: z
      .string()
      .describe("Namespace of the gateways, whose pods ask it what to do. Default: gateway")
      .optional(),
  })
  .describe("NGINX Gateway Fabric: carries out routes of the Gateway API by open-source NGINX");
