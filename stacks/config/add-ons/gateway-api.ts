import { z } from "zod";
import { helmOptions } from "./common";

export const gatewayApi = z
  .strictObject(helmOptions)
  .describe("Custom resources of the Gateway API, standard channel: gateways and routes");
