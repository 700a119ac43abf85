import { z } from "zod";
import { helmOptions } from "./common";

export const trustManager = z
  .strictObject(helmOptions)
  .describe("trust-manager: puts certificates of authorities into ConfigMaps of the namespaces that are to trust them");
