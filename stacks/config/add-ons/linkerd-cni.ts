import { z } from "zod";
import { helmOptions } from "./common";

export const linkerdCni = z
  .strictObject(helmOptions)
  .describe("Linkerd's network plug-in: leads the traffic of pods to their proxies");
