import { z } from "zod";
import { helmOptions } from "./common";

export const argoRollouts = z
  .strictObject(helmOptions)
  .describe("Argo Rollouts: brings new versions to users step by step");
