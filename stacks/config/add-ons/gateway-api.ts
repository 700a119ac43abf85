import { z } from "zod";
import { helmOptions } from "./common";

const { anyKubernetes } = helmOptions;

export const gatewayApi = z
  .strictObject({ anyKubernetes })
  .describe("Custom resources of the Gateway API, standard channel: gateways and routes");
